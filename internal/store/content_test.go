package store_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// plantContent adds 18 manual assets to A, with titles, dates and values that repeat, and archives the fixture's own.
func plantContent(k *storetest.Kit) {
	k.Admin(`INSERT INTO cmo_content_assets (tenant_id, workspace_id, title, content_type, channel, status, funnel_stage, campaign_id, publish_date, updated_at)
		SELECT $1, $1, 'Été ' || n % 2, CASE WHEN n % 3 = 0 THEN 'sms' ELSE 'email' END, CASE WHEN n % 3 = 0 THEN 'sms' ELSE 'email' END, CASE WHEN n % 2 = 0 THEN 'draft' ELSE 'live' END,
		  CASE WHEN n < 9 THEN 'conversion' END, CASE WHEN n < 6 THEN $2::uuid END, CASE WHEN n % 4 > 0 THEN date '2026-02-01' + n % 4 END, now() - (n / 2) * interval '1 hour'
		FROM generate_series(1, 18) n`, k.A.ID, k.A.RowID("campaign"))
	k.Admin(`UPDATE cmo_content_assets SET archived_at = now() WHERE id = $1`, k.A.RowID("asset"))
}

func TestContent_PagesMeet(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantContent(k)
	sc := k.Scope(owner(k.A), k.A)
	for _, sort := range []store.ContentSort{"updated", "title", "publish", "none such"} {
		var all []store.ContentRow
		page := store.ContentPage{Sort: sort, Limit: 4}
		for {
			var rows *store.Rows[store.ContentRow]
			read(t, sc, func(r *store.Reader) { rows = r.Content(cmo.ContentFilter{}, page) })
			list := rows.List()
			all = append(all, list[:min(len(list), page.Limit)]...)
			if len(list) <= page.Limit {
				break
			}
			last := all[len(all)-1]
			page.After = &store.Cursor{Key: last.SortKey, ID: last.ID}
		}
		seen := map[uuid.UUID]bool{}
		for _, r := range all {
			seen[r.ID] = true
		}
		if len(all) != 18 || len(seen) != 18 {
			t.Fatalf("%s: %d rows over the pages, %d different", sort, len(all), len(seen))
		}
		var back *store.Rows[store.ContentRow]
		read(t, sc, func(r *store.Reader) {
			back = r.Content(cmo.ContentFilter{}, store.ContentPage{Sort: sort, Limit: 4, Before: &store.Cursor{Key: all[8].SortKey, ID: all[8].ID}})
		})
		for i, row := range back.List() {
			if row.ID != all[7-i].ID {
				t.Errorf("%s: backwards row %d differs", sort, i)
			}
		}
	}
}

func TestContentFacets_CountWhatChoosingShows(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantContent(k)
	sc := k.Scope(owner(k.A), k.A)
	for _, f := range []cmo.ContentFilter{{}, {Type: "sms"}, {Status: "live", Stage: "conversion"}, {Campaign: uuid.NullUUID{UUID: k.A.RowID("campaign"), Valid: true}}, {Text: "été 1", Channel: "email"}} {
		var facets *store.Rows[cmo.Facet]
		read(t, sc, func(r *store.Reader) { facets = r.ContentFacets(f) })
		for _, x := range facets.List() {
			want := f
			switch x.Name {
			case "total":
				want = cmo.ContentFilter{}
			case "origin":
				want.Origin = cmo.Origin(x.Value)
			case "type":
				want.Type = x.Value
			case "channel":
				want.Channel = x.Value
			case "stage":
				want.Stage = x.Value
			case "status":
				want.Status = x.Value
			case "campaign":
				want.Campaign = uuid.NullUUID{UUID: uuid.MustParse(x.Value), Valid: true}
			}
			var rows *store.Rows[store.ContentRow]
			read(t, sc, func(r *store.Reader) { rows = r.Content(want, store.ContentPage{Limit: 100}) })
			if n := len(rows.List()); n != x.Count {
				t.Errorf("%+v: %s %q counts %d and shows %d", f, x.Name, x.Value, x.Count, n)
			}
		}
	}
}
