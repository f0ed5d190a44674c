package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

const (
	modelDeadline = 3 * time.Second
	modelKept     = 30 * time.Second // a page that is reloaded does not ask the provider each time
)

// healthSources are what the health page asks besides the database.
type healthSources struct {
	version string
	model   *modelProbe
	disk    func() cmo.DiskState
}

func newHealthSources(cfg Config, now func() time.Time) healthSources {
	h := healthSources{version: cfg.Version, disk: cfg.Disk, model: &modelProbe{ask: cfg.Model, now: now}}
	if h.disk == nil {
		h.disk = func() cmo.DiskState { return cmo.DiskState{} }
	}
	return h
}

// modelProbe asks the model provider, one page at a time, and keeps what it said for a while.
type modelProbe struct {
	ask  func(context.Context) cmo.ModelState
	now  func() time.Time
	mu   sync.Mutex
	last cmo.ModelState
}

func (p *modelProbe) state(ctx context.Context) cmo.ModelState {
	if p.ask == nil {
		return cmo.ModelState{Elsewhere: true}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.last.At.IsZero() && p.now().Sub(p.last.At) < modelKept {
		return p.last
	}
	asked, cancel := context.WithTimeout(ctx, modelDeadline)
	defer cancel()
	start := time.Now()
	state := p.ask(asked)
	state.Took, state.At = time.Since(start), p.now()
	if ctx.Err() == nil { // else whoever asked has left, which says nothing of the provider
		p.last = state
	}
	return state
}

// healthPage says how the installation is, against thresholds, and what to do about what is not well.
func (s *Server) healthPage(c echo.Context, p store.Platform) error {
	ctx := c.Request().Context()
	var in cmo.Installation
	start := time.Now()
	var err error
	if in.Health, err = p.Health(ctx); err != nil {
		return err
	}
	in.Answered = time.Since(start)
	if in.Schema, err = s.db.SchemaState(ctx); err != nil {
		return err
	}
	if in.Proof, err = s.lastProof(ctx, p, in.Schema); err != nil {
		return err
	}
	if in.Mailing = s.mailer != nil; in.Schema.Missing == 0 {
		if in.Mail, err = p.Mail(ctx); err != nil {
			return err
		}
	}
	in.Answers, in.Model, in.Disk, in.Console = s.telemetry.rates.lastHour(), s.health.model.state(ctx), s.health.disk(), s.health.version
	return s.platformPage(c, http.StatusOK, place{title: "Health", section: "Health"}, pages.Health(pages.NewHealthView(in, s.clock(c))))
}

// lastProof reads the last proof of isolation. An older schema has no place for one; the page says that it is older.
func (s *Server) lastProof(ctx context.Context, p store.Platform, schema cmo.SchemaState) (*cmo.IsolationProof, error) {
	if schema.Missing > 0 {
		return nil, nil
	}
	return p.IsolationProof(ctx)
}
