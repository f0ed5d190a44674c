package store_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// A cursor comes from a URL: what parses is what Encode writes, and what does not is refused with words.
func FuzzParseCursor(f *testing.F) {
	for _, seed := range []string{"", "x", "%", store.Cursor{}.Encode(), store.Cursor{Key: "Spring\u00e9 \U0001F3B5", ID: uuid.New()}.Encode(), store.NewSecret().Encode()} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := store.ParseCursor(text)
		if err != nil {
			if cmo.KindOf(err) != cmo.Invalid || c != nil {
				t.Fatalf("%q: %v, %v", text, c, err)
			}
			return
		}
		if c == nil {
			if text != "" {
				t.Fatalf("%q is no cursor, and no error either", text)
			}
			return
		}
		again, err := store.ParseCursor(c.Encode())
		if err != nil || *again != *c {
			t.Fatalf("%q: %v became %v, %v", text, c, again, err)
		}
	})
}

func FuzzParseRunCursor(f *testing.F) {
	for _, seed := range []string{"", "2026", store.Cursor{Key: "2026-01-02T03:04:05.123456789Z"}.Encode(), store.Cursor{Key: "0000-01-01T00:00:00Z"}.Encode(),
		store.Cursor{Key: "2026-01-02T03:04:05+23:59"}.Encode(), store.Cursor{Key: "9999-12-31T23:59:59-10:00"}.Encode()} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := store.ParseRunCursor(text)
		if err != nil && cmo.KindOf(err) != cmo.Invalid {
			t.Fatalf("%q: %v", text, err)
		}
		if c == nil {
			return
		}
		again, err := store.ParseRunCursor(c.Encode())
		if err != nil || !again.At.Equal(c.At) || again.ID != c.ID {
			t.Fatalf("%q: %v became %v, %v", text, c, again, err)
		}
	})
}

func FuzzParseSecret(f *testing.F) {
	for _, seed := range []string{"", "x", store.NewSecret().Encode(), store.NewSecret().Encode() + "=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := store.ParseSecret(text); ok && s.Encode() != text {
			t.Fatalf("%q is read as %q: one secret, two cookies", text, s.Encode())
		}
	})
}
