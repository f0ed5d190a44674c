package pages

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

var stepSigns = map[string]ui.StateKind{
	"running": ui.StateRunning, "completed": ui.StateCompleted, "failed": ui.StateFailed, "invalid": ui.StateInvalid,
	"cancelled": ui.StateCancelled, "timed_out": ui.StateTimeout,
}

// runWaterfall puts the steps on one axis, from the first step or the run's start to the last end or pause.
func runWaterfall(l local, rec RunRecord, masked bool) ui.Waterfall {
	if len(rec.Steps) == 0 {
		return ui.Waterfall{}
	}
	first, last := rec.Steps[0].StartedAt, rec.Steps[0].StartedAt
	end := func(s cmo.RunStep) time.Time {
		switch {
		case s.FinishedAt != nil:
			return *s.FinishedAt
		case rec.Run.CompletedAt != nil:
			return *rec.Run.CompletedAt
		}
		return l.now
	}
	for _, s := range rec.Steps {
		if s.StartedAt.Before(first) {
			first = s.StartedAt
		}
		if e := end(s).Add(pause(s)); e.After(last) {
			last = e
		}
	}
	span := max(last.Sub(first), time.Millisecond)
	at := func(t time.Time) float64 { return float64(t.Sub(first)) / float64(span) }
	var f ui.Waterfall
	for i := range 5 {
		f.Ticks = append(f.Ticks, tick(span*time.Duration(i)/4, i))
	}
	for _, s := range rec.Steps {
		e := end(s)
		row := ui.Step{State: stepSigns[s.Status], Label: hide(s.Title, masked), Detail: hide(s.Detail, masked), Took: took(max(0, e.Sub(s.StartedAt))), Start: at(s.StartedAt), End: at(e)}
		if s.Attempt > 1 && !strings.Contains(strings.ToLower(s.Title), "attempt") {
			row.Label += ", attempt " + strconv.Itoa(s.Attempt)
		}
		if pause(s) > 0 {
			row.WaitTo = at(e.Add(pause(s)))
			row.Detail = words(" ", row.Detail, "Then waited "+took(pause(s))+".")
		}
		f.Steps = append(f.Steps, row)
	}
	return f
}

// pause is the time between a failed try and the next one. The queued step is a wait itself.
func pause(s cmo.RunStep) time.Duration {
	if s.Kind == "queued" {
		return 0
	}
	return millis(s.WaitedMS)
}

// tick is a label of the axis: the unit stands at both ends only.
func tick(d time.Duration, i int) string {
	switch {
	case i == 0:
		return "0 s"
	case i == 4 || d >= 100*time.Second:
		return took(d)
	}
	return strings.TrimSuffix(took(d), " s")
}

// RunTabs are the parts of a run's data, each with a URL.
var RunTabs = []string{"output", "input", "raw"}

var runTabLabels = map[string]string{"output": "Output", "input": "Input", "raw": "Raw answer"}

// runData is one part of a run's data.
type runData struct {
	Tabs   ui.Tabs
	JSON   ui.JSON
	Masked string // how many values are hidden
	None   string // instead of the data
}

func newRunData(t cmo.Tenant, r cmo.RunDetail, tab string) runData {
	if tab == "raw" && r.RawAnswer == "" {
		tab = ""
	}
	switch {
	case tab != "":
	case r.RawAnswer != "" && bare(r.Output):
		tab = "raw"
	default:
		tab = "output"
	}
	d := runData{Tabs: ui.Tabs{Label: "Run data"}}
	for _, name := range RunTabs {
		if name == "raw" && r.RawAnswer == "" {
			continue
		}
		href := paths.With(paths.Run(t.Slug, r.ID.String()), url.Values{"tab": {name}})
		d.Tabs.Items = append(d.Tabs.Items, ui.Choice{Label: runTabLabels[name], Href: href, Current: name == tab,
			Attrs: templ.Attributes{"hx-get": href, "hx-target": "#run-data", "hx-swap": "outerMorph", "hx-push-url": "true", "hx-sync": "#run-data:replace"}})
	}
	raw := map[string]json.RawMessage{"output": r.Output, "input": r.Input, "raw": json.RawMessage(r.RawAnswer)}[tab]
	if bare(raw) {
		d.None = map[string]string{"output": "No output.", "input": "Started without input."}[tab]
		if tab == "output" && !r.Ended() {
			d.None = "No output yet: the run has not ended."
		}
		return d
	}
	if t.Role.Masked() {
		raw, d.Masked = maskData(raw)
	}
	d.JSON = ui.JSON{Label: runTabLabels[tab] + " of run " + figureNo(r.No), Value: raw}
	return d
}

// bare reports that there is nothing to show.
func bare(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "{}" }

// maskData hides personal data in JSON, or in the lines of a text that is none.
func maskData(raw json.RawMessage) (masked json.RawMessage, note string) {
	n := 0
	if json.Valid(raw) {
		masked, n = cmo.MaskJSON(raw)
	} else {
		var text string
		text, n = cmo.Mask(string(raw))
		masked = json.RawMessage(text)
	}
	if n > 0 {
		note = plural(n, "value") + " masked for your role"
	}
	return masked, note
}

// madeKinds are the words for what a run makes, in the order of reading. Kinds without names are only counted.
var madeKinds = []struct {
	kind, one, many string
	named           bool
}{
	{"brand", "Brand profile", "Brand profiles", true}, {"icp", "ICP", "ICPs", true}, {"offer", "Offer", "Offers", true}, {"plan", "Plan", "Plans", true},
	{"milestone", "Milestone", "Milestones", true}, {"funnel", "Funnel", "Funnels", true}, {"stage", "Stage", "Stages", true},
	{"campaign", "Campaign", "Campaigns", true}, {"channel", "Channel", "Channels", true}, {"asset", "Asset", "Assets", true},
	{"variant", "Variant", "Variants", false}, {"event", "Calendar event", "Calendar events", false}, {"recommendation", "Recommendation", "Recommendations", true}, {"summary", "Weekly summary", "Weekly summaries", true},
}

// madeNames is how many names one kind shows.
const madeNames = 4

func madeRows(slug string, rec RunRecord) (rows []madeRow, nothing string) {
	for _, k := range madeKinds {
		for _, m := range rec.Made {
			if m.Kind != k.kind {
				continue
			}
			row := madeRow{Kind: k.one, Count: figure(float64(m.Count), 0)}
			if m.Count > 1 {
				row.Kind = k.many
			}
			if k.named {
				row.Names, row.More = madeLinks(slug, m)
			}
			rows = append(rows, row)
		}
	}
	switch {
	case len(rows) > 0:
	case !rec.Run.Ended():
		nothing = "Nothing yet: what a run makes is saved at its end, all at once."
	case rec.Run.Status == "completed":
		nothing = "It made no records; its answer is its output."
	default:
		nothing = "Nothing was saved."
	}
	return rows, nothing
}

func madeLinks(slug string, m cmo.RunMade) (names []Link, more string) {
	for i, name := range m.Names {
		if i == madeNames {
			break
		}
		n := Link{Label: name}
		if m.Kind == "channel" {
			n.Label = cmo.Label(name)
		}
		if i < len(m.Campaigns) && m.Campaigns[i] != nil {
			n.Href = paths.Campaign(slug, m.Campaigns[i].String())
		}
		names = append(names, n)
	}
	if rest := m.Count - len(names); rest > 0 {
		more = "and " + figure(float64(rest), 0) + " more"
	}
	return names, more
}

// sourceOrder is the order of a run's sources.
var sourceOrder = []string{"cmo_brand_profiles", "cmo_icp_segments", "cmo_offers", "cmo_marketing_plans", "cmo_funnels", "cmo_funnel_stages", "cmo_campaigns"}

var sourceWords = map[string]string{
	"cmo_brand_profiles": "Brand", "cmo_icp_segments": "ICP", "cmo_offers": "Offer", "cmo_marketing_plans": "Plan", "cmo_funnels": "Funnel",
	"cmo_funnel_stages": "Stage", "cmo_campaigns": "Campaign",
}

func sourceWord(table string) string {
	return orWord(sourceWords[table], cmo.Label(strings.TrimPrefix(table, "cmo_")))
}

// runLinks are the runs and records that stand beside this one.
func runLinks(slug string, rec RunRecord) ui.DescriptionList {
	var d ui.DescriptionList
	terms := []struct{ kind, term string }{{"retry_of", "Retry of"}, {"retried_by", "Retried by"}, {"parent", "Part of"}, {"part", "Part"}}
	for _, t := range terms {
		for _, x := range rec.Links {
			if x.Kind == t.kind {
				d.Items = append(d.Items, ui.Term{Term: t.term, Value: "#" + figureNo(x.No) + ", " + strings.ToLower(runSign(x.Status, x.ErrorKind).Word()), Href: paths.Run(slug, x.ID.String())})
			}
		}
	}
	if r := rec.Run; r.CampaignID != nil {
		d.Items = append(d.Items, ui.Term{Term: "Asked for", Value: r.CampaignName, Href: paths.Campaign(slug, r.CampaignID.String())})
	}
	return d
}
