package store

import (
	"strings"
	"testing"
	"time"
)

func TestVersionFinding(t *testing.T) {
	t.Parallel()
	for version, want := range map[int]string{140020: "too old", 150017: "15.18 or newer", 150018: "", 170009: "17.10 or newer", 170010: "", 190000: ""} {
		if f := versionFinding(version); f.OK != (want == "") || !strings.Contains(f.Text, want) {
			t.Errorf("%d: %+v", version, f)
		}
	}
}

func TestClockFinding(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for skew, ok := range map[time.Duration]bool{0: true, 4 * time.Second: true, -5 * time.Second: true, 6 * time.Second: false, -time.Hour: false} {
		if f := clockFinding(now, now.Add(skew)); f.OK != ok || !ok && !strings.Contains(f.Text, "NTP") {
			t.Errorf("%s: %+v", skew, f)
		}
	}
}
