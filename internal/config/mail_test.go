package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestLoad_Mail(t *testing.T) {
	const key, from = "canary/mail", "AI CMO <cmo@example.test>"
	for _, c := range []struct{ url, from, wrong, want string }{
		{"", "", "", ""},
		{"smtps://user:canary%2Fmail@mail.example.test", from, "", `{mail.example.test 465 true user (hidden) "AI CMO" <cmo@example.test>}`},
		{"smtp://user:canary%2Fmail@mail.example.test", "cmo@example.test", "", `{mail.example.test 587 false user (hidden) <cmo@example.test>}`},
		{"smtp://mail.example.test:2525", from, "", `{mail.example.test 2525 false   "AI CMO" <cmo@example.test>}`},
		{"", from, "AICMO_SMTP_URL is not", ""},
		{"smtps://user:canary%2Fmail@mail.example.test", "", "AICMO_MAIL_FROM must", ""},
		{"smtps://user:canary%2Fmail@mail.example.test", "a@b\r\nBcc: c@d", "AICMO_MAIL_FROM must", ""},
		{"smtps://user@mail.example.test", from, "but not both", ""},
		{"https://user:canary%2Fmail@mail.example.test", from, "AICMO_SMTP_URL must", ""},
		{"smtps://user:canary/mail@mail.example.test", from, "AICMO_SMTP_URL must", ""},
		{"smtps://user:canary%2Fmail@mail.example.test:99999", from, "AICMO_SMTP_URL must", ""},
		{"smtps://user:canary%2Fmail@mail.example.test/?x=1", from, "AICMO_SMTP_URL must", ""},
		{"mail.example.test", from, "AICMO_SMTP_URL must", ""},
	} {
		t.Setenv("AICMO_SMTP_URL", c.url)
		t.Setenv("AICMO_MAIL_FROM", c.from)
		got, err := Load()
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v", c.url, err)
		}
		b, _ := json.Marshal(got)
		if shown := fmt.Sprintf("%v %+v %#v %s %v", got, got, got, b, err); strings.Contains(shown, "canary") {
			t.Errorf("the password shows in %s", shown)
		}
		s, on := got.Mail()
		if on != (c.want != "") || on && fmt.Sprint(s) != c.want || on && s.User != "" && s.Password.Reveal() != key {
			t.Errorf("%s: %v", c.url, s)
		}
	}
}
