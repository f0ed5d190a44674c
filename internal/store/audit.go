package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// AuditQuery narrows the audit log.
type AuditQuery struct {
	Tenant *uuid.UUID // of the platform's log; nil is all
	Actor  *uuid.UUID
	Email  string // of the actor, in the platform's log
	Event  string // a whole name, or the part before the dot
	Record *uuid.UUID
	From   time.Time
	To     time.Time
	After  *Cursor
	Limit  int
}

// cursor is where the page before ended, nil for the first page.
func (q AuditQuery) cursor() (*time.Time, *uuid.UUID, error) {
	if q.After == nil {
		return nil, nil, nil
	}
	at, err := time.Parse(time.RFC3339Nano, q.After.Key)
	if err != nil {
		return nil, nil, errDamagedCursor
	}
	return &at, &q.After.ID, nil
}

// AuditLog lists what happened in the tenant, newest first. People who act from outside, an operator or a platform admin,
// are named by what they are; what a run, a token or the console did has the person it was done for.
func (r *Reader) AuditLog(q AuditQuery) *Rows[cmo.AuditEntry] {
	where, args := `l.tenant_id = @tenant AND l.at >= @from AND l.at < @to`, pgx.NamedArgs{"from": q.From, "to": q.To, "limit": q.Limit}
	if q.Actor != nil {
		where += ` AND l.actor_id = @actor`
		args["actor"] = *q.Actor
	}
	if q.Event != "" {
		where += ` AND (l.event = @event OR starts_with(l.event, @event || '.'))`
		args["event"] = q.Event
	}
	if q.Record != nil {
		where += ` AND (l.record_id = @record OR c.id = @record OR l.run_id = @record OR l.details->>'run_id' = @record::uuid::text)`
		args["record"] = *q.Record
	}
	if at, id, err := q.cursor(); err == nil && at != nil {
		where += ` AND (l.at, l.id) < (@at, @id)`
		args["at"], args["id"] = *at, *id
	}
	return many[cmo.AuditEntry](r, `
		SELECT l.id, l.at, t.slug AS tenant, l.event, l.actor_kind, CASE WHEN l.actor_kind = 'token' THEN coalesce('Token ' || (l.details -> 'token' ->> 'name'), '') ELSE
		    coalesce(m.display_name, CASE WHEN l.actor_id IS NULL THEN '' WHEN l.event ~ '^(tenant|module)[.]' THEN 'Platform admin' ELSE 'Former member' END) END AS actor,
		  coalesce(CASE WHEN l.actor_kind IN ('run', 'token') THEN m.display_name END, f.display_name, '') AS behalf,
		  coalesce(l.record_table, CASE WHEN a.id IS NOT NULL THEN 'agent_runs' END, '') AS record_table, coalesce(l.record_id, c.id, l.run_id, a.id) AS record_id, coalesce(l.request_id, '') AS request_id,
		  coalesce(l.before, '{}') AS before, coalesce(l.after, '{}') AS after, l.details, l.seal_no IS NOT NULL AS sealed
		FROM audit_log l JOIN os_tenant_registry t ON t.tenant_id = @tenant LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = l.actor_id
		LEFT JOIN tenant_module_access c ON c.tenant_id = @tenant AND l.record_table = 'tenant_module_access' AND c.module_id = l.details->>'module'
		LEFT JOIN agent_runs a ON a.tenant_id = @tenant AND l.actor_id IS NULL AND l.details ? 'run_id' AND a.id::text = l.details->>'run_id'
		LEFT JOIN user_tenants f ON f.tenant_id = @tenant AND f.user_id = coalesce(l.on_behalf_of, a.started_by)
		WHERE `+where+` ORDER BY l.at DESC, l.id DESC LIMIT @limit`, args)
}

// NoteExport records that the audit log was taken out, with what it was narrowed to.
func (w *Writer) NoteExport(what string, rows int, filter map[string]string) error {
	return w.audit("export.made", "audit_log", w.scope.tenant.ID, nil, nil, exportDetails(what, rows, filter))
}

func exportDetails(what string, rows int, filter map[string]string) cmo.Fields {
	narrowed := cmo.Fields{}
	for k, v := range filter {
		narrowed[k] = v
	}
	return cmo.Fields{"what": what, "rows": rows, "filter": narrowed}
}

// Audit lists who did what when over all tenants, newest first, without values.
func (p Platform) Audit(ctx context.Context, q AuditQuery) (list []cmo.AuditEntry, err error) {
	err = p.run(ctx, func(tx pgx.Tx) error { list, err = platformAudit(ctx, tx, q); return err })
	return list, err
}

// ExportAudit lists like Audit and records that it was taken out, unless check refuses what was found.
func (p Platform) ExportAudit(ctx context.Context, q AuditQuery, filter map[string]string, check func([]cmo.AuditEntry) error) (list []cmo.AuditEntry, err error) {
	err = p.run(ctx, func(tx pgx.Tx) error {
		if list, err = platformAudit(ctx, tx, q); err != nil {
			return err
		}
		if err := check(list); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `SELECT app.note_export(@details)`, pgx.StrictNamedArgs{"details": exportDetails("audit log of the platform", len(list), filter).JSON()})
		return err
	})
	return list, err
}

func platformAudit(ctx context.Context, tx pgx.Tx, q AuditQuery) ([]cmo.AuditEntry, error) {
	at, id, err := q.cursor()
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT a.*, '{}'::jsonb AS before, '{}'::jsonb AS after, '{}'::jsonb AS details FROM app.platform_audit(@tenant, @actor, @email, @event, @record, @from, @to, @at, @id, @limit) a`,
		pgx.StrictNamedArgs{"tenant": q.Tenant, "actor": q.Actor, "email": q.Email, "event": q.Event, "record": q.Record, "from": q.From, "to": q.To, "at": at, "id": id, "limit": q.Limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[cmo.AuditEntry])
}

// NoteRefusal records that a signed-in person was refused, in a transaction of its own: the one that was refused is undone.
func (db *DB) NoteRefusal(ctx context.Context, session Secret, slug, route, right string) error {
	return db.do(ctx, `SELECT app.note_refusal(@session, @slug, @route, @right, @request)`,
		pgx.StrictNamedArgs{"session": session.hash(), "slug": slug, "route": route, "right": right, "request": requestOf(ctx)})
}
