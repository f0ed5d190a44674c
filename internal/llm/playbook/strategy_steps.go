package playbook

import (
	"fmt"
	"math"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// milestones spread the aims over the phases: foundations to day 14, launch to 30, improvement to 60, then scale.
func milestones(g ground, a aims, channels []string, start time.Time, days int) []cmo.MilestoneDraft {
	first, own := channels[0], channels[:1]
	part := func(whole, share float64) float64 { return math.Max(1, math.Round(whole*share)) }
	n := func(v float64) string { return cmo.Figure(v, 0) }
	page := g.what() + ": page and first letter approved"
	launch := "First campaign on " + cmo.Label(first)
	lead1 := "First " + n(part(a.Leads, 0.1)) + " leads"
	mql := n(part(a.MQLs, 0.5)) + " qualified leads"
	sale := n(part(a.Sales, 0.5)) + " sales"
	steps := []struct {
		day    int
		label  string
		metric string
		value  float64
		action string
		on     []string
		after  []string
	}{
		{7, page, "traffic", part(a.Leads, 0.2), "Write the page and the first letter in two wordings and have them approved", own, nil},
		{13, "Requests answered within a day", "engagement", 90, "Agree who answers, and measure the share of requests answered in a day (per cent)", own, nil},
		{17, launch, "reach", part(a.Reach, 0.08), "Start with one channel and one message", own, []string{page}},
		{24, lead1, "leads", part(a.Leads, 0.1), "Follow up each request with the second letter", take(channels, 2), []string{launch}},
		{30, "A quarter of the reach", "reach", part(a.Reach, 0.25), "Add the other channels one by one", channels, []string{launch}},
		{40, n(part(a.Leads, 0.4)) + " leads", "leads", part(a.Leads, 0.4), "Answer the objections that come up most", channels, []string{lead1}},
		{48, "Two pairs of wordings decided", "engagement", 2, "Keep the wording that leads by enough clicks; write a new challenger", take(channels, 2), []string{lead1}},
		{58, mql, "mqls", part(a.MQLs, 0.5), "Move money to the channel with the cheapest qualified leads", channels, []string{lead1}},
		{68, sale, "conversions", part(a.Sales, 0.5), "Offer everybody who asked a clear next step with a date", take(channels, 2), []string{mql}},
		{78, "Nine tenths of the reach", "reach", part(a.Reach, 0.9), "Repeat the two messages that led", channels, nil},
		{90, n(a.Sales) + " sales of " + g.what(), "conversions", part(a.Sales, 1), "Close open requests and ask new customers whom they would tell", channels, []string{sale}},
	}
	var out []cmo.MilestoneDraft
	for _, s := range steps {
		on := s.day*days/90 - 1
		m := cmo.MilestoneDraft{Label: s.label, TargetDate: date(start.AddDate(0, 0, on)), Metric: s.metric, TargetValue: s.value, FunnelAction: s.action, Channels: s.on, Dependencies: s.after}
		if m.Dependencies == nil {
			m.Dependencies = []string{}
		}
		out = append(out, m)
	}
	if a.Revenue > 0 { // the last one in money, where a price makes that possible
		out[len(out)-1].Metric, out[len(out)-1].TargetValue = "revenue", a.Revenue
	}
	return uniqueLabels(out)
}

// uniqueLabels keeps small plans from repeating a milestone: 1 lead twice becomes one step further.
func uniqueLabels(list []cmo.MilestoneDraft) []cmo.MilestoneDraft {
	seen := map[string]bool{}
	for i := range list {
		if seen[list[i].Label] {
			list[i].Label += ", step " + fmt.Sprint(i+1)
		}
		seen[list[i].Label] = true
	}
	return list
}

// checkpoints say what each week is about. Themes and fears come from the tenant's own records.
func checkpoints(g ground, channels []string, days int) []cmo.CheckpointDraft {
	themes := g.brand.ContentThemes
	if len(themes) == 0 {
		themes = g.icp.ContentPreferences.Topics
	}
	theme := func(i int) string { return orElse(at(themes, g.seed+i), "what customers ask most") }
	first, last := cmo.Label(channels[0]), cmo.Label(channels[len(channels)-1])
	pain := func(i int) string { return orElse(bare(at(g.pains(), i)), "the question customers ask most") }
	weeks := []cmo.CheckpointDraft{
		{Focus: "Message", Deliverables: []string{"One sentence for " + g.what(), "Letter on: " + pain(0)}, SuccessCriteria: "Three people outside the team can repeat the message"},
		{Focus: "Page and answers", Deliverables: []string{"Page for " + g.what(), "A rota for answering requests"}, SuccessCriteria: "Page approved, no request waits a day"},
		{Focus: "Launch on " + first, Deliverables: []string{"First campaign in review", "Both wordings of the first piece"}, SuccessCriteria: "The campaign is approved and running"},
		{Focus: "Follow-up", Deliverables: []string{"Second letter: " + orElse(bare(at(g.icp.Objections, 0)), "the first objection"), "List of open requests"}, SuccessCriteria: "Each request has a next step with a date"},
		{Focus: "Second channel", Deliverables: []string{"One piece for " + cmo.Label(at(channels, 1)), "Theme: " + theme(0)}, SuccessCriteria: "Numbers come in from both channels"},
		{Focus: "Read the numbers", Deliverables: []string{"Clicks and requests per channel", "One wording decided"}, SuccessCriteria: "At least 100 clicks to judge by, or the decision is put off"},
		{Focus: "Objections", Deliverables: []string{"Answer to: " + orElse(bare(at(g.icp.Objections, 1)), "the second objection"), "Page updated"}, SuccessCriteria: "The question comes up less often in replies"},
		{Focus: "New angle", Deliverables: []string{"Letter on: " + pain(1), "Theme: " + theme(1)}, SuccessCriteria: "The new angle reaches the click rate of the first one"},
		{Focus: "Budget check", Deliverables: []string{"Cost per qualified lead, by channel", "A tenth of the money moved"}, SuccessCriteria: "The cheapest channel has the largest share"},
		{Focus: "More of what works", Deliverables: []string{"The leading piece again, for " + last, "Theme: " + theme(2)}, SuccessCriteria: "Requests per week rise"},
		{Focus: "Moments", Deliverables: []string{"Piece for the moment: " + orElse(bare(at(g.icp.BuyingTriggers, 0)), "when customers decide"), "Calendar of such moments"}, SuccessCriteria: "One campaign is timed to a moment"},
		{Focus: "Open requests", Deliverables: []string{"A personal answer to every open request", "Reasons of those who said no"}, SuccessCriteria: "No request is older than two weeks"},
		{Focus: "Close and learn", Deliverables: []string{"One page: what worked, what did not", "Proposal for the next plan"}, SuccessCriteria: "The goal is compared with the numbers"},
	}
	n := (days + 6) / 7
	for len(weeks) < n {
		i := len(weeks)
		weeks = append(weeks, cmo.CheckpointDraft{Focus: "Second round, theme " + theme(i), Deliverables: []string{"The leading piece with a new example", "Numbers of the week"}, SuccessCriteria: "The click rate holds"})
	}
	if n < len(weeks) { // shorter plans keep the beginning and the last two weeks
		weeks = append(weeks[:n-2:n-2], weeks[len(weeks)-2:]...)
	}
	for i := range weeks {
		weeks[i].Week = i + 1
	}
	return weeks
}
