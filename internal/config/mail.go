package config

import (
	"errors"
	"net/mail"
	"net/url"
	"strconv"
)

// SMTP is the mail server of AICMO_SMTP_URL.
type SMTP struct {
	Host     string
	Port     int
	TLS      bool // from the first byte; else by STARTTLS, which is never left out
	User     string
	Password Secret
	From     string
}

// errSMTP holds nothing of the value: it may contain a password.
var errSMTP = errors.New("AICMO_SMTP_URL must be an address like smtps://user:password@mail.example.test:465, or smtp:// for STARTTLS, with special characters of the password as %XX")

// Mail is the mail server, false when none is set.
func (c Config) Mail() (SMTP, bool) {
	s, err := c.readMail()
	return s, err == nil && s.Host != ""
}

// readMail is not kept in a field: fmt would show what it holds.
func (c Config) readMail() (SMTP, error) {
	if c.SMTPURL == "" {
		if c.MailFrom != "" {
			return SMTP{}, errors.New("AICMO_MAIL_FROM is set but AICMO_SMTP_URL is not: set both, or neither to send no mail")
		}
		return SMTP{}, nil
	}
	u, err := url.Parse(c.SMTPURL.Reveal())
	if err != nil || u.Hostname() == "" || u.Opaque != "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		return SMTP{}, errSMTP
	}
	s := SMTP{Host: u.Hostname(), TLS: u.Scheme == "smtps", Port: 587}
	switch u.Scheme {
	case "smtps":
		s.Port = 465
	case "smtp":
	default:
		return SMTP{}, errSMTP
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return SMTP{}, errSMTP
		}
	}
	password, both := u.User.Password()
	if s.User, s.Password = u.User.Username(), Secret(password); (s.User != "") != (both && password != "") {
		return SMTP{}, errors.New("AICMO_SMTP_URL names a user or a password, but not both")
	}
	from, err := mail.ParseAddress(c.MailFrom)
	if err != nil {
		return SMTP{}, errors.New("AICMO_SMTP_URL is set, so AICMO_MAIL_FROM must be the address that mail comes from, like cmo@example.test or AI CMO <cmo@example.test>")
	}
	s.From = from.String()
	return s, nil
}

func (c Config) checkMail() error {
	_, err := c.readMail()
	return err
}
