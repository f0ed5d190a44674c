package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Worker is a process's right to take up runs of all tenants. What it may read or write of one it gets by the lease of
// a run alone. The right renews itself while the process lives.
type Worker struct {
	db     *DB
	mu     sync.Mutex
	system Secret
}

// Worker acts with a system capability that the operator made.
func (db *DB) Worker(system Secret) *Worker { return &Worker{db: db, system: system} }

func (w *Worker) hash() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.system.hash()
}

// Renew changes the capability for a fresh one.
func (w *Worker) Renew(ctx context.Context) error {
	next, ok := NewSecret(), false
	if err := w.db.row(ctx, `SELECT app.renew_system(@system, @next)`, pgx.StrictNamedArgs{"system": w.hash(), "next": next.hash()}, &ok); err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("store: this process's right to work on runs has expired")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.system = next
	return nil
}

// Reap ends the runs that nobody works on and nobody will: cancelled ones, and those whose last try is over.
func (w *Worker) Reap(ctx context.Context, maxAttempts int) (ended int, err error) {
	err = w.db.row(ctx, `SELECT app.reap(@system, @max)`, pgx.StrictNamedArgs{"system": w.hash(), "max": maxAttempts}, &ended)
	return ended, err
}

// workerRows is what one of the functions for workers gives. Each takes the process's right as @system.
func workerRows[T any](ctx context.Context, w *Worker, sql string, args pgx.StrictNamedArgs) ([]T, error) {
	conn, err := w.db.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	args["system"] = w.hash()
	rows, _ := conn.Query(ctx, sql, args)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return list, w.db.classify(ctx, err)
}

// handOut is workerRows of a function that hands work out. add puts a job for each piece into the same transaction.
func handOut[T any](ctx context.Context, w *Worker, sql string, args pgx.StrictNamedArgs, add func(pgx.Tx, []T) error) error {
	conn, err := w.db.conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	args["system"] = w.hash()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, sql, args)
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		if err != nil || len(list) == 0 {
			return err
		}
		return add(tx, list)
	})
	return w.db.classify(ctx, err)
}

// RunRef names a run. It is all that a job holds.
type RunRef struct{ TenantID, RunID uuid.UUID }

// Due lists the runs whose job may be missing, each at most once in patience.
func (w *Worker) Due(ctx context.Context, patience time.Duration, limit int) ([]RunRef, error) {
	return workerRows[RunRef](ctx, w, `SELECT tenant_id, run_id FROM app.take_due(@system, @patience, @limit)`, pgx.StrictNamedArgs{"patience": patience, "limit": limit})
}

// Take is what came of taking up a run.
type Take string

// The outcomes of Worker.Take.
const (
	Taken   Take = "taken"
	Ended   Take = "ended" // before, or just now because it may not go on
	HeldNow Take = "held"  // by another worker
	Busy    Take = "busy"  // as many of the tenant's runs work as may at once
)

// Lease is a run at work: the right to act in its tenant for whoever started it, until it ends or is lost.
type Lease struct {
	Ref     RunRef
	Mode    cmo.Mode
	Input   json.RawMessage
	Attempt int
	Scope   Scope

	db    *DB
	fence int64
	term  time.Duration
}

type taken struct {
	Outcome    string
	Fence      *int64
	Attempt    *int
	Mode       *string
	Input      json.RawMessage
	StartedBy  *uuid.UUID
	UserName   *string
	TenantSlug *string
	TenantName *string
	Role       *string
	TimeZone   *string
	Currency   *string
}

// Take takes up a run for term, after which others may take it up unless Beat was heard. The lease is nil unless Taken.
func (w *Worker) Take(ctx context.Context, ref RunRef, term time.Duration) (Take, *Lease, error) {
	conn, err := w.db.conn(ctx)
	if err != nil {
		return "", nil, err
	}
	defer conn.Release()
	secret := NewSecret()
	rows, _ := conn.Query(ctx, `SELECT * FROM app.take_run(@system, @tenant, @run, @lease, @term)`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": ref.TenantID, "run": ref.RunID, "lease": secret.hash(), "term": term})
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[taken])
	if err != nil {
		return "", nil, classify(err)
	}
	if Take(t.Outcome) != Taken {
		return Take(t.Outcome), nil, nil
	}
	sc, err := w.db.EnterRun(ref, secret, t)
	if err != nil {
		return "", nil, err
	}
	return Taken, &Lease{Ref: ref, Mode: cmo.Mode(*t.Mode), Input: t.Input, Attempt: *t.Attempt, Scope: sc, db: w.db, fence: *t.Fence, term: term}, nil
}

// EnterRun is the twin of Enter: the scope of a run that was just taken up, as the person who started it, or as nobody for
// one that a token started.
func (db *DB) EnterRun(ref RunRef, lease Secret, t taken) (Scope, error) {
	zone, err := cmo.Zone(*t.TimeZone)
	if err != nil {
		return Scope{}, fmt.Errorf("store: tenant %s has an unknown time zone: %w", ref.TenantID, err)
	}
	tenant := cmo.Tenant{ID: ref.TenantID, Slug: *t.TenantSlug, Name: *t.TenantName, Role: cmo.Role(*t.Role), Zone: zone, Currency: *t.Currency,
		Modules: map[cmo.Module]bool{cmo.ModuleCMO: true}}
	sc := Scope{db: db, capability: lease, tenant: tenant}
	if t.StartedBy != nil {
		sc.user = cmo.User{ID: *t.StartedBy, Name: *t.UserName}
	}
	return sc, nil
}

// Beat is what a worker learns at a sign of life.
type Beat string

// The states of a run at a Beat.
const (
	BeatOK     Beat = "ok"
	BeatLost   Beat = "lost"   // ended, or another worker has it
	BeatCancel Beat = "cancel" // somebody asked that it end
	BeatAccess Beat = "access" // its person, module or tenant is gone; the reason says which
)

// Beat renews the lease and shows the answer's latest words, nil for no change.
func (l *Lease) Beat(ctx context.Context, progress *string) (state Beat, reason string, err error) {
	var why *string
	err = l.db.row(ctx, `SELECT state, reason FROM app.beat_run(@tenant, @run, @fence, @term, @progress)`, pgx.StrictNamedArgs{
		"tenant": l.Ref.TenantID, "run": l.Ref.RunID, "fence": l.fence, "term": l.term, "progress": progress}, &state, &why)
	if why != nil {
		reason = *why
	}
	return state, reason, err
}

// HandBack gives the run back at once, for another worker; the try does not count.
func (l *Lease) HandBack(ctx context.Context) error {
	var ok bool
	return l.db.row(ctx, `SELECT app.hand_back_run(@tenant, @run, @fence)`,
		pgx.StrictNamedArgs{"tenant": l.Ref.TenantID, "run": l.Ref.RunID, "fence": l.fence}, &ok)
}

// RunEnd is how a run ends.
type RunEnd struct {
	Status string // of cmo.RunStatuses, a final one
	Kind   string // of error, empty for none
	Reason string // for people, empty for none
	Output json.RawMessage
	Notes  RunNotes
}

// RunNotes is what a worker learns on its way. Empty fields change nothing.
type RunNotes struct {
	Prompt        *SentPrompt `json:"prompt,omitempty"`
	BuiltFrom     []BuiltFrom `json:"built_from,omitempty"`
	Provider      string      `json:"provider,omitempty"`
	Model         string      `json:"model,omitempty"`
	PromptVersion string      `json:"prompt_version,omitempty"`
	RawAnswer     string      `json:"raw_answer,omitempty"`
	TokensIn      *int        `json:"tokens_in,omitempty"`
	TokensOut     *int        `json:"tokens_out,omitempty"`
	CostUSD       *float64    `json:"cost_usd,omitempty"`
	Reservation
}

// Reservation is what a run's questions may take at most, set aside while it is at work.
type Reservation struct {
	Tokens int64   `json:"reserved_tokens,omitempty"`
	USD    float64 `json:"reserved_usd,omitempty"`
}

// SentPrompt is the prompt as it was sent.
type SentPrompt struct {
	System string `json:"system"`
	Prompt string `json:"prompt"`
}

// BuiltFrom is one version of a row that a run read.
type BuiltFrom struct {
	Table   string    `json:"table"`
	ID      uuid.UUID `json:"id"`
	Version int       `json:"version"`
	Name    string    `json:"name"`
}

// End ends the run without saving rows, and reports whether it was still this lease's to end. It needs no membership: a
// run ends also after its person has left.
func (l *Lease) End(ctx context.Context, e RunEnd) (ok bool, err error) {
	args, err := l.endArgs(e)
	if err != nil {
		return false, err
	}
	err = l.db.row(ctx, `SELECT app.finish_run(@tenant, @run, @fence, @status, @output, nullif(@kind, ''), nullif(@reason, ''), @notes)`, args, &ok)
	return ok, err
}

func (l *Lease) endArgs(e RunEnd) (pgx.StrictNamedArgs, error) {
	notes, err := json.Marshal(e.Notes)
	return pgx.StrictNamedArgs{"tenant": l.Ref.TenantID, "run": l.Ref.RunID, "fence": l.fence, "status": e.Status, "output": e.Output,
		"kind": e.Kind, "reason": e.Reason, "notes": notes}, err
}

// ErrLost means that the run is no longer this lease's to end: it was cancelled, lost its right, ended, or another
// worker has it. Beat says which. What was written in the same transaction is not committed.
var ErrLost = cmo.Errorf(cmo.Conflict, "The run was ended or taken over meanwhile.")

// EndRun ends the lease's run in this transaction, with what was written before it. ErrLost comes when the transaction ends.
func (l *Lease) EndRun(w *Writer, e RunEnd) error {
	notes, err := json.Marshal(e.Notes)
	if err != nil {
		return err
	}
	w.add(`SELECT app.must_hold(app.finish_run(@tenant, @run, @fence, @status, @output, nullif(@kind, ''), nullif(@reason, ''), @notes))`, pgx.NamedArgs{"run": l.Ref.RunID, "fence": l.fence, "status": e.Status,
		"output": e.Output, "kind": e.Kind, "reason": e.Reason, "notes": notes}, drain)
	return nil
}

// NoteRun keeps what the worker has learnt so far. ErrLost comes when the transaction ends.
func (l *Lease) NoteRun(w *Writer, n RunNotes) error {
	notes, err := json.Marshal(n)
	if err != nil {
		return err
	}
	w.add(`SELECT app.must_hold(app.note_run(@tenant, @run, @fence, @notes))`, pgx.NamedArgs{"run": l.Ref.RunID, "fence": l.fence, "notes": notes}, drain)
	return nil
}

// Step is one step of a run's timeline, to be written by its worker.
type Step struct {
	Kind, Title, Detail, Status string // Status running, or how it ended
	Attempt, WaitedMS           int
	Started, Finished           time.Time // Finished zero: still running
}

// AddSteps writes steps in order.
func (l *Lease) AddSteps(w *Writer, steps ...Step) {
	rows := make([]made, len(steps))
	for i, s := range steps {
		rows[i] = made{"id": newID(), "kind": s.Kind, "title": s.Title, "attempt": max(1, s.Attempt), "status": s.Status, "detail": s.Detail, "waited_ms": s.WaitedMS, "started_at": s.Started}
		if !s.Finished.IsZero() {
			rows[i]["finished_at"] = s.Finished
		}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		w.err = err // JSON of strings, numbers and times: cannot happen
		return
	}
	w.add(`
		INSERT INTO agent_run_steps (tenant_id, id, run_id, step_no, kind, title, attempt, status, detail, waited_ms, started_at, finished_at)
		SELECT @tenant, n.id, @run, last.no + row_number() OVER (ORDER BY n.id), n.kind, n.title, n.attempt, n.status, n.detail, n.waited_ms, n.started_at, n.finished_at
		FROM (SELECT coalesce(max(s.step_no), 0) AS no FROM agent_run_steps s WHERE s.tenant_id = @tenant AND s.run_id = @run) last,
		  jsonb_to_recordset(@steps::jsonb) AS n (id uuid, kind text, title text, attempt int, status text, detail text, waited_ms int, started_at timestamptz, finished_at timestamptz)`,
		pgx.NamedArgs{"run": l.Ref.RunID, "steps": body}, drain)
}

// CloseStep ends the step that is running.
func (l *Lease) CloseStep(w *Writer, status, detail string, waitedMS int, at time.Time) {
	w.add(`SELECT app.close_step(@tenant, @run, @fence, @status, @detail, @waited, @at)`,
		pgx.NamedArgs{"run": l.Ref.RunID, "fence": l.fence, "status": status, "detail": detail, "waited": waitedMS, "at": at}, drain)
}

// SettleOutcomes writes the results of accepted recommendations whose window is over, each once.
func (w *Worker) SettleOutcomes(ctx context.Context) (settled int, err error) {
	err = w.db.row(ctx, `SELECT app.settle_outcomes(@system)`, pgx.StrictNamedArgs{"system": w.hash()}, &settled)
	return settled, err
}
