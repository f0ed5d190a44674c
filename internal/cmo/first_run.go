package cmo

import "github.com/google/uuid"

// StartStep is how far a tenant is with one of the six modes: what there is, what of it waits for a person, and the mode's
// latest run.
type StartStep struct {
	Mode      Mode
	Made      int
	Waiting   int // made by the AI CMO and not yet looked at or decided
	RunID     *uuid.UUID
	RunNo     *int64
	RunStatus string // empty: it has not run
}

// StartState is where a step of the first run stands.
type StartState string

// The states of a step.
const (
	StartLater   StartState = "later"   // one before it comes first
	StartNext    StartState = "next"    // to be started
	StartRunning StartState = "running" // an agent works on it
	StartReview  StartState = "review"  // it is there and waits for a person
	StartDone    StartState = "done"
)

// StartStates says where each of the six steps stands, in the order of Agents. What there is counts however it came: by an
// agent or by hand. The first step without anything is next.
func StartStates(steps []StartStep) []StartState {
	out := make([]StartState, len(steps))
	open := false
	for i, s := range steps {
		switch {
		case s.RunStatus == "pending" || s.RunStatus == "running":
			out[i], open = StartRunning, true
		case s.Waiting > 0:
			out[i] = StartReview
		case s.Made > 0 || s.Mode == ModeOptimization && s.RunStatus == "completed": // which may find nothing to advise
			out[i] = StartDone
		case open:
			out[i] = StartLater
		default:
			out[i], open = StartNext, true
		}
	}
	return out
}
