package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// HistoryView is the history of one record: its versions, newest first, each with what it changed.
type HistoryView struct {
	Title    string
	Marks    []ui.MarkKind
	Lead     string
	Versions []versionView
	Built    []builtRow // live ones and those that it moved on from first
	KeepAll  string     // form action that keeps chosen ones, empty without the right or when none waits
	Moved    []string   // sources that changed since
	Keep     string     // form action that keeps the record over its moved sources, empty without the right
	Base     string
	Archive  *historyAct   // archive or bring back
	Comments *CommentsView // nil: what cannot be commented on
	Older    string        // link to older versions
}

type historyAct struct{ Label, Action string }

type versionView struct {
	DOM, Title, Text string
	Actor            ui.Actor
	When, RFC3339    string
	Current          bool
	Diffs            []ui.Diff
	Restore          string // form action, empty where there is nothing to restore
	Version          string
}

// HistoryData is what the store knows of a record's history.
type HistoryData struct {
	Record   cmo.Record
	Versions []cmo.RecordVersion // one more than shown, to compare the last with
	Limit    int
	States   []cmo.SourceState
	Built    []cmo.Built
	Names    []cmo.RecordOption
	Before   int // the page's start, 0 for the newest
}

// NewHistoryView builds the page as of now. Restoring needs the right to edit.
func NewHistoryView(t cmo.Tenant, kind cmo.RecordKind, d HistoryData, now time.Time) HistoryView {
	l, typ, id := newLocal(t, now), kind.Type(), d.Record.ID.String()
	edit := t.Role.Can(cmo.RightEdit)
	v := HistoryView{Title: "History of “" + d.Record.Name + "”", Marks: RecordMarks(d.Record), Base: strconv.Itoa(d.Record.Version), Lead: plural(d.Record.Version, "version") + ". Every save is kept; restoring an older one makes a new version."}
	versions := d.Versions
	if len(versions) == 0 && d.Before == 0 { // never saved since it was made: the record itself is its only version
		versions = []cmo.RecordVersion{{Version: d.Record.Version, Data: d.Record.Data, AuthorName: d.Record.AuthorName, RunNo: d.Record.RunNo, CreatedAt: d.Record.UpdatedAt}}
	}
	restore := ""
	if edit && d.Record.ArchivedAt == nil {
		restore = paths.RecordAct(t.Slug, typ.Collection, id, "restore")
	}
	v.Versions = versionViews(l, typ, d.Record, versions, d.Limit, recordWords(l, d.Names), restore)
	if d.Before == 0 {
		nameArchiving(v.Versions, versions, d.Record.ArchivedAt != nil)
	}
	if len(versions) > d.Limit {
		v.Older = paths.RecordHistory(t.Slug, typ.Collection, id) + "?before=" + strconv.Itoa(versions[d.Limit-1].Version)
	}
	for _, s := range d.States {
		if s.Moved() {
			v.Moved = append(v.Moved, movedText(s))
		}
	}
	if edit && len(v.Moved) > 0 {
		v.Keep = paths.RecordAct(t.Slug, typ.Collection, id, "keep")
	}
	v.Built = builtRows(t, d.Built, d.Record.Version)
	if edit && slices.ContainsFunc(v.Built, func(b builtRow) bool { return b.Moved }) {
		v.KeepAll = paths.RecordAct(t.Slug, typ.Collection, id, "keep")
	}
	if edit && d.Record.ArchivedAt == nil {
		v.Archive = &historyAct{"Archive this " + typ.Noun, paths.RecordAct(t.Slug, typ.Collection, id, "archive")}
	} else if edit {
		v.Archive = &historyAct{"Bring back", paths.RecordAct(t.Slug, typ.Collection, id, "unarchive")}
		v.Lead = "Archived on " + l.moment(*d.Record.ArchivedAt) + ". " + v.Lead
	}
	return v
}

// versionViews are versions, newest first, one more than limit to compare the last with; restore is where an older one is brought
// back, empty for nowhere.
func versionViews(l local, t cmo.RecordType, rec cmo.Record, versions []cmo.RecordVersion, limit int, w cmo.Words, restore string) []versionView {
	var out []versionView
	for i, rv := range versions[:min(len(versions), limit)] {
		var older *cmo.RecordVersion
		if i+1 < len(versions) {
			older = &versions[i+1]
		}
		view := newVersionView(l, t, rv, older, w)
		view.Current = rv.Version == rec.Version
		if rv.Version < rec.Version {
			view.Restore = restore
		}
		out = append(out, view)
	}
	return out
}

func newVersionView(l local, t cmo.RecordType, v cmo.RecordVersion, older *cmo.RecordVersion, w cmo.Words) versionView {
	n := strconv.Itoa(v.Version)
	view := versionView{DOM: "v" + n, Version: n, Title: "Version " + n, Actor: ui.Actor{Name: v.AuthorName}, When: l.moment(v.CreatedAt), RFC3339: v.CreatedAt.Format(time.RFC3339)}
	if v.AuthorName == "" {
		view.Actor = ui.Actor{Name: "AI CMO", Kind: ui.ActorAI}
		if v.RunNo != nil {
			view.Actor.Name = "AI CMO, run #" + figureNo(*v.RunNo)
		}
	}
	if older == nil {
		view.Text = "First version on record"
		return view
	}
	var labels []string
	for _, c := range v.Changed {
		labels = append(labels, strings.ToLower(t.Label(c)))
	}
	view.Text = "Changed " + strings.Join(labels, ", ")
	for _, d := range t.Diff(older.Data, v.Data, w) {
		view.Diffs = append(view.Diffs, ui.NewDiff(d.Label, d.Old, d.New))
	}
	if movesArchive(v) {
		view.Text = "Archived or brought back"
	}
	return view
}

func movesArchive(v cmo.RecordVersion) bool {
	return len(v.Changed) == 1 && v.Changed[0] == "archived_at"
}

// nameArchiving says which way each move in or out of the archive went. The present state, known on the first page, tells.
func nameArchiving(views []versionView, versions []cmo.RecordVersion, archived bool) {
	for i := range views {
		if !movesArchive(versions[i]) {
			continue
		}
		if views[i].Text = "Brought back"; archived {
			views[i].Text = "Archived"
		}
		archived = !archived
	}
}
