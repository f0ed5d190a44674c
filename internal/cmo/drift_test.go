package cmo_test

import (
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestDriftOf_AndItsRepair(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		origin   cmo.Origin
		text     string
		want     cmo.Drift
		repaired string
	}{
		{cmo.OriginAI, "AI CMO Driven: five touches", "", "AI CMO Driven: five touches"},
		{cmo.OriginAI, "five touches", cmo.DriftMissing, "AI CMO Driven: five touches"},
		{cmo.OriginAI, "", cmo.DriftMissing, "AI CMO Driven:"},
		{cmo.OriginAI, "ai cmo DRIVEN: five", cmo.DriftCase, "AI CMO Driven: five"},
		{cmo.OriginAI, " AI CMO Driven: five", cmo.DriftMoved, "AI CMO Driven: five"},
		{cmo.OriginAI, "Five. AI CMO Driven: touches", cmo.DriftMoved, "AI CMO Driven: Five. touches"},
		{cmo.OriginManual, "AI CMO Driven: by hand", cmo.DriftForged, "by hand"},
		{cmo.OriginImport, "ai cmo driven: ai cmo driven: x", cmo.DriftForged, "x"},
		{cmo.OriginManual, "What “AI CMO Driven:” means", "", "What “AI CMO Driven:” means"},
		{cmo.OriginManual, "", "", ""},
	} {
		if got := cmo.DriftOf(c.origin, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.origin, c.text, got, c.want)
		}
		got := cmo.RepairMark(c.origin, c.text)
		if got != c.repaired || cmo.DriftOf(c.origin, got) != "" {
			t.Errorf("%s %q: repaired to %q, want %q", c.origin, c.text, got, c.repaired)
		}
	}
}
