// Package webhook sends a tenant's events to addresses that the tenant chose: signed as Standard Webhooks, and to the public
// internet only. Where an address leads is looked at when the connection is made, after its name was resolved.
package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

const (
	deadline  = 10 * time.Second // of a whole try
	readLimit = 8 << 10          // of an answer's body
	keepLimit = 1000             // characters of it for the log
)

// Sender sends messages.
type Sender struct {
	client *http.Client
	now    func() time.Time
}

// NewSender makes the sender that reaches the public internet and nothing else.
func NewSender() *Sender {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1, ControlContext: guard}
	return &Sender{now: time.Now, client: &http.Client{Timeout: deadline, CheckRedirect: stay, Transport: &http.Transport{
		Proxy: nil, // what connects is what was looked at
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, addr)
		},
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: deadline, MaxResponseHeaderBytes: 32 << 10,
		DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true,
	}}}
}

// NewTestSender makes a sender over another transport, which looks at no address. Only tests may call it: archtest sees to it.
func NewTestSender(t http.RoundTripper, now func() time.Time) *Sender {
	return &Sender{now: now, client: &http.Client{Timeout: deadline, CheckRedirect: stay, Transport: t}}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

var errRefused = errors.New("webhook: not an address of the public internet")

// guard looks at the address that a connection is about to be made to.
func guard(_ context.Context, network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" || !cmo.PublicAddress(to.Addr()) || !slices.Contains(cmo.WebhookPorts, strconv.Itoa(int(to.Port()))) {
		return errRefused
	}
	return nil
}

// retries are how long after each failed try the next one follows.
var retries = []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour}

// Tries is how often a message is sent before it counts as failed.
var Tries = len(retries) + 1

// longest is the most that a receiver may ask to be left alone for.
const longest = 24 * time.Hour

// Send makes one try.
func (s *Sender) Send(ctx context.Context, m store.Outgoing) store.Try {
	if m.Off != "" {
		off := store.Try{Problem: m.Off}
		if m.Later && m.Tries < len(retries) {
			off.Again = retries[m.Tries]
		}
		return off
	}
	start := s.now()
	t := s.post(ctx, m, start)
	t.Took = max(0, s.now().Sub(start))
	if t.Problem != "" && !t.Gone && m.Tries < len(retries) {
		t.Again = max(t.Again, retries[m.Tries])
	} else {
		t.Again = 0
	}
	return t
}

func (s *Sender) post(ctx context.Context, m store.Outgoing, now time.Time) store.Try {
	if problem := cmo.CheckWebhookURL(m.URL); problem != "" {
		return store.Try{Problem: "The address is not allowed: " + problem}
	}
	if len(m.Secrets) == 0 {
		return store.Try{Problem: "The endpoint has no secret. Rotate it."}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, strings.NewReader(string(m.Payload)))
	if err != nil {
		return store.Try{Problem: "The address cannot be read."}
	}
	req.Header = Headers(m.EventID.String(), now, m.Payload, m.Secrets)
	res, err := s.client.Do(req)
	if err != nil {
		return store.Try{Problem: explain(err)}
	}
	defer func() { _ = res.Body.Close() }()
	t := store.Try{Code: res.StatusCode, Answer: excerpt(res.Body, m.Secrets), Problem: verdict(res.StatusCode), Gone: res.StatusCode == http.StatusGone}
	if wait, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && wait > 0 {
		t.Again = min(time.Duration(min(wait, int(longest.Seconds())))*time.Second, longest)
	}
	return t
}

// Headers are those of a message: its id, the moment of this try, and a signature with each secret that is valid.
func Headers(id string, now time.Time, body []byte, secrets []store.WebhookSecret) http.Header {
	at := strconv.FormatInt(now.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		signatures[i] = s.Sign(id + "." + at + "." + string(body))
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("User-Agent", "AI-CMO-Console-Webhooks/1")
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", at)
	h.Set("webhook-signature", strings.Join(signatures, " "))
	return h
}
