package main

import (
	"context"
	"net"
	"strconv"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/mail"
	"github.com/ubigrowth/aicmo/internal/store"
)

// mailSender sends the console's mail, nil when no mail server is set.
func mailSender(cfg config.Config) (*mail.Sender, error) {
	s, ok := cfg.Mail()
	if !ok {
		return nil, nil //nolint:nilnil // no mail is no fault
	}
	return mail.New(mail.Config{Host: s.Host, Port: s.Port, TLS: s.TLS, User: s.User, Password: s.Password.Reveal(), From: s.From, Base: cfg.Base()})
}

// examineMail says whether the mail server lets the console in. Nothing is sent.
func examineMail(ctx context.Context, cfg config.Config) store.Finding {
	sender, err := mailSender(cfg)
	if err != nil {
		return store.Finding{Text: err.Error()}
	}
	if sender == nil {
		return store.Finding{OK: true, Text: "No mail is sent: AICMO_SMTP_URL is not set."}
	}
	s, _ := cfg.Mail()
	who := "Mail goes out by " + net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) + "."
	if got := sender.Check(ctx); got.Problem != "" {
		return store.Finding{Text: who + " " + got.Problem}
	}
	return store.Finding{OK: true, Text: who + " It lets the console in."}
}
