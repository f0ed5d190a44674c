package pages

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// AuditView is the audit log of a tenant, or of the platform.
type AuditView struct {
	Note     string
	Action   string
	Selects  []ui.Select
	Who      *ui.Input // by address, on the platform's page
	From, To ui.Input
	Keep     []hiddenField
	Record   *ui.PillX
	Export   string
	Filter   []hiddenField // what the export is narrowed to
	Count    string
	Rows     []auditRow
	Empty    *ui.Empty
	Pager    ui.Pager
}

type auditRow struct {
	When, ISO      string
	Actor, Behalf  string
	ActorHref      string // what else the person did
	Event          string
	Place          string // the tenant, on the platform's page
	Record, Follow string
	Lines          []string
	Request        string
	Sealed         string
	SealSign       ui.StateKind
}

// auditBegin is a day before any entry: following a record looks through all of time.
const auditBegin = "2020-01-01"

// auditFilters are the query parameters of the page that narrow it.
var auditFilters = []string{"event", "actor", "tenant", "record", "from", "to"}

func newAudit(action, export string, q url.Values, from, to time.Time, next string, rows int) AuditView {
	v := AuditView{Action: action, Export: export, Count: plural(rows, "entry", "entries")}
	v.From = ui.Input{Field: ui.Field{Name: "from", Label: "From"}, Type: "date", Value: from.Format("2006-01-02")}
	v.To = ui.Input{Field: ui.Field{Name: "to", Label: "To"}, Type: "date", Value: to.AddDate(0, 0, -1).Format("2006-01-02")}
	events := ui.Select{Field: ui.Field{Name: "event", Label: "What"}, Value: q.Get("event"), Options: []ui.Option{{Value: "", Label: "Everything"}}}
	for _, g := range cmo.AuditGroups {
		events.Options = append(events.Options, ui.Option{Value: g, Label: auditGroup(g)})
	}
	v.Selects = []ui.Select{events}
	kept := url.Values{}
	for _, name := range auditFilters {
		if value := q.Get(name); value != "" {
			kept.Set(name, value)
			v.Filter = append(v.Filter, hiddenField{name, value})
		}
	}
	if record := q.Get("record"); record != "" {
		v.Keep = append(v.Keep, hiddenField{"record", record})
		without := url.Values{}
		for k, values := range kept {
			if k != "record" {
				without[k] = values
			}
		}
		v.Record = &ui.PillX{Label: "Record", Value: record[:min(8, len(record))], Href: paths.With(action, without)}
	}
	v.Pager = ui.Pager{Label: "Audit log, pages", Range: v.Count}
	if q.Get("after") != "" {
		v.Pager.PrevHref, v.Pager.Note = paths.With(action, kept), "Back leads to the newest."
	}
	if next != "" {
		further := url.Values{"after": {next}}
		for k, values := range kept {
			further[k] = values
		}
		v.Pager.NextHref = paths.With(action, further)
	}
	if rows == 0 {
		v.Empty = &ui.Empty{Icon: "history", Title: "Nothing happened", Text: "No entry matches in these days.", Actions: []ui.Button{{Label: "Show the last 30 days", Href: action}}}
	}
	return v
}

// NewAuditView builds a tenant's log.
func NewAuditView(t cmo.Tenant, q url.Values, from, to time.Time, list []cmo.AuditEntry, names []cmo.RecordOption, members []cmo.Member, next string, now time.Time) AuditView {
	v := newAudit(paths.Audit(t.Slug), paths.AuditExport(t.Slug), q, from, to, next, len(list))
	v.Note = "Nobody can change an entry here. Sealed ones are chained with a key that is not in the database."
	who := ui.Select{Field: ui.Field{Name: "actor", Label: "Who"}, Value: q.Get("actor"), Options: []ui.Option{{Value: "", Label: "Everybody"}}}
	for _, m := range members {
		who.Options = append(who.Options, ui.Option{Value: m.ID.String(), Label: m.Name})
	}
	v.Selects = append(v.Selects, who)
	named := map[uuid.UUID]string{}
	for _, n := range names {
		named[n.ID] = n.Name
	}
	for _, m := range members {
		named[m.ID] = m.Name
	}
	for _, e := range list {
		e.Tenant = ""
		r := newAuditRow(newLocal(t, now), v.Action, e)
		if e.RecordID != nil && named[*e.RecordID] != "" {
			r.Record = named[*e.RecordID]
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// NewPlatformAuditView builds the log over all tenants: metadata only.
func NewPlatformAuditView(q url.Values, from, to time.Time, tenants []cmo.RegisteredTenant, list []cmo.AuditEntry, next string, l Clock) AuditView {
	v := newAudit(paths.PlatformAudit, paths.PlatformAuditExport, q, from, to, next, len(list))
	v.Note = "Who did what when. Values stay in the tenant’s own log. Times are UTC."
	where := ui.Select{Field: ui.Field{Name: "tenant", Label: "Where"}, Value: q.Get("tenant"), Options: []ui.Option{{Value: "", Label: "Everywhere"}, {Value: "platform", Label: "Sign-in and platform"}}}
	for _, t := range tenants {
		where.Options = append(where.Options, ui.Option{Value: t.Slug, Label: t.Name})
	}
	v.Selects = append(v.Selects, where)
	v.Who = &ui.Input{Field: ui.Field{Name: "actor", Label: "Who"}, Value: q.Get("actor"), Placeholder: "Email address", Attrs: templ.Attributes{"maxlength": "254", "autocapitalize": "off", "spellcheck": "false"}}
	for _, e := range list {
		r := newAuditRow(l, v.Action, e)
		if strings.Contains(e.Actor, "@") {
			r.ActorHref = paths.With(v.Action, url.Values{"actor": {e.Actor}})
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// newAuditRow is an entry in words; action is the page, which follows its record.
func newAuditRow(l local, action string, e cmo.AuditEntry) auditRow {
	r := auditRow{When: l.day(e.At.In(l.zone)) + ", " + l.clocks.Seconds(e.At.In(l.zone)), ISO: e.At.Format(time.RFC3339), Actor: auditActor(e.Actor, e.ActorKind), Behalf: e.Behalf,
		Event: auditEvent(e.Event), Place: e.Tenant, Request: e.RequestID, Lines: auditLines(e)}
	r.seal(e.Sealed)
	if e.RecordID != nil {
		r.Record = recordWord(e.RecordTable) + " " + e.RecordID.String()[:8]
		r.Follow = paths.With(action, url.Values{"record": {e.RecordID.String()}, "from": {auditBegin}})
	}
	return r
}

func (r *auditRow) seal(sealed bool) {
	r.Sealed, r.SealSign = "Sealed in a moment", ui.StateQueued
	if sealed {
		r.Sealed, r.SealSign = "Sealed", ui.SignOK
	}
}

// auditActor is who did it: what a run does is the agent's, whoever started it.
func auditActor(name, kind string) string {
	if name != "" && kind != "run" {
		return name
	}
	return map[string]string{"operator": "Operator", "system": "The console", "run": "AI CMO", "token": "Token"}[kind]
}

// auditEvent is an event in words: "member.role_changed" is "Member: role changed".
func auditEvent(event string) string {
	group, act, ok := strings.Cut(event, ".")
	if !ok || event == "access.refused" { // its group says all of it
		return auditGroup(group)
	}
	return auditGroup(group) + ": " + strings.ReplaceAll(act, "_", " ")
}

// auditGroup is a kind of events in words.
func auditGroup(group string) string {
	if word, ok := map[string]string{"campaigns": "Many campaigns", "changes": "Suggested changes", "event": "Calendar", "feed": "Calendar feed", "view": "Saved view", "week": "Weekly summary", "access": "Refused access"}[group]; ok {
		return word
	}
	return cmo.Label(group)
}

func recordWord(table string) string {
	if table == "tenant_module_access" {
		return "Module"
	}
	return cmo.Label(strings.TrimPrefix(strings.TrimPrefix(table, "cmo_"), "os_"))
}

// longestAuditValue is how much of a value a line shows; the export has all of it.
const longestAuditValue = 80

// auditLines are what changed, a line a column, then what else is known.
func auditLines(e cmo.AuditEntry) []string {
	var lines []string
	columns := map[string]bool{}
	for c := range e.Before {
		columns[c] = true
	}
	for c := range e.After {
		columns[c] = true
	}
	for c := range columns {
		before, had := e.Before[c]
		after, has := e.After[c]
		switch {
		case had && has:
			lines = append(lines, auditColumn(c)+": "+auditWord(c, before)+" → "+auditWord(c, after))
		case has:
			lines = append(lines, auditColumn(c)+": "+auditWord(c, after))
		default:
			lines = append(lines, auditColumn(c)+": "+auditWord(c, before)+" → –")
		}
	}
	for c, value := range e.Details {
		if c != "run_id" && c != "user_id" {
			lines = append(lines, cmo.Label(c)+": "+auditValue(value))
		}
	}
	slices.Sort(lines)
	if len(lines) > 8 {
		lines = append(lines[:8], "and "+strconv.Itoa(len(lines)-8)+" more")
	}
	return lines
}

// auditColumn is a column in words; keys of a tenant's configuration stand under it.
func auditColumn(c string) string { return cmo.Label(strings.TrimPrefix(c, "config.")) }

// auditWord is a column's value; the names of states and roles are words.
func auditWord(column string, v any) string {
	if key, ok := v.(string); ok && auditKeys[column] {
		return cmo.Label(key)
	}
	return auditValue(v)
}

var auditKeys = map[string]bool{"state": true, "status": true, "review_state": true, "role": true}

func auditValue(v any) string {
	text, ok := v.(string)
	if !ok {
		b, _ := json.Marshal(v) // came out of JSON
		text = string(b)
	}
	if v == nil || text == "" {
		return "–"
	}
	if r := []rune(text); len(r) > longestAuditValue {
		return string(r[:longestAuditValue]) + "…"
	}
	return text
}

func (v AuditView) head() ui.TableHead {
	return ui.TableHead{Label: "Audit log", Caption: "What happened, newest first.", Columns: []ui.Column{{Label: "When"}, {Label: "Who"}, {Label: "What"}, {Label: "Record"}, {Label: "Seal", Fit: true}}}
}

func (v AuditView) exportButtons() []ui.Button {
	return []ui.Button{{Label: "Export CSV", Icon: "download", Name: "format", Value: "csv"}, {Label: "Export JSON", Icon: "download", Name: "format", Value: "json"}}
}
