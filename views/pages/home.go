package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// HomeRecord is what the store knows for a tenant's home page.
type HomeRecord struct {
	Setup        cmo.Setup
	Waiting      []cmo.Campaign
	WaitingTotal int
	Stages       []cmo.FunnelStage
	Days         []cmo.MetricDay // of this period and the one before
	Runs         []cmo.Run
	Events       []cmo.UpcomingEvent
	Advice       []cmo.Recommendation
	Week         []cmo.Week // the newest, if any
	Tasks        []cmo.Task // the person's own open ones
}

// HomeView is a tenant's home page.
type HomeView struct {
	Now, NowISO string
	Start       ui.Button
	FirstRun    []setupRow // instead of everything else while the tenant is empty
	Reviews     []reviewRow
	ReviewCount string
	ReviewMore  *ui.Link
	NoReviews   ui.Empty
	Results     homeResults
	Runs        []homeRun
	NoRuns      string
	RunsLink    ui.Link
	AdviceLink  ui.Link
	Events      homeEvents
	Advice      []adviceRow
	AdviceCount string
	AdviceMore  string
	AdviceRun   *Link
	Week        *weekView
	Tasks       *taskCard
}

// setupRow is one thing that the AI CMO builds on.
type setupRow struct {
	Sign       ui.StateKind
	Name, Text string
}

type reviewRow struct {
	ID, Status, Review, AI string // the hooks
	Sign                   ui.StateKind
	State, Name, Href      string
	Marks                  []ui.MarkKind
	Why, Due               string
	Waiting                string
	Button                 ui.Button
}

type homeRun struct {
	ID, Status    string
	Sign          ui.StateKind
	State         string
	Agent, Href   string
	No, What      string
	Took, Cost    string
	SoFar, Queued bool
}

// NewHomeView builds the page as of now.
func NewHomeView(t cmo.Tenant, rec HomeRecord, now time.Time) HomeView {
	l := newLocal(t, now)
	v := HomeView{
		Now: l.now.Format("Mon ") + l.clocks.Moment(l.now), NowISO: l.now.Format(time.RFC3339),
		AdviceLink: ui.Link{Label: "All", Href: paths.Recommendations(t.Slug), Attrs: templ.Attributes{"aria-label": "All recommendations"}},
		RunsLink:   ui.Link{Label: "All runs", Href: paths.Runs(t.Slug)},
	}
	if rec.Setup.Empty() {
		v.FirstRun, v.Start = setupRows(), startButton(t)
		return v
	}
	for _, c := range rec.Waiting {
		v.Reviews = append(v.Reviews, newReviewRow(l, t.Slug, c))
	}
	v.ReviewCount = figure(float64(rec.WaitingTotal), 0)
	if rec.WaitingTotal > len(rec.Waiting) {
		v.ReviewMore = &ui.Link{Label: "Show all " + v.ReviewCount, Href: waitingHref(t.Slug)}
	}
	v.NoReviews = ui.Empty{Icon: "circle-check", Title: "Nothing waits for a person", Text: "Campaigns stand here as soon as someone asks for a review.", Level: 3,
		Actions: []ui.Button{{Label: "See all campaigns", Icon: "megaphone", Href: paths.Campaigns(t.Slug)}}}
	v.Results = newHomeResults(l, rec)
	for _, r := range rec.Runs {
		v.Runs = append(v.Runs, newHomeRun(l, t, r))
	}
	v.NoRuns = "No agent has run for this tenant yet."
	v.Events = newHomeEvents(l, t.Slug, rec.Events)
	v.addAdvice(t, rec.Advice)
	v.Week = newWeek(l, rec.Week)
	v.Tasks = newTaskCard(l, t.Slug, "Your tasks", rec.Tasks)
	return v
}

// waitingHref is the board's table of what waits for a person.
func waitingHref(slug string) string {
	q := CampaignQuery{Slug: slug, View: ViewTable, Sort: SortUpdated}
	q.Filter.States = []cmo.CampaignState{cmo.StateInReview, cmo.StateChanges}
	return q.Href()
}

func setupRows() []setupRow {
	open := ui.StateDraft
	return []setupRow{
		{open, "Brand profile", "How the tenant speaks, what it stands for and what sets it apart."},
		{open, "ICPs and offers", "Whom it wants to reach, and with what."},
		{open, "90-day plan and funnels", "The goal, and the stages that lead to it with their volumes."},
		{open, "Campaigns", "Drafts for a stage of a funnel. Each waits here for a person’s review; nothing goes live without one."},
	}
}

func newReviewRow(l local, slug string, c cmo.Campaign) reviewRow {
	id, s := c.ID.String(), c.State()
	r := reviewRow{
		ID: id, Status: c.Status, Review: c.ReviewState, AI: aiDriven(c), Sign: campaignSigns[s], State: campaignWord(s),
		Name: c.Name, Href: paths.Campaign(slug, id), Marks: campaignMarks(c), Due: "No start planned",
	}
	verb := "Review"
	switch {
	case s == cmo.StateChanges:
		verb, r.Why = "Open", "Changes requested"
		if c.ReviewNote != "" {
			r.Why += ": " + shorten(c.ReviewNote, 120)
		}
	case c.Assets == 0:
		r.Why = "Review of the campaign; it has no content yet"
	default:
		r.Why = "Review of " + plural(c.Assets, "asset") + ", " + plural(c.Variants, "variant")
	}
	if c.StartDate != nil {
		r.Due = "Planned for " + l.day(*c.StartDate)
		if l.past(*c.StartDate) {
			r.Due = "Planned start was " + l.day(*c.StartDate)
		}
	}
	if c.ReviewSince != nil {
		r.Waiting = ago(l.now.Sub(*c.ReviewSince))
	}
	r.Button = ui.Button{Label: verb, Href: r.Href, Size: ui.Small, Attrs: map[string]any{"aria-label": verb + " " + c.Name}}
	return r
}

func newHomeRun(l local, t cmo.Tenant, r cmo.Run) homeRun {
	h := homeRun{
		ID: r.ID.String(), Status: r.Status, Sign: runSign(r.Status, r.ErrorKind), Agent: cmo.AgentName(r.Agent), No: "#" + figureNo(r.No),
		What: hide(r.Subject, t.Role.Masked()), Href: paths.Run(t.Slug, r.ID.String()),
	}
	h.State = h.Sign.Word()
	h.Took, h.SoFar = l.runTook(r)
	if r.Status == "pending" {
		h.Took = "Waiting"
	}
	h.Cost = runCost(r)
	return h
}

// adviceRow is one recommendation.
type adviceRow struct {
	Sign       ui.StateKind
	Severity   string
	Title, Why string
	Campaign   Link
	Impact     string
	ID, Href   string
}

var severities = map[string]ui.StateKind{"critical": ui.StateFailed, "warning": ui.SignWarn, "info": ui.SignInfo}

func (v *HomeView) addAdvice(t cmo.Tenant, list []cmo.Recommendation) {
	for _, a := range list {
		row := newAdviceRow(t.Slug, a)
		v.Advice = append(v.Advice, row)
		v.AdviceCount = strconv.Itoa(a.Total)
		if rest := a.Total - len(list); rest > 0 {
			v.AdviceMore = "The " + strconv.Itoa(len(list)) + " most severe of " + strconv.Itoa(a.Total) + "."
		}
	}
	if len(list) > 0 && list[0].RunID != nil && list[0].RunNo != nil {
		v.AdviceRun = &Link{"Run #" + figureNo(*list[0].RunNo), paths.Run(t.Slug, list[0].RunID.String())}
	}
}

func newAdviceRow(slug string, a cmo.Recommendation) adviceRow {
	row := adviceRow{Sign: severities[a.Severity], Severity: cmo.Label(a.Severity), Title: a.Title, Why: orWord(a.Rationale, a.Description), Impact: adviceImpact(a), ID: a.ID.String(),
		Href: paths.Recommendation(slug, a.ID.String())}
	if a.CampaignID != nil {
		row.Campaign = Link{a.CampaignName, paths.Campaign(slug, a.CampaignID.String())}
	}
	return row
}

// adviceImpact says what following the advice is worth and costs: "High impact, low effort".
func adviceImpact(a cmo.Recommendation) string {
	impact := a.Impact
	switch strings.ToLower(impact) {
	case "low", "medium", "high":
		impact = cmo.Label(strings.ToLower(impact)) + " impact"
	}
	effort := ""
	if a.Effort != "" {
		effort = strings.ToLower(a.Effort) + " effort"
	}
	return words(", ", impact, effort)
}
