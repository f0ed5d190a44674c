package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// A feed holds what lies this many days behind and ahead.
const feedBack, feedAhead = 60, 365

// calendar shows a month, a week or an agenda.
func (s *Server) calendar(c echo.Context, sc store.Scope) error {
	q, err := calendarRequest(c, sc)
	if err != nil {
		return err
	}
	return s.showCalendar(c, sc, q, "")
}

// showCalendar renders the calendar; feed is the address of a feed just made.
func (s *Server) showCalendar(c echo.Context, sc store.Scope, q pages.CalendarQuery, feed string) error {
	now := s.now()
	from, to := q.Span(sc.Tenant().Zone, now)
	var items *store.Rows[cmo.CalendarItem]
	var own *store.Rows[cmo.FeedState]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		items, own, nav = r.Calendar(from, to, sc.Tenant().Zone), r.OwnFeed(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	record := pages.FeedRecord{URL: feed}
	if list := own.List(); len(list) > 0 {
		record.State = &list[0]
	}
	view := pages.NewCalendarView(sc.Tenant(), q, items.List(), record, now)
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Calendar", section: "Calendar", counts: nav.counts()}),
		body:  pages.Calendar(view),
		parts: map[string]templ.Component{pages.CalendarPartID: pages.CalendarPart(view)},
	})
}

func calendarRequest(c echo.Context, sc store.Scope) (pages.CalendarQuery, error) {
	q := pages.CalendarQuery{Slug: sc.Tenant().Slug, View: pages.CalendarMonth}
	view, err := oneOf(c, "view", pages.CalendarViews)
	if err != nil {
		return q, err
	}
	if view != "" {
		q.View = view
	}
	if raw := c.QueryParam("on"); raw != "" {
		day, err := time.Parse(time.DateOnly, raw)
		if err != nil || day.Year() < 1970 || day.Year() > 2200 {
			return q, cmo.Errorf(cmo.Invalid, "%q is no day of the calendar. A day is written like 2026-01-19.", abbreviate(raw))
		}
		q.On = day
	}
	return q, nil
}

// feedRenew makes the person's feed and shows its address, which is stored nowhere.
func (s *Server) feedRenew(c echo.Context, sc store.Scope) error {
	var feed store.Secret
	err := sc.Write(c.Request().Context(), func(w *store.Writer) (err error) { feed, err = w.RenewFeed(); return err })
	if err != nil {
		return err
	}
	q := pages.CalendarQuery{Slug: sc.Tenant().Slug, View: pages.CalendarMonth}
	return s.showCalendar(c, sc, q, s.absolute(paths.Feed(feed.Encode())))
}

// feedRevoke ends the person's feed.
func (s *Server) feedRevoke(c echo.Context, sc store.Scope) error {
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.RevokeFeed() }); err != nil {
		return err
	}
	return redirect(c, paths.Calendar(sc.Tenant().Slug))
}

// feed answers a calendar program. It knows no cookie: the secret in the query is all its right, and the log names no
// query.
func (s *Server) feed(c echo.Context) error {
	secret, ok := store.ParseSecret(c.QueryParam("key"))
	if !ok {
		return s.plainError(c, cmo.ErrNotFound)
	}
	now := s.now()
	today := cmo.DayOf(now)
	f, err := s.db.Feed(c.Request().Context(), secret, today.AddDate(0, 0, -feedBack), today.AddDate(0, 0, feedAhead))
	if err != nil {
		return s.plainError(c, err)
	}
	link := func(i cmo.CalendarItem) string {
		switch {
		case i.AssetID != nil:
			return s.absolute(paths.Asset(f.Slug, i.AssetID.String()))
		case i.CampaignID != nil:
			return s.absolute(paths.Campaign(f.Slug, i.CampaignID.String()))
		}
		return s.absolute(paths.Calendar(f.Slug))
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", cmo.ICS(f, now, link))
}

// absolute is a path with the address people reach the console at.
func (s *Server) absolute(path string) string {
	return strings.TrimSuffix(s.base.String(), "/") + path
}
