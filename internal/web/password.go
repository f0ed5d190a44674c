package web

import (
	_ "embed"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The length of a password in characters. There is no rule about kinds of character; common ones are refused.
const (
	minPassword = 10
	maxPassword = 200
)

//go:embed common_passwords.txt
var commonList string

var common = func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Fields(commonList) {
		m[line] = true
	}
	return m
}()

// argonParams cost about 40 ms and 19 MiB a hash.
var argonParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many hashes run at once: they are the dearest thing a stranger can ask for.
var hashing = make(chan struct{}, max(2, runtime.NumCPU()))

// CheckNewPassword says what is wrong with a new password, for the person who chose it.
func CheckNewPassword(password string, personal ...string) error {
	msg := ""
	lower := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		msg = fmt.Sprintf("Use at least %d characters. A few unrelated words are easy to remember.", minPassword)
	case n > maxPassword:
		msg = fmt.Sprintf("Use at most %d characters.", maxPassword)
	case common[lower] || common[strings.TrimRight(lower, "0123456789!.?")] || oneCharacter(lower):
		msg = "This password is on the list of common ones, which are tried first. Choose another."
	}
	for _, p := range personal {
		if p = strings.ToLower(p); msg == "" && utf8.RuneCountInString(p) >= 4 && strings.Contains(lower, p) {
			msg = "Do not use your name, address or product name in it."
		}
	}
	if msg == "" {
		return nil
	}
	return &cmo.Error{Kind: cmo.Invalid, Msg: msg, Fields: map[string]string{"password": msg}}
}

func oneCharacter(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return strings.Trim(s, string(first)) == ""
}

// HashPassword hashes with argon2id.
func HashPassword(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, argonParams)
}

// verifyPassword compares in constant time; an empty hash never matches.
func (s *Server) verifyPassword(password, hash string) (bool, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	against := hash
	if hash == "" {
		against = s.decoy()
	}
	ok, err := argon2id.ComparePasswordAndHash(password, against)
	return ok && hash != "", err
}
