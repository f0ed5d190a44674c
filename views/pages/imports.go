package pages

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ImportForm is the form for a file of numbers, as it was sent.
type ImportForm struct {
	Mode, Text string
	Errors     map[string]string
	Problems   []cmo.LineProblem // of a file of which no line could be read
	Latest     []cmo.MetricImport
}

// ImportView is the page that asks for a file.
type ImportView struct {
	Action   string
	Summary  ui.ErrorSummary
	File     ui.Input
	Text     ui.Textarea
	Mode     ui.Radios
	Problems []importProblem
	Latest   []importFile
}

type importProblem struct{ Line, Text string }

type importFile struct{ Name, Href, Text, When, RFC3339 string }

// importExample is a whole file that the form shows.
const importExample = "date,campaign,channel,impressions,clicks,conversions,cost,revenue\n2026-01-31,Spring open house,email,1200,84,6,35.50,"

// NewImportView builds the form as of now.
func NewImportView(t cmo.Tenant, f ImportForm, now time.Time) ImportView {
	l := newLocal(t, now)
	v := ImportView{Action: paths.MetricImports(t.Slug),
		File: ui.Input{Field: ui.Field{Name: "file", Label: "CSV file", Error: f.Errors["file"], Hint: "UTF-8, at most 1 MB and 5,000 lines."}, Type: "file", Attrs: templ.Attributes{"accept": ".csv,text/csv,text/plain"}},
		Text: ui.Textarea{Field: ui.Field{Name: "text", Label: "Or paste its lines", Optional: true, Hint: "The first line names the columns: date and campaign, and what was counted."}, Value: f.Text, Rows: 6, Mono: true, Placeholder: importExample},
		Mode: ui.Radios{Field: ui.Field{Name: "data", Label: "These numbers are", Error: f.Errors["data"]}, Value: f.Mode,
			Options: []ui.Option{{Value: "live", Label: "Live: they were really counted"}, {Value: "demo", Label: "Demo: made up, and marked so wherever they show"}}}}
	for _, e := range []struct{ id, label string }{{"file", "CSV file"}, {"data", "These numbers are"}} {
		if text := f.Errors[e.id]; text != "" {
			v.Summary.Items = append(v.Summary.Items, ui.FieldError{ID: e.id, Label: e.label, Text: text})
		}
	}
	if len(f.Problems) > 0 {
		v.Summary = ui.ErrorSummary{Title: "No line of the file could be read", Items: []ui.FieldError{{ID: "file", Label: "CSV file", Text: "what is wrong with each line stands below"}}}
	}
	v.Problems = importProblems(f.Problems)
	for _, x := range f.Latest {
		v.Latest = append(v.Latest, importFile{Name: x.FileName, Href: paths.MetricImport(t.Slug, x.ID.String()), Text: words(" · ", importOutcome(x), cmo.Label(x.Mode), x.By),
			When: l.age(x.CreatedAt), RFC3339: x.CreatedAt.Format(time.RFC3339)})
	}
	return v
}

func importProblems(list []cmo.LineProblem) []importProblem {
	out := make([]importProblem, len(list))
	for i, p := range list {
		out[i] = importProblem{"Line " + strconv.Itoa(p.Line), p.Text}
	}
	return out
}

// importOutcome is what came of a file, in words.
func importOutcome(x cmo.MetricImport) string {
	switch {
	case x.State == "discarded":
		return "Dropped"
	case x.State == "pending":
		return "Waits: " + plural(x.Waiting, "line")
	case x.Added == nil || x.Changed == nil || x.Unchanged == nil:
		return "Saved"
	}
	return figure(float64(*x.Added), 0) + " added, " + figure(float64(*x.Changed), 0) + " changed, " + figure(float64(*x.Unchanged), 0) + " as before"
}

// ImportRecord is a file with what saving each line would do.
type ImportRecord struct {
	Import   cmo.MetricImport
	Lines    []cmo.MetricLine
	Problems []cmo.LineProblem
	States   map[int]string // by line: new, changed, same, clash
}

// ImportPreview is the page of one file.
type ImportPreview struct {
	Title, Lead    string
	Demo           bool
	Notes          []ui.Note
	Apply, Discard string // empty when there is nothing to decide for this person
	Counts         ui.DescriptionList
	Head           ui.TableHead
	Rows           []importRow
	More           string
	Problems       []importProblem
	ToMetrics      string
}

type importRow struct {
	Line, Day, Campaign, Channel, State string
	Tone                                ui.Tone
	Cells                               []string
}

// importShown is how many lines a preview lists.
const importShown = 200

var importWords = map[string]string{"new": "New", "changed": "Changes", "same": "As before", "clash": "Left out"}

// NewImportPreview builds the page as of now.
func NewImportPreview(t cmo.Tenant, rec ImportRecord, now time.Time) ImportPreview {
	l, x := newLocal(t, now), rec.Import
	v := ImportPreview{Title: x.FileName, Demo: x.Mode == "demo", ToMetrics: paths.Metrics(t.Slug), Problems: importProblems(rec.Problems),
		Lead: "Sent by " + x.By + " on " + l.moment(x.CreatedAt) + ". "}
	counts := map[string]int{}
	for _, line := range rec.Lines {
		counts[rec.States[line.Line]]++
	}
	switch x.State {
	case "pending":
		v.Lead += "Nothing is saved yet."
		v.Counts.Items = []ui.Term{{Term: "New", Value: plural(counts["new"], "line")}, {Term: "Change a number that is there", Value: plural(counts["changed"], "line")},
			{Term: "As they are", Value: plural(counts["same"], "line")}, {Term: "Not understood", Value: plural(len(rec.Problems), "line")}}
		if counts["clash"] > 0 {
			other := map[string]string{"live": "demo", "demo": "live"}[x.Mode]
			v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: plural(counts["clash"], "line") + " will be left out.", Text: "Those days have " + other + " numbers already, or their numbers were archived. Live and demo numbers never replace each other."})
		}
		if t.Role.Can(cmo.RightEdit) {
			v.Apply, v.Discard = paths.MetricImportAct(t.Slug, x.ID.String(), "apply"), paths.MetricImportAct(t.Slug, x.ID.String(), "discard")
		}
	default:
		v.Counts.Items = []ui.Term{{Term: "Outcome", Value: importOutcome(x)}}
		if x.DecidedAt != nil {
			v.Counts.Items = append(v.Counts.Items, ui.Term{Term: "When", Value: l.moment(*x.DecidedAt)})
		}
	}
	if len(rec.Problems) > 0 {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: plural(len(rec.Problems), "line") + " could not be read.", Text: "They are left out and listed below. Correct them in the file and send it again: what is saved already stays."})
	}
	v.table(l, t.Currency, rec)
	return v
}

func (v *ImportPreview) table(l local, currency string, rec ImportRecord) {
	v.Head = ui.TableHead{Label: "Lines", Caption: "What saving each line would do", NoStack: true, Columns: []ui.Column{{Label: "Line", Right: true}, {Label: "Day"}, {Label: "Campaign"}, {Label: "Channel"}, {Label: metricLabel("impressions"), Right: true}, {Label: metricLabel("clicks"), Right: true}, {Label: metricLabel("conversions"), Right: true},
		{Label: metricLabel("cost") + ", " + currency, Right: true}, {Label: metricLabel("revenue") + ", " + currency, Right: true}, {Label: "Saving it"}}}
	for i, x := range rec.Lines {
		if i == importShown {
			v.More = "and " + plural(len(rec.Lines)-importShown, "line") + " more"
			break
		}
		state := rec.States[x.Line]
		v.Rows = append(v.Rows, importRow{Line: strconv.Itoa(x.Line), Day: x.Day, Campaign: x.Campaign, Channel: orNone(cmo.Label(x.Channel)), State: importWords[state],
			Tone:  map[string]ui.Tone{"new": ui.OK, "changed": ui.Accent, "clash": ui.Warn}[state],
			Cells: []string{countOrNone(x.Impressions), countOrNone(x.Clicks), countOrNone(x.Conversions), moneyOrNone(l, x.Cost), moneyOrNone(l, x.Revenue)}})
	}
}

func countOrNone(n *int64) string {
	if n == nil {
		return "–"
	}
	return figure(float64(*n), 0)
}

func moneyOrNone(l local, n *float64) string {
	if n == nil {
		return "–"
	}
	return l.money(*n)
}
