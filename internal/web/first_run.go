package web

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// startPage is the guided first run: six modes in order, each reviewed. It reads what the tenant has, so that anyone can go
// on where somebody else stopped.
func (s *Server) startPage(c echo.Context, sc store.Scope) error {
	var steps *store.Rows[cmo.StartStep]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { steps, nav = r.StartSteps(), readNav(r); return nil })
	if err != nil {
		return err
	}
	view := pages.NewStartView(sc.Tenant(), steps.List(), uuid.NewString())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: view.Title, section: "Home", counts: nav.counts()}),
		body:  pages.Start(view),
	})
}

// startLive follows the steps while agents work on them.
func (s *Server) startLive(_ echo.Context, _ store.Scope) (watching, error) {
	key := uuid.NewString()
	return watching{uuid.Nil, func(ctx context.Context, sc store.Scope) (seen, error) {
		var steps *store.Rows[cmo.StartStep]
		if err := sc.Read(ctx, func(r *store.Reader) error { steps = r.StartSteps(); return nil }); err != nil {
			return seen{}, err
		}
		return seen{part: pages.Start(pages.NewStartView(sc.Tenant(), steps.List(), key))}, nil
	}}, nil
}
