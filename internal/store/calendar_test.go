package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// plantCalendar gives A's campaign and asset dates around the day that clocks change in Chicago, 8 March 2026, and two
// moments at the edges of that day.
func plantCalendar(k *storetest.Kit) {
	k.Admin(`UPDATE cmo_campaigns SET start_date = '2026-03-08', end_date = '2026-03-20' WHERE id = $1`, k.A.RowID("campaign"))
	k.Admin(`UPDATE cmo_content_assets SET publish_date = '2026-03-08' WHERE id = $1`, k.A.RowID("asset"))
	k.Admin(`INSERT INTO cmo_calendar_events (tenant_id, workspace_id, event_type, title, scheduled_at) VALUES
		($1, $1, 'review', 'first minute', '2026-03-08 06:00Z'), ($1, $1, 'review', 'last minute', '2026-03-09 04:59Z'), ($1, $1, 'review', 'day after', '2026-03-09 05:00Z'), ($1, $1, 'review', 'day before', '2026-03-08 05:59Z')`, k.A.ID)
}

func titles(items []cmo.CalendarItem) (out []string) {
	for _, i := range items {
		out = append(out, i.Kind+" "+i.Title)
	}
	return out
}

func TestCalendar_ADayInItsZone(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantCalendar(k)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A)
	chicago, err := cmo.Zone("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	c := k.A.Canary
	list := func(from, to string) []string {
		var items *store.Rows[cmo.CalendarItem]
		read(t, sc, func(r *store.Reader) { items = r.Calendar(day(from), day(to), chicago) })
		return titles(items.List())
	}
	if got, want := list("2026-03-08", "2026-03-08"), []string{"publish " + c, "start " + c + " nurture", "event first minute", "event last minute"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := list("2026-03-09", "2026-03-20"), []string{"event day after", "end " + c + " nurture"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	k.Admin(`UPDATE cmo_campaigns SET review_state = 'rejected' WHERE id = $1`, k.A.RowID("campaign"))
	if got := list("2026-03-20", "2026-03-20"); len(got) > 0 {
		t.Errorf("a rejected campaign still ends: %q", got)
	}
	k.Admin(`UPDATE cmo_campaigns SET review_state = 'in_review' WHERE id = $1`, k.A.RowID("campaign"))
	// An event of the day stands for the date of the campaign or the asset.
	k.Admin(`UPDATE cmo_calendar_events SET event_type = 'campaign_start', campaign_id = $1 WHERE title = 'first minute'`, k.A.RowID("campaign"))
	k.Admin(`UPDATE cmo_calendar_events SET event_type = 'content_publish', asset_id = $1 WHERE title = 'day after'`, k.A.RowID("asset"))
	if got, want := list("2026-03-08", "2026-03-08"), []string{"publish " + c, "event first minute", "event last minute"}; !slices.Equal(got, want) {
		t.Errorf("with events: %q, want %q", got, want)
	}
}

// A feed reads its tenant's calendar and nothing else, as long as its person may.
func TestFeed_LastsAsLongAsItsRight(t *testing.T) {
	t.Parallel()
	from, to := day("2026-03-01"), day("2026-03-31")
	for name, end := range map[string]string{
		"":            `SELECT 1 WHERE $1::uuid IS NULL AND $2::text IS NULL`,
		"left":        `DELETE FROM user_tenants WHERE tenant_id = $1 AND user_id = (SELECT id FROM users WHERE email = $2)`,
		"disabled":    `UPDATE users SET disabled_at = now() WHERE email = $2 AND $1::uuid IS NOT NULL`,
		"tenant off":  `UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1 AND $2::text <> ''`,
		"module off":  `UPDATE tenant_module_access SET enabled = false WHERE tenant_id = $1 AND $2::text <> ''`,
		"deleted":     `DELETE FROM capabilities WHERE kind = 'feed' AND tenant_id = $1 AND $2::text <> ''`,
		"other kind":  `UPDATE capabilities SET kind = 'system' WHERE kind = 'feed' AND tenant_id = $1 AND $2::text <> ''`,
		"other right": `UPDATE capabilities SET tenant_id = 'bbbbbbbb-0000-4000-8000-000000000002' WHERE kind = 'feed' AND tenant_id = $1 AND $2::text <> ''`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := storetest.New(t)
			plantCalendar(k)
			me := storetest.Email(k.A, cmo.RoleViewer)
			sc := k.Scope(me, k.A)
			var feed store.Secret
			write := func(fn func(w *store.Writer) error) {
				t.Helper()
				if err := sc.Write(t.Context(), fn); err != nil {
					t.Fatal(err)
				}
			}
			write(func(w *store.Writer) (err error) { feed, err = w.RenewFeed(); return err })
			f, err := k.DB.Feed(t.Context(), feed, from, to)
			if err != nil || f.Slug != k.A.Slug || f.Zone != "America/Chicago" || len(f.Items) != 7 {
				t.Fatalf("%+v, %v", f, err)
			}
			if _, _, err := k.DB.Enter(t.Context(), feed, k.A.Slug); !errors.Is(err, store.ErrNoSession) {
				t.Errorf("a feed's secret opens a session: %v", err)
			}
			if name == "" { // a new one ends the one before, and revoking ends it
				old := feed
				write(func(w *store.Writer) (err error) { feed, err = w.RenewFeed(); return err })
				if _, err := k.DB.Feed(t.Context(), old, from, to); !errors.Is(err, cmo.ErrNotFound) {
					t.Errorf("the one before still reads: %v", err)
				}
				if _, err := k.DB.Feed(t.Context(), feed, from, to); err != nil {
					t.Errorf("the new one: %v", err)
				}
				write(func(w *store.Writer) error { return w.RevokeFeed() })
			}
			k.Admin(end, k.A.ID, me)
			if f, err := k.DB.Feed(t.Context(), feed, from, to); !errors.Is(err, cmo.ErrNotFound) {
				t.Errorf("%q: still reads %d items: %v", name, len(f.Items), err)
			}
		})
	}
}
