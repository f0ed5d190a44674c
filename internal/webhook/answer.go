package webhook

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/ubigrowth/aicmo/internal/store"
)

// verdict says what is wrong with an answer, nothing for a good one.
func verdict(code int) string {
	switch {
	case code >= 200 && code < 300:
		return ""
	case code >= 300 && code < 400:
		return "It answered " + strconv.Itoa(code) + ", a redirect. Redirects are not followed: enter the address it leads to."
	case code == 410:
		return "It answered 410: it wants no more messages."
	}
	return "It answered " + strconv.Itoa(code) + "."
}

// explain says in words why there was no answer, without addresses of inner networks.
func explain(err error) string {
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var verification *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.Is(err, errRefused):
		return "Its name leads to an address that is not on the public internet. Nothing was sent."
	case errors.As(err, &dns):
		return "Its name was not found."
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &verification):
		return "Its certificate is not valid."
	case errors.As(err, &record):
		return "It does not speak TLS."
	case errors.Is(err, context.Canceled):
		return "The try was broken off."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "It did not answer in 10 seconds."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "It refused the connection."
	}
	return "The connection failed."
}

// excerpt is how an answer's body begins, as text that is safe to show: no secret, no control character.
func excerpt(body io.Reader, secrets []store.WebhookSecret) string {
	raw, _ := io.ReadAll(io.LimitReader(body, readLimit)) // what came is what there is
	text := strings.ToValidUTF8(string(raw), "\uFFFD")
	for _, s := range secrets {
		text = s.Redact(text)
	}
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text))
	if utf8.RuneCountInString(text) > keepLimit {
		text = string([]rune(text)[:keepLimit]) + "…"
	}
	return text
}
