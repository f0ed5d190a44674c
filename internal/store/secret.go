package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// Secret is a 256-bit random value that grants a right: a session, a sign-in link. Only its SHA-256 is stored.
type Secret struct{ b [32]byte }

// NewSecret makes a Secret from the system's random source.
func NewSecret() Secret {
	var s Secret
	_, _ = rand.Read(s.b[:]) // never fails since Go 1.24
	return s
}

// ParseSecret reads what Encode wrote. ok is false for anything else.
func ParseSecret(text string) (s Secret, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != len(s.b) {
		return Secret{}, false
	}
	s = Secret{b: [32]byte(b)}
	return s, s.Encode() == text // the decoder lets line breaks and stray bits at the end pass
}

// Encode is the secret as it travels in a cookie or a link.
func (s Secret) Encode() string { return base64.RawURLEncoding.EncodeToString(s.b[:]) }

// String keeps a secret out of logs and error texts.
func (s Secret) String() string { return "(secret)" }

// Format does the same for every verb, %x and %#v included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

func (s Secret) hash() []byte { h := sha256.Sum256(s.b[:]); return h[:] }

// keyOf hashes an account or an address into a key for counting attempts, so that neither is stored.
func keyOf(kind, value string) []byte {
	h := sha256.Sum256([]byte(kind + "\x00" + value))
	return h[:]
}
