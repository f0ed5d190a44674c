package pages

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// StartView is the guided first run: the six modes in order, with where each stands.
type StartView struct {
	Title, Lead string
	Done        string // "2 of 6 done"
	Bar         ui.Bar
	Steps       []startRow
	Follow      templ.Attributes
}

// startRow is one step.
type startRow struct {
	ID, No, Name, Agent string
	Text                string
	Sign                ui.StateKind
	State               string
	Stands              string // what there is, and what waits
	Brief               *startBrief
	Acts                []ui.Button
	Current             bool
}

// startBrief is the form of the first step: a paragraph in.
type startBrief struct{ Action, Key string }

// startWords say of each mode what its step is called and brings, and where what it made is reviewed.
var startWords = map[cmo.Mode]struct {
	name, text, review string
	href               func(slug string) string
}{
	cmo.ModeSetup:        {"Brand, ICPs and offers", "From a paragraph about the business the agent drafts how the brand speaks, for whom it is, and what it offers.", "Review the drafts", paths.Brand},
	cmo.ModeStrategy:     {"90-day plan", "A goal in, a plan with milestones, channels and figures out.", "Review the plan", paths.Plans},
	cmo.ModeFunnels:      {"Funnel", "The way from first sight to a sale, stage by stage, with volumes that add up.", "Review the funnel", paths.Funnels},
	cmo.ModeCampaigns:    {"Campaign", "A campaign for a stage of the funnel, with channels and an outline of its content.", "Review the campaign", paths.Campaigns},
	cmo.ModeContent:      {"Content", "Emails, messages and pages for the campaign, each in two wordings.", "Review the content", paths.Content},
	cmo.ModeOptimization: {"Recommendations", "What the numbers say should change. Without numbers it says that there is not enough yet.", "Decide on the recommendations", paths.Recommendations},
}

var startSigns = map[cmo.StartState]ui.StateKind{cmo.StartLater: ui.StateDraft, cmo.StartNext: ui.StateQueued, cmo.StartRunning: ui.StateRunning, cmo.StartReview: ui.StateReview, cmo.StartDone: ui.StateCompleted}

var startStates = map[cmo.StartState]string{cmo.StartLater: "Later", cmo.StartNext: "Next", cmo.StartRunning: "Working", cmo.StartReview: "Waits for review", cmo.StartDone: "Done"}

// NewStartView builds the page from what the tenant has.
func NewStartView(t cmo.Tenant, steps []cmo.StartStep, key string) StartView {
	states := cmo.StartStates(steps)
	v := StartView{Title: "First run", Lead: "Six agents, one after the other. Each drafts, you review, and the next one builds on it. You can leave and come back: the page knows how far the tenant is.",
		Follow: templ.Attributes{"data-live": paths.StartLive(t.Slug), "data-live-into": "#start"}}
	done := 0
	for i, s := range steps {
		if states[i] == cmo.StartDone {
			done++
		}
		v.Steps = append(v.Steps, newStartRow(t, i, s, states[i], key))
	}
	v.Done = strconv.Itoa(done) + " of " + strconv.Itoa(len(steps)) + " done"
	v.Bar = ui.Bar{Value: float64(done) / float64(max(1, len(steps))), Width: 240, Height: 6, Fluid: true}
	return v
}

func newStartRow(t cmo.Tenant, i int, s cmo.StartStep, state cmo.StartState, key string) startRow {
	w, mode := startWords[s.Mode], string(s.Mode)
	row := startRow{ID: "step-" + mode, No: strconv.Itoa(i + 1), Name: w.name, Agent: cmo.Agents[i].Name, Text: w.text, Sign: startSigns[state], State: startStates[state],
		Current: state == cmo.StartNext || state == cmo.StartRunning}
	if s.Made > 0 {
		row.Stands = plural(s.Made, "record") + map[bool]string{true: ". Nothing waits for review.", false: "; " + figure(float64(s.Waiting), 0) + " of them not reviewed yet."}[s.Waiting == 0]
	}
	edits := t.Role.Can(cmo.RightEdit)
	if state == cmo.StartNext && (s.RunStatus == "failed" || s.RunStatus == "timed_out" || s.RunStatus == "cancelled") {
		row.Sign, row.State = runSigns[s.RunStatus], runSigns[s.RunStatus].Word()+", try again"
	}
	if s.RunID != nil {
		row.Acts = append(row.Acts, ui.Button{Label: "Run #" + figureNo(*s.RunNo), Size: ui.Small, Tone: ui.Ghost, Href: paths.Run(t.Slug, s.RunID.String())})
	}
	if s.Made > 0 {
		act := ui.Button{Label: w.review, Size: ui.Small, Href: w.href(t.Slug)}
		if state == cmo.StartReview {
			act.Tone = ui.Primary
		}
		row.Acts = append([]ui.Button{act}, row.Acts...)
	}
	if state == cmo.StartNext && edits {
		if s.Mode == cmo.ModeSetup {
			row.Brief = &startBrief{paths.Runs(t.Slug), key}
		} else {
			row.Acts = append([]ui.Button{{Label: "Go on: " + w.name, Size: ui.Small, Tone: ui.Primary, Spark: true, Href: paths.RunNew(t.Slug, mode)}}, row.Acts...)
		}
	}
	return row
}

// startButton leads to the guided first run.
func startButton(t cmo.Tenant) ui.Button {
	if t.Role.Can(cmo.RightEdit) {
		return ui.Button{Label: "Begin with a brief", Tone: ui.Primary, Spark: true, Href: paths.Start(t.Slug)}
	}
	return ui.Button{Label: "See the six steps", Icon: "arrow-right", Href: paths.Start(t.Slug)}
}

// askAgent is the button on a record's page that starts an agent about it; nil without the right.
func askAgent(t cmo.Tenant, label, mode, kind, id string) []ui.Button {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	return []ui.Button{{Label: label, Spark: true, NarrowIcon: true, Href: paths.RunNewFor(t.Slug, mode, kind, id)}}
}

// campaignAgents are the ways from a campaign to an agent.
func campaignAgents(t cmo.Tenant, c cmo.Campaign) []ui.MenuItem {
	if !t.Role.Can(cmo.RightEdit) || c.ArchivedAt != nil {
		return nil
	}
	link := func(label, hint, mode string) ui.MenuItem {
		return ui.MenuItem{Label: label, Hint: hint, Icon: "sparkles", Href: paths.RunNewFor(t.Slug, mode, "campaign", c.ID.String())}
	}
	return []ui.MenuItem{link("Write content", "Drafts in two wordings for its channels", "content"), link("More like this", "A draft of another campaign", "campaigns"),
		link("Why is this down?", "An analysis of what it reported", "optimization")}
}
