package pages

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// playbook is the provider of the built-in model, which is none.
const playbook = "playbook"

var runSigns = map[string]ui.StateKind{
	"pending": ui.StateQueued, "running": ui.StateRunning, "completed": ui.StateCompleted, "failed": ui.StateFailed,
	"timed_out": ui.StateTimeout, "cancelled": ui.StateCancelled, cmo.RunInvalid: ui.StateInvalid,
}

// runSign is the sign of a run's state; an answer that broke the contract has its own.
func runSign(status, errorKind string) ui.StateKind {
	if status == "failed" && errorKind == cmo.RunInvalid {
		return ui.StateInvalid
	}
	return runSigns[status]
}

var runViaLabels = map[string]string{"person": "People", "schedule": "Schedule", "api": "Tenant API"}

// runActor is who started a run.
func runActor(r cmo.Run) ui.Actor {
	switch r.Via {
	case "schedule":
		return ui.Actor{Name: "Schedule", Kind: ui.ActorSchedule}
	case "api":
		return ui.Actor{Name: orWord(r.StartedByName, "Tenant API"), Kind: ui.ActorAPI}
	}
	return ui.Actor{Name: orWord(r.StartedByName, "Unknown")}
}

// runTitle is what a run is about.
func runTitle(r cmo.Run, masked bool) string {
	return orWord(hide(r.Subject, masked), cmo.AgentName(r.Agent))
}

// hide masks a text for roles that may not see personal data.
func hide(text string, masked bool) string {
	if masked {
		text, _ = cmo.Mask(text)
	}
	return text
}

// resultNouns are the words for what an output holds, in the order of reading: key, one, many.
var resultNouns = []struct{ key, one, many string }{
	{"brand_profile", "brand profile", "brand profiles"}, {"icp_segments", "ICP", "ICPs"}, {"offers", "offer", "offers"}, {"plan", "plan", "plans"},
	{"funnel", "funnel", "funnels"}, {"stages", "stage", "stages"}, {"campaign", "campaign", "campaigns"}, {"channels", "channel", "channels"},
	{"content_outline", "content idea", "content ideas"}, {"assets", "asset", "assets"}, {"analysis_summary", "analysis", "analyses"}, {"recommendations", "recommendation", "recommendations"},
}

// runResult says what a run's output holds: "1 campaign, 2 channels".
func runResult(r cmo.Run) string {
	var parts []string
	for _, n := range resultNouns {
		if c := r.Result[n.key]; c > 0 {
			parts = append(parts, plural(c, n.one, n.many))
		}
	}
	return strings.Join(parts, ", ")
}

// runLine says under a run's title how it stands.
func runLine(r cmo.Run, masked bool) string {
	switch r.Status {
	case "pending":
		return "Waiting for a worker"
	case "running":
		return orWord(hide(r.Doing, masked), "Working")
	case "completed":
		return orWord(runResult(r), "No result in its output")
	case "cancelled":
		return orWord(hide(r.ErrorMessage, masked), "Cancelled before its end")
	}
	return orWord(hide(r.ErrorMessage, masked), "No reason recorded")
}

// runLineClass tones that line.
func runLineClass(r cmo.Run) string {
	switch runSign(r.Status, r.ErrorKind) {
	case ui.StateFailed:
		return "text-bad"
	case ui.StateInvalid, ui.StateTimeout:
		return "text-warn"
	}
	return "text-ink-3"
}

// took is a duration in words: 18.4 s, 2 min 5 s, 1 h 5 min.
func took(d time.Duration) string {
	switch {
	case d < 50*time.Millisecond:
		return "<0.1 s"
	case d < 100*time.Second:
		return strconv.FormatFloat(math.Round(d.Seconds()*10)/10, 'f', 1, 64) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min " + strconv.Itoa(int(d.Seconds())%60) + " s"
	}
	return figure(math.Floor(d.Hours()), 0) + " h " + strconv.Itoa(int(d.Minutes())%60) + " min"
}

func millis(ms int) time.Duration { return time.Duration(ms) * time.Millisecond }

// stopwatch is a time that still runs: 0:14, 1:05:30.
func stopwatch(d time.Duration) string {
	pad := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return figure(float64(h), 0) + ":" + pad(m) + ":" + pad(s)
	}
	return strconv.Itoa(m) + ":" + pad(s)
}

// runTook is how long a run took, or has taken so far; so says that it still runs.
func (l local) runTook(r cmo.Run) (text string, so bool) {
	switch {
	case r.DurationMS != nil:
		return took(millis(*r.DurationMS)), false
	case r.Status == "running" && r.StartedAt != nil:
		return stopwatch(max(0, l.now.Sub(*r.StartedAt))), true
	}
	return none, false
}

// usd is what a run cost. Models are paid in dollars, whatever the tenant's currency.
func usd(cost *float64) string {
	switch {
	case cost == nil:
		return none
	case *cost > 0 && *cost < 0.005:
		return "<$0.01"
	}
	whole, cents, _ := strings.Cut(strconv.FormatFloat(*cost, 'f', 2, 64), ".")
	n, err := strconv.ParseFloat(whole, 64)
	if err != nil {
		return none
	}
	return "$" + figure(n, 0) + "." + cents
}

// clock is a moment of the log: the time today, else day and time. The zone stands in the table's caption.
func (l local) clock(t time.Time) string {
	t = t.In(l.zone)
	if t.Format(time.DateOnly) == l.now.Format(time.DateOnly) {
		return l.clocks.Seconds(t)
	}
	return l.day(t) + ", " + l.clocks.Time(t)
}

// percent is a share without a space before the sign.
func percent(part, whole int) string {
	if whole == 0 {
		return none
	}
	return figure(math.Round(float64(part)/float64(whole)*1000)/10, 1) + "%"
}

// atLeast is a count that stops at 1,000, and that says so when more runs were not counted.
func atLeast(n int, cut bool) string {
	switch {
	case n > 1000:
		return "1,000+"
	case cut && n > 0:
		return figure(float64(n), 0) + "+"
	}
	return figure(float64(n), 0)
}

// runCost is what a run has cost; before its end, nothing yet is no figure.
func runCost(r cmo.Run) string {
	if !r.Ended() && r.CostUSD != nil && *r.CostUSD == 0 {
		return none
	}
	return usd(r.CostUSD)
}

// paceWords say how long it takes: as this tenant's runs of the mode did, else what is usual.
func paceWords(p RunPace) string {
	if p.Runs == 0 || p.Median == 0 {
		return "A second or two with the built-in playbook, up to three minutes with a language model. The run’s page shows how far it is."
	}
	if p.Runs == 1 {
		return "About " + took(p.Median) + ", as the one run of this agent here. The run’s page shows how far it is."
	}
	return "About " + took(p.Median) + ", as the last " + plural(p.Runs, "run") + " of this agent here; the longest took " + took(p.Most) + ". The run’s page shows how far it is."
}
