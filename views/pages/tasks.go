package pages

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// TaskQuery is a list of tasks as its URL names it.
type TaskQuery struct {
	Slug  string
	State cmo.TaskState
	Mine  bool
}

// Href is the page's URL.
func (q TaskQuery) Href() string {
	v := url.Values{}
	if q.State != cmo.TaskOpen {
		v.Set("state", string(q.State))
	}
	if q.Mine {
		v.Set("who", "me")
	}
	return paths.With(paths.Tasks(q.Slug), v)
}

// TasksView lists tasks.
type TasksView struct {
	States, Who ui.Segmented
	Rows        []taskRow
	Empty       *ui.Empty
	More        string
}

// taskCard is a few tasks on another page.
type taskCard struct {
	Title, Count, All string
	Rows              []taskRow
}

type taskRow struct {
	ID, Href, Title, When, RFC3339 string
	Sign                           ui.StateKind
	Who                            string
	Late                           bool
	About                          Link
}

// tasksOnCard is how many tasks another page shows.
const tasksOnCard = 6

var taskWords = map[cmo.TaskState]string{cmo.TaskOpen: "Open", cmo.TaskDone: "Done", cmo.TaskDropped: "Dropped"}

var taskSigns = map[cmo.TaskState]ui.StateKind{cmo.TaskOpen: ui.StateDraft, cmo.TaskDone: ui.SignOK, cmo.TaskDropped: ui.StateCancelled}

// due is "due 3 Dec", with what is late said so.
func (l local) due(t time.Time) string {
	day := cmo.DayOf(t.In(l.zone))
	switch today := cmo.DayOf(l.now); {
	case day.Equal(today):
		return "due today"
	case day.Before(today):
		return "was due " + l.day(day)
	}
	return "due " + l.day(day)
}

func newTaskRow(l local, slug string, t cmo.Task) taskRow {
	r := taskRow{ID: t.ID.String(), Href: paths.Task(slug, t.ID.String()), Title: t.Title, When: l.due(t.Due), RFC3339: t.Due.Format(time.RFC3339), Sign: taskSigns[t.State],
		Who: orWord(t.Assignee, "nobody yet"), About: taskAbout(slug, t)}
	if t.Mine {
		r.Who = "you"
	}
	r.Late = t.State == cmo.TaskOpen && strings.HasPrefix(r.When, "was ")
	if t.State != cmo.TaskOpen {
		r.When, r.RFC3339 = strings.ToLower(taskWords[t.State])+" "+l.age(t.UpdatedAt), t.UpdatedAt.Format(time.RFC3339)
	}
	return r
}

// taskAbout is the record that a task is about.
func taskAbout(slug string, t cmo.Task) Link {
	parent := ""
	if t.AboutParent != nil {
		parent = t.AboutParent.String()
	}
	switch {
	case t.CampaignID != nil:
		return Link{t.CampaignName, paths.Campaign(slug, t.CampaignID.String())}
	case t.AssetID != nil:
		return Link{t.AssetTitle, paths.Asset(slug, t.AssetID.String())}
	case t.AboutID == nil:
		return Link{}
	}
	for _, k := range findKinds {
		if k.kind == t.AboutKind {
			return Link{t.AboutName, k.href(slug, t.AboutID.String(), parent)}
		}
	}
	return Link{}
}

func newTaskCard(l local, slug, title string, list []cmo.Task) *taskCard {
	if len(list) == 0 {
		return nil
	}
	c := &taskCard{Title: title, Count: countOf(len(list)), All: paths.Tasks(slug)}
	for _, t := range list[:min(len(list), tasksOnCard)] {
		c.Rows = append(c.Rows, newTaskRow(l, slug, t))
	}
	return c
}

// AboutTasks is the card of the open tasks about a record, nil without any.
func AboutTasks(t cmo.Tenant, list []cmo.Task, now time.Time) *taskCard { //nolint:revive // a part of the page's view
	return newTaskCard(newLocal(t, now), t.Slug, "Open tasks", list)
}

// NewTasksView builds the list as of now. limit is how many rows it shows; one more says that there are others.
func NewTasksView(t cmo.Tenant, q TaskQuery, list []cmo.Task, limit int, now time.Time) TasksView {
	l := newLocal(t, now)
	v := TasksView{States: ui.Segmented{Label: "State"}, Who: ui.Segmented{Label: "Whose"}}
	for _, s := range cmo.TaskStates {
		v.States.Items = append(v.States.Items, ui.Choice{Label: taskWords[s], Href: TaskQuery{q.Slug, s, q.Mine}.Href(), Current: s == q.State})
	}
	v.Who.Items = []ui.Choice{{Label: "Everybody’s", Href: TaskQuery{q.Slug, q.State, false}.Href(), Current: !q.Mine}, {Label: "Mine", Href: TaskQuery{q.Slug, q.State, true}.Href(), Current: q.Mine}}
	for _, x := range list[:min(len(list), limit)] {
		v.Rows = append(v.Rows, newTaskRow(l, t.Slug, x))
	}
	if len(list) > limit {
		v.More = "The first " + figure(float64(limit), 0) + " are shown."
	}
	if len(list) == 0 {
		v.Empty = &ui.Empty{Icon: "list-checks", Title: "No tasks here", Text: "Accepting a recommendation makes a task, for somebody and a day. Tasks stand in the calendar, too.",
			Actions: []ui.Button{{Label: "Go to recommendations", Icon: "lightbulb", Href: paths.Recommendations(t.Slug)}}}
	}
	return v
}

// TaskForm is what was typed on a task's page, with what is wrong with it.
type TaskForm struct {
	Act, Reason, Assignee string
	Errors                map[string]string
	Problem               string
}

// TaskView is one task's page.
type TaskView struct {
	Title   string
	State   templ.Component
	Notes   []ui.Note
	Lines   []string
	Facts   ui.DescriptionList
	Edit    string // the form that changes words and day, empty without the right
	History string
	Done    string // form actions, empty where they do not fit
	Reopen  string
	Hint    string
	Drop    *adviceAgainst
	Assign  string
	Who     ui.Select
}

// NewTaskView builds the page as of now.
func NewTaskView(t cmo.Tenant, x cmo.Task, people []cmo.RecordOption, f TaskForm, now time.Time) TaskView {
	l, id := newLocal(t, now), x.ID.String()
	row := newTaskRow(l, t.Slug, x)
	v := TaskView{Title: x.Title, State: ui.State(row.Sign, taskWords[x.State]), History: paths.RecordHistory(t.Slug, "calendar", id)}
	for _, line := range strings.Split(x.Text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			v.Lines = append(v.Lines, line)
		}
	}
	v.Facts.Items = []ui.Term{{Term: "For", Value: orWord(x.Assignee, "Nobody yet")}, {Term: "Due", Value: l.day(cmo.DayOf(x.Due.In(l.zone)))}}
	if x.State != cmo.TaskOpen {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: taskWords[x.State], Value: l.moment(x.UpdatedAt)})
	}
	if x.Note != "" {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Reason", Value: x.Note})
	}
	if row.About.Href != "" {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "About", Value: row.About.Label, Href: row.About.Href})
	}
	if x.AdviceID != nil {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "From", Value: "Recommendation “" + x.AdviceTitle + "”", Href: paths.Recommendation(t.Slug, x.AdviceID.String())})
	}
	if x.Maker != "" {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Made by", Value: x.Maker})
	}
	if f.Problem != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Bad, Alert: true, Title: "Nothing was changed.", Text: f.Problem})
	}
	if x.ArchivedAt != nil {
		v.Notes = append(v.Notes, ui.Note{Title: "This task is archived.", Text: "The decision it came from was taken back, or somebody archived it. Its history has a way back."})
		return v
	}
	if t.Role.Can(cmo.RightEdit) {
		v.offer(t, x, people, f, l)
	}
	return v
}

func (v *TaskView) offer(t cmo.Tenant, x cmo.Task, people []cmo.RecordOption, f TaskForm, l local) {
	to := func(act string) string { return paths.TaskAct(t.Slug, x.ID.String(), act) }
	if x.State != cmo.TaskOpen {
		v.Reopen = to("reopen")
		return
	}
	v.Done, v.Assign, v.Edit = to("done"), to("assign"), paths.RecordAct(t.Slug, "calendar", x.ID.String(), "edit")
	if x.AdviceID != nil {
		v.Hint = "Done: the recommendation is done with it, and what comes of it is measured from the next day on."
	}
	drop := newAdviceAgainst("drop", "Drop…", "Drop", to("drop"), AdviceForm{Act: f.Act, Reason: f.Reason, Errors: f.Errors}, l)
	drop.Reason.Hint = "Kept in the history."
	if x.AdviceID != nil {
		drop.Reason.Hint = "The recommendation is dismissed with it, and the next analysis is told."
	}
	v.Drop = &drop
	present := ""
	if x.AssigneeID != nil {
		present = x.AssigneeID.String()
	}
	v.Who = assigneeSelect(people, orWord(f.Assignee, present), f.Errors["assignee_id"])
	v.Who.Label = "Assigned to"
}
