package web

import (
	"bytes"
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

// How streams behave.
const (
	liveBeat  = 15 * time.Second       // between signs of life, each a proof that the person may still look
	liveGap   = 400 * time.Millisecond // between two looks of one stream
	liveLife  = 10 * time.Minute       // then the browser comes again
	liveWrite = 10 * time.Second       // for a write to a slow reader
	liveLooks = 4                      // at once in the process, so that pages find connections, too
)

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
			select {
			case s.looks <- struct{}{}:
				defer func() { <-s.looks }()
			case <-ctx.Done():
				return seen{}, ctx.Err()
			}
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

// stream sends the state at once and whenever it changes, until it is over, the person may no longer look, the browser is
// gone or the process stops.
func (s *Server) stream(c echo.Context, ear *live.Stream, look func(context.Context) (seen, error)) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), liveLife)
	defer cancel()
	first, err := look(ctx)
	if err != nil {
		return refuseStream(c, err)
	}
	out := c.Response()
	out.Header().Set(echo.HeaderContentType, "text/event-stream")
	out.Header().Set("X-Accel-Buffering", "no")
	out.WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	wire := &wire{out: out, control: http.NewResponseController(out)}
	_ = wire.control.SetReadDeadline(time.Time{}) // the server's own would end the request
	beat := time.NewTicker(s.beat)
	defer beat.Stop()
	for now, err := first, error(nil); ; now, err = look(ctx) {
		switch {
		case err == nil:
			if over, werr := wire.show(ctx, now); over || werr != nil {
				return nil //nolint:nilerr // a reader who is gone is no fault
			}
		case cmo.KindOf(err) != cmo.Unavailable:
			return nil //nolint:nilerr // the answer has begun; the browser comes again and is told
		}
		beaten, open := ear.Wait(ctx, liveGap, beat.C)
		if !open || beaten && wire.write(": still here\n\n") != nil {
			return nil
		}
	}
}

// wire writes events to one browser.
type wire struct {
	out     *echo.Response
	control *http.ResponseController
	last    [sha256.Size]byte
}

// show sends a state that differs from the last one, and after the final one says that nothing more will come.
func (w *wire) show(ctx context.Context, now seen) (over bool, err error) {
	var b bytes.Buffer
	if err := now.part.Render(ctx, &b); err != nil {
		return false, err
	}
	if sum := sha256.Sum256(b.Bytes()); sum != w.last {
		w.last = sum
		if err := w.write("event: state\ndata: " + strings.ReplaceAll(b.String(), "\n", "\ndata: ") + "\n\n"); err != nil {
			return false, err
		}
	}
	if now.over {
		return true, w.write("event: close\ndata: over\n\n")
	}
	return false, nil
}

func (w *wire) write(text string) error {
	_ = w.control.SetWriteDeadline(time.Now().Add(liveWrite)) // where there is none, the connection's end is the limit
	if _, err := w.out.Write([]byte(text)); err != nil {
		return err
	}
	return w.control.Flush()
}

// isStream tells the routes whose answers do not end.
func isStream(path string) bool {
	return strings.HasSuffix(path, "/live") || paths.ForProgram(path) && strings.HasSuffix(path, "/events")
}
