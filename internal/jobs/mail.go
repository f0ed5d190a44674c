package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

const (
	mailQueue   = "mail"
	mailsAtOnce = 4 // in this process: mail servers count connections
	mailEvery   = 2 * time.Second
	mailTimeout = time.Minute // of a try with its reads; the sender has a shorter one
)

// mailPauses are the times between tries. After the last the mail is given up.
var mailPauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

// mailArgs names one try of a mail. As with webhooks, each try is a job of its own.
type mailArgs struct {
	TenantID uuid.UUID `json:"tenant_id"`
	MailID   uuid.UUID `json:"mail_id"`
	Claim    int       `json:"claim"`
}

// Kind implements river.JobArgs.
func (mailArgs) Kind() string { return "mail" }

// InsertOpts implements river.JobArgsWithInsertOpts. A job that is lost is no loss: its claim ends and another is made.
func (mailArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: mailQueue, MaxAttempts: 1}
}

// Mailer makes one try of a mail.
type Mailer interface {
	Notice(ctx context.Context, n cmo.Notice) cmo.MailResult
}

// post makes jobs of the mails that are due. Every process with a mail server does it for itself.
func (w *Workers) post(ctx context.Context) error {
	return w.worker.TakeMails(ctx, 100, func(tx pgx.Tx, refs []store.MailRef) error {
		return addJobs(ctx, w.client, tx, refs, func(r store.MailRef) river.JobArgs { return mailArgs(r) })
	})
}

// mailWorker makes one try.
type mailWorker struct {
	river.WorkerDefaults[mailArgs]
	worker *store.Worker
	mailer Mailer
	log    *slog.Logger
}

// Timeout implements river.Worker.
func (*mailWorker) Timeout(*river.Job[mailArgs]) time.Duration { return mailTimeout }

// Work implements river.Worker. A try that ended well is written down also when this process is about to stop: else the mail
// would be sent twice.
func (m *mailWorker) Work(ctx context.Context, job *river.Job[mailArgs]) error {
	ref := store.MailRef(job.Args)
	n, err := m.worker.OpenMail(ctx, ref)
	if err != nil {
		return errAway
	}
	if n == nil {
		return nil
	}
	got := m.mailer.Notice(ctx, *n)
	if got.Problem != "" && ctx.Err() != nil {
		return errAway
	}
	again := time.Duration(0)
	if got.Problem != "" && !got.Final && n.Tries < len(mailPauses) {
		again = mailPauses[n.Tries]
	}
	if got.Problem != "" {
		m.log.Warn("a mail was not sent", "tenant", ref.TenantID, "mail", ref.MailID, "problem", got.Problem, "again_in", again)
	}
	written, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := m.worker.CloseMail(written, ref, got.Problem, again); err != nil {
		return errAway
	}
	return nil
}
