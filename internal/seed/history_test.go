package seed

import (
	"reflect"
	"testing"
)

// Every AI record that stands on others says which, except what setup wrote from a conversation.
func TestExample_Sources(t *testing.T) {
	d := Example(testNow)
	edges := map[any]int{}
	for _, s := range table(d, "record_sources") {
		edges[s["record_id"]]++
	}
	for _, name := range []string{"cmo_marketing_plans", "cmo_funnels", "cmo_funnel_stages", "cmo_campaigns", "cmo_content_assets", "cmo_weekly_summaries"} {
		for _, r := range table(d, name) {
			if (r["origin"] == "ai_cmo") != (edges[r["id"]] > 0) {
				t.Errorf("%s %v of origin %v has %d sources", name, r["id"], r["origin"], edges[r["id"]])
			}
		}
	}
}

// A campaign has one version per save, the last of which is what it says now.
func TestExample_Versions(t *testing.T) {
	d := Example(testNow)
	last, count := map[any]Row{}, map[any]int{}
	for _, v := range table(d, "record_versions") {
		count[v["record_id"]]++
		if v["version"] != count[v["record_id"]] {
			t.Errorf("version %v is number %d", v["version"], count[v["record_id"]])
		}
		last[v["record_id"]] = v
	}
	for _, c := range table(d, "cmo_campaigns") {
		if c["version"] != count[c["id"]] || (c["version"] == 2) != (c["updated_by"] != nil) {
			t.Errorf("%v: version %v, %d saved, updated by %v", c["campaign_name"], c["version"], count[c["id"]], c["updated_by"])
			continue
		}
		v := last[c["id"]]
		for col, want := range v["data"].(JSON).V.(object) {
			if !reflect.DeepEqual(plain(c[col]), want) {
				t.Errorf("%v.%s: %v, version says %v", c["campaign_name"], col, plain(c[col]), want)
			}
		}
	}
}

// A run's output names what it made.
func TestExample_OutputsMatchRows(t *testing.T) {
	d := Example(testNow)
	runs := map[any]object{}
	for _, r := range table(d, "agent_runs") {
		runs[r["id"]] = r["output"].(JSON).V.(object)
	}
	for _, c := range table(d, "cmo_campaigns") {
		if c["origin"] != "ai_cmo" {
			continue
		}
		out := runs[c["run_id"]]["campaign"].(object)
		if out["campaign_name"] != c["campaign_name"] || out["start_date"] != plain(c["start_date"]) || len(runs[c["run_id"]]["channels"].([]object)) == 0 {
			t.Errorf("%v: its run says %v", c["campaign_name"], out)
		}
	}
	bodies := map[any]bool{}
	for _, out := range runs {
		if assets, ok := out["assets"].([]object); ok {
			for _, a := range assets {
				bodies[a["body"]] = true
			}
		}
	}
	for _, v := range table(d, "cmo_content_variants") {
		if v["origin"] == "ai_cmo" && !bodies[v["body_content"]] {
			t.Errorf("no run wrote %v", v["body_content"])
		}
	}
}
