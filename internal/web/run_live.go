package web

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

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

// runLogLive shows the newest page of the log with its counts and figures. The rows follow each change; what is counted over
// the period is counted again with a sign of life at the latest, because it costs more than the rows.
func (s *Server) runLogLive(c echo.Context, sc store.Scope) (watching, error) {
	if _, err := s.runRequest(c, sc); err != nil {
		return watching{}, err
	}
	var counted pages.RunList
	var at time.Time
	return watching{uuid.Nil, func(ctx context.Context, sc store.Scope) (seen, error) {
		ask, err := s.runRequest(c, sc) // the period moves on
		if err != nil {
			return seen{}, err
		}
		ask.page.After, ask.page.Before, ask.query.After, ask.query.Before = nil, nil, "", ""
		var found runReads
		again := at.IsZero() || time.Since(at) >= s.beat/3
		err = sc.Read(ctx, func(r *store.Reader) error {
			if again {
				return found.declare(r, ask, sc.Tenant())
			}
			return found.declareRows(r, ask)
		})
		if err != nil {
			return seen{}, err
		}
		if again {
			counted, at = found.list(ask), time.Now()
		} else {
			found.page(&counted, ask)
		}
		return seen{part: pages.RunsLive(pages.NewRunsView(sc.Tenant(), ask.query, counted, s.now()))}, nil
	}}, nil
}
