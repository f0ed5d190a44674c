package pages

import (
	"math"
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// extentText says how much a tenant holds.
func extentText(e cmo.TenantExtent) string {
	size := figure(math.Max(1, float64(e.Bytes)/1000), 0) + " kB"
	if e.Bytes >= 1_000_000 {
		size = figure(float64(e.Bytes)/1_000_000, 1) + " MB"
	}
	if e.Capped {
		size = "More than " + size
	}
	return size + " in " + plural(int(e.Records), "record")
}

// lastSignIn is when any of the members last signed in.
func lastSignIn(l local, members []cmo.RegisteredMember) string {
	var last *time.Time
	for _, m := range members {
		if m.SignedInAt != nil && (last == nil || m.SignedInAt.After(*last)) {
			last = m.SignedInAt
		}
	}
	text, _ := l.maybe(last)
	return text
}

// endingRuns names the runs that end when a tenant is switched off.
func endingRuns(e cmo.TenantExtent) string {
	if e.Waiting+e.Working == 0 {
		return "No run is open now."
	}
	return "Runs that end as cancelled: " + strconv.Itoa(e.Waiting) + " waiting, " + strconv.Itoa(e.Working) + " at work."
}
