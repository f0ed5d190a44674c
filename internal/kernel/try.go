package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
)

// try is one worker's work on a run.
type try struct {
	k     *Kernel
	lease *store.Lease
	model llm.Client // the tenant's choice

	mu      sync.Mutex
	stream  strings.Builder // the answer as far as it has come
	shown   int             // how much of it the last Beat showed
	spent   []llm.Answer
	started time.Time // of the step at hand
}

// brokenError is an answer that breaks the contract.
type brokenError struct {
	answer string
	err    error
}

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// run reads, asks, checks and saves. While the model works no transaction is open.
func (t *try) run(ctx context.Context) error {
	began := t.k.now()
	checked, err := t.k.agents.CheckInput(t.lease.Mode, t.lease.Input)
	if err != nil {
		return err
	}
	in := checked.AgentInput
	var found work
	err = t.k.retry(ctx, func(ctx context.Context) (err error) {
		found, err = readWork(ctx, t.lease.Scope, in.Needs())
		return err
	})
	if err != nil {
		return t.refused(ctx, fmt.Errorf("reading: %w", err))
	}
	data := found.data
	if t.model, err = t.k.modelOf(found.model); err != nil {
		return err
	}
	if err := ready(in, data); err != nil {
		return cmo.Errorf(cmo.Invalid, "What it builds on is not there any more: %s", err)
	}
	read := t.k.now()
	req, version := t.k.agents.Prompt(data, in)
	if size := len(req.System) + len(req.Prompt); t.k.limits.PromptBytes >= 0 && size > t.k.limits.PromptBytes {
		return cmo.Errorf(cmo.TooMany, "The tenant’s records and the request make a prompt of %d KB; at most %d KB are sent.", size>>10, t.k.limits.PromptBytes>>10)
	}
	from := sources(data)
	if err := t.open(ctx, req, version, from, began, read); err != nil {
		return t.refused(ctx, fmt.Errorf("opening: %w", err))
	}
	out, steps, err := t.answer(ctx, req, data, in)
	if err != nil {
		return err
	}
	return t.save(ctx, out, in, store.Present{Data: data, From: from}, steps)
}

// open writes what happened so far, and that the model is being asked.
func (t *try) open(ctx context.Context, req llm.Request, version string, from []store.BuiltFrom, began, read time.Time) error {
	provider, model := t.model.Describe()
	asked := t.k.now()
	most := t.most(req)
	return t.reserved(ctx, func(w *store.Writer) error {
		if err := t.reserve(w, most); err != nil {
			return err
		}
		t.lease.AddSteps(w,
			store.Step{Kind: "context", Title: "Read the tenant’s records", Detail: sourceWords(from), Status: "completed", Started: began, Finished: read},
			store.Step{Kind: "prompt", Title: "Built the prompt", Detail: "Prompt " + version, Status: "completed", Started: read, Finished: asked},
			t.asking("model", "Asked the model", 1))
		return t.lease.NoteRun(w, store.RunNotes{Prompt: &store.SentPrompt{System: storable(req.System, 400<<10), Prompt: storable(req.Prompt, 400<<10)}, BuiltFrom: from, Provider: provider, Model: model, PromptVersion: version, Reservation: most})
	})
}

// asking is the step of a question to the model, from now on.
func (t *try) asking(kind, title string, attempt int) store.Step {
	t.started = t.k.now()
	return store.Step{Kind: kind, Title: title, Detail: t.modelWords(nil), Status: "running", Attempt: attempt, Started: t.started}
}

// answer asks the model, once more if the answer breaks the contract, and gives what it says with the steps that end it.
func (t *try) answer(ctx context.Context, req llm.Request, data cmo.AgentData, in cmo.AgentInput) (cmo.AgentOutput, func(*store.Writer, store.Step), error) {
	said, err := t.ask(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	at := t.k.now()
	out, broken := t.k.agents.Parse(said.Text, data, in)
	if broken == nil {
		return out, t.checked(said, 1, at), nil
	}
	err = t.write(ctx, func(w *store.Writer) error {
		t.lease.CloseStep(w, "completed", t.modelWords(&said), 0, at)
		t.lease.AddSteps(w, t.check("invalid", cmo.Cut(broken.Error(), 2000), 1, at), t.asking("repair", "Asked the model to mend its answer", 2))
		return t.lease.NoteRun(w, store.RunNotes{RawAnswer: storable(said.Text, 20000)})
	})
	if err != nil {
		return nil, nil, t.refused(ctx, err)
	}
	said, err = t.ask(ctx, t.k.agents.Repair(req, said.Text, broken))
	if err != nil {
		return nil, nil, err
	}
	at = t.k.now()
	out, broken = t.k.agents.Parse(said.Text, data, in)
	if broken == nil {
		return out, t.checked(said, 2, at), nil
	}
	err = t.write(ctx, func(w *store.Writer) error {
		t.lease.CloseStep(w, "completed", t.modelWords(&said), 0, at)
		t.lease.AddSteps(w, t.check("invalid", cmo.Cut(broken.Error(), 2000), 2, at))
		return nil
	})
	if err != nil {
		return nil, nil, t.refused(ctx, err)
	}
	return nil, nil, &brokenError{said.Text, broken}
}

func (t *try) check(status, detail string, attempt int, at time.Time) store.Step {
	return store.Step{Kind: "validate", Title: "Checked the answer against the contract", Detail: detail, Status: status, Attempt: attempt, Started: at, Finished: t.k.now()}
}

// checked are the steps up to a good answer, written together with the rows.
func (t *try) checked(said llm.Answer, attempt int, at time.Time) func(*store.Writer, store.Step) {
	check := t.check("completed", "", attempt, at)
	return func(w *store.Writer, save store.Step) {
		t.lease.CloseStep(w, "completed", t.modelWords(&said), 0, at)
		t.lease.AddSteps(w, check, save)
	}
}

// ask puts one question, and keeps to the budget of bytes.
func (t *try) ask(ctx context.Context, req llm.Request) (llm.Answer, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	over := false
	said, err := t.model.Complete(ctx, req, func(piece string) {
		t.mu.Lock()
		defer t.mu.Unlock()
		if over = over || t.k.limits.AnswerBytes >= 0 && t.stream.Len()+len(piece) > t.k.limits.AnswerBytes; over {
			stop()
			return
		}
		t.stream.WriteString(piece)
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stream.Reset()
	t.shown = 0
	if over || t.k.limits.AnswerBytes >= 0 && len(said.Text) > t.k.limits.AnswerBytes {
		return said, cmo.Errorf(cmo.TooMany, "The model’s answer is longer than %d KB.", t.k.limits.AnswerBytes>>10)
	}
	if err == nil {
		t.spent = append(t.spent, said)
	}
	return said, err
}

// save writes the rows and the end of the run as one transaction. It may be tried again when the database was away: if
// the first one was committed after all, the second finds the run ended and changes nothing.
func (t *try) save(ctx context.Context, out cmo.AgentOutput, in cmo.AgentInput, p store.Present, steps func(*store.Writer, store.Step)) error {
	raw, err := json.Marshal(out)
	if err != nil {
		return err
	}
	began := t.k.now()
	err = t.write(ctx, func(w *store.Writer) error {
		_, notes, err := t.lease.SaveOutput(w, out, in, p)
		if err != nil {
			return err
		}
		steps(w, store.Step{Kind: "save", Title: "Saved rows, sources and status", Detail: savedWords(notes), Status: "completed", Started: began, Finished: t.k.now()})
		end := store.RunEnd{Status: "completed", Output: raw}
		t.count(&end.Notes)
		return t.lease.EndRun(w, end)
	})
	if err != nil {
		return t.refused(ctx, fmt.Errorf("saving: %w", err))
	}
	return nil
}

// write is a transaction in the run's tenant, repeated while the database is away.
func (t *try) write(ctx context.Context, fn func(*store.Writer) error) error {
	return t.inTenant(ctx, func(ctx context.Context) error { return t.lease.Scope.Write(ctx, fn) })
}

// inTenant repeats what the database could not be asked. A database that was away for longer than the lease no longer
// lets the run in; if nobody has taken it up since, its lease begins anew.
func (t *try) inTenant(ctx context.Context, do func(context.Context) error) error {
	for again := 5; ; again-- {
		err := t.k.retry(ctx, do)
		if again == 0 || cmo.KindOf(err) != cmo.NotFound {
			return err
		}
		state, _, berr := t.state(ctx)
		if berr != nil || state != store.BeatOK {
			return err
		}
	}
}

// state asks how the run stands, and renews its lease if it may go on.
func (t *try) state(ctx context.Context) (state store.Beat, reason string, err error) {
	err = t.k.retry(ctx, func(ctx context.Context) (err error) { state, reason, err = t.lease.Beat(ctx, nil); return err })
	return state, reason, err
}

// refused finds out why the run's own transaction was turned away: whatever the database said, the reason may be that its
// lease or its right is gone.
func (t *try) refused(ctx context.Context, err error) error {
	if cmo.KindOf(err) == cmo.Unavailable {
		return err
	}
	state, reason, berr := t.state(ctx)
	if berr != nil {
		return berr
	}
	if why := stopped(state, reason); why != nil {
		return why
	}
	return err
}

// latest is the end of what has streamed in, nil if nothing has since.
func (t *try) latest() *string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stream.Len() == t.shown {
		return nil
	}
	t.shown = t.stream.Len()
	text := t.stream.String()
	text = storable(text[max(0, len(text)-600):], 600)
	return &text
}

// count adds up what the model's answers took.
func (t *try) count(n *store.RunNotes) {
	if len(t.spent) == 0 {
		return
	}
	var in, out int
	var cost float64
	for _, a := range t.spent {
		in, out, cost = in+a.TokensIn, out+a.TokensOut, cost+a.CostUSD
	}
	n.TokensIn, n.TokensOut, n.CostUSD = &in, &out, &cost
}

// storable is text that the database takes: valid, without NUL, at most n bytes.
func storable(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}

// modelWords names the model, and once it has answered what that took.
func (t *try) modelWords(a *llm.Answer) string {
	provider, model := t.model.Describe()
	if provider == "playbook" {
		return "Built-in playbook, no language model"
	}
	if a == nil || a.TokensIn+a.TokensOut == 0 {
		return model
	}
	return fmt.Sprintf("%s, %d tokens in, %d out", model, a.TokensIn, a.TokensOut)
}

// savedWords is the detail of the last step: what became a suggestion, and what was left out.
func savedWords(notes []string) string {
	return cmo.Cut(strings.Join(append([]string{"In one transaction."}, notes...), " "), 1000)
}
