package browsertest

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// exported presses a button of the export panel and reads the file that the browser saves.
func (s *stage) exported(dir, format string) []byte {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`(() => { const b = document.querySelector('form[action$="/campaigns/export"] button[value=` + format + `]'); b.closest("details").open = true; b.click(); })()`))
	var file string
	s.wait(func() bool {
		found, err := filepath.Glob(filepath.Join(dir, "*."+format))
		s.must(err)
		if len(found) == 1 {
			file = found[0]
		}
		return file != ""
	})
	b, err := os.ReadFile(file)
	s.must(err)
	return b
}

// A person filters the board and exports: both files hold exactly the cards that are shown, and a name that begins like a
// formula is text in a spreadsheet.
func TestExport_EqualsTheFilter(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.addDraft("=Sum of camps")
	s.kit.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, status, archived_at) VALUES ($1, $1, 'Archived camp', 'nurture', 'draft', now())`, firstTouchID)
	s.signIn("viewer@example.test")
	dir := t.TempDir()
	_, err := chromedp.Call(s.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: dir})
	s.must(err)
	s.open(firstTouch + "/campaigns")
	all := eval[int](s, `document.querySelectorAll("[data-campaign-id]").length`)
	s.typeInto(`main [data-search]`, "camp")
	s.until(`location.search.includes("q=camp") && document.querySelectorAll("[data-campaign-id]").length < ` + itoa(all))
	s.click(`a[href*="origin=manual"]`)
	s.until(`location.search.includes("origin=manual") && [...document.querySelectorAll("[data-campaign-id]")].every((c) => c.dataset.ai === "false")`)
	shown := eval[[]string](s, `[...document.querySelectorAll("[data-campaign-id]")].map((c) => c.dataset.campaignId).sort()`)
	if len(shown) == 0 || len(shown) >= all {
		t.Fatalf("the filter shows %d of %d", len(shown), all)
	}

	var doc struct {
		Count     int
		Campaigns []struct {
			ID     uuid.UUID
			Origin string
		}
	}
	s.must(json.Unmarshal(s.exported(dir, "json"), &doc))
	var got []string
	for _, c := range doc.Campaigns {
		got = append(got, c.ID.String())
		if c.Origin != "manual" {
			t.Errorf("%s is %s", c.ID, c.Origin)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, shown) || doc.Count != len(shown) {
		t.Errorf("the page shows %q, the JSON file holds %q", shown, got)
	}

	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(s.exported(dir, "csv")), "\ufeff"))).ReadAll()
	s.must(err)
	got = nil
	for _, row := range rows[1:] {
		got = append(got, row[0])
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+@") {
				t.Errorf("%q would be a formula", cell)
			}
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, shown) {
		t.Errorf("the page shows %q, the CSV file holds %q", shown, got)
	}
	if i := slices.IndexFunc(rows, func(r []string) bool { return strings.Contains(strings.Join(r, "|"), "=Sum of camps") }); i < 0 {
		t.Error("the draft that is named like a formula is not there")
	}
}
