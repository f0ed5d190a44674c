package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// Each figure beyond its threshold is not well and says what to do; one below it is silent.
func TestHealth_Thresholds(t *testing.T) {
	well := cmo.Health{Version: "16.0", Connections: 10, MaxConnections: 100}
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	if v := NewHealthView(well, true, time.Millisecond, now); v.Answer.Tone != ui.OK {
		t.Errorf("well: %+v", v.Answer)
	}
	for name, c := range map[string]struct {
		change   func(h *cmo.Health)
		migrated bool
		took     time.Duration
		title    string
		tone     ui.Tone
	}{
		"slow":       {func(*cmo.Health) {}, true, time.Second, "database", ui.Warn},
		"very slow":  {func(*cmo.Health) {}, true, 3 * time.Second, "database", ui.Bad},
		"crowded":    {func(h *cmo.Health) { h.Connections = 80 }, true, 0, "connections", ui.Warn},
		"old schema": {func(*cmo.Health) {}, false, 0, "schema", ui.Bad},
		"queue":      {func(h *cmo.Health) { h.Waiting, h.OldestWaiting = 1, ago(time.Minute) }, true, 0, "queue", ui.Warn},
		"long queue": {func(h *cmo.Health) { h.Waiting, h.OldestWaiting = 1, ago(time.Hour) }, true, 0, "queue", ui.Bad},
		"stuck":      {func(h *cmo.Health) { h.Stuck = 1 }, true, 0, "stuck runs", ui.Bad},
		"10 failed":  {func(h *cmo.Health) { h.FailedHour, h.EndedHour = 10, 100 }, true, 0, "failed runs", ui.Warn},
		"50 failed":  {func(h *cmo.Health) { h.FailedHour, h.EndedHour = 50, 100 }, true, 0, "failed runs", ui.Bad},
		"not sealed": {func(h *cmo.Health) { h.Unsealed, h.OldestUnsealed = 1, ago(time.Hour) }, true, 0, "audit seals", ui.Bad},
	} {
		h := well
		c.change(&h)
		v := NewHealthView(h, c.migrated, c.took, now)
		if v.Answer.Tone != c.tone || !strings.Contains(v.Answer.Title, c.title) {
			t.Errorf("%s: %+v", name, v.Answer)
		}
	}
}
