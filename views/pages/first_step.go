package pages

import (
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// step is a thing the AI CMO builds on, in their order.
type step int

const (
	stepBrand step = iota
	stepICP
	stepOffer
	stepPlan
)

var stepWords = map[step]struct{ icon, title, text string }{
	stepICP:   {"users-round", "No ideal customer profile yet", "Segments say whom plans and campaigns are written for: their pains, goals, triggers and objections."},
	stepOffer: {"tag", "No offer yet", "Offers say what campaigns ask people to do, and for whom each is meant."},
	stepPlan:  {"route", "No plan yet", "A 90-day plan sets the goal, the milestones and the channels that funnels and campaigns then follow."},
}

// firstStep is the empty state of a list: what is missing, why it matters, and what to do first.
func firstStep(t cmo.Tenant, s cmo.Setup, want step) *ui.Empty {
	slug := t.Slug
	w := stepWords[want]
	e := ui.Empty{Icon: w.icon, Title: w.title, Text: w.text}
	before := []struct {
		at         step
		have       int
		text, link string
		href       string
	}{
		{stepBrand, s.Brands, " The brand comes first.", "Go to the brand", paths.Brand(slug)},
		{stepICP, s.ICPs, " Describe a segment first.", "Go to ICPs", paths.ICPs(slug)},
		{stepOffer, s.Offers, " Describe an offer first.", "Go to offers", paths.Offers(slug)},
	}
	for _, b := range before {
		if b.at < want && b.have == 0 {
			e.Text += b.text
			e.Actions = append([]ui.Button{{Label: b.link, Icon: "arrow-right", Href: b.href}}, byHand(t, stepKinds[want], "Write it by hand")...)
			return &e
		}
	}
	if want == stepPlan {
		e.Text += " The Strategy Planner drafts it in mode strategy from brand, segments and offers; a person reviews it."
	} else {
		e.Text += " The Brand & ICP Architect drafts them in mode setup; a person reviews each."
	}
	e.Actions = byHand(t, stepKinds[want], "Write the first one by hand")
	return &e
}

var stepKinds = map[step]cmo.RecordKind{stepICP: cmo.KindICP, stepOffer: cmo.KindOffer, stepPlan: cmo.KindPlan}

// byHand is the way to a new record without an agent, for those who may edit.
func byHand(t cmo.Tenant, kind cmo.RecordKind, label string) []ui.Button {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	return []ui.Button{{Label: label, Icon: "pencil", Href: paths.RecordNew(t.Slug, kind.Type().Collection)}}
}
