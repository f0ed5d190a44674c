package mail_test

import (
	"io"
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/mail"
	"github.com/ubigrowth/aicmo/internal/mail/mailtest"
)

func sender(t *testing.T, s *mailtest.Server, change func(*mail.Config)) *mail.Sender {
	t.Helper()
	base, _ := url.Parse("https://cmo.example.test")
	cfg := mail.Config{Host: s.Host, Port: s.Port, User: mailtest.User, Password: mailtest.Password, From: "AI CMO <cmo@example.test>", Base: base, Trust: s.Trust, Timeout: 20 * time.Second}
	if change != nil {
		change(&cfg)
	}
	m, err := mail.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var notice = cmo.Notice{ID: uuid.MustParse("0190aaaa-0000-7000-8000-000000000001"), Address: "told@example.test", Slug: "first-touch", Tenant: "First Touch", Event: "campaign.moved", State: "in_review",
	RecordID: uuid.MustParse("0190aaaa-0000-7000-8000-000000000002"), Name: "Spring clinic – früh", Actor: "Ada"}

func TestNotice_WhatItHolds(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	if got := sender(t, s, nil).Notice(t.Context(), notice); got.Problem != "" {
		t.Fatal(got.Problem)
	}
	got := s.Mails()
	if len(got) != 1 || got[0].From != "cmo@example.test" || got[0].To != "told@example.test" {
		t.Fatalf("%+v", got)
	}
	m, err := netmail.ReadMessage(strings.NewReader(got[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Message-Id": "<0190aaaa-0000-7000-8000-000000000001@example.test>", "Auto-Submitted": "auto-generated", "List-Id": "<first-touch.notifications.example.test>",
		"List-Unsubscribe": "<https://cmo.example.test/t/first-touch/settings>", "To": "<told@example.test>", "From": `"AI CMO" <cmo@example.test>`, "User-Agent": ""} {
		if m.Header.Get(name) != want {
			t.Errorf("%s: %s", name, m.Header.Get(name))
		}
	}
	body, _ := io.ReadAll(m.Body)
	if !strings.HasPrefix(m.Header.Get("Content-Type"), "text/plain") || !strings.Contains(string(body), "/t/first-touch/campaigns/0190aaaa") || strings.Contains(got[0].Data, mailtest.Password) {
		t.Errorf("%s", got[0].Data)
	}
}

// What goes wrong is told in our words, which never hold the password or the server's answer. Only what a recipient or a message is
// refused for is not tried again.
func TestSend_WhatGoesWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		command, answer string
		change          func(*mail.Config)
		want            string
		final           bool
	}{
		"wrong password":      {"", "", func(c *mail.Config) { c.Password = "canary-wrong" }, "user or the password of AICMO_SMTP_URL (535)", false},
		"refused recipient":   {"RCPT", "550 5.1.1 no canary-answer", nil, "refuses the recipient (550)", true},
		"recipient later":     {"RCPT", "451 later", nil, "refuses the recipient (451)", false},
		"refused sender":      {"MAIL", "550 no", nil, "refuses AICMO_MAIL_FROM", false},
		"refused message":     {".", "554 spam", nil, "refuses the message (554)", true},
		"busy":                {"220", "421 busy", nil, "does not take mail now (421)", false},
		"hangs at once":       {"220", "hang", func(c *mail.Config) { c.Timeout = 300 * time.Millisecond }, "in time", false},
		"hangs in the middle": {"RCPT", "hang", func(c *mail.Config) { c.Timeout = 500 * time.Millisecond }, "in time", false},
		"hangs at the end":    {".", "hang", func(c *mail.Config) { c.Timeout = 500 * time.Millisecond }, "in time", false},
		"no STARTTLS":         {"EHLO", "250-mailtest\r\n250 AUTH PLAIN", nil, "STARTTLS", false},
		"unknown authority":   {"", "", func(c *mail.Config) { c.Trust = nil }, "certificate", false},
		"nobody there":        {"", "", func(c *mail.Config) { c.Port = 1 }, "cannot be reached", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.New(t)
			s.Answer(c.command, c.answer)
			got := sender(t, s, c.change).Notice(t.Context(), notice)
			if !strings.Contains(got.Problem, c.want) || got.Final != c.final || strings.Contains(got.Problem, "canary") || strings.Contains(got.Problem, "told@") {
				t.Errorf("%+v", got)
			}
			if len(s.Mails()) > 0 || name == "no STARTTLS" && strings.Contains(s.Asked(), "AUTH") {
				t.Errorf("%+v after %s", s.Mails(), s.Asked())
			}
		})
	}
}

func TestCheck_SignsInAndSendsNothing(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*mailtest.Server{"STARTTLS": mailtest.New(t), "TLS": mailtest.NewTLS(t)} {
		m := sender(t, s, func(c *mail.Config) { c.TLS = name == "TLS" })
		if got := m.Check(t.Context()); got.Problem != "" || len(s.Mails()) > 0 || !strings.Contains(s.Asked(), "AUTH") || strings.Contains(s.Asked(), "STARTTLS") != (name != "TLS") {
			t.Errorf("%s: %+v after %s", name, got, s.Asked())
		}
		if got := m.Notice(t.Context(), notice); got.Problem != "" || len(s.Mails()) != 1 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A server that took a mail and then fails has taken it: it is not sent again.
func TestSend_FailsAfterTaking_Sent(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	s.Answer("RSET", "451 later")
	s.Answer("QUIT", "500 what")
	if got := sender(t, s, nil).Notice(t.Context(), notice); got.Problem != "" || len(s.Mails()) != 1 {
		t.Errorf("%+v, %d", got, len(s.Mails()))
	}
}

// Whatever stands in a name or an address adds no header, no recipient and no command.
func TestSend_LineBreaks_Inert(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t)
	m := sender(t, s, nil)
	const bad = "x\r\nBcc: victim@example.test\r\n\r\nGone\u2028\u202e\x00"
	n := notice
	n.Tenant, n.Name, n.Actor, n.Problem = bad, bad, bad, bad
	for _, event := range []string{"campaign.moved", "campaign.start_refused", "run.failed"} {
		n.Event = event
		if got := m.Notice(t.Context(), n); got.Problem != "" {
			t.Fatal(got.Problem)
		}
	}
	if got := m.Invite(t.Context(), cmo.InviteMail{To: "in@example.test", Tenant: bad, By: bad, Role: "a viewer", Link: "https://cmo.example.test/invite?token=x"}); got.Problem != "" {
		t.Fatal(got.Problem)
	}
	for _, got := range s.Mails() {
		p, err := netmail.ReadMessage(strings.NewReader(got.Data))
		if err != nil || p.Header.Get("Bcc") != "" || len(p.Header["To"]) != 1 || strings.Contains(got.Data, "\nBcc") || strings.ContainsAny(got.Data, "\u2028\u202e\x00") {
			t.Errorf("%v: %s", err, got.Data)
		}
	}
	taken := len(s.Mails())
	for _, to := range []string{"a@example.test\r\nRCPT TO:<b@example.test>", "a@example.test>\r\nDATA", "a@example.test, b@example.test", "<a@example.test>", "A <a@example.test>", ""} {
		n.Address = to
		if got := m.Notice(t.Context(), n); !got.Final {
			t.Errorf("%q: %+v", to, got)
		}
	}
	if len(s.Mails()) != taken {
		t.Error("a mail went to what is no address")
	}
}
