package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/ubigrowth/aicmo/internal/llm/playbook"
)

// What a run says differently about a brand waits as a change set: of two fields one is accepted, the rest is turned
// down with a reason, and the brand changes in the accepted field alone.
func TestRuns_ChangeSetDecided(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.kit.Admin(`UPDATE agent_runs SET status = 'cancelled', completed_at = now(), lease_expires_at = NULL WHERE status IN ('pending', 'running')`) // the example's, which nobody works on
	s.work(playbook.Client{})
	s.signIn("owner@example.test")
	s.open(firstTouch + "/runs/new?mode=setup")
	s.fill(`#brief`, "First Touch Coaching teaches children football in small groups in Leeds. Parents book a trial lesson online. We want forty places in the summer camp sold.")
	s.do(chromedp.SetValue(chromedp.CSS(`select[name=currentStep]`), "brand"))
	s.click(`#run-form button.btn-primary`)
	s.until(`document.querySelector("#run")?.dataset.status === "completed" && document.querySelector('#run a[href*="/changes/"]')`)
	before := s.brand()
	s.click(`#run a[href*="/changes/"]`)
	s.until(`document.querySelectorAll("main form section").length >= 2`)
	s.axe("a run's change set")

	// A rejection without a reason is refused, and what was decided stays.
	s.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main input[type=radio][value=reject]")].slice(1).forEach((r) => r.click())`))
	s.submit("Save decisions")
	s.until(`document.querySelector("main").textContent.includes("a rejection needs a reason")`)
	if n := eval[int](s, `document.querySelectorAll("main input[value=accept]:checked").length`); n != 1 {
		t.Errorf("%d fields are still accepted", n)
	}
	s.axe("a change set refused")
	s.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("main input[name^='note.']")].slice(1).forEach((n) => { n.value = "We say it our way"; })`))
	s.submit("Save decisions")
	s.until(`location.search.includes("done=decided") && document.querySelector("main").textContent.includes("We say it our way")`)

	var field, accepted, state string
	s.must(s.kit.AdminConn().QueryRow(t.Context(), `SELECT min(i.field), count(*)::text, min(c.state) FROM change_set_items i JOIN change_sets c ON c.tenant_id = i.tenant_id AND c.id = i.change_set_id
		WHERE i.tenant_id = $1 AND i.state = 'accepted' AND i.record_table = 'cmo_brand_profiles' AND c.run_id IS NOT NULL AND i.decided_at > now() - interval '10 minutes'`, firstTouchID).Scan(&field, &accepted, &state))
	if accepted != "1" || state != "partly" {
		t.Errorf("%s fields accepted, the set is %s", accepted, state)
	}
	var changed []string
	after := s.brand()
	for name, value := range after {
		if before[name] != value && name != "updated_at" && name != "updated_by" && name != "version" {
			changed = append(changed, name)
		}
	}
	if len(changed) != 1 || changed[0] != field {
		t.Errorf("changed: %q, accepted: %s", changed, field)
	}
	s.quietBut("status of 422") // the browser's own word on the refused form
}

// brand is the example tenant's brand, each column as text.
func (s *stage) brand() map[string]string {
	s.t.Helper()
	var row map[string]string
	s.must(s.kit.AdminConn().QueryRow(s.t.Context(), `SELECT jsonb_object_agg(e.key, coalesce(e.value, '')) FROM cmo_brand_profiles b, jsonb_each_text(to_jsonb(b)) e WHERE b.tenant_id = $1`, firstTouchID).Scan(&row))
	return row
}
