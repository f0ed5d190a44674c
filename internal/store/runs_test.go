package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// plantRuns adds runs of every state, agent and way of starting to A, several of them at the same moment.
func plantRuns(k *storetest.Kit, n int) {
	for i := range n {
		status := cmo.RunStatuses[i%len(cmo.RunStatuses)]
		agent := cmo.Agents[i%len(cmo.Agents)]
		var kind, message any
		if status == "failed" {
			kind, message = []string{"invalid_output", "provider"}[i/6%2], "Channel shares add up to 110 %"
		}
		if status == "timed_out" {
			message = "No answer"
		}
		k.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, error_kind, error_message, started_via, cost_usd, created_at, completed_at, duration_ms)
			VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() - ($12::int / 3) * interval '7 hours', CASE WHEN $6 NOT IN ('pending', 'running') THEN now() END, $13)`,
			k.A.ID, uuid.New(), i+1, agent.ID, string(agent.Mode), status, fmt.Sprintf("Ünit %d", i%4), kind, message, cmo.RunVias[i%3], float64(i)/100, i, i*100)
	}
}

func TestRuns_PagesMeet(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantRuns(k, 23)
	sc := k.Scope(owner(k.A), k.A)
	for name, f := range map[string]cmo.RunFilter{"all": {}, "text": {Text: "ÜNIT"}, "period": {Since: time.Now().Add(-30 * time.Hour)}, "status": {Statuses: []string{"failed", "completed"}}} {
		var whole *store.Rows[cmo.Run]
		read(t, sc, func(r *store.Reader) { whole = r.Runs(f, store.RunPage{Limit: 100}) })
		var all []cmo.Run
		page := store.RunPage{Limit: 4}
		for {
			var rows *store.Rows[cmo.Run]
			read(t, sc, func(r *store.Reader) { rows = r.Runs(f, page) })
			list := rows.List()
			all = append(all, list[:min(len(list), page.Limit)]...)
			if len(list) <= page.Limit {
				break
			}
			last := all[len(all)-1]
			page.After = &store.RunCursor{At: last.CreatedAt, ID: last.ID}
		}
		if len(all) < 5 || len(all) != len(whole.List()) {
			t.Fatalf("%s: %d rows over the pages, %d at once", name, len(all), len(whole.List()))
		}
		for i, r := range whole.List() {
			if r.ID != all[i].ID {
				t.Fatalf("%s: row %d differs between pages and list", name, i)
			}
		}
		cut, err := store.ParseRunCursor(store.RunCursor{At: all[4].CreatedAt, ID: all[4].ID}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		var back *store.Rows[cmo.Run]
		read(t, sc, func(r *store.Reader) { back = r.Runs(f, store.RunPage{Limit: 4, Before: cut}) })
		for i, r := range back.List() {
			if r.ID != all[3-i].ID {
				t.Errorf("%s: backwards row %d differs", name, i)
			}
		}
	}
}

func TestRunFacets_CountWhatChoosingShows(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantRuns(k, 40)
	sc := k.Scope(owner(k.A), k.A)
	for _, f := range []cmo.RunFilter{{}, {Statuses: []string{"failed"}}, {Statuses: []string{cmo.RunInvalid, "running"}}, {Mode: "campaigns"}, {Text: "110"}, {Text: "110", Masked: true}, {Models: []string{"built-in playbook"}},
		{Since: time.Now().Add(-24 * time.Hour), Vias: []string{"api", "person"}, Agents: []string{cmo.Agents[0].ID, cmo.Agents[3].ID}}} {
		var facets *store.Rows[cmo.Facet]
		var summary *store.One[cmo.RunSummary]
		var buckets *store.Rows[cmo.RunBucket]
		var rows *store.Rows[cmo.Run]
		zone, err := time.LoadLocation("America/Chicago")
		if err != nil {
			t.Fatal(err)
		}
		read(t, sc, func(r *store.Reader) {
			facets, summary, buckets, rows = r.RunFacets(f), r.RunSummary(f), r.RunBuckets(f, len(f.Vias) > 0, zone), r.Runs(f, store.RunPage{Limit: 100})
		})
		total := 0
		for _, b := range buckets.List() {
			total += b.Total
		}
		if s := summary.Value(); s.Total != len(rows.List()) || s.Total != total || s.Ended+s.Running+s.Pending != s.Total || s.RunCut() {
			t.Errorf("%+v: summary %+v, %d rows, %d in buckets", f, s, len(rows.List()), total)
		}
		for _, facet := range facets.List() {
			g := f
			switch facet.Name {
			case "status":
				g.Statuses = []string{facet.Value}
			case "agent":
				g.Agents = []string{facet.Value}
			case "mode":
				g.Mode = facet.Value
			case "via":
				g.Vias = []string{facet.Value}
			case "model":
				g.Models = []string{facet.Value}
			case "who":
				g.Starters = []uuid.UUID{uuid.MustParse(facet.Value)}
			}
			read(t, sc, func(r *store.Reader) { rows = r.Runs(g, store.RunPage{Limit: 100}) })
			if len(rows.List()) != facet.Count {
				t.Errorf("%+v: %s %s counts %d and shows %d", f, facet.Name, facet.Value, facet.Count, len(rows.List()))
			}
		}
	}
}

func TestParseRunCursor_Damaged(t *testing.T) {
	for _, text := range []string{"!!!", "AAAA", store.Cursor{Key: "yesterday", ID: uuid.New()}.Encode(), store.Cursor{Key: "0001-01-01T00:00:00Z", ID: uuid.New()}.Encode()} {
		if _, err := store.ParseRunCursor(text); cmo.KindOf(err) != cmo.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	if c, err := store.ParseRunCursor(""); c != nil || err != nil {
		t.Errorf("no cursor: %v, %v", c, err)
	}
}

func TestRun_WithAllItKeeps(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, retry_of, campaign_id) VALUES ($1, $1, gen_random_uuid(), 9005, 'cmo-content-engine', 'content', $2, $3),
		($1, $1, gen_random_uuid(), 12, 'cmo-content-engine', 'content', NULL, NULL)`, k.A.ID, k.A.RowID("run"), k.A.RowID("campaign"))
	sc := k.Scope(owner(k.A), k.A)
	id := k.A.RowID("run")
	var run *store.One[cmo.RunDetail]
	var steps *store.Rows[cmo.RunStep]
	var made *store.Rows[cmo.RunMade]
	var sources *store.Rows[cmo.Source]
	var links *store.Rows[cmo.RunLink]
	read(t, sc, func(r *store.Reader) {
		run, steps, made, sources, links = r.Run(id), r.RunSteps(id), r.RunMade(id), r.RunSources(id), r.RunLinks(id)
	})
	if d := run.Value(); d.No != 9001 || d.Subject != k.A.Canary || d.Provider != "playbook" || d.Result["campaign"] != 1 || len(steps.List()) != 1 || len(sources.List()) != 1 {
		t.Errorf("run %+v, %d steps, %d sources", d, len(steps.List()), len(sources.List()))
	}
	kinds := map[string]int{}
	for _, m := range made.List() {
		kinds[m.Kind] = m.Count
		if m.Kind == "campaign" && (m.Page == nil || *m.Page != k.A.RowID("campaign") || m.Name != k.A.Canary+" nurture" || m.State != "in_review") {
			t.Errorf("made: %+v", m)
		}
	}
	if kinds["campaign"] != 1 || kinds["asset"] != 1 || kinds["recommendation"] != 1 || kinds["offer"] != 0 {
		t.Errorf("made: %v", kinds)
	}
	var got []string
	for _, l := range links.List() {
		got = append(got, fmt.Sprint(l.Kind, " ", l.No))
	}
	slices.Sort(got)
	if fmt.Sprint(got) != "[newer 9005 older 12 retried_by 9005]" {
		t.Errorf("links: %v", got)
	}
}

func TestRunsAndHome_OtherTenant_Nothing(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, retry_of) VALUES ($1, $1, gen_random_uuid(), 9005, 'cmo-content-engine', $2)`, k.A.ID, k.A.RowID("run"))
	sc, id := k.Scope(owner(k.B), k.B), k.A.RowID("run")
	if err := sc.Read(t.Context(), func(r *store.Reader) error { r.Run(id); return nil }); cmo.KindOf(err) != cmo.NotFound {
		t.Errorf("run: %v", err)
	}
	var steps *store.Rows[cmo.RunStep]
	var made *store.Rows[cmo.RunMade]
	var sources *store.Rows[cmo.Source]
	var links *store.Rows[cmo.RunLink]
	read(t, sc, func(r *store.Reader) {
		steps, made, sources, links = r.RunSteps(id), r.RunMade(id), r.RunSources(id), r.RunLinks(id)
	})
	if n := len(steps.List()) + len(made.List()) + len(sources.List()) + len(links.List()); n != 0 {
		t.Errorf("%d rows of A's run", n)
	}
	var runs *store.Rows[cmo.Run]
	var events *store.Rows[cmo.UpcomingEvent]
	read(t, sc, func(r *store.Reader) {
		runs, events = r.Runs(cmo.RunFilter{Text: k.A.Canary}, store.RunPage{Limit: 9}), r.UpcomingEvents(time.Now())
	})
	if len(runs.List()) != 0 || len(events.List()) != 2 || slices.ContainsFunc(events.List(), func(e cmo.UpcomingEvent) bool { return !strings.HasPrefix(e.Title, k.B.Canary) }) {
		t.Errorf("%d runs, events %+v", len(runs.List()), events.List())
	}
}

// A campaign's own row stands for its channels; live and demo numbers stay apart; what nobody reported stays unknown.
func TestHome_Metrics(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -3)
	snapshot := func(channel any, day time.Time, kind, mode string, clicks, conversions any) {
		k.Admin(`INSERT INTO cmo_metrics_snapshots (tenant_id, workspace_id, campaign_id, channel_id, snapshot_date, metric_type, data_mode, clicks, conversions, cost)
			VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, 1.5)`, k.A.ID, k.A.RowID("campaign"), channel, day, kind, mode, clicks, conversions)
	}
	snapshot(nil, day, "daily", "live", 10, nil)
	snapshot(k.A.RowID("channel"), day, "daily", "live", 7, nil)
	snapshot(k.A.RowID("channel"), day.AddDate(0, 0, 1), "daily", "live", 5, nil)
	snapshot(nil, day.AddDate(0, 0, 1), "weekly", "live", 900, 90)
	snapshot(nil, day.AddDate(0, 0, -1), "daily", "demo", 100, 4)
	sc := k.Scope(owner(k.A), k.A)
	var days *store.Rows[cmo.MetricDay]
	var stages *store.Rows[cmo.FunnelStage]
	var setup *store.One[cmo.Setup]
	var waiting *store.Rows[store.Waiting]
	var advice *store.Rows[cmo.Recommendation]
	read(t, sc, func(r *store.Reader) {
		days, stages = r.MetricDays(cmo.MetricFilter{From: day.AddDate(0, 0, -1), To: day.AddDate(0, 0, 1)}), r.FunnelStages(day.AddDate(0, 0, -1), day.AddDate(0, 0, 1))
		setup, waiting, advice = r.Setup(), r.WaitingCampaigns(), r.PendingRecommendations()
	})
	list := days.List()
	if len(list) != 3 || list[0].Mode != "demo" || *list[0].Clicks != 100 || *list[1].Clicks != 10 || *list[2].Clicks != 5 || list[1].Conversions != nil || *list[1].Cost != 1.5 {
		t.Errorf("days: %+v", list)
	}
	if s := stages.List(); len(s) != 1 || s[0].Planned != 100 || s[0].Live == nil || *s[0].Live != 15 || s[0].Demo == nil || *s[0].Demo != 100 {
		t.Errorf("stages: %+v", s)
	}
	if s := setup.Value(); s.Empty() || s.Campaigns != 2 || s.Brands != 1 {
		t.Errorf("setup: %+v", s)
	}
	if w := waiting.List(); len(w) != 1 || w[0].Total != 1 || w[0].Name != k.A.Canary+" nurture" {
		t.Errorf("waiting: %+v", w)
	}
	if a := advice.List(); len(a) != 1 || a[0].Total != 1 || a[0].RunNo == nil || *a[0].RunNo != 9001 {
		t.Errorf("advice: %+v", a)
	}
}
