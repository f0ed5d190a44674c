package jobs_test

import (
	"bytes"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/mail"
	"github.com/ubigrowth/aicmo/internal/mail/mailtest"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// lines is a log that tests read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }
func (l *lines) String() string              { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// told is a database in which nobody is told yet.
func told(t *testing.T) *storetest.Kit {
	t.Helper()
	k := storetest.New(t)
	k.Admin(`DELETE FROM mail_recipients`)
	return k
}

// tell sets whom a tenant tells, as its admin does.
func tell(t *testing.T, k *storetest.Kit, tenant storetest.Tenant, emails ...string) {
	t.Helper()
	err := k.Scope(storetest.Email(tenant, cmo.RoleAdmin), tenant).Write(t.Context(), func(w *store.Writer) error {
		now, err := w.Settings().Get()
		if err != nil {
			return err
		}
		edit := now.Edit()
		edit.Notify = cmo.MailRecipients(strings.Join(emails, "\n"))
		return w.SaveSettings(now.Version, edit)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// posting is a process that works, and mails by s.
func posting(t *testing.T, k *storetest.Kit, s *mailtest.Server, password string) *lines {
	t.Helper()
	base, _ := url.Parse("https://cmo.example.test")
	m, err := mail.New(mail.Config{Host: s.Host, Port: s.Port, User: mailtest.User, Password: password, From: "cmo@example.test", Base: base, Trust: s.Trust})
	if err != nil {
		t.Fatal(err)
	}
	log, worker := &lines{}, k.Worker()
	w, err := jobs.Start(t.Context(), jobs.Config{URL: k.RuntimeURL, Worker: worker, Log: slog.New(slog.NewTextHandler(log, nil)), Mailer: m,
		Kernel: kernel.New(kernel.Config{DB: k.DB, Worker: worker, Agents: oneCampaign{}, Model: slow{}})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Stop(t.Context()) })
	return log
}

const mailsAre = `SELECT count(*) = $1 FROM mails WHERE state = `

func move(t *testing.T, k *storetest.Kit, tenant storetest.Tenant, campaign uuid.UUID, from, to cmo.CampaignState, note string) {
	t.Helper()
	err := k.Scope(storetest.Email(tenant, cmo.RoleApprover), tenant).Write(t.Context(), func(w *store.Writer) error { return w.MoveCampaign(campaign, from, to, note, "") })
	if err != nil {
		t.Fatal(err)
	}
}

// Each kind of what happens is told to each address of its own tenant, once, and to nobody of the other.
func TestMail_EachKindTold_TenantsApart(t *testing.T) {
	t.Parallel()
	k := told(t)
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateInReview, cmo.StateDraft, "") // before anybody is told: nobody hears of it later
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateDraft, cmo.StateInReview, "")
	tell(t, k, k.A, "one@a.test", "two@a.test")
	tell(t, k, k.B, "one@b.test")
	id, other := k.A.RowID("campaign"), k.B.RowID("campaign")
	move(t, k, k.A, id, cmo.StateInReview, cmo.StateChanges, "Shorter, please: canary-note")
	move(t, k, k.A, id, cmo.StateChanges, cmo.StateInReview, "")
	move(t, k, k.A, id, cmo.StateInReview, cmo.StateRejected, "No")
	move(t, k, k.A, id, cmo.StateRejected, cmo.StateDraft, "") // is told to nobody
	move(t, k, k.B, other, cmo.StateInReview, cmo.StateApproved, "")
	for _, run := range []struct {
		tenant uuid.UUID
		id     uuid.UUID
	}{{k.A.ID, k.A.RowID("run")}, {k.B.ID, k.B.RowID("run")}} {
		k.Admin(`SELECT app.audit($1, 'run.failed', NULL, 'system', jsonb_build_object('run_id', $2::uuid))`, run.tenant, run.id)
	}
	k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, record_table, record_id, details) VALUES ($1, gen_random_uuid(), 'campaign.start_refused', 'system', 'cmo_campaigns', $2, '{"problem": "It has no channel."}')`, k.A.ID, id)
	k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, record_table, record_id) VALUES ($1, gen_random_uuid(), 'changes.suggested', 'run', 'change_sets', $2)`, k.B.ID, k.B.RowID("change"))
	k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, record_table, record_id, before, after) VALUES ($1, gen_random_uuid(), 'campaign.moved', 'system', 'cmo_campaigns', $2, '{"state": "scheduled"}', '{"state": "active"}'),
		($1, gen_random_uuid(), 'campaign.moved', 'person', 'cmo_campaigns', $2, '{"state": "paused"}', '{"state": "active"}')`, k.B.ID, other) // the second is told to nobody
	k.Admin(`UPDATE agent_runs SET error_kind = 'budget' WHERE tenant_id = $1 AND id = $2`, k.B.ID, k.B.RowID("run"))
	s := mailtest.New(t)
	posting(t, k, s, mailtest.Password)
	await(t, k, time.Minute, mailsAre+`'sent'`, 14)
	want := map[string]string{"changes suggested:": "b", "started by its date": "b", "the budget for agent runs is used up": "b", "changes requested:": "a", "review requested:": "a", "rejected:": "a", "not started:": "a", "approved:": "b", "Run ": "a"}
	count := map[string]int{}
	for _, m := range s.Mails() {
		count[m.To]++
		mine, theirs := k.A, k.B
		if strings.HasSuffix(m.To, "@b.test") {
			mine, theirs = theirs, mine
		}
		plain := strings.ReplaceAll(strings.ReplaceAll(m.Data, "=\r\n", ""), "=\n", "")
		if !strings.Contains(plain, "/t/"+mine.Slug+"/") || strings.Contains(plain, theirs.Slug) || strings.Contains(plain, theirs.Canary) || strings.Contains(plain, "canary-note") {
			t.Errorf("to %s: %s", m.To, m.Data)
		}
		known := false
		for subject, who := range want {
			known = known || strings.Contains(plain, subject) && strings.Contains(who, m.To[len("one@"):len("one@")+1])
		}
		if !known {
			t.Errorf("to %s: %s", m.To, m.Data)
		}
	}
	if count["one@a.test"] != 5 || count["two@a.test"] != 5 || count["one@b.test"] != 4 {
		t.Errorf("%v", count)
	}
}

// A try that fails is made again, a mail that was taken is not. What a recipient is refused for ends it, and the reasons in log and
// settings hold no credentials.
func TestMail_RetriedUntilTaken(t *testing.T) {
	t.Parallel()
	k := told(t)
	tell(t, k, k.A, "one@a.test")
	s := mailtest.New(t)
	s.Answer(".", "451 later")
	log := posting(t, k, s, mailtest.Password)
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateInReview, cmo.StateDraft, "")
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateDraft, cmo.StateInReview, "")
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM mails WHERE state = 'pending' AND tries = 1 AND next_at > now() + interval '30 seconds'`, 1)
	s.Answer(".", "")
	k.Admin(`UPDATE mails SET next_at = now()`)
	await(t, k, time.Minute, mailsAre+`'sent' AND tries = 2 AND problem IS NULL`, 1)
	s.Answer("RCPT", "550 5.1.1 no such user")
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateInReview, cmo.StateRejected, "No")
	await(t, k, time.Minute, mailsAre+`'failed' AND tries = 1 AND problem LIKE '%refuses the recipient (550)%'`, 1)
	if n := len(s.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
	if text := log.String(); !strings.Contains(text, "refuses the recipient (550)") || strings.Contains(text, mailtest.Password) || strings.Contains(text, "one@a.test") {
		t.Errorf("the log: %s", text)
	}
}

// A password that is refused ends in a bounded number of tries.
func TestMail_WrongPassword_GivenUp(t *testing.T) {
	t.Parallel()
	k := told(t)
	tell(t, k, k.A, "one@a.test")
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateInReview, cmo.StateRejected, "No")
	s := mailtest.New(t)
	log := posting(t, k, s, "canary-wrong")
	for try := 1; try <= 6; try++ {
		await(t, k, time.Minute, `SELECT count(*) = 1 FROM mails WHERE tries = $1`, try)
		k.Admin(`UPDATE mails SET next_at = now() WHERE state = 'pending'`)
	}
	await(t, k, time.Minute, mailsAre+`'failed' AND finished_at IS NOT NULL AND problem LIKE '%password of AICMO_SMTP_URL (535)%'`, 1)
	if len(s.Mails()) > 0 || strings.Contains(log.String(), "canary-wrong") {
		t.Errorf("%d mails; %s", len(s.Mails()), log.String())
	}
}

// Nobody who was taken off the list gets what still waits, and a tenant that is switched off tells nobody.
func TestMail_SwitchedOff_Nothing(t *testing.T) {
	t.Parallel()
	k := told(t)
	s := mailtest.New(t)
	s.Answer(".", "451 later")
	tell(t, k, k.A, "one@a.test")
	tell(t, k, k.B, "one@b.test")
	move(t, k, k.A, k.A.RowID("campaign"), cmo.StateInReview, cmo.StateRejected, "No")
	move(t, k, k.B, k.B.RowID("campaign"), cmo.StateInReview, cmo.StateRejected, "No")
	posting(t, k, s, mailtest.Password)
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM mails WHERE tries = 1`, 2)
	tell(t, k, k.A)
	k.Admin(`UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`, k.B.ID)
	s.Answer(".", "")
	k.Admin(`UPDATE mails SET next_at = now()`)
	await(t, k, time.Minute, mailsAre+`'failed'`, 1)
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM mails WHERE state <> 'failed'`, 0)
	if n := len(s.Mails()); n != 0 {
		t.Errorf("%d mails", n)
	}
}
