package pages

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/ui"
)

// RunRecord is what the store knows of one run.
type RunRecord struct {
	Run     cmo.RunDetail
	Steps   []cmo.RunStep
	Made    []cmo.RunMade
	Sources []cmo.Source
	Links   []cmo.RunLink
	Prompt  cmo.RunPrompt // for its tab only
	Changes []cmo.ChangeSet

	Comments []cmo.Comment
	Verdicts []cmo.RunVerdict

	AgainKey string // of the form that runs it again
}

// RunView is one run's page.
type RunView struct {
	Title        string
	ID, Status   string
	Log          layout.Crumb
	Sign         ui.StateKind
	State        string
	Newer, Older neighbour
	Subject      string
	Provenance   provenance
	Note         *ui.Note
	Facts        []figureCell
	Steps        ui.Waterfall
	NoSteps      string
	Data         runData
	Made         []madeRow
	NoneMade     string
	Changes      []changeRow
	Permalink    string
	Comments     CommentsView
	Verdict      verdictView
	Edit         string // the form that starts it again with other input
	Compare      *Link  // with the run it repeats, or that repeats it
	Built        ui.DescriptionList
	Links        ui.DescriptionList

	CancelAction, AgainAction, AgainKey string           // empty where it cannot be done
	Progress                            string           // the answer's latest words, while it streams
	Follow                              templ.Attributes // for the script that shows the run while it is open
}

// neighbour is the run before or after this one.
type neighbour struct{ Label, Href string }

// NewRunView builds the page as of now. The tab is empty for the one that says most.
func NewRunView(t cmo.Tenant, rec RunRecord, tab string, now time.Time) RunView {
	l, r, masked := newLocal(t, now), rec.Run, t.Role.Masked()
	v := RunView{
		Title: "Run #" + figureNo(r.No), ID: r.ID.String(), Status: r.Status, Log: layout.Crumb{Label: "Runs", Href: paths.Runs(t.Slug)},
		Sign: runSign(r.Status, r.ErrorKind), Subject: hide(r.Subject, masked), Provenance: runProvenance(l, r),
		Note: runNote(r, masked), Facts: runFacts(l, rec), Data: newRunData(t, rec, tab), Changes: changeRows(t, rec.Changes),
	}
	v.State = v.Sign.Word()
	if n := modelCalls(rec.Steps); n > 1 && r.Ended() {
		v.State += " after " + plural(n, "attempt")
	}
	v.Newer, v.Older = runNeighbour(t.Slug, rec.Links, "newer"), runNeighbour(t.Slug, rec.Links, "older")
	v.Steps = runWaterfall(l, rec, masked)
	if len(v.Steps.Steps) == 0 {
		v.NoSteps = "No steps were recorded for this run."
		if r.Status == "pending" {
			v.NoSteps = "It waits for a worker. Its steps appear here once one takes it up."
		}
	}
	v.Made, v.NoneMade = madeRows(t, rec)
	sources := slices.Clone(rec.Sources)
	slices.SortStableFunc(sources, func(a, b cmo.Source) int {
		return slices.Index(sourceOrder, a.SourceTable) - slices.Index(sourceOrder, b.SourceTable)
	})
	for _, s := range sources {
		v.Built.Items = append(v.Built.Items, ui.Term{Term: sourceWord(s.SourceTable), Value: words(", ", s.Name, "v"+strconv.Itoa(s.SourceVersion))})
	}
	v.Links = runLinks(t.Slug, rec)
	v.Permalink = paths.Run(t.Slug, v.ID)
	v.Comments, v.Verdict = newRunComments(t, r.ID, rec.Comments, now), newVerdict(l, t, rec)
	v.Compare = runCompareLink(t.Slug, rec)
	v.acts(t, rec)
	return v
}

// acts offers what the person may do, and keeps the page of an open run up to date.
func (v *RunView) acts(t cmo.Tenant, rec RunRecord) {
	if !rec.Run.Ended() {
		v.Progress = hide(rec.Run.Progress, t.Role.Masked())
		v.Follow = templ.Attributes{"data-live": paths.RunLive(t.Slug, v.ID), "data-live-into": "#run"}
	}
	if !t.Role.Can(cmo.RightEdit) {
		return
	}
	if !rec.Run.Ended() && !rec.Run.CancelRequested {
		v.CancelAction = paths.RunCancel(t.Slug, v.ID)
	}
	if rec.Run.Ended() && rec.Run.Mode != "" {
		v.AgainAction, v.AgainKey = paths.RunAgain(t.Slug, v.ID), rec.AgainKey
		v.Edit = paths.RunEdit(t.Slug, v.ID)
	}
}

// runCompareLink leads to the comparison with the run that this one repeats, or with the latest that repeats it.
func runCompareLink(slug string, rec RunRecord) *Link {
	var found *cmo.RunLink
	for i, x := range rec.Links {
		if x.Kind == "retry_of" {
			found = &rec.Links[i]
			break
		}
		if x.Kind == "retried_by" {
			found = &rec.Links[i]
		}
	}
	if found == nil {
		return nil
	}
	a, b := found.ID.String(), rec.Run.ID.String()
	if found.Kind == "retried_by" {
		a, b = b, a
	}
	return &Link{Label: "Compare with #" + figureNo(found.No), Href: paths.RunCompare(slug, a, b)}
}

func runNeighbour(slug string, links []cmo.RunLink, kind string) neighbour {
	for _, x := range links {
		if x.Kind == kind {
			return neighbour{"#" + figureNo(x.No), paths.Run(slug, x.ID.String())}
		}
	}
	return neighbour{}
}

// runProvenance is the line under the title: agent in mode, started by, when, prompt, model.
func runProvenance(l local, r cmo.RunDetail) provenance {
	var p provenance
	add := func(part provenancePart) { p.Parts = append(p.Parts, part) }
	agent := cmo.AgentName(r.Agent)
	if r.Mode != "" {
		agent += " in mode " + r.Mode
	}
	add(provenancePart{Text: agent})
	who := map[string]string{"schedule": "started by the schedule", "api": "started by the tenant’s own system"}[r.Via]
	if r.Via == "api" && r.StartedByName != "" {
		who = "started with the API token " + r.StartedByName
	}
	if who == "" {
		who = "started by " + orWord(r.StartedByName, "an unknown person")
	}
	add(provenancePart{Text: who})
	add(provenancePart{Text: l.seconds(r.CreatedAt), RFC3339: r.CreatedAt.In(l.zone).Format(time.RFC3339)})
	if r.PromptVersion != "" {
		add(provenancePart{Text: "prompt " + r.PromptVersion})
	}
	if m := modelWords(r); m != "" {
		add(provenancePart{Text: m})
	}
	return p
}

// seconds is a moment to the second, "13 Jan, 13:27:10 CST".
func (l local) seconds(t time.Time) string {
	t = t.In(l.zone)
	return l.day(t) + ", " + l.clocks.Seconds(t) + t.Format(" MST")
}

// modelWords name the model, or say plainly that there was none.
func modelWords(r cmo.RunDetail) string {
	if r.Provider == playbook {
		return "Built-in playbook, no language model"
	}
	return words(", ", r.Model, r.Provider)
}

// runAdvice says per kind of failure what it means and what to do.
var runAdvice = map[string][2]string{
	cmo.RunInvalid: {"The agent’s answer did not keep to its contract.", "Nothing was saved, and nothing has to be undone. The answer is kept below under Raw answer. A new run often passes; if it does not, the input may contradict itself."},
	"provider":     {"The language model’s provider gave no usable answer.", "Nothing was saved. Try again in a few minutes; if it keeps failing, an operator checks the model’s address and key."},
	"budget":       {"The run’s budget was used up.", "Nothing was saved. An owner or admin can raise the tenant’s budget, or a smaller request fits into it."},
	"access":       {"The run lost its right to this tenant.", "The person who started it is no longer a member, or the module was turned off. Nothing was saved; someone with access can start it again."},
	"internal":     {"The fault is ours.", "Nothing was saved, and the run can be started again. If it fails again, tell an operator this run’s number."},
}

// runNote explains a run that did not complete.
func runNote(r cmo.RunDetail, masked bool) *ui.Note {
	reason := hide(r.ErrorMessage, masked)
	if reason != "" {
		reason = " Reason: " + reason
	}
	switch r.Status {
	case "timed_out":
		return &ui.Note{Tone: ui.Warn, Title: "The run was stopped because it took too long.", Text: "Nothing was saved, and it can be started again." + reason}
	case "cancelled":
		return &ui.Note{Icon: "ban", Title: "The run was cancelled.", Text: "Nothing was saved." + reason}
	case "failed":
		words, ok := runAdvice[r.ErrorKind]
		if !ok {
			words = [2]string{"The run failed.", "Nothing was saved, and it can be started again."}
		}
		n := &ui.Note{Tone: ui.Bad, Title: words[0], Text: words[1] + reason}
		if r.Invalid() {
			n.Tone = ui.Warn
		}
		return n
	}
	return nil
}

// modelCalls counts how often the model was asked.
func modelCalls(steps []cmo.RunStep) int {
	n := 0
	for _, s := range steps {
		if s.Kind == "model" || s.Kind == "repair" {
			n++
		}
	}
	return n
}

// runFacts are the figures of the run: duration, attempts, tokens, cost, result.
func runFacts(l local, rec RunRecord) []figureCell {
	r := rec.Run
	duration := figureCell{"Duration", "", ""}
	var so bool
	if duration.Value, so = l.runTook(r.Run); so {
		duration.Sub = "so far"
	} else if r.StartedAt != nil {
		duration.Sub = took(max(0, r.StartedAt.Sub(r.CreatedAt))) + " of it in the queue"
	}
	attempts := figureCell{"Attempts", figure(float64(max(modelCalls(rec.Steps), r.Attempts)), 0), ""}
	failed, repairs := 0, 0
	for _, s := range rec.Steps {
		if s.Kind == "repair" {
			repairs++
		}
		if (s.Kind == "model" || s.Kind == "repair") && (s.Status == "failed" || s.Status == "timed_out") {
			failed++
		}
	}
	if failed > 0 {
		attempts.Sub = plural(failed, "failed call")
	}
	if repairs > 0 {
		attempts.Sub = words(", ", attempts.Sub, plural(repairs, "repair"))
	}
	tokens := figureCell{"Tokens", none, ""}
	if r.TokensIn != nil {
		tokens.Value = figure(float64(*r.TokensIn), 0) + " in"
	}
	if r.TokensOut != nil {
		tokens.Sub = figure(float64(*r.TokensOut), 0) + " out"
	}
	if r.Provider == playbook {
		tokens = figureCell{"Tokens", none, "no language model"}
	}
	return []figureCell{duration, attempts, tokens, {"Cost", usd(r.CostUSD), ""}, runResultFact(rec)}
}

// runResultFact says what came of the run.
func runResultFact(rec RunRecord) figureCell {
	records, kind := 0, ""
	for _, m := range rec.Made {
		if m.Kind != kind { // they come kind by kind
			records, kind = records+m.Count, m.Kind
		}
	}
	f := figureCell{"Result", none, ""}
	switch {
	case records > 0:
		f.Value, f.Sub = plural(records, "record"), "made as drafts"
	case rec.Run.Status == "completed":
		f.Value, f.Sub = "No record", orWord(runResult(rec.Run.Run), "its output is below")
	case rec.Run.Ended():
		f.Value, f.Sub = "Nothing saved", ""
	}
	return f
}
