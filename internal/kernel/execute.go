package kernel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Outcome is what a worker does with its job after Execute.
type Outcome int

// The outcomes of Execute.
const (
	Over  Outcome = iota // the run has ended, or is another worker's to end: the job is done
	Later                // try again soon: the tenant's other runs go first, or another worker may yet fail
)

// Why a run's work stops before its end, as the cause of its context.
var (
	errTimeout = errors.New("kernel: time-out")
	errCancel  = errors.New("kernel: cancelled")
	errLost    = errors.New("kernel: lease lost")
	errStop    = errors.New("kernel: the worker has to stop")
)

// accessError is a right that is gone, in words for people.
type accessError struct{ reason string }

func (e accessError) Error() string { return "kernel: " + e.reason }

// budgetError is a run that may not ask its model, for what that costs.
type budgetError struct{ error }

func (e *budgetError) Unwrap() error { return e.error }

// Execute works on a run, if it may be taken up. ctx ends when the worker has to stop: the run is then handed back. An
// error means that the database could not be told; the lease ends by itself and another worker takes over.
func (k *Kernel) Execute(ctx context.Context, ref store.RunRef) (Outcome, error) {
	take, lease, err := k.worker.Take(ctx, ref, k.lease)
	if err != nil {
		return Later, err
	}
	switch take {
	case store.Taken:
	case store.HeldNow, store.Busy:
		return Later, nil
	default:
		return Over, nil
	}
	return k.work(ctx, lease)
}

// work is one try. It ends the run whatever happens, a panic included, unless the run is no longer this worker's.
func (k *Kernel) work(ctx context.Context, lease *store.Lease) (Outcome, error) {
	deadline, stop := context.WithTimeoutCause(ctx, k.timeout, errTimeout)
	defer stop()
	within, end := context.WithCancelCause(deadline)
	t := &try{k: k, lease: lease}
	beats := make(chan struct{})
	go func() {
		defer close(beats)
		t.keepAlive(within, end)
	}()
	err := t.guarded(within)
	cause := context.Cause(within)
	end(nil)
	<-beats
	if err == nil {
		return Over, nil
	}
	after, done := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer done()
	if cause != nil {
		err = cause
	}
	if ctx.Err() != nil && cause == context.Cause(ctx) { //nolint:errorlint // the value itself: whoever stops a worker may name any cause
		err = errStop
	}
	return k.settle(after, t, err)
}

// guarded turns a panic into an error: one run must not end the process.
func (t *try) guarded(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("kernel: panic: %v", p)
		}
	}()
	return t.run(ctx)
}

// settle writes the end that err stands for.
func (k *Kernel) settle(ctx context.Context, t *try, err error) (Outcome, error) {
	var end store.RunEnd
	var broken *brokenError
	var provider *llm.Error
	var access accessError
	var own *cmo.Error
	var dear *budgetError
	switch {
	case errors.Is(err, errLost), errors.Is(err, store.ErrLost):
		return Over, nil
	case errors.Is(err, errStop):
		if err := k.retry(ctx, func(ctx context.Context) error { return t.lease.HandBack(ctx) }); err != nil {
			return Later, err
		}
		return Later, nil
	case errors.Is(err, errCancel):
		end = store.RunEnd{Status: "cancelled"}
	case errors.Is(err, errTimeout):
		end = store.RunEnd{Status: "timed_out", Reason: fmt.Sprintf("It did not end within %s.", inWords(k.timeout))}
	case errors.As(err, &access):
		end = store.RunEnd{Status: "cancelled", Kind: "access", Reason: access.reason}
	case errors.As(err, &broken):
		end = store.RunEnd{Status: "failed", Kind: cmo.RunInvalid, Reason: cmo.Cut(broken.Error(), 2000), Notes: store.RunNotes{RawAnswer: storable(broken.answer, 20000)}}
	case errors.As(err, &provider):
		end = store.RunEnd{Status: "failed", Kind: "provider", Reason: cmo.Cut(provider.Msg, 2000)}
	case errors.As(err, &own) && own.Kind == cmo.NotFound: // its right stands and yet it was not let in: the lease ends by itself, and there is another try
		return Later, nil
	case errors.As(err, &dear), errors.As(err, &own) && own.Kind == cmo.TooMany:
		end = store.RunEnd{Status: "failed", Kind: "budget", Reason: cmo.Cut(err.Error(), 2000)}
	case errors.As(err, &own) && own.Kind != cmo.Internal && own.Kind != cmo.Unavailable:
		end = store.RunEnd{Status: "failed", Reason: own.Msg}
	default:
		end = store.RunEnd{Status: "failed", Kind: "internal", Reason: "Something went wrong on our side."}
	}
	if end.Status == "failed" {
		k.log.Warn("run failed", "tenant", t.lease.Ref.TenantID, "run", t.lease.Ref.RunID, "error", err)
	}
	t.count(&end.Notes)
	ended := k.retry(ctx, func(ctx context.Context) error {
		_, err := t.lease.End(ctx, end)
		return err
	})
	if ended != nil {
		return Later, ended
	}
	return Over, nil
}

// retry repeats what the database could not be asked, while ctx lives. It is for what may be done twice.
func (k *Kernel) retry(ctx context.Context, do func(context.Context) error) error {
	pause := 50 * time.Millisecond
	for {
		err := do(ctx)
		if cmo.KindOf(err) != cmo.Unavailable {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		pause = min(2*pause, time.Second)
	}
}

// keepAlive renews the lease and shows what streams in; it ends the try when the run may not go on.
func (t *try) keepAlive(ctx context.Context, end context.CancelCauseFunc) {
	tick := time.NewTicker(t.k.beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		state, reason, err := t.lease.Beat(ctx, t.latest())
		if err != nil { // the database is away: the fence protects what this worker still writes
			continue
		}
		if why := stopped(state, reason); why != nil {
			end(why)
			return
		}
	}
}

// stopped is why a run may not go on, nil if it may.
func stopped(state store.Beat, reason string) error {
	switch state {
	case store.BeatLost:
		return errLost
	case store.BeatCancel:
		return errCancel
	case store.BeatAccess:
		return accessError{reason}
	}
	return nil
}
