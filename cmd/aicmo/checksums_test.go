package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Equal rows have equal lines, and a change shows in the line of its tenant and table alone.
func TestDoctorChecksums(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sums := func() map[string]string {
		t.Helper()
		out, errs, code := runProgram(t, []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL}, "", "doctor", "--checksums")
		lines := map[string]string{}
		for line := range strings.Lines(out) {
			f := strings.Fields(line)
			if len(f) != 4 {
				t.Fatalf("a line of %d words: %q", len(f), line)
			}
			lines[f[0]+" "+f[1]] = f[2] + " " + f[3]
		}
		if code != 0 || len(lines) < 40 {
			t.Fatalf("exit %d, %d lines\n%s", code, len(lines), errs)
		}
		return lines
	}
	before := sums()
	if again := sums(); fmt.Sprint(again) != fmt.Sprint(before) {
		t.Errorf("of the same rows: %v, then %v", before, again)
	}
	var rows int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM cmo_offers WHERE tenant_id = $1`, k.A.ID).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	k.Admin(`UPDATE cmo_offers SET offer_name = offer_name || 'x' WHERE tenant_id = $1`, k.A.ID)
	for key, is := range sums() {
		changed := key == k.A.Slug+" cmo_offers"
		if (is != before[key]) != changed {
			t.Errorf("%s: %s, then %s", key, before[key], is)
		}
		if changed && !strings.HasPrefix(is, fmt.Sprintf("%d ", rows)) {
			t.Errorf("%s: %s, but %d rows", key, is, rows)
		}
	}
}
