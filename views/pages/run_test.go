package pages

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

func ptr[T any](v T) *T { return &v }

// aRun is a completed run of today; the others differ by state.
func aRun(n byte, status, kind, message string) cmo.Run {
	at := now.Add(-time.Duration(n) * time.Hour)
	r := cmo.Run{ID: testID(n), No: int64(1800 + int(n)), Agent: "cmo-campaign-designer", Mode: "campaigns", Status: status, ErrorKind: kind, ErrorMessage: message,
		Subject: "Early-Bird <Countdown>", Via: "person", StartedByName: "Growth Lead", Attempts: 1, CreatedAt: at}
	if status != "pending" {
		r.StartedAt = ptr(at.Add(400 * time.Millisecond))
	}
	if r.Ended() {
		r.CompletedAt, r.DurationMS, r.CostUSD = ptr(at.Add(18400*time.Millisecond)), ptr(18400), ptr(0.11)
	}
	if status == "completed" {
		r.Result = map[string]int{"campaign": 1, "channels": 2, "content_outline": 4}
	}
	return r
}

func runs() []cmo.Run {
	schedule := aRun(3, "completed", "", "")
	schedule.Via, schedule.StartedByName, schedule.Subject, schedule.Result, schedule.CostUSD = "schedule", "", "", map[string]int{"recommendations": 3}, ptr(0.001)
	api := aRun(40, "cancelled", "", "")
	api.Via, api.StartedByName = "api", ""
	working := aRun(1, "running", "", "")
	working.Doing, working.CostUSD = "Asked the model", ptr(0.0)
	return []cmo.Run{aRun(0, "pending", "", ""), working, aRun(2, "completed", "", ""), schedule,
		aRun(4, "failed", cmo.RunInvalid, "Channel shares add up to 110 %"), aRun(5, "failed", "provider", "No answer for desk@example.test"), aRun(6, "timed_out", "", "Stopped after 60 s"), api}
}

func runQuery() RunQuery { return RunQuery{Slug: tenant.Slug, Period: PeriodDefault} }

func runList() RunList {
	return RunList{Runs: runs(), Next: "bmV4dA", Facets: []cmo.Facet{{Name: "status", Value: "failed", Count: 7}, {Name: "status", Value: cmo.RunInvalid, Count: 3}, {Name: "status", Value: "completed", Count: 1204},
		{Name: "agent", Value: "cmo-campaign-designer", Count: 31}, {Name: "via", Value: "person", Count: 67}, {Name: "mode", Value: "campaigns", Count: 31},
		{Name: "who", Value: testID(9).String(), Count: 60}, {Name: "who", Value: testID(8).String(), Count: 7}, {Name: "model", Value: "built-in playbook", Count: 98}},
		Summary: cmo.RunSummary{Window: 112, Most: cmo.RunWindow, Total: 112, Ended: 110, Completed: 97, Attention: 8, Running: 1, Pending: 1, MedianMS: ptr(6100.0), CostUSD: ptr(6.42), Costed: 100},
		Buckets: []cmo.RunBucket{{At: now.AddDate(0, 0, -2), Agent: "cmo-campaign-designer", Total: 50, Bad: 3, Completed: 47, Ended: 50},
			{At: now, Agent: "cmo-campaign-designer", Total: 60, Bad: 5, Completed: 50, Ended: 58}, {At: now, Agent: "cmo-content-engine", Total: 2, Ended: 2}},
		People: []cmo.RunStarter{{ID: testID(9), Name: "Growth Lead"}}}
}

func TestRuns_Golden(t *testing.T) {
	golden(t, "runs", RunsPart(NewRunsView(tenant, runQuery(), runList(), now)))
	filtered := runQuery()
	filtered.Period, filtered.Filter = "24h", cmo.RunFilter{Text: "<camp>", Statuses: []string{"failed"}, Agents: []string{"cmo-content-engine"}, Vias: []string{"api"}, Mode: "content"}
	golden(t, "runs-none-match", Runs(NewRunsView(tenant, filtered, RunList{Summary: cmo.RunSummary{Window: 12}}, now)))
	all := runQuery()
	all.Period = "all"
	golden(t, "runs-empty", Runs(NewRunsView(tenant, all, RunList{}, now)))
}

func TestRunQuery_KeepsTheFilterInTheURL(t *testing.T) {
	q := runQuery()
	if q.Href() != "/t/first-touch-coaching/runs" {
		t.Errorf("plain: %s", q.Href())
	}
	q.Period, q.After, q.Filter = "30d", "abc", cmo.RunFilter{Text: "a b", Statuses: []string{"failed", "timed_out"}, Mode: "content"}
	if got, want := q.Href(), "/t/first-touch-coaching/runs?after=abc&mode=content&period=30d&q=a+b&status=failed&status=timed_out"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := q.unfiltered().Href(), "/t/first-touch-coaching/runs?period=30d"; got != want {
		t.Errorf("unfiltered %s, want %s", got, want)
	}
	if got := q.keep("status"); len(got) != 3 {
		t.Errorf("a form without status carries %v", got)
	}
}

func TestRuns_CountsAreHonest(t *testing.T) {
	for _, c := range []struct {
		n    int
		cut  bool
		want string
	}{{0, true, "0"}, {37, false, "37"}, {37, true, "37+"}, {1000, false, "1,000"}, {1001, false, "1,000+"}, {4999, true, "1,000+"}} {
		if got := atLeast(c.n, c.cut); got != c.want {
			t.Errorf("%d, cut %v: %s", c.n, c.cut, got)
		}
	}
	list := runList()
	list.Summary.Window, list.Summary.Most = cmo.RunWindow, cmo.RunWindow
	if v := NewRunsView(tenant, runQuery(), list, now); !strings.Contains(v.Figures.Note, "newest 5,000") || v.Shown != "112+ runs" {
		t.Errorf("%q, %q", v.Figures.Note, v.Shown)
	}
}

func TestRunWords(t *testing.T) {
	for ms, want := range map[int]string{0: "<0.1 s", 4100: "4.1 s", 60000: "60.0 s", 125000: "2 min 5 s", 3900000: "1 h 5 min"} {
		if got := took(millis(ms)); got != want {
			t.Errorf("%d ms: %s", ms, got)
		}
	}
	for cost, want := range map[float64]string{0: "$0.00", 0.004: "<$0.01", 0.005: "$0.01", 1234.5: "$1,234.50"} {
		if got := usd(&cost); got != want {
			t.Errorf("%v: %s", cost, got)
		}
	}
	if usd(nil) != "–" || percent(0, 0) != "–" || percent(97, 105) != "92.4%" || stopwatch(14*time.Second) != "0:14" || stopwatch(2*time.Hour+5*time.Second) != "2:00:05" {
		t.Errorf("%s %s %s %s", usd(nil), percent(0, 0), percent(97, 105), stopwatch(14*time.Second))
	}
}

func TestRunBars_CoverThePeriod(t *testing.T) {
	l := newLocal(tenant, now)
	for period, want := range map[string]struct {
		bars int
		step string
	}{"24h": {24, "hour"}, "7d": {8, "day"}, "30d": {31, "day"}, "all": {1, "day"}} {
		bars, step := runBars(l, period, []cmo.RunBucket{{At: now, Total: 3, Bad: 1}})
		if len(bars) != want.bars || step != want.step || bars[len(bars)-1].OK != 2 || bars[len(bars)-1].Bad != 1 {
			t.Errorf("%s: %d bars per %s, last %+v", period, len(bars), step, bars[len(bars)-1])
		}
	}
	bars, step := runBars(l, "all", []cmo.RunBucket{{At: now.AddDate(-1, 0, 0), Total: 9}, {At: now, Total: 1}})
	if len(bars) != 13 || step != "month" || bars[0].Label != "Jan 2025" || bars[0].OK != 9 {
		t.Errorf("a year: %d bars per %s, first %+v", len(bars), step, bars[0])
	}
}

func runRecord() RunRecord {
	at := now.Add(-2 * time.Hour)
	step := func(no int, kind, title, status string, from, to, waited int) cmo.RunStep {
		return cmo.RunStep{No: no, Kind: kind, Title: title, Attempt: 1 + no/6, Status: status, StartedAt: at.Add(millis(from)), FinishedAt: ptr(at.Add(millis(to))), WaitedMS: waited}
	}
	campaign := testID(9)
	return RunRecord{
		Run: cmo.RunDetail{Run: aRun(2, "completed", "", ""), Input: json.RawMessage(`{"goal":"nurture","replyTo":"desk@example.test"}`), Output: json.RawMessage(`{"campaign":{"campaign_name":"Early-Bird","reply_to":"desk@example.test"}}`),
			Provider: "playbook", Model: "built-in playbook", PromptVersion: "campaigns/v7", CampaignID: &campaign, CampaignName: "Countdown", PromptKept: true},
		Steps: []cmo.RunStep{step(1, "queued", "Waited for a worker", "completed", 0, 400, 400), step(2, "model", "Asked the model", "failed", 500, 2000, 2000),
			step(6, "repair", "Asked again", "invalid", 4000, 11000, 0), step(7, "save", "Saved", "completed", 11000, 18400, 0)},
		Made: []cmo.RunMade{{Kind: "asset", Count: 9, Name: "A", State: "draft", Version: 1, Page: &campaign}, {Kind: "asset", Count: 9, Name: "B", State: "archived", Version: 3},
			{Kind: "campaign", Count: 1, Name: "Early-Bird", State: "active", Version: 1, Page: &campaign}, {Kind: "stage", Count: 1, Name: "Desire", Version: 2}},
		Changes: []cmo.ChangeSet{{ID: testID(7), Title: "Brand for desk@example.test", State: "pending", Items: 2}},
		Prompt:  cmo.RunPrompt{System: "You write.", Prompt: `Data: {"note": "desk@example.test", "api_key": "not shown"}`},
		Sources: []cmo.Source{{SourceTable: "cmo_offers", SourceVersion: 2, Name: "Camp Week"}, {SourceTable: "cmo_brand_profiles", SourceVersion: 5, Name: "First Touch"}},
		Links:   []cmo.RunLink{{Kind: "retry_of", ID: testID(4), No: 1804, Status: "failed", ErrorKind: cmo.RunInvalid}, {Kind: "older", ID: testID(1), No: 1801}},
	}
}

func TestRun_Golden(t *testing.T) {
	golden(t, "run", Run(NewRunView(tenant, runRecord(), "", now)))
	failed := runRecord()
	failed.Run.Run, failed.Run.Output, failed.Run.RawAnswer, failed.Made = aRun(4, "failed", cmo.RunInvalid, "Channel shares add up to 110 %"), json.RawMessage(`{}`), "no JSON <b>\nat all", nil
	golden(t, "run-invalid", Run(NewRunView(tenant, failed, "", now)))
	waiting := RunRecord{Run: cmo.RunDetail{Run: aRun(0, "pending", "", "")}}
	golden(t, "run-pending", Run(NewRunView(tenant, waiting, "input", now)))
	golden(t, "run-prompt", RunData(NewRunView(tenant, runRecord(), "prompt", now).Data))
}

// Roles that may not see personal data get none of it, wherever a run keeps it.
func TestRun_Masked(t *testing.T) {
	const mail, phone = "desk@example.test", "+1 312 555 0142"
	rec := runRecord()
	rec.Run.Subject, rec.Run.ErrorMessage, rec.Run.Status, rec.Run.ErrorKind = "For "+mail, "No answer for "+phone, "failed", "provider"
	rec.Prompt.Prompt += phone
	rec.Run.Input, rec.Run.RawAnswer = json.RawMessage(`{"`+mail+`":"`+phone+`"}`), "Dear "+mail
	rec.Steps[0].Title, rec.Steps[0].Detail = "Asked "+mail, "With Bearer abcdef123456"
	for _, role := range []cmo.Role{cmo.RoleSupport, cmo.RoleViewer, cmo.RoleOwner} {
		masked := tenant
		masked.Role = role
		var html strings.Builder
		for _, tab := range append(RunTabs, "") {
			if err := Run(NewRunView(masked, rec, tab, now)).Render(t.Context(), &html); err != nil {
				t.Fatal(err)
			}
		}
		list := RunList{Runs: []cmo.Run{rec.Run.Run}, Summary: cmo.RunSummary{Window: 1, Total: 1, Ended: 1}}
		if err := Runs(NewRunsView(masked, runQuery(), list, now)).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		home := HomeRecord{Setup: cmo.Setup{Runs: true}, Runs: []cmo.Run{rec.Run.Run}}
		if err := Home(NewHomeView(masked, home, now)).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{mail, phone, "Bearer abc", "not shown"} {
			if shows := strings.Contains(html.String(), secret); shows == role.Masked() {
				t.Errorf("%s: shows %q: %v", role, secret, shows)
			}
		}
		if role.Masked() && !strings.Contains(html.String(), "2 values masked for your role") {
			t.Errorf("%s: not told how many values are masked", role)
		}
	}
}

func TestRun_EveryFailureSaysWhatToDo(t *testing.T) {
	for _, kind := range []string{cmo.RunInvalid, "provider", "budget", "access", "internal", ""} {
		n := runNote(cmo.RunDetail{Run: aRun(1, "failed", kind, "Because")}, false)
		if n == nil || n.Title == "" || !strings.Contains(n.Text, "Nothing was saved") || !strings.HasSuffix(n.Text, "Reason: Because") {
			t.Errorf("%q: %+v", kind, n)
		}
	}
	if runNote(cmo.RunDetail{Run: aRun(1, "completed", "", "")}, false) != nil || runNote(cmo.RunDetail{Run: aRun(1, "timed_out", "", "x")}, false).Tone != ui.Warn {
		t.Error("completed runs need no note, timed out ones a warning")
	}
}

func TestRunWaterfall_SharesOfOneAxis(t *testing.T) {
	f := runWaterfall(newLocal(tenant, now), runRecord(), false)
	if len(f.Steps) != 4 || f.Steps[0].Start != 0 || f.Steps[3].End != 1 || f.Steps[0].WaitTo != 0 || f.Steps[1].WaitTo <= f.Steps[1].End || f.Ticks[0] != "0 s" || f.Ticks[4] != "18.4 s" {
		t.Errorf("%+v", f)
	}
	one := RunRecord{Run: cmo.RunDetail{Run: aRun(1, "running", "", "")}, Steps: []cmo.RunStep{{StartedAt: now, Status: "running"}}}
	if s := runWaterfall(newLocal(tenant, now), one, false).Steps[0]; s.Start != 0 || s.End != 0 {
		t.Errorf("a step of no length: %+v", s)
	}
}
