package pages

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// AdviceDefault is the state that the inbox shows unless another is chosen; AdviceAll is any.
const (
	AdviceDefault = "pending"
	AdviceAll     = "all"
)

// AdviceQuery is a page of the inbox as its URL names it.
type AdviceQuery struct {
	Slug, Status  string
	After, Before string // cursors
}

// Href is the page's URL.
func (q AdviceQuery) Href() string {
	v := url.Values{}
	for key, s := range map[string]string{"status": q.Status, "after": q.After, "before": q.Before} {
		if s != "" && s != AdviceDefault {
			v.Set(key, s)
		}
	}
	return paths.With(paths.Recommendations(q.Slug), v)
}

// AdviceList is what the store knows for a page of the inbox.
type AdviceList struct {
	Rows       []cmo.Recommendation
	Facets     []cmo.Facet
	Outcomes   []cmo.Outcome
	Tasks      []cmo.Task // the open ones
	Prev, Next string
}

// RecommendationsView is the inbox of advice.
type RecommendationsView struct {
	Filter   ui.Segmented
	Empty    *ui.Empty
	Groups   []adviceGroup
	Pager    *ui.Pager
	Ledger   *outcomeLedger
	Tasks    *taskCard
	AllTasks string
}

// adviceGroup is the advice of one severity.
type adviceGroup struct {
	ID, Title string
	Rows      []adviceItem
}

// adviceItem is one piece of advice in the inbox.
type adviceItem struct {
	adviceRow
	Href, State string
	Text        string
	Actions     []string
	More        string
	Run         Link
	When        string
	RFC3339     string
	Mark        ui.MarkKind
}

var adviceStates = map[string]string{"pending": "Open", "accepted": "Accepted", "snoozed": "Snoozed", "implemented": "Done", "dismissed": "Dismissed", AdviceAll: "All"}

// NewRecommendationsView builds the inbox as of now.
func NewRecommendationsView(t cmo.Tenant, q AdviceQuery, list AdviceList, now time.Time) RecommendationsView {
	l := newLocal(t, now)
	v := RecommendationsView{Filter: adviceFilter(q, list.Facets), Ledger: newLedger(l, t.Slug, list.Outcomes), Tasks: newTaskCard(l, t.Slug, "Open tasks", list.Tasks), AllTasks: paths.Tasks(t.Slug)}
	if len(list.Rows) == 0 {
		v.Empty = adviceEmpty(q, list.Facets)
		return v
	}
	for _, severity := range cmo.RecommendationSeverities {
		g := adviceGroup{ID: "advice-" + severity, Title: cmo.Label(severity)}
		for _, r := range list.Rows {
			if r.Severity == severity {
				g.Rows = append(g.Rows, newAdviceItem(l, t.Slug, r))
			}
		}
		if len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if list.Prev != "" || list.Next != "" {
		v.Pager = &ui.Pager{Label: "Recommendations, pages", Range: plural(len(list.Rows), "recommendation") + " on this page"}
		if list.Prev != "" {
			v.Pager.PrevHref = AdviceQuery{Slug: q.Slug, Status: q.Status, Before: list.Prev}.Href()
		}
		if list.Next != "" {
			v.Pager.NextHref = AdviceQuery{Slug: q.Slug, Status: q.Status, After: list.Next}.Href()
		}
	}
	return v
}

func adviceFilter(q AdviceQuery, facets []cmo.Facet) ui.Segmented {
	s, all := ui.Segmented{Label: "State"}, 0
	counts := map[string]int{}
	for _, f := range facets {
		counts[f.Value] = f.Count
		all += f.Count
	}
	counts[AdviceAll] = all
	for _, status := range append(append([]string{}, cmo.RecommendationStatuses...), AdviceAll) {
		s.Items = append(s.Items, ui.Choice{Label: adviceStates[status], Href: AdviceQuery{Slug: q.Slug, Status: status}.Href(), Count: figure(float64(counts[status]), 0), Current: status == q.Status})
	}
	return s
}

// adviceEmpty says why there is nothing and what to do.
func adviceEmpty(q AdviceQuery, facets []cmo.Facet) *ui.Empty {
	e := &ui.Empty{Icon: "lightbulb", Title: "No recommendations yet",
		Text:    "The Optimization Analyst compares what campaigns report with their plan and leaves its advice here, with the numbers it rests on. It needs metrics to work with.",
		Actions: []ui.Button{{Label: "Go to metrics", Icon: "chart-no-axes-column", Href: paths.Metrics(q.Slug)}}}
	if len(facets) > 0 {
		e.Title, e.Text = "Nothing here", "No recommendation is in this state."
		if q.Status == AdviceDefault {
			e.Icon, e.Title, e.Text = "circle-check", "Nothing waits for a decision", "Every recommendation has been decided."
		}
		e.Actions = []ui.Button{{Label: "Show all", Href: AdviceQuery{Slug: q.Slug, Status: AdviceAll}.Href()}}
	}
	return e
}

// adviceActions is how many things to do the inbox names.
const adviceActions = 2

func newAdviceItem(l local, slug string, r cmo.Recommendation) adviceItem {
	id := r.ID.String()
	a := adviceItem{adviceRow: newAdviceRow(slug, r), Href: paths.Recommendation(slug, id), State: adviceStates[r.Status], Text: r.Description,
		When: l.age(r.CreatedAt), RFC3339: r.CreatedAt.Format(time.RFC3339)}
	if r.Origin == cmo.OriginAI {
		a.Mark = ui.MarkAI
	}
	for i, x := range r.Actions {
		if i == adviceActions {
			a.More = figure(float64(len(r.Actions)-adviceActions), 0) + " more to do"
			break
		}
		a.Actions = append(a.Actions, x.Action)
	}
	a.Run, a.Why = adviceRun(slug, r), r.Rationale
	return a
}

func adviceRun(slug string, r cmo.Recommendation) Link {
	if r.RunID == nil || r.RunNo == nil {
		return Link{}
	}
	return Link{words(", ", cmo.AgentName(r.RunAgent), "run #"+figureNo(*r.RunNo)), paths.Run(slug, r.RunID.String())}
}

// RecommendationView is one piece of advice.
type RecommendationView struct {
	Title      string
	State      templ.Component
	Provenance provenance
	Text, Why  string
	Facts      ui.DescriptionList
	Actions    []adviceAction
	Decision   *adviceDecision
	Outcome    *outcomeRow
}

type adviceAction struct{ Action, Sub string }

// NewRecommendationView builds the page as of now.
func NewRecommendationView(t cmo.Tenant, r cmo.Recommendation, sources []cmo.Source, now time.Time) RecommendationView {
	l := newLocal(t, now)
	v := RecommendationView{Title: r.Title, State: ui.State(severities[r.Severity], cmo.Label(r.Severity)), Text: r.Description, Why: r.Rationale,
		Provenance: recordProvenance(l, t.Slug, cmo.Provenance{Origin: r.Origin, RunID: r.RunID, RunNo: r.RunNo, RunAgent: r.RunAgent, RunModel: r.RunModel, Prompt: r.Prompt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}, sources)}
	state := adviceStates[r.Status]
	if r.Status != AdviceDefault && r.DecidedBy != "" {
		state += " by " + r.DecidedBy + ", " + l.moment(r.UpdatedAt)
	}
	if r.Status == "snoozed" && r.Until != nil {
		state += ", until " + l.day(*r.Until)
	}
	v.Facts.Items = []ui.Term{{Term: "Decision", Value: state}, {Term: "Expected impact", Value: orNone(cmo.Label(r.Impact))}, {Term: "Effort", Value: orNone(cmo.Label(r.Effort))},
		{Term: "Priority", Value: cmo.Label(r.Priority)}, {Term: "Category", Value: orNone(cmo.Label(r.Category))}, {Term: "About", Value: orNone(cmo.Label(r.Source))}}
	if r.CampaignID != nil {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Campaign", Value: r.CampaignName, Href: paths.Campaign(t.Slug, r.CampaignID.String())})
	}
	if r.Note != "" {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Reason", Value: r.Note})
	}
	for _, a := range r.Actions {
		v.Actions = append(v.Actions, adviceAction{a.Action, words(" · ", a.When, a.Owner, a.Outcome)})
	}
	return v
}
