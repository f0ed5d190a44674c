package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func found(t *testing.T, sc store.Scope, text string) []cmo.Found {
	t.Helper()
	var rows *store.Rows[cmo.Found]
	if err := sc.Read(t.Context(), func(r *store.Reader) error { rows = r.Find(text); return nil }); err != nil {
		t.Fatal(err)
	}
	return rows.List()
}

// The whole name comes first, then its beginning, then a word's, then the middle of one; of equals the latest changed.
func TestFind_RanksAndBounds(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	day := 0
	add := func(tenant storetest.Tenant, name, archived string) {
		day++
		k.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, campaign_name, campaign_type, updated_at, archived_at) VALUES ($1, $1, $2, $3, 'nurture', $4, nullif($5, '')::timestamptz)`,
			tenant.ID, uuid.Must(uuid.NewV7()), name, time.Now().Add(time.Duration(day-100)*time.Hour), archived)
	}
	for _, n := range []string{"Kickback", "Old kick off", "Kick", "New kick off", "Kick off", "Kick off%_", "Sidekick"} {
		add(k.A, n, "")
	}
	add(k.A, "Kick archived", "2026-01-01")
	add(k.B, "Kick of B", "")
	names := func(text string) (out []string) {
		for _, f := range found(t, sc, text) {
			if f.Kind == "campaign" {
				out = append(out, f.Name)
			}
		}
		return out
	}
	if got, want := names("  KICK "), []string{"Kick", "Kick off%_", "Kick off", "Kickback", "New kick off", "Old kick off"}; !slices.Equal(got, want) {
		t.Errorf("kick finds %q, want %q", got, want)
	}
	if got := names("off kick"); len(got) != 4 || slices.Contains(got, "Kick") {
		t.Errorf("both words find %q", got)
	}
	if got := names("%_"); len(got) != 1 {
		t.Errorf("signs of patterns find %q", got)
	}
}

// Every kind of record is found by its name, and none of another tenant.
func TestFind_EveryKind(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	kinds := map[string]bool{}
	for _, text := range []string{k.A.Canary, "email", "#"} {
		for _, f := range found(t, sc, text) {
			kinds[f.Kind] = true
			if strings.Contains(f.Name, k.B.Canary) || f.Of != "" && strings.Contains(f.Of, k.B.Canary) {
				t.Errorf("A finds %q of B", f.Name)
			}
		}
	}
	for _, want := range cmo.RecordTypes {
		if !kinds[string(want.Kind)] {
			t.Errorf("no %s is found", want.Kind)
		}
	}
	if !kinds["run"] || !kinds["recommendation"] {
		t.Errorf("found kinds: %v", kinds)
	}
	if got := found(t, sc, k.B.Canary); len(got) != 0 {
		t.Errorf("B's names find %d", len(got))
	}
}
