package pages

import (
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ReviewsView is a person's inbox: what waits for him, and what others changed on what is his.
type ReviewsView struct {
	Waiting []inboxRow
	Inputs  []inboxRow // approvals whose brand, ICP or offer changed: kept or renewed in bulk
	Keep    string     // form action, empty without the right
	News    []inboxRow
	Unread  string
	Seen    string
	NoneYet ui.Empty
}

type inboxRow struct {
	DOM, ID, Href, Name, Text string
	Sign                      ui.StateKind
	When, RFC3339, Note       string
	Unread                    bool
	Marks                     []ui.MarkKind
}

var inboxWords = map[string]string{
	"review": "Waits for your review", "changes": "Changes were requested", "stale": "Changed after its approval: needs review again before launch",
	"inputs": "Its brand, ICP or offer changed since the approval", "change_set": "Changes wait for a decision",
	"start": "Did not start on its date",
}

// NewReviewsView builds the page as of now.
func NewReviewsView(t cmo.Tenant, items []cmo.InboxItem, now time.Time) ReviewsView {
	l := newLocal(t, now)
	v := ReviewsView{Seen: paths.Reviews(t.Slug) + "/seen", NoneYet: ui.Empty{Icon: "circle-check", Title: "Nothing waits for you",
		Text: "Campaigns that somebody sends to review stand here, changes to live campaigns, and your tasks. A campaign’s page has “Request review…”."}}
	unread := 0
	for _, i := range items {
		row := inboxRow{DOM: i.Kind + "-" + i.ID.String(), ID: i.ID.String(), Name: i.Name, Href: paths.Campaign(t.Slug, i.ID.String()), Sign: campaignSigns[i.State],
			When: l.age(i.At), RFC3339: i.At.Format(time.RFC3339), Note: shorten(i.Note, 200), Unread: i.Unread, Text: inboxWords[i.Kind], Marks: originMarks(i.Origin)}
		switch i.Kind {
		case "change_set":
			row.Href, row.Sign, row.Marks = paths.Change(t.Slug, row.ID), ui.SignChange, suggestedBy(i.Origin == cmo.OriginAI)
			if i.Actor != "" {
				row.Text += ", by " + i.Actor
			}
		case "task":
			row.Href, row.Sign, row.Text = paths.Task(t.Slug, row.ID), ui.StateDraft, "Your task"
			if i.Due != nil {
				row.Text += ", " + l.due(*i.Due)
			}
		case "moved":
			if row.Text = "It started on its date"; i.Actor == "" {
				break
			}
			row.Text = i.Actor + " moved it: now " + strings.ToLower(campaignWord(i.State))
		case "comment":
			row.Text, row.Href = i.Actor+" commented", row.Href+"#comments"
		case "mention":
			row.Text, row.Href = i.Actor+" named you", row.Href+"#comments"
			if i.Of == "agent_runs" {
				row.Sign, row.Text, row.Href = ui.StateRunning, i.Actor+" named you in a comment on this run", paths.Run(t.Slug, row.ID)+"#comments"
				row.Note = hide(row.Note, t.Role.Masked())
			}
			if typ := cmo.TypeOfTable(i.Of); typ.Table != "" {
				row.Sign, row.Text = ui.SignChange, i.Actor+" named you in a comment on this "+typ.Noun
				row.Href = paths.RecordHistory(t.Slug, typ.Collection, row.ID) + "#comments"
			}
		}
		switch {
		case i.Kind == "inputs":
			v.Inputs = append(v.Inputs, row)
		case i.Waiting:
			v.Waiting = append(v.Waiting, row)
		default:
			v.News = append(v.News, row)
			if i.Unread {
				unread++
			}
		}
	}
	if unread > 0 {
		v.Unread = countOf(unread)
	}
	if t.Role.Can(cmo.RightApprove) {
		v.Keep = paths.Reviews(t.Slug) + "/renew"
	}
	return v
}

// ChangesView lists change sets.
type ChangesView struct {
	Open, Decided []inboxRow
	Empty         ui.Empty
}

// NewChangesView builds the list as of now.
func NewChangesView(t cmo.Tenant, sets []cmo.ChangeSet, now time.Time) ChangesView {
	l := newLocal(t, now)
	v := ChangesView{Empty: ui.Empty{Icon: "file-diff", Title: "No changes wait", Text: "Edits to scheduled and live campaigns wait here until an approver applies them, and so does what an agent suggests for existing records."}}
	for _, s := range sets {
		by := s.AuthorName
		if s.RunNo != nil {
			by = "AI CMO, run #" + figureNo(*s.RunNo)
		}
		row := inboxRow{DOM: "set-" + s.ID.String(), ID: s.ID.String(), Name: s.Title, Href: paths.Change(t.Slug, s.ID.String()), Sign: ui.SignChange,
			When: l.age(s.CreatedAt), RFC3339: s.CreatedAt.Format(time.RFC3339), Text: plural(s.Items, "field") + " by " + orWord(by, "a former member"), Marks: suggestedBy(s.RunNo != nil)}
		if s.State == "pending" {
			v.Open = append(v.Open, row)
			continue
		}
		row.Text += " · " + strings.ToLower(changeStates[s.State]) + " by " + s.DeciderName
		v.Decided = append(v.Decided, row)
	}
	return v
}

// originMarks says whose a record is that is only named here. Nothing is said of what has no origin.
func originMarks(o cmo.Origin) []ui.MarkKind {
	if o == "" {
		return nil
	}
	return recordMarks(cmo.Provenance{Origin: o})
}

// suggestedBy marks a change that a run suggests.
func suggestedBy(ai bool) []ui.MarkKind {
	if ai {
		return []ui.MarkKind{ui.MarkSuggestion}
	}
	return nil
}

var changeStates = map[string]string{"pending": "Waits", "applied": "Applied", "partly": "Partly applied", "rejected": "Rejected"}

// ChangeView is one change set: each field with its old and new text and its decision.
type ChangeView struct {
	Title, Lead string
	Marks       []ui.MarkKind
	State       string
	Notes       []ui.Note
	Items       []changeItemView
	Action      string // empty when there is nothing to decide for this person
	Record      string // link to the campaign
}

type changeItemView struct {
	ID, Title string
	Diff      ui.Diff
	Decided   string
	Accept    ui.Radios
	Note      ui.Input
}

// NewChangeView builds the page as of now. typed are the notes of a refused form.
func NewChangeView(t cmo.Tenant, s cmo.ChangeSet, items []cmo.ChangeItem, names []cmo.RecordOption, typed map[string]string, problem string, now time.Time) ChangeView {
	l := newLocal(t, now)
	by := s.AuthorName
	if s.RunNo != nil {
		by = "the AI CMO, run #" + figureNo(*s.RunNo)
	}
	v := ChangeView{Title: s.Title, Marks: suggestedBy(s.RunNo != nil), State: changeStates[s.State], Lead: "Suggested by " + orWord(by, "a former member") + " on " + l.moment(s.CreatedAt) + ". Nothing changes until it is decided."}
	if s.CampaignID != nil {
		v.Record = paths.Campaign(t.Slug, s.CampaignID.String())
	}
	may := s.State == "pending" && t.Role.Can(cmo.RightEdit) && (!s.NeedsApproval || t.Role.Can(cmo.RightApprove))
	switch {
	case problem != "":
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Bad, Alert: true, Title: "Nothing was changed.", Text: problem})
	case s.DecidedAt != nil:
		v.Lead = changeStates[s.State] + " by " + s.DeciderName + " on " + l.moment(*s.DecidedAt) + ". Suggested by " + by + "."
	case s.Barred():
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Warn, Title: "Four eyes.", Text: "These are your own changes to a live campaign. Somebody else decides them."})
		may = false
	case !may:
		v.Notes = append(v.Notes, ui.Note{Title: "An approver decides this."})
	}
	if may {
		v.Action = paths.Change(t.Slug, s.ID.String())
	}
	w := recordWords(l, names)
	for _, it := range items {
		typ := cmo.TypeOfTable(it.RecordTable)
		d := ui.NewDiff(typ.Label(it.Field), typ.Text(it.Field, it.Old, w), typ.Text(it.Field, it.New, w))
		id := it.ID.String()
		view := changeItemView{ID: id, Title: itemTitle(typ, it), Diff: d}
		if it.State != "pending" {
			view.Decided = words(": ", cmo.Label(it.State), it.DecisionNote)
		}
		choice := orWord(typed["decide."+id], "accept")
		view.Accept = ui.Radios{Field: ui.Field{Name: "decide." + id, ID: "d-" + id, Label: "Decision", HideLabel: true}, Value: choice, Inline: true,
			Options: []ui.Option{{Value: "accept", Label: "Accept"}, {Value: "reject", Label: "Reject"}}}
		view.Note = ui.Input{Field: ui.Field{Name: "note." + id, ID: "n-" + id, Label: "Reason, if rejected", HideLabel: true}, Value: typed["note."+id], Placeholder: "Reason, if rejected"}
		v.Items = append(v.Items, view)
	}
	return v
}

// itemTitle names the field, and the record where a change set may be about several of a kind.
func itemTitle(t cmo.RecordType, it cmo.ChangeItem) string {
	what := cmo.Label(string(t.Kind))
	if it.RecordName != "" && t.Kind != cmo.KindBrand {
		what += " “" + it.RecordName + "”"
	}
	return what + ": " + t.Label(it.Field)
}
