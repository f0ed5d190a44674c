package pages

import (
	"strconv"
	"strings"
	"time"

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
var RunTabs = []string{"output", "input", "prompt", "raw"}

var runTabLabels = map[string]string{"output": "Output", "input": "Input", "prompt": "Prompt as sent", "raw": "Raw answer"}

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
	d.Items = append(d.Items, ui.Term{Term: "All six steps", Value: "First run", Href: paths.Start(slug)})
	if r := rec.Run; r.CampaignID != nil {
		d.Items = append(d.Items, ui.Term{Term: "Asked for", Value: r.CampaignName, Href: paths.Campaign(slug, r.CampaignID.String())})
	}
	return d
}
