// Package llm asks a language model, or the built-in playbook, for an agent's answer. Each provider has an adapter package
// of its own below this one; nothing here knows a tenant, a database or a web page.
package llm

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Request is one question to a model.
type Request struct {
	Mode      cmo.Mode
	System    string          // the agent's instructions; no word of a tenant
	Prompt    string          // the input and the tenant's rows, delimited as data
	Data      cmo.AgentData   // what Prompt says of the tenant's rows, typed: the playbook composes from it
	Input     json.RawMessage // what Prompt says of the input, checked
	Schema    json.RawMessage // JSON Schema that the answer must fit
	MaxTokens int             // most tokens the answer may have
}

// Answer is what came back, with what it took.
type Answer struct {
	Text      string
	Provider  string // playbook, openai, anthropic
	Model     string
	TokensIn  int
	TokensOut int
	CostUSD   float64 // 0 where no price is known
}

// Client answers requests. Progress is called with each piece of the answer as it arrives; it may be nil. An error is an
// *Error when the provider is at fault. Complete ends when ctx does.
type Client interface {
	Complete(ctx context.Context, req Request, progress func(piece string)) (Answer, error)
	// Describe names provider and model before the first call, for the run's row.
	Describe() (provider, model string)
}

// Error is a provider's failure in words for people. It never holds a key, a header or the provider's page.
type Error struct {
	Msg        string
	Status     int           // HTTP status, 0 without one
	Retry      bool          // whether another try may succeed
	RetryAfter time.Duration // what the provider asked for, 0 if nothing
	Err        error         // for the log
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Msg, e.Err)
	}
	return e.Msg
}

func (e *Error) Unwrap() error { return e.Err }
