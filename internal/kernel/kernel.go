// Package kernel runs the agents: it decides who may start a run, writes its row before anything else happens, works on
// it under a lease and ends it exactly once. It knows no HTTP and no job queue.
package kernel

import (
	"log/slog"
	"time"

	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Config is what a Kernel needs. Zero durations, sizes and limits stand for the usual ones.
type Config struct {
	DB     *store.DB
	Worker *store.Worker // nil where runs are started but not worked on
	Agents Agents        // nil: the six of package agent
	Model  llm.Client
	Models map[string]llm.Client // those that tenants may choose instead, by name
	Paid   bool                  // asking the model costs money; where Model is given it says so itself
	Log    *slog.Logger
	Now    func() time.Time

	Limits  Limits
	Timeout time.Duration // of one try, the model's answer included
	Lease   time.Duration // how long a worker may be silent
	Beat    time.Duration // between signs of life; a cancelled run ends within it
}

// Limits bound what a tenant may ask for. A negative limit is none.
type Limits struct {
	PerMinute, PerHour, PerDay int
	Waiting                    int // runs that may wait for each one that may work
	TokensPerDay               int // of a tenant: bounds also a model whose price is unknown
	PromptBytes                int
	AnswerBytes                int
}

// MaxAttempts is how often a run is taken up before the reaper gives up on it. Handing back at a stop does not count.
const MaxAttempts = 5

// Kernel starts, runs and ends runs.
type Kernel struct {
	db     *store.DB
	worker *store.Worker
	agents Agents
	model  llm.Client
	models map[string]llm.Client
	log    *slog.Logger
	now    func() time.Time
	limits Limits
	paid   bool

	timeout, lease, beat time.Duration
}

// New makes a Kernel.
func New(c Config) *Kernel {
	k := &Kernel{db: c.DB, worker: c.Worker, agents: c.Agents, model: c.Model, models: c.Models, log: c.Log, now: c.Now, limits: c.Limits, timeout: c.Timeout, lease: c.Lease, beat: c.Beat}
	if k.paid = c.Paid; c.Model != nil {
		k.paid = !free(c.Model)
	}
	if k.agents == nil {
		k.agents = theSix{}
	}
	if k.now == nil {
		k.now = time.Now
	}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	for value, usual := range map[*int]int{&k.limits.PerMinute: 60, &k.limits.PerHour: 500, &k.limits.PerDay: 2000, &k.limits.Waiting: 20, &k.limits.TokensPerDay: 5_000_000,
		&k.limits.PromptBytes: 400 << 10, &k.limits.AnswerBytes: 1 << 20} {
		if *value == 0 {
			*value = usual
		}
	}
	for value, usual := range map[*time.Duration]time.Duration{&k.timeout: 3 * time.Minute, &k.lease: 15 * time.Second, &k.beat: 500 * time.Millisecond} {
		if *value == 0 {
			*value = usual
		}
	}
	return k
}
