package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// MailRef names a mail that a worker took. It is all that a job holds.
type MailRef struct {
	TenantID uuid.UUID
	MailID   uuid.UUID
	Claim    int
}

// TakeMails makes the mails of what happened and hands out those that are due. add puts a job for each into the same
// transaction.
func (w *Worker) TakeMails(ctx context.Context, limit int, add func(pgx.Tx, []MailRef) error) error {
	return handOut(ctx, w, `SELECT tenant_id, mail_id, claim FROM app.take_mails(@system, @limit)`, pgx.StrictNamedArgs{"limit": limit}, add)
}

type openedMail struct {
	Address, Slug, Tenant, Event, State string
	RecordID                            uuid.UUID
	Name                                string
	Number                              int64
	ErrorKind, Actor, Problem           string
	Tries                               int
}

// OpenMail reads what is to be sent, nil when it is no longer this worker's or nobody wants it any more.
func (w *Worker) OpenMail(ctx context.Context, ref MailRef) (*cmo.Notice, error) {
	list, err := workerRows[openedMail](ctx, w, `SELECT * FROM app.open_mail(@system, @tenant, @mail, @claim)`,
		pgx.StrictNamedArgs{"tenant": ref.TenantID, "mail": ref.MailID, "claim": ref.Claim})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	m := list[0]
	return &cmo.Notice{ID: ref.MailID, Address: m.Address, Slug: m.Slug, Tenant: m.Tenant, Event: m.Event, State: m.State, RecordID: m.RecordID,
		Name: m.Name, Number: m.Number, ErrorKind: m.ErrorKind, Actor: m.Actor, Problem: m.Problem, Tries: m.Tries}, nil
}

// CloseMail writes down a try; again says after how long to try once more, 0 for never. False: the mail was no longer this
// worker's.
func (w *Worker) CloseMail(ctx context.Context, ref MailRef, problem string, again time.Duration) (ok bool, err error) {
	var after *time.Duration
	if again > 0 {
		after = &again
	}
	err = w.db.row(ctx, `SELECT app.close_mail(@system, @tenant, @mail, @claim, nullif(@problem, ''), @again)`,
		pgx.StrictNamedArgs{"system": w.hash(), "tenant": ref.TenantID, "mail": ref.MailID, "claim": ref.Claim, "problem": problem, "again": after}, &ok)
	return ok, err
}

// ForgetMails deletes what the log no longer keeps.
func (w *Worker) ForgetMails(ctx context.Context) error {
	return w.db.do(ctx, `SELECT app.forget_mails(@system)`, pgx.StrictNamedArgs{"system": w.hash()})
}

// Mail is how mail of the last day is, over all tenants.
func (p Platform) Mail(ctx context.Context) (cmo.MailHealth, error) {
	return platformRow[cmo.MailHealth](ctx, p, `SELECT m.* FROM app.platform_mail() m`, nil)
}
