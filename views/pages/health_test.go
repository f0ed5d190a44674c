package pages

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// wellInstallation has nothing to say.
func wellInstallation() cmo.Installation {
	return cmo.Installation{
		Health:  cmo.Health{Version: "17.10", Bytes: 40 << 20, Connections: 10, MaxConnections: 100, Tenants: 2, Users: 6},
		Schema:  cmo.SchemaState{Applied: 25, Known: 25},
		Answers: cmo.Answers{Since: now.Add(-time.Hour), Count: 1000, P95: 25 * time.Millisecond},
		Model:   cmo.ModelState{Provider: "openai", Model: "some-model", Took: 80 * time.Millisecond, At: now},
		Disk:    cmo.DiskState{Known: true, Free: 50 << 30, Total: 100 << 30},
		Proof:   &cmo.IsolationProof{At: now.Add(-time.Hour), Tables: 30, Queries: 90, Routes: 200, Probes: 12000},
	}
}

// Each figure beyond its threshold is not well and says what to do; one below it is silent.
func TestHealth_Thresholds(t *testing.T) {
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	if v := NewHealthView(wellInstallation(), PersonalClock(cmo.User{}, now)); v.Answer.Tone != ui.OK {
		t.Errorf("well: %+v", v.Answer)
	}
	for name, c := range map[string]struct {
		change func(in *cmo.Installation)
		title  string
		tone   ui.Tone
		remedy string
	}{
		"slow":           {func(in *cmo.Installation) { in.Answered = time.Second }, "database", ui.Warn, "slow statements"},
		"very slow":      {func(in *cmo.Installation) { in.Answered = 3 * time.Second }, "database", ui.Bad, "slow statements"},
		"crowded":        {func(in *cmo.Installation) { in.Connections = 80 }, "connections", ui.Warn, "max_connections"},
		"old schema":     {func(in *cmo.Installation) { in.Schema.Missing = 1 }, "schema", ui.Bad, "aicmo migrate"},
		"new schema":     {func(in *cmo.Installation) { in.Schema.Applied = 26 }, "schema", ui.Warn, "upgrade this one"},
		"queue":          {func(in *cmo.Installation) { in.Waiting, in.OldestWaiting = 1, ago(time.Minute) }, "queue", ui.Warn, "aicmo work"},
		"long queue":     {func(in *cmo.Installation) { in.Waiting, in.OldestWaiting = 1, ago(time.Hour) }, "queue", ui.Bad, "aicmo work"},
		"stuck":          {func(in *cmo.Installation) { in.Stuck = 1 }, "stuck runs", ui.Bad, "none is running"},
		"9 failed":       {func(in *cmo.Installation) { in.FailedHour, in.EndedHour = 9, 100 }, "", ui.OK, ""},
		"10 failed":      {func(in *cmo.Installation) { in.FailedHour, in.EndedHour = 10, 100 }, "failed runs", ui.Warn, "all tenants"},
		"49 failed":      {func(in *cmo.Installation) { in.FailedHour, in.EndedHour = 49, 100 }, "failed runs", ui.Warn, "all tenants"},
		"50 failed":      {func(in *cmo.Installation) { in.FailedHour, in.EndedHour = 50, 100 }, "failed runs", ui.Bad, "all tenants"},
		"not sealed":     {func(in *cmo.Installation) { in.Unsealed, in.OldestUnsealed = 1, ago(time.Hour) }, "audit seals", ui.Bad, "AICMO_SECRET_KEY"},
		"0.9 %":          {func(in *cmo.Installation) { in.Answers.Faults = 9 }, "", ui.OK, ""},
		"1 %":            {func(in *cmo.Installation) { in.Answers.Faults = 10 }, "errors", ui.Warn, "its log"},
		"4.9 %":          {func(in *cmo.Installation) { in.Answers.Faults = 49 }, "errors", ui.Warn, "its log"},
		"5 %":            {func(in *cmo.Installation) { in.Answers.Faults = 50 }, "errors", ui.Bad, "its log"},
		"few answers":    {func(in *cmo.Installation) { in.Answers.Count, in.Answers.Faults = 19, 5 }, "", ui.OK, ""},
		"slow pages":     {func(in *cmo.Installation) { in.Answers.P95 = time.Second }, "speed", ui.Warn, "/metrics"},
		"very slow ones": {func(in *cmo.Installation) { in.Answers.P95 = 5 * time.Second }, "speed", ui.Bad, "/metrics"},
		"no provider":    {func(in *cmo.Installation) { in.Model.Fault = "The model provider cannot be reached." }, "model provider", ui.Bad, "then fail"},
		"unsure":         {func(in *cmo.Installation) { in.Model.Unsure = true }, "model provider", ui.Warn, "AICMO_LLM_BASE_URL"},
		"elsewhere":      {func(in *cmo.Installation) { in.Model = cmo.ModelState{Elsewhere: true} }, "", ui.OK, ""},
		"playbook":       {func(in *cmo.Installation) { in.Model.Offline = true }, "", ui.OK, ""},
		"disk":           {func(in *cmo.Installation) { in.Disk.Free = 9 << 30 }, "disk", ui.Warn, "Make room"},
		"full disk":      {func(in *cmo.Installation) { in.Disk.Free = 4 << 30 }, "disk", ui.Bad, "Make room"},
		"disk not known": {func(in *cmo.Installation) { in.Disk = cmo.DiskState{} }, "", ui.OK, ""},
		"never proved":   {func(in *cmo.Installation) { in.Proof = nil }, "isolation", ui.Warn, "aicmo doctor --isolation"},
		"old proof":      {func(in *cmo.Installation) { in.Proof.At = now.AddDate(0, -2, 0) }, "isolation", ui.Warn, "aicmo doctor --isolation"},
		"a hole":         {func(in *cmo.Installation) { in.Proof.Faults = []string{"cmo_offers: A reads 1 row of B"} }, "isolation", ui.Bad, "aicmo doctor --isolation"},
	} {
		in := wellInstallation()
		c.change(&in)
		v := NewHealthView(in, PersonalClock(cmo.User{}, now))
		if v.Answer.Tone != c.tone || !strings.Contains(v.Answer.Title, c.title) {
			t.Errorf("%s: %+v", name, v.Answer)
		}
		for _, g := range v.Groups {
			for _, k := range g.Checks {
				if strings.ToLower(k.Title) == c.title && !strings.Contains(k.Text, c.remedy) {
					t.Errorf("%s does not say what to do: %q", name, k.Text)
				}
			}
		}
	}
}

// The faults of a proof are listed, a few by name.
func TestHealth_ProofFaults(t *testing.T) {
	in := wellInstallation()
	for i := range 14 {
		in.Proof.Faults = append(in.Proof.Faults, "table_"+strconv.Itoa(i)+": A reads a row of B")
	}
	var b strings.Builder
	if err := Health(NewHealthView(in, PersonalClock(cmo.User{}, now))).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"14 faults found", "table_0: A reads", "table_9: A reads", "and 4 more faults"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
