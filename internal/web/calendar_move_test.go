package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// rescheduling sends the form that puts an entry of the calendar on another day.
func (b *browser) rescheduling(t *testing.T, page string, form url.Values, want int, says ...string) answer {
	t.Helper()
	a := b.post(page, form)
	if a.status != want {
		t.Fatalf("%v: %d, want %d: %s", form, a.status, want, a.body)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("%v: does not say %q", form, s)
		}
	}
	return a
}

// What speaks against a day is shown before anything is saved, and saved over only when asked to.
func TestCalendarMove_ClashesFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	asset, other, page := s.A.RowID("asset").String(), uuid.New(), "/t/"+s.A.Slug+"/calendar/move"
	year := time.Now().Year() + 1
	day := func(md string) string { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006") + "-" + md }
	s.Admin(`UPDATE cmo_campaigns SET start_date = $2, end_date = $3 WHERE id = $1`, s.A.RowID("campaign"), day("03-01"), day("03-31"))
	s.Admin(`UPDATE cmo_content_assets SET publish_date = $2, channel = 'email', campaign_id = $3 WHERE id = $1`, asset, day("03-05"), s.A.RowID("campaign"))
	s.Admin(`INSERT INTO cmo_content_assets (tenant_id, workspace_id, id, title, content_type, channel, publish_date) VALUES ($1, $1, $2, 'Other <b>mail</b>', 'email', 'email', $3)`, s.A.ID, other, day("03-10"))
	if a := b.get(page + "?item=publish&id=" + asset); a.status != http.StatusOK || !strings.Contains(a.body, `value="`+day("03-05")+`"`) || strings.Contains(a.body, "speaks against") {
		t.Fatalf("the form: %d: %s", a.status, a.body)
	}
	if a := b.get(page + "?item=publish&id=" + asset + "&day=" + day("03-10")); !strings.Contains(a.body, "Email is used that day already: “Other &lt;b&gt;mail") || !strings.Contains(a.body, "Save anyway") {
		t.Error("a dropped entry is not told of the clash")
	}
	form := func(md string, more ...string) url.Values {
		f := url.Values{"item": {"publish"}, "id": {asset}, "base": {"1"}, "day": {day(md)}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	stored := func() (d string, version int) {
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT publish_date::text, version FROM cmo_content_assets WHERE id = $1`, asset).Scan(&d, &version); err != nil {
			t.Fatal(err)
		}
		return d, version
	}
	b.rescheduling(t, page, form("04-02"), http.StatusUnprocessableEntity, "outside the dates of its campaign", day("04-02"))
	b.rescheduling(t, page, form("02-30"), http.StatusUnprocessableEntity, "There is no such day", day("02-30"))
	past := form("03-06")
	past.Set("day", "2020-01-01")
	b.rescheduling(t, page, past, http.StatusUnprocessableEntity, "The day has passed")
	if d, v := stored(); d != day("03-05") || v != 1 {
		t.Fatalf("refused, yet it stands on %s, version %d", d, v)
	}
	b.rescheduling(t, page, form("03-06"), http.StatusSeeOther)
	b.rescheduling(t, page, form("03-07"), http.StatusConflict, "changed meanwhile", `name="base" value="2"`)
	b.rescheduling(t, page, form("03-10", "base", "2", "anyway", "on"), http.StatusSeeOther)
	if d, v := stored(); d != day("03-10") || v != 3 {
		t.Errorf("it stands on %s, version %d", d, v)
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post(page, form("03-11", "base", "3")); a.status != http.StatusForbidden {
		t.Errorf("a viewer moves it: %d", a.status)
	}
}

// A campaign never ends before it starts; its other date moves with it when asked to; a live one's waits as a change.
func TestCalendarMove_CampaignDates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, id, page := s.as(member(s.A, cmo.RoleMarketer)), s.A.RowID("campaign"), "/t/"+s.A.Slug+"/calendar/move"
	s.Admin(`UPDATE cmo_campaigns SET start_date = current_date + 10, end_date = current_date + 20, plan_id = NULL WHERE id = $1`, id)
	on := func(days int) string { return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly) }
	form := url.Values{"item": {"start"}, "id": {id.String()}, "base": {"1"}, "day": {on(30)}}
	b.rescheduling(t, page, form, http.StatusUnprocessableEntity, "would end before it starts")
	form.Set("both", "on")
	b.rescheduling(t, page, form, http.StatusSeeOther)
	var start, end string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT start_date::text, end_date::text FROM cmo_campaigns WHERE id = $1`, id).Scan(&start, &end); err != nil || start != on(30) || end != on(40) {
		t.Errorf("%s to %s, %v", start, end, err)
	}
	s.Admin(`INSERT INTO campaign_approvals (tenant_id, campaign_id, hash) VALUES ($1, $2, repeat('0', 64))`, s.A.ID, id)
	s.Admin(`UPDATE cmo_campaigns SET status = 'active', review_state = 'approved' WHERE id = $1`, id)
	form = url.Values{"item": {"end"}, "id": {id.String()}, "base": {"2"}, "day": {on(50)}}
	if a := b.rescheduling(t, page, form, http.StatusSeeOther); !strings.Contains(a.location(), "done=pending") {
		t.Errorf("a live campaign's end: %s", a.location())
	}
}

// An event keeps its hour in the tenant's zone over the change of clocks; an hour that the clocks skip is refused.
func TestCalendarMove_EventOverClockChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE os_tenant_registry SET time_zone = 'America/Chicago' WHERE tenant_id = $1`, s.A.ID)
	s.Admin(`UPDATE cmo_calendar_events SET scheduled_at = '2030-03-09 15:30+00', campaign_id = NULL, asset_id = NULL, channel = NULL WHERE id = $1`, s.A.RowID("event"))
	b, page := s.as(member(s.A, cmo.RoleMarketer)), "/t/"+s.A.Slug+"/calendar/move"
	if a := b.get(page + "?item=event&id=" + s.A.RowID("event").String()); !strings.Contains(a.body, `value="09:30"`) {
		t.Error("the form does not show the hour in the tenant's zone")
	}
	form := url.Values{"item": {"event"}, "id": {s.A.RowID("event").String()}, "base": {"1"}, "day": {"2030-03-10"}, "time": {"02:30"}}
	b.rescheduling(t, page, form, http.StatusUnprocessableEntity, "Clocks skip this time")
	form.Set("time", "25:00")
	b.rescheduling(t, page, form, http.StatusUnprocessableEntity, "Write a time like", "25:00")
	form.Set("time", "09:30")
	b.rescheduling(t, page, form, http.StatusSeeOther)
	var at time.Time
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT scheduled_at FROM cmo_calendar_events WHERE id = $1`, s.A.RowID("event")).Scan(&at); err != nil || !at.Equal(time.Date(2030, 3, 10, 14, 30, 0, 0, time.UTC)) {
		t.Errorf("it is at %s, %v", at.UTC(), err)
	}
}
