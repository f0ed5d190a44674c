package jobs_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/webhook"
)

var hookKey = store.NewWebhookKey("a secret of the installation, long enough")

// received is one message as a tenant's own system gets it.
type received struct {
	id   string
	head http.Header
	body []byte
	cmo.Event
}

// system is a tenant's own system: it answers with what its status says.
type system struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []received
}

func newSystem(t *testing.T) *system {
	t.Helper()
	s := &system{status: http.StatusNoContent}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m := received{id: r.Header.Get("webhook-id"), head: r.Header.Clone(), body: body}
		if err := json.Unmarshal(body, &m.Event); err != nil {
			t.Errorf("%v in %s", err, body)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = append(s.got, m)
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, "seen")
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *system) answer(status int) { s.mu.Lock(); defer s.mu.Unlock(); s.status = status }

func (s *system) messages() []received { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.got) }

func (s *system) sender() *webhook.Sender {
	return webhook.NewTestSender(s.Client().Transport, time.Now)
}

// hooked is a database in which nobody listens yet.
func hooked(t *testing.T) *storetest.Kit {
	t.Helper()
	k := storetest.New(t)
	k.Admin(`DELETE FROM webhook_endpoints`)
	k.Admin(`DELETE FROM webhook_events`)
	return k
}

// listening is an endpoint of a tenant.
func listening(t *testing.T, k *storetest.Kit, tenant storetest.Tenant, url string, events ...cmo.EventType) (id uuid.UUID, secret store.WebhookSecret) {
	t.Helper()
	if len(events) == 0 {
		for _, e := range cmo.EventTypes {
			events = append(events, e.Type)
		}
	}
	err := k.Scope(storetest.Email(tenant, cmo.RoleAdmin), tenant).Write(t.Context(), func(w *store.Writer) (err error) {
		id, secret, err = w.AddWebhook(cmo.NewWebhook{URL: url, Events: events}, hookKey)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, secret
}

// delivering is a process that works, and sends to s.
func delivering(t *testing.T, k *storetest.Kit, s *system) {
	t.Helper()
	worker := k.Worker()
	w, err := jobs.Start(t.Context(), jobs.Config{URL: k.RuntimeURL, Worker: worker, Log: slog.New(slog.DiscardHandler), HookKey: hookKey, Sender: s.sender(),
		Kernel: kernel.New(kernel.Config{DB: k.DB, Worker: worker, Agents: oneCampaign{}, Model: slow{}})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Stop(t.Context()) })
}

const allSent = `SELECT count(*) = $1 FROM webhook_deliveries WHERE state = 'delivered'`

// Every way of making a change tells of it: the moves of people, the start of a scheduled campaign on its date, edits of a
// campaign and of its parts, and the end of a run, with what it recommends. The record is as the API answers with it, the
// signature is one that the public library verifies, and the other tenant's system hears nothing.
func TestWebhooks_EveryChangeTold(t *testing.T) {
	t.Parallel()
	k := hooked(t)
	s := newSystem(t)
	_, secret := listening(t, k, k.A, "https://example.com/a")
	listening(t, k, k.B, "https://example.com/b")
	id := scheduled(t, k, "UTC", time.Now().AddDate(0, 0, -1)) // approved, and scheduled: a change
	launch(t, k, time.Now())
	approver := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	write := func(fn func(w *store.Writer) error) {
		t.Helper()
		if err := approver.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(w *store.Writer) error { return w.MoveCampaign(id, cmo.StateActive, cmo.StatePaused, "", "") })
	write(func(w *store.Writer) error { // two changes of one campaign in one transaction are one
		manual := k.A.RowID("manual")
		if _, err := w.SaveRecord(cmo.KindCampaign, manual, 1, cmo.Fields{"objective": "Fill <the> trial classes & more"}); err != nil {
			return err
		}
		_, err := w.InsertRecord(cmo.KindChannel, uuid.New(), cmo.Fields{"campaign_id": manual.String(), "channel_name": "email"})
		return err
	})
	k.Admin(`UPDATE agent_runs SET status = 'running', completed_at = NULL, lease_expires_at = now() - interval '1 hour', attempts = 99 WHERE tenant_id = $1`, k.A.ID)
	if n, err := k.Worker().Reap(t.Context(), 3); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	delivering(t, k, s)
	await(t, k, time.Minute, allSent, 6)
	want := map[cmo.EventType]int{cmo.EventCampaignApproved: 1, cmo.EventCampaignLaunched: 1, cmo.EventCampaignPaused: 1, cmo.EventCampaignChanged: 2, cmo.EventRunFinished: 1}
	wh, err := standardwebhooks.NewWebhook(secret.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.messages() {
		want[m.Type]--
		if err := wh.Verify(m.body, m.head); err != nil {
			t.Errorf("%s: %v", m.Type, err)
		}
		if !strings.Contains(string(m.Data), k.A.ID.String()) || strings.Contains(string(m.body), k.B.Canary) || time.Since(m.Timestamp) > time.Minute {
			t.Errorf("%s of %s: %s", m.Type, m.Timestamp, m.body)
		}
		if strings.HasPrefix(string(m.Type), "campaign.") && strings.Contains(string(m.Data), id.String()) != strings.Contains(string(m.Data), `"ai_cmo_driven":true`) {
			t.Errorf("%s says of what the AI CMO made: %s", m.Type, m.Data)
		}
	}
	for event, left := range want {
		if left != 0 {
			t.Errorf("%s was sent %d times too few", event, left)
		}
	}
}

// A change that is undone is told to nobody, and no event waits where nobody listens for it.
func TestWebhooks_UndoneOrUnheard_Nothing(t *testing.T) {
	t.Parallel()
	k := hooked(t)
	manual := k.A.RowID("manual")
	save := func(text string, undo error) error {
		return k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A).Write(t.Context(), func(w *store.Writer) error {
			rec, err := w.Record(cmo.KindCampaign, manual).Get()
			if err != nil {
				return err
			}
			if _, err := w.SaveRecord(cmo.KindCampaign, manual, rec.Version, cmo.Fields{"objective": text}); err != nil {
				return err
			}
			return undo
		})
	}
	if err := save("unheard", nil); err != nil {
		t.Fatal(err)
	}
	listening(t, k, k.A, "https://example.com/a", cmo.EventRunFinished)
	if err := save("unheard, too", nil); err != nil {
		t.Fatal(err)
	}
	listening(t, k, k.A, "https://example.com/a", cmo.EventCampaignChanged)
	if err := save("undone", cmo.Errorf(cmo.Conflict, "Undone.")); cmo.KindOf(err) != cmo.Conflict {
		t.Fatal(err)
	}
	var events int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM webhook_events`).Scan(&events); err != nil || events != 0 {
		t.Errorf("%d events, %v", events, err)
	}
}

// A receiver that fails gets the same message again, byte for byte and under the same id; its endpoint is shown as failing
// until it takes one, and a person may send what has failed once more. The times between tries are not waited for here.
func TestWebhooks_RetriedThenFailed_Resent(t *testing.T) {
	t.Parallel()
	k := hooked(t)
	s := newSystem(t)
	s.answer(http.StatusServiceUnavailable)
	endpoint, _ := listening(t, k, k.A, "https://example.com/a", cmo.EventRunFinished)
	owner := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	k.Admin(`SELECT app.tell_run($1, $2)`, k.A.ID, k.A.RowID("run"))
	delivering(t, k, s)
	for try := 1; try <= webhook.Tries; try++ {
		await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_attempts`, try)
		k.Admin(`UPDATE agent_runs SET subject = subject || '!' WHERE tenant_id = $1`, k.A.ID) // what happens meanwhile is no part of it
		k.Admin(`UPDATE webhook_deliveries SET next_at = now() WHERE state = 'pending' AND claimed_until IS NULL`)
	}
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_deliveries WHERE state = 'failed' AND finished_at IS NOT NULL`, 1)
	first := s.messages()[0]
	for i, m := range s.messages() {
		if m.id != first.id || string(m.body) != string(first.body) {
			t.Errorf("try %d differs: %s", i+1, m.body)
		}
	}
	var hook *store.One[cmo.Webhook]
	var list *store.Rows[cmo.WebhookDelivery]
	look := func() {
		t.Helper()
		if err := owner.Read(t.Context(), func(r *store.Reader) error {
			hook, list = r.Webhook(endpoint), r.Deliveries(endpoint, "", nil, 10)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if look(); hook.Value().FailingSince == nil || hook.Value().DisabledAt != nil || len(list.List()) != 1 || *list.List()[0].Code != 503 || list.List()[0].Tries != webhook.Tries {
		t.Errorf("%+v %+v", hook.Value(), list.List())
	}
	s.answer(http.StatusOK)
	if err := owner.Write(t.Context(), func(w *store.Writer) error { return w.ResendWebhook(endpoint, list.List()[0].ID) }); err != nil {
		t.Fatal(err)
	}
	await(t, k, time.Minute, allSent, 1)
	if look(); hook.Value().FailingSince != nil || hook.Value().DeliveredAt == nil {
		t.Errorf("after a success: %+v", hook.Value())
	}
	if got := s.messages(); got[len(got)-1].id != first.id {
		t.Error("what is sent again is another message")
	}
}

// An endpoint that fails for days, or says that it wants no more, is switched off and hears nothing; its owner's test still
// goes out. A worker that dies on the way loses nothing.
func TestWebhooks_SwitchedOff_AndLostClaims(t *testing.T) {
	t.Parallel()
	k := hooked(t)
	s := newSystem(t)
	s.answer(http.StatusInternalServerError)
	failing, _ := listening(t, k, k.A, "https://example.com/failing", cmo.EventRunFinished)
	gone, _ := listening(t, k, k.B, "https://example.com/gone", cmo.EventRunFinished)
	k.Admin(`UPDATE webhook_endpoints SET failing_since = now() - interval '6 days' WHERE id = $1`, failing)
	k.Admin(`SELECT app.tell_run($1, $2)`, k.A.ID, k.A.RowID("run"))
	delivering(t, k, s)
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_endpoints WHERE disabled_reason = 'failing'`, 1)
	s.answer(http.StatusGone)
	k.Admin(`SELECT app.tell_run($1, $2)`, k.B.ID, k.B.RowID("run"))
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_endpoints WHERE disabled_reason = 'gone'`, 1)
	before := len(s.messages())
	k.Admin(`UPDATE webhook_deliveries SET next_at = now() WHERE state = 'pending'`)
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_deliveries WHERE state = 'failed'`, 2)
	if got := len(s.messages()); got != before {
		t.Errorf("%d messages to endpoints that are off", got-before)
	}
	s.answer(http.StatusOK)
	var delivery uuid.UUID
	err := k.Scope(storetest.Email(k.B, cmo.RoleAdmin), k.B).Write(t.Context(), func(w *store.Writer) (err error) { delivery, err = w.TestWebhook(gone); return err })
	if err != nil {
		t.Fatal(err)
	}
	await(t, k, time.Minute, allSent, 1)
	k.Admin(`UPDATE webhook_deliveries SET state = 'pending', claim = claim + 1, claimed_until = now(), next_at = now() WHERE id = $1`, delivery) // taken by somebody who died
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM webhook_attempts WHERE problem IS NULL`, 2)
	got := s.messages()
	if a, b := got[len(got)-2], got[len(got)-1]; a.Type != cmo.EventTest || a.id != b.id || string(a.body) != string(b.body) {
		t.Errorf("%s, then %s", a.body, b.body)
	}
}
