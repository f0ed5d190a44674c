package pages

import (
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// HealthView is how the installation is.
type HealthView struct {
	Answer ui.Note
	Groups []healthGroup
	Facts  ui.DescriptionList
}

// healthGroup is a part of the installation with its checks.
type healthGroup struct {
	Title  string
	Checks []registryStep
	Faults []string // of the proof of isolation
	More   string   // how many faults are not listed
}

// Thresholds of the health page.
const (
	failedWarn, failedBad     = 10, 50 // runs an hour
	faultsWarn, faultsBad     = 1, 5   // answers of a hundred
	judged                    = 20     // answers, below which a rate says nothing
	slowWarn, slowBad         = 500 * time.Millisecond, 2 * time.Second
	waitingWarn, waitingBad   = 30 * time.Second, 5 * time.Minute
	unsealedBad               = 10 * time.Minute
	freeWarn, freeBad         = 10, 5 // per cent of the disk
	proofDue                  = 31 * 24 * time.Hour
	proofFaultsShown          = 10
	connectionsWarn, connsBad = 70, 90 // per cent
)

// level is the sign of a figure against two thresholds.
func level(warn, bad bool) ui.StateKind {
	switch {
	case bad:
		return ui.SignNo
	case warn:
		return ui.SignWarn
	}
	return ui.SignOK
}

// NewHealthView builds the page as of now. Each check that is not well says what to do.
func NewHealthView(in cmo.Installation, l Clock) HealthView {
	v := HealthView{Groups: []healthGroup{
		{Title: "Console", Checks: append(answerChecks(in.Answers, l), modelCheck(in.Model), mailCheck(in))},
		{Title: "Database", Checks: databaseChecks(in)},
		{Title: "Runs", Checks: runChecks(in.Health, l.now)},
		{Title: "Trust", Checks: []registryStep{proofCheck(in.Proof, l), sealCheck(in.Health, l.now)}},
	}}
	if p := in.Proof; p != nil {
		trust := &v.Groups[3]
		trust.Faults = p.Faults[:min(len(p.Faults), proofFaultsShown)]
		if more := len(p.Faults) - len(trust.Faults); more > 0 {
			trust.More = "and " + plural(more, "more fault") + ". The command lists them all."
		}
	}
	v.Answer = healthAnswer(v.Groups)
	v.Facts = ui.DescriptionList{Items: []ui.Term{{Term: "Console", Value: in.Console}, {Term: "Go", Value: goVersion()}, {Term: "PostgreSQL", Value: in.Version}, {Term: "Schema", Value: strconv.FormatInt(in.Schema.Applied, 10)},
		{Term: "Database size", Value: sizeText(in.Bytes)}, {Term: "Free space", Value: freeText(in.Disk)}, {Term: "Tenants", Value: strconv.Itoa(in.Tenants)}, {Term: "Accounts", Value: strconv.Itoa(in.Users)}}}
	return v
}

// newCheck is one line. What is not well gets its remedy.
func newCheck(sign ui.StateKind, title, text, remedy string) registryStep {
	if sign != ui.SignOK {
		text += " " + remedy
	}
	return registryStep{Title: title, Text: text, Sign: sign}
}

func answerChecks(a cmo.Answers, l local) []registryStep {
	counted := plural(a.Count, "answer") + " of this server since " + l.clocks.Time(a.Since.In(l.zone)) + a.Since.In(l.zone).Format(" MST")
	if a.Count < judged {
		text := counted + ": too few to judge."
		return []registryStep{newCheck(ui.SignOK, "Errors", text, ""), newCheck(ui.SignOK, "Speed", text, "")}
	}
	share := 100 * a.Faults
	return []registryStep{
		newCheck(level(share >= faultsWarn*a.Count, share >= faultsBad*a.Count), "Errors", percent(a.Faults, a.Count)+" of "+counted+" failed (5xx).",
			"Look for “error” in its log: each line has the id that the person was shown."),
		newCheck(level(a.P95 > slowWarn, a.P95 > slowBad), "Speed", "19 of 20 took at most "+a.P95.String()+", of "+counted+".",
			"Look at the database first, then at /metrics: which routes are slow, and whether requests wait for a connection."),
	}
}

func modelCheck(m cmo.ModelState) registryStep {
	name := m.Provider + ", " + m.Model
	switch {
	case m.Elsewhere:
		return newCheck(ui.SignOK, "Model provider", "This server asks none: runs are worked on by aicmo work, whose machine aicmo doctor asks.", "")
	case m.Offline:
		return newCheck(ui.SignOK, "Model provider", m.Model+": nothing leaves the process.", "")
	case m.Unsure:
		return newCheck(ui.SignWarn, "Model provider", name+" answers, but has no list of models at its address.", "Check AICMO_LLM_BASE_URL, which often ends in /v1; whether the key is right shows with the next run.")
	case m.Fault != "":
		return newCheck(ui.SignNo, "Model provider", name+": "+m.Fault, "Until it answers, runs are tried again and then fail.")
	}
	return newCheck(ui.SignOK, "Model provider", name+" answered in "+m.Took.Round(time.Millisecond).String()+".", "")
}

func mailCheck(in cmo.Installation) registryStep {
	const title = "Mail"
	switch m := in.Mail; {
	case !in.Mailing:
		return newCheck(ui.SignOK, title, "No mail is sent: AICMO_SMTP_URL is not set for this server.", "")
	case m.Failed+m.Waiting > 0:
		return newCheck(ui.SignWarn, title, plural(m.Failed, "mail was", "mails were")+" given up in the last day, "+plural(m.Waiting, "waits", "wait")+" for another try. The last: "+m.Problem, "aicmo doctor asks the mail server.")
	}
	return newCheck(ui.SignOK, title, "No notification failed in the last day.", "")
}

func databaseChecks(in cmo.Installation) []registryStep {
	schema := "It is that of this version."
	if in.Schema.Missing > 0 {
		schema = "It is older than this version: " + plural(in.Schema.Missing, "migration is", "migrations are") + " missing."
	}
	full := 100 * in.Connections
	list := []registryStep{
		newCheck(level(in.Answered > slowWarn, in.Answered > slowBad), "Database", "Answered in "+in.Answered.Round(time.Millisecond).String()+".", "It is slow: look at its load and at slow statements."),
		newCheck(level(full > connectionsWarn*in.MaxConnections, full > connsBad*in.MaxConnections), "Connections", strconv.Itoa(in.Connections)+" of "+strconv.Itoa(in.MaxConnections)+" are taken.", "Raise max_connections, or run fewer servers."),
		newCheck(level(false, in.Schema.Missing > 0), "Schema", schema, "Run aicmo migrate."),
	}
	if in.Schema.Applied > in.Schema.Known {
		list[2] = newCheck(ui.SignWarn, "Schema", "It is newer than this version.", "Another server was upgraded: upgrade this one, too.")
	}
	return append(list, diskCheck(in.Disk, in.Bytes))
}

func diskCheck(d cmo.DiskState, used int64) registryStep {
	if !d.Known || d.Total == 0 {
		return newCheck(ui.SignOK, "Disk", "The data take "+sizeText(used)+". How much is free shows on the database's own machine only: watch it there.", "")
	}
	return newCheck(level(d.Free*100 < freeWarn*d.Total, d.Free*100 < freeBad*d.Total), "Disk", "The data take "+sizeText(used)+", "+freeText(d)+" are free.",
		"Make room before it is full: then nothing can be saved.")
}

func freeText(d cmo.DiskState) string {
	if !d.Known {
		return "Not known here"
	}
	return sizeText(d.Free) + " of " + sizeText(d.Total)
}

func runChecks(h cmo.Health, now time.Time) []registryStep {
	waited := time.Duration(0)
	if h.OldestWaiting != nil {
		waited = now.Sub(*h.OldestWaiting)
	}
	queue := plural(h.Waiting, "run") + " waiting, " + strconv.Itoa(h.Working) + " at work"
	if h.Waiting > 0 {
		queue += "; the oldest waits " + waited.Round(time.Second).String()
	}
	return []registryStep{
		newCheck(level(waited > waitingWarn, waited > waitingBad), "Queue", queue+".", "Is a worker running? Start aicmo work, or look whether one tenant is at its cap."),
		newCheck(level(false, h.Stuck > 0), "Stuck runs", plural(h.Stuck, "run")+" lost the worker over a minute ago.", "Workers end them within seconds: none is running, or it cannot reach the database."),
		newCheck(level(h.FailedHour >= failedWarn, h.FailedHour >= failedBad), "Failed runs", strconv.Itoa(h.FailedHour)+" of "+strconv.Itoa(h.EndedHour)+" that ended in the last hour failed or timed out.", "Look at their errors under Runs, all tenants: a provider that is away, a key that has ended."),
	}
}

// proofCheck is the last proof that no tenant reaches another's rows.
func proofCheck(p *cmo.IsolationProof, l local) registryStep {
	const title, command = "Isolation", "Run aicmo doctor --isolation on this installation."
	if p == nil {
		return newCheck(ui.SignWarn, title, "It was never proved here that no tenant reaches another's rows.", command)
	}
	when := l.moment(p.At) + " (" + ago(l.now.Sub(p.At)) + ")"
	if len(p.Faults) > 0 {
		return newCheck(ui.SignNo, title, plural(len(p.Faults), "fault")+" found on "+when+".", "Close the installation to people, undo what changed the schema, and run aicmo doctor --isolation again.")
	}
	what := plural(p.Probes, "attempt") + " to cross from one tenant to another, over " + plural(p.Tables, "table") + ", " + plural(p.Queries, "query", "queries") + " and " + plural(p.Routes, "route") + ", all failed on " + when + "."
	return newCheck(level(l.now.Sub(p.At) > proofDue, false), title, what, "That is over a month ago. "+command)
}

func sealCheck(h cmo.Health, now time.Time) registryStep {
	unsealed := time.Duration(0)
	if h.OldestUnsealed != nil {
		unsealed = now.Sub(*h.OldestUnsealed)
	}
	return newCheck(level(false, unsealed > unsealedBad), "Audit seals", plural(h.Unsealed, "entry waits", "entries wait")+" for a seal.", "Workers seal every few seconds, if AICMO_SECRET_KEY is set for them.")
}

func healthAnswer(groups []healthGroup) ui.Note {
	var names []string
	worst := ui.SignOK
	for _, g := range groups {
		for _, c := range g.Checks {
			if c.Sign != ui.SignOK {
				names = append(names, strings.ToLower(c.Title))
				if worst != ui.SignNo {
					worst = c.Sign
				}
			}
		}
	}
	switch worst {
	case ui.SignOK:
		return ui.Note{Tone: ui.OK, Title: "All is well."}
	case ui.SignWarn:
		return ui.Note{Tone: ui.Warn, Title: "Look at: " + strings.Join(names, ", ") + "."}
	}
	return ui.Note{Tone: ui.Bad, Title: "Not well: " + strings.Join(names, ", ") + "."}
}

func sizeText(n int64) string {
	if n >= 10<<30 {
		return figure(float64(n)/(1<<30), 1) + " GB"
	}
	return figure(float64(n)/(1<<20), 1) + " MB"
}

// goVersion is the Go that this console was built with.
func goVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.GoVersion
	}
	return none
}
