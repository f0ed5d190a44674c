// Package mail writes and sends the console's mail: notices of what happened in a tenant, and invitations. Plain text, over TLS
// only, each try within a deadline; what goes wrong is told in our own words, so that no credential and no address gets into a log.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"strconv"
	"time"

	smtp "github.com/wneessen/go-mail"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// timeout of one try, from the connection to the server's last word.
const timeout = 15 * time.Second

// Config is the mail server, whom mail comes from and where its links lead.
type Config struct {
	Host           string
	Port           int
	TLS            bool // from the first byte; else by STARTTLS, which is never left out
	User, Password string
	From           string
	Base           *url.URL
	Trust          *tls.Config   // nil: the system's authorities
	Timeout        time.Duration // 0: the usual
}

// Sender sends mail.
type Sender struct {
	cfg    Config
	client *smtp.Client
	domain string // of whom mail comes from
}

// New makes a Sender. It connects to nobody yet.
func New(cfg Config) (*Sender, error) {
	from, err := parseFrom(cfg.From)
	if err != nil {
		return nil, err
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = timeout
	}
	s := &Sender{cfg: cfg, domain: from}
	options := []smtp.Option{smtp.WithPort(cfg.Port), smtp.WithTimeout(cfg.Timeout), smtp.WithTLSPolicy(smtp.TLSMandatory), smtp.WithTLSConfig(s.trust()), smtp.WithDialContextFunc(s.dial)}
	if cfg.TLS { // the connection is encrypted when the library gets it
		options = append(options, smtp.WithTLSPolicy(smtp.TLSOpportunistic))
	}
	if cfg.User != "" {
		options = append(options, smtp.WithSMTPAuth(smtp.SMTPAuthAutoDiscover), smtp.WithUsername(cfg.User), smtp.WithPassword(cfg.Password))
	}
	s.client, err = smtp.NewClient(cfg.Host, options...)
	return s, err
}

func (s *Sender) trust() *tls.Config {
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.cfg.Trust != nil {
		t = s.cfg.Trust.Clone()
	}
	t.ServerName = s.cfg.Host
	return t
}

// limited is a connection that ends at a moment which nothing moves: the library sets deadlines of its own, and none for the
// server's first word.
type limited struct {
	net.Conn
	until time.Time
}

func (l *limited) cut(t time.Time) time.Time {
	if t.IsZero() || t.After(l.until) {
		return l.until
	}
	return t
}

func (l *limited) SetDeadline(t time.Time) error      { return l.Conn.SetDeadline(l.cut(t)) }
func (l *limited) SetReadDeadline(t time.Time) error  { return l.Conn.SetReadDeadline(l.cut(t)) }
func (l *limited) SetWriteDeadline(t time.Time) error { return l.Conn.SetWriteDeadline(l.cut(t)) }

// connections of a try are closed with it, whatever became of it.
type connections struct{ open net.Conn }

type connectionsKey struct{}

func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	until, ok := ctx.Deadline()
	if !ok {
		until = time.Now().Add(s.cfg.Timeout)
	}
	if kept, ok := ctx.Value(connectionsKey{}).(*connections); ok {
		kept.open = conn
	}
	conn = &limited{conn, until}
	if err := conn.SetDeadline(until); err != nil {
		return nil, err
	}
	if !s.cfg.TLS {
		return conn, nil
	}
	secure := tls.Client(conn, s.trust())
	return secure, secure.HandshakeContext(ctx)
}

// Check connects and signs in, and sends nothing.
func (s *Sender) Check(ctx context.Context) cmo.MailResult { return s.try(ctx, nil) }

// try connects and sends a message, nil for none. A server that took the message and fails afterwards took it.
func (s *Sender) try(ctx context.Context, m *smtp.Msg) cmo.MailResult {
	kept := &connections{}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, connectionsKey{}, kept), s.cfg.Timeout)
	defer cancel()
	client, err := s.client.DialToSMTPClientWithContext(ctx)
	if kept.open != nil {
		defer func() { _ = kept.open.Close() }()
		defer context.AfterFunc(ctx, func() { _ = kept.open.Close() })()
	}
	if err != nil {
		return told(ctx, err)
	}
	if m != nil {
		if err := s.client.SendWithSMTPClient(client, m); err != nil && !m.IsDelivered() {
			return told(ctx, err)
		}
	}
	_ = s.client.CloseWithSMTPClient(client)
	return cmo.MailResult{}
}

// told says what went wrong in our own words: what a server answers may hold anything.
func told(ctx context.Context, err error) cmo.MailResult {
	code := ""
	var refused *smtp.SendError
	var answer *textproto.Error
	var network net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &refused) && refused.ErrorCode() > 0:
		code = " (" + strconv.Itoa(refused.ErrorCode()) + ")."
		final := refused.ErrorCode() >= 500
		switch refused.Reason {
		case smtp.ErrSMTPRcptTo:
			return cmo.MailResult{Problem: "The mail server refuses the recipient" + code, Final: final}
		case smtp.ErrSMTPMailFrom:
			return cmo.MailResult{Problem: "The mail server refuses AICMO_MAIL_FROM as the sender" + code}
		}
		return cmo.MailResult{Problem: "The mail server refuses the message" + code, Final: final}
	case errors.As(err, &answer) && (answer.Code == 535 || answer.Code == 534 || answer.Code == 530):
		return cmo.MailResult{Problem: "The mail server refuses the user or the password of AICMO_SMTP_URL (" + strconv.Itoa(answer.Code) + ")."}
	case errors.As(err, &answer):
		return cmo.MailResult{Problem: "The mail server does not take mail now (" + strconv.Itoa(answer.Code) + ")."}
	case errors.As(err, &certificate):
		return cmo.MailResult{Problem: "The certificate of the mail server is not trusted."}
	case ctx.Err() != nil || over(ctx) || errors.As(err, &network) && network.Timeout():
		return cmo.MailResult{Problem: "The mail server did not answer in time."}
	case errors.As(err, &network):
		return cmo.MailResult{Problem: "The mail server cannot be reached."}
	}
	return cmo.MailResult{Problem: "The mail server does not speak as it must: it has to offer STARTTLS or TLS, and a way to sign in."}
}

// over reports whether the deadline has passed: the connection ends with it, a moment before the context says so.
func over(ctx context.Context) bool {
	until, ok := ctx.Deadline()
	return ok && !time.Now().Before(until)
}
