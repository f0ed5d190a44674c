package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/live"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// liveBeat is the time between signs of life of a stream.
const liveBeat = 15 * time.Second

// watching is what a stream shows: the run it is about, nil for all of the tenant's, and how to look.
type watching struct {
	run  uuid.UUID
	look func(ctx context.Context, sc store.Scope) (seen, error)
}

// seen is the state as a part of the page. over: it will not change any more.
type seen struct {
	part templ.Component
	over bool
}

// streamed is a stream of a page's state to a member of the tenant in the URL. It is proved as a page is, at the start and
// at each look. A refusal is a status and never a redirect: a browser would follow it and come again for ever.
type streamed func(echo.Context, store.Scope) (watching, error)

func (h streamed) wrap(s *Server, right cmo.Right) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, ok := s.sessions.secret(c.Request())
		if !ok {
			return refuseStream(c, store.ErrNoSession)
		}
		enter := func(ctx context.Context) (store.Scope, error) {
			sc, v, err := s.db.Enter(ctx, session, c.Param("tenant"))
			c.Set(ctxVisit, v)
			c.Set(ctxScope, sc)
			switch {
			case err != nil:
			case !sc.Tenant().Role.Can(right):
				err = cmo.Errorf(cmo.Forbidden, "This is not open to you.")
			case !sc.Tenant().Has(cmo.ModuleCMO):
				err = cmo.Errorf(cmo.Forbidden, "AI CMO is off for you here. A platform admin can turn it on.")
			}
			return sc, err
		}
		sc, err := enter(c.Request().Context())
		if err != nil {
			return refuseStream(c, err)
		}
		w, err := h(c, sc)
		if err != nil {
			return refuseStream(c, err)
		}
		sum := sha256.Sum256([]byte(session.Encode()))
		ear, err := s.live.Open(hex.EncodeToString(sum[:]), sc.Tenant().ID, w.run)
		if err != nil {
			return refuseStream(c, err)
		}
		defer ear.Close()
		return s.stream(c, ear, func(ctx context.Context) (seen, error) {
			done, err := s.live.Turn(ctx)
			if err != nil {
				return seen{}, err
			}
			defer done()
			sc, err := enter(ctx)
			if err != nil {
				return seen{}, err
			}
			return w.look(ctx, sc)
		})
	}
}

// refuseStream answers with a status and a line of text.
func refuseStream(c echo.Context, err error) error {
	var own *cmo.Error
	switch {
	case errors.Is(err, live.ErrTooMany):
		return c.String(http.StatusTooManyRequests, "Too many pages follow at once.\n")
	case errors.Is(err, live.ErrClosed):
		return c.String(http.StatusServiceUnavailable, "Stopping.\n")
	case cmo.KindOf(err) == cmo.SignIn:
		return c.String(http.StatusUnauthorized, "Sign in.\n")
	case errors.As(err, &own) && own.Kind != cmo.Internal:
		return c.String(statuses[own.Kind], own.Msg+"\n")
	}
	return err
}

// stream sends the state at once and whenever it changes.
func (s *Server) stream(c echo.Context, ear *live.Stream, look func(context.Context) (seen, error)) error {
	state := func(ctx context.Context) (live.State, error) {
		now, err := look(ctx)
		if err != nil {
			return live.State{}, err
		}
		var b strings.Builder
		err = now.part.Render(ctx, &b)
		return live.State{Data: b.String(), Over: map[bool]string{true: "over"}[now.over]}, err
	}
	first, err := state(c.Request().Context())
	if err != nil {
		return refuseStream(c, err)
	}
	ear.Serve(c.Response(), c.Request(), live.Feed{Event: "state", End: "close", Beat: s.beat, First: first, Look: state, Passing: cmo.Passing})
	return nil
}

// isStream tells the routes whose answers do not end.
func isStream(path string) bool {
	return strings.HasSuffix(path, "/live") || paths.ForProgram(path) && strings.HasSuffix(path, "/events")
}
