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
	Checks []registryStep
	Facts  ui.DescriptionList
}

// Thresholds of the health page.
const (
	failedWarn, failedBad   = 10, 50 // runs an hour
	waitingWarn, waitingBad = 30 * time.Second, 5 * time.Minute
	unsealedBad             = 10 * time.Minute
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
func NewHealthView(h cmo.Health, migrated bool, answered time.Duration, now time.Time) HealthView {
	v := HealthView{}
	check := func(sign ui.StateKind, title, text, remedy string) {
		if sign != ui.SignOK {
			text += " " + remedy
		}
		v.Checks = append(v.Checks, registryStep{Title: title, Text: text, Sign: sign})
	}
	check(level(answered > 500*time.Millisecond, answered > 2*time.Second), "Database", "Answered in "+answered.Round(time.Millisecond).String()+".", "It is slow: look at its load and at slow statements.")
	check(level(h.Connections*10 > h.MaxConnections*7, h.Connections*10 > h.MaxConnections*9), "Connections", strconv.Itoa(h.Connections)+" of "+strconv.Itoa(h.MaxConnections)+" are taken.", "Raise max_connections, or run fewer servers.")
	check(level(false, !migrated), "Schema", map[bool]string{true: "It is that of this version.", false: "It is older than this version."}[migrated], "Run aicmo migrate.")
	waited := time.Duration(0)
	if h.OldestWaiting != nil {
		waited = now.Sub(*h.OldestWaiting)
	}
	queue := plural(h.Waiting, "run") + " waiting, " + strconv.Itoa(h.Working) + " at work"
	if h.Waiting > 0 {
		queue += "; the oldest waits " + waited.Round(time.Second).String()
	}
	check(level(waited > waitingWarn, waited > waitingBad), "Queue", queue+".", "Is a worker running? Start aicmo work, or look whether one tenant is at its cap.")
	check(level(false, h.Stuck > 0), "Stuck runs", plural(h.Stuck, "run")+" lost the worker over a minute ago.", "Workers end them within seconds: none is running, or it cannot reach the database.")
	check(level(h.FailedHour >= failedWarn, h.FailedHour >= failedBad), "Failed runs", strconv.Itoa(h.FailedHour)+" of "+strconv.Itoa(h.EndedHour)+" that ended in the last hour failed or timed out.", "Look at their errors under Runs, all tenants: a provider that is away, a key that has ended.")
	unsealed := time.Duration(0)
	if h.OldestUnsealed != nil {
		unsealed = now.Sub(*h.OldestUnsealed)
	}
	check(level(false, unsealed > unsealedBad), "Audit seals", plural(h.Unsealed, "entry waits", "entries wait")+" for a seal.", "Workers seal every few seconds, if AICMO_SECRET_KEY is set for them.")
	v.Answer = healthAnswer(v.Checks)
	v.Facts = ui.DescriptionList{Items: []ui.Term{{Term: "PostgreSQL", Value: h.Version}, {Term: "Database size", Value: sizeText(h.Bytes)}, {Term: "Console", Value: buildText()},
		{Term: "Tenants", Value: strconv.Itoa(h.Tenants)}, {Term: "Accounts", Value: strconv.Itoa(h.Users)}}}
	return v
}

func healthAnswer(checks []registryStep) ui.Note {
	var names []string
	worst := ui.SignOK
	for _, c := range checks {
		if c.Sign != ui.SignOK {
			names = append(names, strings.ToLower(c.Title))
			if worst != ui.SignNo {
				worst = c.Sign
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
	return figure(float64(n)/(1<<20), 1) + " MB"
}

// buildText is the version this console was built from.
func buildText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = ", " + s.Value[:min(12, len(s.Value))]
		}
	}
	return info.GoVersion + revision
}
