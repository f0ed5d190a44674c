package browsertest

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
)

// patient is the playbook, which says something and then waits until it may go on.
type patient struct {
	playbook.Client
	goOn chan struct{}
}

func (p patient) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	progress("Thinking about the camp")
	select {
	case <-p.goOn:
	case <-ctx.Done():
		return llm.Answer{}, ctx.Err()
	}
	return p.Client.Complete(ctx, req, progress)
}

// work lets runs of the stage be worked on.
func (s *stage) work(model llm.Client) {
	s.t.Helper()
	worker, log := s.kit.Worker(), slog.New(slog.DiscardHandler)
	w, err := jobs.Start(s.t.Context(), jobs.Config{URL: s.kit.RuntimeURL, Worker: worker, Log: log, Parallel: 2,
		Kernel: kernel.New(kernel.Config{DB: s.kit.DB, Worker: worker, Model: model, Log: log})})
	s.must(err)
	s.t.Cleanup(func() { _ = w.Stop(context.Background()) })
}

func (s *stage) fill(css, text string) {
	s.t.Helper()
	s.do(chromedp.SetValue(chromedp.CSS(css), text))
}

// A person starts an agent, watches it, cancels it, runs it again with other input and compares both.
func TestRuns_WatchCancelEditCompare(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	model := patient{goOn: make(chan struct{})}
	s.kit.Admin(`UPDATE agent_runs SET status = 'cancelled', completed_at = now(), lease_expires_at = NULL WHERE status IN ('pending', 'running')`) // the example's, which nobody works on
	s.work(model)
	s.signIn("owner@example.test")
	log := s.newTab(t)
	log.signIn("marketer@example.test")
	log.open(firstTouch + "/runs")

	s.open(firstTouch + "/runs/new?mode=strategy")
	s.fill(`#primaryGoal`, "60 camp places sold")
	s.click(`#run-form button.btn-primary`)
	s.until(`/\/runs\/[0-9a-f-]{36}$/.test(location.pathname)`)
	first := eval[string](s, `document.querySelector("#run").dataset.runId`)
	s.until(`document.querySelector("#run").dataset.status === "running" && document.querySelector("#run pre")?.textContent.includes("Thinking about the camp")`)
	log.until(`document.querySelector('[data-run-id="` + first + `"]')?.dataset.status === "running"`)

	s.click(`form[action$="/cancel"] button`)
	s.until(`document.querySelector("#run").dataset.status === "cancelled" && !document.querySelector("[data-live]")`)
	log.until(`document.querySelector('[data-run-id="` + first + `"]').dataset.status === "cancelled"`)

	s.click(`a[href*="/runs/new?from="]`)
	s.until(`document.querySelector("#primaryGoal")?.value === "60 camp places sold"`)
	s.fill(`#primaryGoal`, "80 camp places sold")
	s.fill(`#constraints-timeframe`, "2 years")
	s.click(`#run-form button.btn-primary`)
	s.until(`document.querySelector("#constraints-timeframe-e") && document.querySelector("#primaryGoal").value === "80 camp places sold"`)
	s.axe("a run refused")
	s.fill(`#constraints-timeframe`, "90 days")
	s.click(`#run-form button.btn-primary`)
	s.until(`document.querySelector("#run")?.dataset.status === "running"`)
	select {
	case model.goOn <- struct{}{}:
	case <-s.ctx.Done():
		t.Fatal("nobody asks the model")
	}
	s.until(`document.querySelector("#run").dataset.status === "completed" && document.body.textContent.includes("What it made")`)
	s.axe("a completed run")

	s.click(`a[href*="/runs/compare?"]`)
	s.until(`document.querySelector("h1")?.textContent === "Compare two runs"`)
	s.click(`a[href*="tab=input"]`)
	s.until(`[...document.querySelectorAll(".cmp-v.del")].some(l => l.textContent.includes("60 camp")) && [...document.querySelectorAll(".cmp-v.add")].some(l => l.textContent.includes("80 camp"))`)
	s.axe("two runs compared")

	// The log takes two ticked rows.
	log.until(`document.querySelector('[data-status="completed"][data-run-id]')`)
	log.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('input[name=run]')].slice(0, 2).forEach(b => b.click())`))
	log.click(`button[form="compare"]`)
	log.until(`document.querySelector("h1")?.textContent === "Compare two runs" && document.querySelector("#compared .cmp")`)
	s.quietBut("status of 422") // the browser's own word on the refused form
	log.silent()
}

// quietBut is silent, save for what says so.
func (s *stage) quietBut(word string) {
	s.t.Helper()
	s.mu.Lock()
	s.said = slices.DeleteFunc(s.said, func(m string) bool { return strings.Contains(m, word) })
	s.mu.Unlock()
	s.silent()
}
