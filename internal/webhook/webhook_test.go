package webhook_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/webhook"
)

// inside are addresses that lead into networks, by the name of what they are.
var inside = []struct{ name, address string }{
	{"loopback", "127.0.0.1"}, {"another loopback", "127.8.8.8"}, {"loopback of IPv6", "::1"}, {"unspecified", "0.0.0.0"}, {"unspecified of IPv6", "::"}, {"this network", "0.1.2.3"},
	{"private 10", "10.0.0.1"}, {"private 172.16", "172.16.5.4"}, {"private 192.168", "192.168.1.1"}, {"shared by carriers", "100.64.0.1"}, {"link-local", "169.254.1.1"},
	{"cloud metadata", "169.254.169.254"}, {"cloud metadata of IPv6", "fd00:ec2::254"}, {"metadata on shared space", "100.100.100.200"}, {"a cloud's host", "168.63.129.16"},
	{"multicast", "224.0.0.1"}, {"multicast of IPv6", "ff02::1"}, {"broadcast", "255.255.255.255"}, {"reserved", "240.0.0.1"}, {"benchmarks", "198.18.0.1"}, {"documentation", "192.0.2.1"},
	{"link-local of IPv6", "fe80::1"}, {"unique local", "fc00::1"}, {"loopback as mapped IPv6", "::ffff:127.0.0.1"}, {"private as mapped IPv6", "::ffff:10.0.0.1"},
	{"private behind NAT64", "64:ff9b::a00:1"}, {"metadata behind NAT64", "64:ff9b::a9fe:a9fe"}, {"private behind 6to4", "2002:a00:1::1"}, {"Teredo", "2001:0:4136:e378::1"},
	{"documentation of IPv6", "2001:db8::1"}, {"site-local", "fec0::1"}, {"compatible", "::7f00:1"},
}

func TestPublicAddress(t *testing.T) {
	for _, c := range inside {
		if cmo.PublicAddress(netip.MustParseAddr(c.address)) {
			t.Errorf("%s (%s) counts as public", c.name, c.address)
		}
	}
	for _, public := range []string{"8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"} {
		if !cmo.PublicAddress(netip.MustParseAddr(public)) {
			t.Errorf("%s does not count as public", public)
		}
	}
}

// targets are addresses as somebody might enter them to reach the inside.
var targets = []string{
	"http://app.example.test/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://LOCALHOST./", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
	"https://127.1/", "https://0/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://10.0.0.1/", "https://172.31.255.255/", "https://192.168.0.1/", "https://100.64.0.1/",
	"https://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "https://metadata.google.internal/", "https://224.0.0.1/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
	"https://user:pass@app.example.test/", "https://app.example.test@127.0.0.1/", "https://app.example.test:22/", "https://app.example.test:5432/", "https://printer.local/", "https://router/",
	"https://[fe80::1%25eth0]/", "file:///etc/passwd", "gopher://app.example.test/", "https://app.example.test\\@127.0.0.1/", "https://app.example.test/#x", "https://①②⑦.⓪.⓪.①/", "//app.example.test/", "",
}

func TestCheckWebhookURL(t *testing.T) {
	for _, target := range targets {
		if cmo.CheckWebhookURL(target) == "" {
			t.Errorf("%q is allowed", target)
		}
	}
	for _, good := range []string{"https://app.example.test/hooks?tenant=1", "https://app.example.test:8443/", "https://8.8.8.8/"} {
		if problem := cmo.CheckWebhookURL(good); problem != "" {
			t.Errorf("%q: %s", good, problem)
		}
	}
}

func message(url string, secrets ...store.WebhookSecret) store.Outgoing {
	return store.Outgoing{URL: url, EventID: uuid.New(), Secrets: secrets, Payload: []byte(`{"type":"campaign.launched","timestamp":"2026-01-05T10:00:00Z","data":{"a":"<&>"}}`)}
}

// What the form lets pass, a name for instance that leads inside only when it is resolved, the connection refuses: every
// address of the list, also when the sender is asked straight.
func TestSender_InsideAddresses_Refused(t *testing.T) {
	refused := 0
	for _, c := range inside {
		to := netip.AddrPortFrom(netip.MustParseAddr(c.address), 443)
		if err := webhook.Guard(t.Context(), to.String()); err == nil {
			t.Errorf("%s: a connection to %s is made", c.name, to)
			continue
		}
		refused++
	}
	for _, to := range []string{"8.8.8.8:22", "8.8.8.8:5432", "8.8.8.8:80"} {
		if webhook.Guard(t.Context(), to) == nil {
			t.Errorf("a connection to %s is made", to)
		}
	}
	if webhook.Guard(t.Context(), "8.8.8.8:443") != nil {
		t.Error("no connection to a public address is made")
	}
	t.Logf("%d of %d refused", refused, len(inside))
}

// The real sender, dialling for real: what listens on this machine hears nothing, by a name or by an address.
func TestSender_NameThatLeadsInside_NothingSent(t *testing.T) {
	heard := make(chan struct{}, 1)
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	defer server.Close()
	if err := webhook.NewSender().Dial(t.Context(), server.Listener.Addr().String()); !webhook.Refused(err) {
		t.Errorf("an address of this machine: %v", err)
	}
	if err := webhook.NewSender().Dial(t.Context(), "localhost:443"); !webhook.Refused(err) {
		t.Errorf("a name of this machine: %v", err)
	}
	for _, target := range targets {
		if got := webhook.NewSender().Send(t.Context(), message(target, store.NewWebhookSecret())); got.Problem == "" || got.Code != 0 {
			t.Errorf("%q: %+v", target, got)
		}
	}
	select {
	case <-heard:
		t.Error("the server was reached")
	default:
	}
}

// receive is a server that keeps what it gets and answers as told; the sender reaches it under any name.
func receive(t *testing.T, answer http.HandlerFunc) (sender func(now func() time.Time) *webhook.Sender, got func() (http.Header, []byte)) {
	t.Helper()
	var head http.Header
	var body []byte
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return func(now func() time.Time) *webhook.Sender {
		return webhook.NewTestSender(server.Client().Transport, now)
	}, func() (http.Header, []byte) { return head, body }
}

const public = "https://example.com/hooks" // the name in the test server's certificate, which its client leads there

// The public library of Standard Webhooks verifies what is sent, with the present secret and the one before; with another,
// with other bytes and with a clock that is wrong by more than five minutes it refuses.
func TestSend_StandardWebhooksVerifies(t *testing.T) {
	now, former, stranger := store.NewWebhookSecret(), store.NewWebhookSecret(), store.NewWebhookSecret()
	sender, got := receive(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	m := message(public, now, former)
	if try := sender(time.Now).Send(t.Context(), m); try.Problem != "" || try.Code != http.StatusNoContent {
		t.Fatalf("%+v", try)
	}
	head, body := got()
	if !bytes.Equal(body, m.Payload) || head.Get("Webhook-Id") != m.EventID.String() || head.Get("Content-Type") != "application/json; charset=utf-8" || head.Get("Cookie") != "" {
		t.Fatalf("%v %s", head, body)
	}
	verify := func(s store.WebhookSecret, body []byte, head http.Header) error {
		wh, err := standardwebhooks.NewWebhook(s.Encode())
		if err != nil {
			t.Fatal(err)
		}
		return wh.Verify(body, head)
	}
	for name, s := range map[string]store.WebhookSecret{"the present secret": now, "the one before": former} {
		if err := verify(s, body, head); err != nil {
			t.Errorf("with %s: %v", name, err)
		}
	}
	if err := verify(stranger, body, head); !errors.Is(err, standardwebhooks.ErrNoMatchingSignature) {
		t.Errorf("with another secret: %v", err)
	}
	if err := verify(now, append(bytes.Clone(body), ' '), head); !errors.Is(err, standardwebhooks.ErrNoMatchingSignature) {
		t.Errorf("with other bytes: %v", err)
	}
	other := head.Clone()
	other.Set("Webhook-Id", uuid.NewString())
	if err := verify(now, body, other); !errors.Is(err, standardwebhooks.ErrNoMatchingSignature) {
		t.Errorf("with another id: %v", err)
	}
	for skew, want := range map[time.Duration]error{-6 * time.Minute: standardwebhooks.ErrMessageTooOld, 6 * time.Minute: standardwebhooks.ErrMessageTooNew, -4 * time.Minute: nil} {
		sender(func() time.Time { return time.Now().Add(skew) }).Send(t.Context(), m)
		head, body := got()
		if err := verify(now, body, head); !errors.Is(err, want) {
			t.Errorf("a clock that is wrong by %s: %v", skew, err)
		}
	}
}

func TestSend_Answers(t *testing.T) {
	secret := store.NewWebhookSecret()
	for name, c := range map[string]struct {
		answer  http.HandlerFunc
		tries   int
		problem string
		again   time.Duration
		gone    bool
	}{
		"good": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201) }},
		"redirect": {answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/elsewhere", http.StatusFound)
		}, problem: "redirect", again: 5 * time.Second},
		"fails":          {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, tries: 1, problem: "It answered 500.", again: time.Minute},
		"fails for good": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, tries: 8, problem: "It answered 500."},
		"wants no more":  {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, problem: "no more", gone: true},
		"wants it later": {answer: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "900"); w.WriteHeader(429) }, problem: "429", again: 15 * time.Minute},
		"wants it never": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "99999999999")
			w.WriteHeader(503)
		}, problem: "503", again: 24 * time.Hour},
		"breaks off": {answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, problem: "The connection failed.", again: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			sender, _ := receive(t, c.answer)
			m := message(public, secret)
			m.Tries = c.tries
			try := sender(time.Now).Send(t.Context(), m)
			if !strings.Contains(try.Problem, c.problem) || (c.problem == "") != (try.Problem == "") || try.Again != c.again || try.Gone != c.gone {
				t.Errorf("%+v", try)
			}
		})
	}
}

// What a receiver answers is kept as short and harmless text, without the secret, should it send it back.
func TestSend_AnswerKept(t *testing.T) {
	secret := store.NewWebhookSecret()
	sender, _ := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "got "+secret.Encode()+"\x00\x1b[31m\u202e\xff "+strings.Repeat("x", 100_000))
	})
	try := sender(time.Now).Send(t.Context(), message(public, secret))
	if strings.Contains(try.Answer, strings.TrimPrefix(secret.Encode(), "whsec_")) || strings.ContainsAny(try.Answer, "\x00\x1b\u202e") || len([]rune(try.Answer)) != 1001 || !strings.HasPrefix(try.Answer, "got whsec_(secret)[31m") {
		t.Errorf("%.200q, %d characters", try.Answer, len([]rune(try.Answer)))
	}
}

func TestSend_WhatIsOff(t *testing.T) {
	m := message(public, store.NewWebhookSecret())
	m.Off = "AI CMO is switched off for this tenant."
	if try := webhook.NewSender().Send(t.Context(), m); try.Problem != m.Off || try.Again != 0 {
		t.Errorf("%+v", try)
	}
	m.Later = true
	if try := webhook.NewSender().Send(t.Context(), m); try.Problem != m.Off || try.Again == 0 {
		t.Errorf("it does not wait: %+v", try)
	}
	if try := webhook.NewSender().Send(t.Context(), message(public)); !strings.Contains(try.Problem, "no secret") {
		t.Errorf("%+v", try)
	}
}
