package web

import (
	"context"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runLive shows a run while it works.
func (s *Server) runLive(c echo.Context, sc store.Scope) (watching, error) {
	id, err := idParam(c)
	if err != nil {
		return watching{}, err
	}
	tab, err := oneOf(c, "tab", pages.RunTabs)
	if err != nil {
		return watching{}, err
	}
	key, comment := uuid.NewString(), uuid.NewString() // of the forms, the same while nothing changes
	return watching{id, func(ctx context.Context, sc store.Scope) (seen, error) {
		var found runPageReads
		if err := sc.Read(ctx, func(r *store.Reader) error { found.declare(r, id, tab); return nil }); err != nil {
			return seen{}, err
		}
		rec := found.value()
		rec.AgainKey = key
		view := pages.NewRunView(sc.Tenant(), rec, tab, s.now())
		view.Comments.ID = comment
		return seen{pages.Run(view), rec.Run.Ended()}, nil
	}}, nil
}

// runLogLive shows the rows of the newest page of the log.
func (s *Server) runLogLive(c echo.Context, sc store.Scope) (watching, error) {
	if _, err := s.runRequest(c, sc); err != nil {
		return watching{}, err
	}
	return watching{uuid.Nil, func(ctx context.Context, sc store.Scope) (seen, error) {
		ask, err := s.runRequest(c, sc) // the period moves on
		if err != nil {
			return seen{}, err
		}
		ask.page.After, ask.page.Before = nil, nil
		var runs *store.Rows[cmo.Run]
		err = sc.Read(ctx, func(r *store.Reader) error {
			if _, err := withinHorizon(r, &ask); err != nil {
				return err
			}
			runs = r.Runs(ask.since, ask.page)
			return nil
		})
		if err != nil {
			return seen{}, err
		}
		list := runs.List()
		return seen{part: pages.RunRows(sc.Tenant(), ask.query, list[:min(len(list), runRows)], s.now())}, nil
	}}, nil
}
