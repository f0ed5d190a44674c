package store_test

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A file applied twice is one set of numbers; a corrected one changes what it says and nothing else; live and demo never
// replace each other; a decided file is decided.
func TestApplyImport_Idempotent(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	n := func(v int64) *int64 { return &v }
	f := func(v float64) *float64 { return &v }
	channel := k.A.RowID("channel")
	lines := []cmo.MetricLine{{Line: 2, CampaignID: k.A.RowID("manual"), Day: "2026-01-05", Kind: "daily", Impressions: n(100), Clicks: n(10), Cost: f(2.5)},
		{Line: 3, CampaignID: k.A.RowID("campaign"), ChannelID: &channel, Day: "2026-01-05", Kind: "daily", Clicks: n(4)}}
	apply := func(mode string, lines []cmo.MetricLine) (c cmo.ImportCount, id uuid.UUID) {
		t.Helper()
		err := sc.Write(t.Context(), func(w *store.Writer) (err error) {
			if id, err = w.InsertImport(store.NewImport{FileName: "numbers.csv", Mode: mode, Lines: lines}); err != nil {
				return err
			}
			c, err = w.ApplyImport(id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return c, id
	}
	first, id := apply("live", lines)
	again, _ := apply("live", lines)
	lines[0].Clicks = n(99)
	demo, _ := apply("demo", lines) // other numbers of the other kind: left out
	lines[0].Clicks, lines[0].Impressions = n(12), nil
	corrected, _ := apply("live", lines)
	if first != (cmo.ImportCount{Added: 2}) || again != (cmo.ImportCount{Unchanged: 2}) || demo != (cmo.ImportCount{Unchanged: 2}) || corrected != (cmo.ImportCount{Changed: 1, Unchanged: 1}) {
		t.Errorf("%+v, %+v, %+v, %+v", first, again, demo, corrected)
	}
	var got string
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', impressions, clicks, cost, data_mode, origin, version) FROM cmo_metrics_snapshots WHERE campaign_id = $1`, k.A.RowID("manual")).Scan(&got); err != nil || got != "100 12 2.50 live import 2" {
		t.Errorf("%q (%v)", got, err)
	}
	raw, err := json.Marshal(lines)
	if err != nil {
		t.Fatal(err)
	}
	var states *store.Rows[store.ImportState]
	if err := sc.Read(t.Context(), func(r *store.Reader) error { states = r.ImportStates("demo", raw); return nil }); err != nil {
		t.Fatal(err)
	}
	if l := states.List(); len(l) != 2 || l[0].State != "clash" {
		t.Errorf("%+v", l)
	}
	if err := sc.Write(t.Context(), func(w *store.Writer) error { _, err := w.ApplyImport(id); return err }); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("applied twice: %v", err)
	}
	foreign := []cmo.MetricLine{{Line: 2, CampaignID: k.B.RowID("campaign"), Day: "2026-01-05", Kind: "daily", Clicks: n(4)}}
	err = sc.Write(t.Context(), func(w *store.Writer) error {
		id, err := w.InsertImport(store.NewImport{FileName: "x", Mode: "live", Lines: foreign})
		if err == nil {
			_, err = w.ApplyImport(id)
		}
		return err
	})
	if cmo.KindOf(err) != cmo.Invalid {
		t.Errorf("another tenant's campaign: %v", err)
	}
	viewer := k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A)
	if err := viewer.Write(t.Context(), func(w *store.Writer) error {
		_, err := w.InsertImport(store.NewImport{FileName: "x", Mode: "live"})
		return err
	}); err == nil {
		t.Error("a viewer imports")
	}
}
