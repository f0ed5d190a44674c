package cmo_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// The mark is the server's: whatever is typed, an AI-driven text carries it once and a manual one does not.
func FuzzWithMark(f *testing.F) {
	for _, seed := range []string{"", "A plain text", "AI CMO Driven: x", "AI CMO Driven:AI CMO Driven: x", " ai cmo driven : x", "AI CMO Driven:\u00a0x", "\u200bAI CMO Driven: x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ai, manual := cmo.WithMark(cmo.OriginAI, text), cmo.WithMark(cmo.OriginManual, text)
		if !strings.HasPrefix(ai, cmo.MarkPrefix) || strings.HasPrefix(manual, cmo.MarkPrefix) {
			t.Fatalf("%q: %q, %q", text, ai, manual)
		}
		if strings.HasPrefix(cmo.WithoutMark(ai), cmo.MarkPrefix) {
			t.Fatalf("%q keeps its mark: %q", text, cmo.WithoutMark(ai))
		}
		if again := cmo.WithMark(cmo.OriginAI, ai); again != ai {
			t.Fatalf("%q: marked twice it is %q, once %q", text, again, ai)
		}
	})
}

// Masking ends, keeps text valid, and leaves nothing to mask.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{"", "write to anna@example.test", "call +1 (555) 010-9999", "sk-abcdefghijklmnop1234567890", "Bearer abc.def.ghi", "2026-01-02 10:00", strings.Repeat("a@", 50)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked, hidden := cmo.Mask(text)
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Fatalf("%q became invalid: %q", text, masked)
		}
		if hidden == 0 && masked != text {
			t.Fatalf("%q was changed to %q with nothing hidden", text, masked)
		}
		if strings.Contains(masked, "anna@example.test") {
			t.Fatalf("an address is left in %q", masked)
		}
	})
}

// A zone that is accepted names one that the database accepts, too: never a file path, never the server's own.
func FuzzZone(f *testing.F) {
	for _, seed := range []string{"", "UTC", "America/Chicago", "Local", "../etc/passwd", "Europe/Berlin\x00", "EST5EDT", "+03:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		zone, err := cmo.Zone(name)
		if err == nil && (zone == nil || zone.String() == "Local" || strings.Contains(name, "..") || strings.ContainsRune(name, 0)) {
			t.Fatalf("%q is taken as %v", name, zone)
		}
	})
}

// Pages link to whole http and https addresses only.
func FuzzWebAddress(f *testing.F) {
	for _, seed := range []string{"", "https://example.test/a?b=c", "javascript:alert(1)", "//example.test", "http://user:pass@example.test", "https:///x", "HTTP://EXAMPLE.test", "data:text/html,x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !cmo.WebAddress(text) {
			return
		}
		u, err := url.Parse(text)
		if lower := strings.ToLower(text); err != nil || u.Host == "" || u.User != nil || !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
			t.Fatalf("%q is linked", text)
		}
	})
}

// Counting never fails and never loses a part.
func FuzzCountSMS(f *testing.F) {
	for _, seed := range []string{"", "Hi", strings.Repeat("a", 161), strings.Repeat("é", 70), "\U0001F3B5", strings.Repeat("€", 80)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n := cmo.CountSMS(text); n.Parts < 0 || text != "" && n.Parts == 0 || n.Parts > len(text)+1 {
			t.Fatalf("%q: %+v", text, n)
		}
	})
}

// Every label is text for people, whatever value a row holds.
func FuzzLabel(f *testing.F) {
	for _, seed := range []string{"", "in_review", "_", "ß", "a__b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if label := cmo.Label(value); utf8.ValidString(value) && !utf8.ValidString(label) {
			t.Fatalf("%q becomes %q", value, label)
		}
	})
}

// A form of any record, whatever is sent as whichever of its fields: each column is read as what its table can hold, or has
// a message. What was read is read the same again.
func FuzzReadForm(f *testing.F) {
	for _, seed := range []string{"", "2026-02-30", "2026-02-28T02:30", "1,200.50", "-0", "1e400", "NaN", "a\nb", "\u202ex", "javascript:alert(1)", "#12345", "\x00", "9999-12-31T23:59", strings.Repeat("9", 400)} {
		f.Add(seed, seed)
	}
	zone, err := cmo.Zone("America/Chicago")
	if err != nil {
		f.Fatal(err)
	}
	kinds := []cmo.RecordKind{cmo.KindBrand, cmo.KindICP, cmo.KindOffer, cmo.KindPlan, cmo.KindMilestone, cmo.KindFunnel, cmo.KindStage, cmo.KindCampaign, cmo.KindChannel, cmo.KindAsset, cmo.KindVariant, cmo.KindEvent}
	f.Fuzz(func(t *testing.T, text, other string) {
		for _, kind := range kinds {
			typ, form := kind.Type(), map[string][]string{}
			for _, field := range typ.Fields {
				form[field.Column] = []string{text, other}
				for _, part := range field.Parts {
					form[field.Column+"."+part.Column] = []string{text, other}
				}
			}
			fields, problems := typ.ReadForm(form, zone, nil)
			for _, field := range typ.Fields {
				if v, read := fields[field.Column]; !read || strings.Contains(fmt.Sprint(v), "\u202e") {
					t.Fatalf("%s.%s: %q, %q is read as %q", kind, field.Column, text, other, v)
				}
			}
			again, more := typ.ReadForm(form, zone, nil)
			if !bytes.Equal(again.JSON(), fields.JSON()) || !maps.Equal(more, problems) { // JSON panics on what it cannot hold
				t.Fatalf("%s: %q, %q is read in two ways", kind, text, other)
			}
		}
	})
}
