package store_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/store"
)

func TestSecret_StaysOutOfLogs(t *testing.T) {
	t.Parallel()
	s := store.NewSecret()
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "secret", s)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "secret", s)
	_, _ = fmt.Fprintf(&b, "%v %+v %#v %s %x %d", s, s, s, s, s, s)
	if strings.Contains(b.String(), s.Encode()) || strings.Contains(b.String(), fmt.Sprintf("%x", []byte(s.Encode()))) {
		t.Fatal(b.String())
	}
}

func TestSecret_RoundTrip(t *testing.T) {
	t.Parallel()
	s := store.NewSecret()
	if back, ok := store.ParseSecret(s.Encode()); !ok || back != s {
		t.Fatal("a secret does not survive its encoding")
	}
	for _, bad := range []string{"", "x", s.Encode() + "A", s.Encode()[1:], strings.Repeat("!", 43)} {
		if _, ok := store.ParseSecret(bad); ok {
			t.Errorf("%q is read as a secret", bad)
		}
	}
}
