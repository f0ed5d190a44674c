package isolation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Config is what a proof needs of the installation.
type Config struct {
	Operator *store.Operator
	DB       *store.DB                   // as the runtime login
	Site     Site                        // the console over DB
	Seal     func(context.Context) error // seals the audit log, nil where nobody does: then no chain can be crossed into
	Version  string
	Now      func() time.Time
}

// result is what one part of a proof found.
type result struct {
	things int // tables, queries or routes looked at
	probes int
	faults []string
}

func (r *result) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// Prove makes the pair, probes, removes the pair and keeps what was found for the health page. An error means that it could
// not be done to the end, which the caller must not take for a proof.
func Prove(ctx context.Context, c Config) (p cmo.IsolationProof, err error) {
	release, err := c.Operator.LockProof(ctx)
	if err != nil {
		return p, err
	}
	defer release()
	start := c.Now()
	p = cmo.IsolationProof{At: start, Version: c.Version}
	defer func() { // also after a panic or a Ctrl-C
		err = errors.Join(err, remove(context.WithoutCancel(ctx), c.Operator))
		if err != nil {
			p.Faults = append(p.Faults, "The proof could not be done to the end.")
		}
		p.TookMS = int(c.Now().Sub(start).Milliseconds())
		err = errors.Join(err, c.Operator.AddIsolationProof(context.WithoutCancel(ctx), p))
	}()
	if err := put(ctx, c.Operator); err != nil {
		return p, err
	}
	if c.Seal != nil {
		if err := c.Seal(ctx); err != nil {
			return p, err
		}
	}
	session, err := c.Operator.OpenCanarySession(ctx, liveA.owner())
	if err != nil {
		return p, err
	}
	token, err := c.Operator.PutCanaryToken(ctx, liveA.ID, liveA.RowID(tokenKind))
	if err != nil {
		return p, err
	}
	tables, err := proveTables(ctx, c, session, token)
	if err != nil {
		return p, err
	}
	queries, err := proveQueries(ctx, c, session)
	if err != nil {
		return p, err
	}
	routes, err := proveRoutes(ctx, c, session, token)
	p.Tables, p.Queries, p.Routes = tables.things, queries.things, routes.things
	p.Probes = tables.probes + queries.probes + routes.probes
	p.Faults = append(append(tables.faults, queries.faults...), routes.faults...)
	return p, err
}

// proveTables tries every table as the runtime role.
func proveTables(ctx context.Context, c Config, session, token store.Secret) (r result, err error) {
	p := store.Prober{DB: c.DB, Session: session, Token: token, Own: liveA.ID, Other: liveB.ID, User: liveA.owner()}
	r.probes, r.faults, err = p.ProbeRights(ctx)
	if err != nil {
		return r, err
	}
	tables, err := c.Operator.ProbedTables(ctx, liveA.ID, liveB.ID)
	if err != nil {
		return r, err
	}
	for _, t := range tables {
		if t.Name == "audit_heads" && !t.Foreign && c.Seal == nil {
			continue // nobody seals here
		}
		n, faults, err := p.ProbeTable(ctx, t)
		if err != nil {
			return r, fmt.Errorf("%s: %w", t.Name, err)
		}
		r.things, r.probes, r.faults = r.things+1, r.probes+n, append(r.faults, faults...)
	}
	if r.things == 0 {
		r.fault("No table was found.")
	}
	return r, nil
}
