package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// calendarMove shows the form that puts something of the calendar on another day, with what speaks against the day.
func (s *Server) calendarMove(c echo.Context, sc store.Scope) error {
	ask := pages.MoveAsk{Item: c.QueryParam("item"), ID: c.QueryParam("id"), Day: c.QueryParam("day")}
	if ask.Item == "" && ask.ID == "" { // the agenda is where an entry is chosen
		return redirect(c, pages.CalendarQuery{Slug: sc.Tenant().Slug, View: pages.CalendarAgenda}.Href())
	}
	return s.showCalendarMove(c, sc, http.StatusOK, ask)
}

// rescheduleReads is what the form knows: the record, and what the day could clash with.
func (s *Server) rescheduleReads(c echo.Context, sc store.Scope, ask *pages.MoveAsk) (d pages.RescheduleData, nav navReads, err error) {
	date, ok := cmo.CalendarDates[ask.Item]
	if !ok {
		return d, nav, cmo.Errorf(cmo.Invalid, "The calendar has no such entry. Go back to the calendar and choose one.")
	}
	id, err := parseID(ask.ID)
	if err != nil {
		return d, nav, err
	}
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		nav = readNav(r)
		if d.Record, err = r.Record(date.Kind, id).Get(); err != nil {
			return err
		}
		d.Campaign, d.Plan, err = spansOf(r, date.Kind, d.Record)
		if day, ok := ask.Chosen(); ok && err == nil {
			d.Others, err = r.Calendar(day, day, sc.Tenant().Zone).Get()
		}
		return err
	})
	return d, nav, err
}

// spansOf are the campaign and the plan whose dates a record should keep to.
func spansOf(r *store.Reader, kind cmo.RecordKind, rec cmo.Record) (campaign, plan *cmo.Span, err error) {
	span := func(kind cmo.RecordKind, of cmo.Fields, column string) (*cmo.Span, cmo.Fields, error) {
		raw, _ := of[column].(string)
		id, err := uuid.Parse(raw)
		if err != nil {
			return nil, nil, nil //nolint:nilerr // it belongs to none
		}
		x, err := r.Record(kind, id).Get()
		if err != nil {
			return nil, nil, err
		}
		return &cmo.Span{Name: x.Name, Start: dayField(x.Data, "start_date"), End: dayField(x.Data, "end_date")}, x.Data, nil
	}
	of := rec.Data
	if kind != cmo.KindCampaign {
		if campaign, of, err = span(cmo.KindCampaign, rec.Data, "campaign_id"); err != nil || of == nil {
			return campaign, nil, err
		}
	}
	plan, _, err = span(cmo.KindPlan, of, "plan_id")
	return campaign, plan, err
}

func dayField(f cmo.Fields, column string) *time.Time {
	text, _ := f[column].(string)
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return &day
	}
	return nil
}

func (s *Server) showCalendarMove(c echo.Context, sc store.Scope, status int, ask pages.MoveAsk) error {
	d, nav, err := s.rescheduleReads(c, sc, &ask)
	if err != nil {
		return err
	}
	view := pages.NewRescheduleView(sc.Tenant(), ask, d, s.now())
	return s.render(c, status, page{shell: s.shell(c, place{title: "Reschedule", section: "Calendar", counts: nav.counts(),
		parent: []layout.Crumb{{Label: "Calendar", Href: paths.Calendar(sc.Tenant().Slug)}}}), body: pages.Reschedule(view)})
}

// calendarReschedule puts it there. What speaks against the day is shown first and saved over only when asked to; a live
// campaign's dates wait as a change set, as every edit of it does.
func (s *Server) calendarReschedule(c echo.Context, sc store.Scope) error {
	ask := pages.MoveAsk{Item: c.FormValue("item"), ID: c.FormValue("id"), Day: c.FormValue("day"), Time: c.FormValue("time"), Base: c.FormValue("base"), Both: c.FormValue("both") == "on", Sent: true}
	d, _, err := s.rescheduleReads(c, sc, &ask)
	if err != nil {
		return err
	}
	fields, wrong := ask.Fields(sc.Tenant(), d)
	if ask.Wrong = wrong; len(wrong) > 0 {
		return s.showCalendarMove(c, sc, http.StatusUnprocessableEntity, ask)
	}
	if len(pages.Rescheduled(sc.Tenant(), ask, d, s.now()).Clashes()) > 0 && c.FormValue("anyway") == "" {
		return s.showCalendarMove(c, sc, http.StatusUnprocessableEntity, ask)
	}
	version, base := 0, 0
	base, _ = strconv.Atoi(ask.Base)
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		version, err = w.SaveRecord(cmo.CalendarDates[ask.Item].Kind, d.Record.ID, base, fields)
		return err
	})
	var v *cmo.VersionConflict
	if errors.As(err, &v) {
		ask.Wrong = map[string]string{"form": "It was changed meanwhile. Look at it as it is now, and save again if the day still fits."}
		return s.showCalendarMove(c, sc, http.StatusConflict, ask)
	}
	if wrong := refusal(cmo.CalendarDates[ask.Item].Kind.Type(), err); wrong != nil {
		ask.Wrong = wrong
		return s.showCalendarMove(c, sc, http.StatusUnprocessableEntity, ask)
	}
	if err != nil {
		return err
	}
	said := "rescheduled"
	if version == 0 {
		said = "pending"
	}
	day, _ := ask.Chosen()
	return redirect(c, withDone(pages.CalendarQuery{Slug: sc.Tenant().Slug, View: pages.CalendarMonth, On: day}.Href(), said))
}
