package store_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A renamed segment keeps its name in every list that held the old one; each list has a version that says so.
func TestSaveRecord_Rename_ListsFollow(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	icp, offer, funnel, plan := k.A.RowID("icp"), k.A.RowID("offer"), k.A.RowID("funnel"), k.A.RowID("plan")
	k.Admin(`UPDATE cmo_icp_segments SET segment_name = 'Camp parents' WHERE id = $1`, icp)
	k.Admin(`UPDATE cmo_offers SET target_segments = '["CAMP PARENTS", "Others"]' WHERE id = $1`, offer)
	k.Admin(`UPDATE cmo_funnels SET target_icp_segments = '[{"name": "Camp parents", "share": 3}]' WHERE id = $1`, funnel)
	k.Admin(`UPDATE cmo_marketing_plans SET channel_mix = '[{"channel": "email", "target_icp": "Camp parents"}]', target_icp_segments = '[]' WHERE id = $1`, plan)
	k.Admin(`UPDATE cmo_campaigns SET target_icp_id = $1, target_icp = 'Camp parents' WHERE id = $2`, icp, k.A.RowID("campaign"))
	save := func(name string) {
		t.Helper()
		err := sc.Write(t.Context(), func(w *store.Writer) error {
			now, err := w.Record(cmo.KindICP, icp).Get()
			if err != nil {
				return err
			}
			_, err = w.SaveRecord(cmo.KindICP, icp, now.Version, cmo.Fields{"segment_name": name})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	save("Camp families")
	var lists [3]string
	var versions int
	err := k.AdminConn().QueryRow(t.Context(), `SELECT (SELECT target_segments::text FROM cmo_offers WHERE id = $1), (SELECT target_icp_segments::text FROM cmo_funnels WHERE id = $2),
		(SELECT channel_mix::text FROM cmo_marketing_plans WHERE id = $3), (SELECT count(*) FROM record_versions WHERE record_id = ANY ($4) AND version = 2)`,
		offer, funnel, plan, []uuid.UUID{offer, funnel, plan}).Scan(&lists[0], &lists[1], &lists[2], &versions)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lists {
		if !strings.Contains(l, "Camp families") || strings.Contains(strings.ToLower(l), "camp parents") {
			t.Errorf("a list holds %s", l)
		}
	}
	if !strings.Contains(lists[0], "Others") || !strings.Contains(lists[1], `"share": 3`) || versions != 3 {
		t.Errorf("%q, %d versions", lists, versions)
	}
	var name string
	err = sc.Read(t.Context(), func(r *store.Reader) error {
		c, err := r.Campaign(k.A.RowID("campaign")).Get()
		name = c.ICPName
		return err
	})
	if err != nil || name != "Camp families" {
		t.Errorf("the campaign is aimed at %q, %v", name, err)
	}
}
