package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// WebhookSecret is what an endpoint's messages are signed with. Unlike other secrets it is kept readable for the server,
// which has to sign: encrypted, with a key outside the database.
type WebhookSecret struct{ b []byte }

const webhookSecretPrefix = "whsec_"

// NewWebhookSecret makes one of 256 bits.
func NewWebhookSecret() WebhookSecret {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return WebhookSecret{b}
}

// Encode is the secret as Standard Webhooks writes it, to be shown once.
func (s WebhookSecret) Encode() string {
	return webhookSecretPrefix + base64.StdEncoding.EncodeToString(s.b)
}

// String keeps a secret out of logs and error texts.
func (s WebhookSecret) String() string { return "(secret)" }

// Format does the same for every verb.
func (s WebhookSecret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// Sign gives the signature of a message's id, moment and bytes, as a header holds it.
func (s WebhookSecret) Sign(message string) string {
	m := hmac.New(sha256.New, s.b)
	_, _ = m.Write([]byte(message))
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// Redact takes the secret out of a text that came from elsewhere.
func (s WebhookSecret) Redact(text string) string {
	return strings.ReplaceAll(text, base64.StdEncoding.EncodeToString(s.b), "(secret)")
}

// WebhookKey encrypts the secrets of webhooks. It follows from a secret that the database never sees; empty: there is none,
// and no webhook can be made.
type WebhookKey []byte

// NewWebhookKey derives the key from the installation's secret.
func NewWebhookKey(secret string) WebhookKey {
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write([]byte("aicmo: the secrets of webhooks"))
	return m.Sum(nil)
}

// ErrNoWebhookKey says what an operator has to do before there can be webhooks.
var ErrNoWebhookKey = cmo.Errorf(cmo.Unavailable, "This server has no key to keep the secrets of webhooks with. Its operator sets AICMO_SECRET_KEY.")

var errUnreadable = errors.New("store: the secret of a webhook cannot be read with this key")

func (k WebhookKey) aead() (cipher.AEAD, error) {
	if len(k) != sha256.Size {
		return nil, ErrNoWebhookKey
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal encrypts a secret for a tenant: no other tenant's endpoint can use the result.
func (k WebhookKey) Seal(s WebhookSecret, tenant uuid.UUID) ([]byte, error) {
	a, err := k.aead()
	if err != nil {
		return nil, err
	}
	return a.Seal(nil, nil, s.b, tenant[:]), nil //nolint:gosec // this cipher makes its nonces itself
}

// Open decrypts what Seal made.
func (k WebhookKey) Open(sealed []byte, tenant uuid.UUID) (WebhookSecret, error) {
	a, err := k.aead()
	if err != nil {
		return WebhookSecret{}, err
	}
	b, err := a.Open(nil, nil, sealed, tenant[:])
	if err != nil {
		return WebhookSecret{}, errUnreadable
	}
	return WebhookSecret{b}, nil
}
