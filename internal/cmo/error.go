// Package cmo holds the nouns and rules of the AI CMO: tenants, people, campaigns, funnels, runs. Everything may
// import it and it imports nothing of ours.
package cmo

import (
	"errors"
	"fmt"
	"time"
)

// Kind tells a program what went wrong; the zero kind is a fault of ours, whose text no user sees.
type Kind int

// The kinds of error that reach people as pages.
const (
	Internal    Kind = iota
	NotFound         // also: exists, but not for you
	Forbidden        // you are here, but this is not yours to do
	Invalid          // the input breaks a rule; Fields says which
	Conflict         // someone else was quicker
	Unavailable      // try again in a moment
	TooMany          // over a limit
	SignIn           // there is no session (any more)
)

// Error is an error with a kind for programs and a message for people. Msg is a whole sentence that may be shown.
type Error struct {
	Kind   Kind
	Msg    string
	Fields map[string]string // field name → what is wrong with it
	Retry  time.Duration     // with TooMany: when to try again
	Err    error             // cause, for the log only
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Msg, e.Err)
	}
	return e.Msg
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a kind with a message for people.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Msg: fmt.Sprintf(format, args...)}
}

// KindOf is the kind of err, Internal for errors that are not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Passing tells an error that says nothing about what was asked for: the database was away, and another try may find it.
func Passing(err error) bool { return KindOf(err) == Unavailable }

// ErrNotFound is the one answer for what does not exist and for what is another tenant's.
var ErrNotFound = Errorf(NotFound, "This does not exist, or it is not yours to see.")
