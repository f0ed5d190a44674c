package cmo

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
)

// sensitive finds personal data and secrets in a text. The first two groups are what only looks like a phone number
// and stays: a UUID, a date or time.
var sensitive = regexp.MustCompile(strings.Join([]string{
	`(?P<keep>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)`,
	`(?P<key>(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}|\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{6,}|\b(?:gh[oprsu]|github_pat)_[A-Za-z0-9_]{12,}|\bxox[a-z]-[A-Za-z0-9-]{8,}|\bAKIA[0-9A-Z]{12,}|\bAIza[0-9A-Za-z_-]{20,}|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|://[^\s/@:]*:[^\s/@]+@)`,
	`(?P<email>[\p{L}\p{N}._%+'-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)`,
	`(?P<phone>\+\d[\d ().-]{5,17}\d|\b00\d{1,3}[ -]?\d[\d ()/-]{4,14}\d\b|\(\d{2,5}\)[ .-]?\d{2,4}[ .-]?\d{2,6}\b|\b(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}\b|\b0\d{1,4}[ /-]\d{3,8}(?:[ -]?\d{2,4})?\b|\b\d{3}[.-]\d{4}\b|\b\d{10,15}\b)`,
}, "|"))

// secretName matches a field whose value is a secret whatever it looks like.
var secretName = regexp.MustCompile(`(?i)^(?:x-)?(?:.*[_-])?(?:api[_-]?key|apikey|password|passwd|secret|client[_-]?secret|access[_-]?token|refresh[_-]?token|auth[_-]?token|authorization|private[_-]?key)$`)

// Mask hides e-mail addresses, phone numbers and keys in a text and says how many it hid.
func Mask(text string) (masked string, hidden int) {
	names := sensitive.SubexpNames()
	masked = sensitive.ReplaceAllStringFunc(text, func(found string) string {
		m := sensitive.FindStringSubmatch(found)
		for i := 1; i < len(m); i++ {
			if m[i] == "" || names[i] == "" {
				continue
			}
			if names[i] == "keep" {
				return found
			}
			hidden++
			return "[masked: " + names[i] + "]"
		}
		hidden++ // found only beside its neighbours: hide rather than show
		return "[masked]"
	})
	return masked, hidden
}

// MaskJSON is Mask over every string, key and long number of a JSON value, whose order it keeps. Values of fields that
// are named like secrets are hidden whole. What is no JSON is masked as a text and returned as a JSON string.
func MaskJSON(raw json.RawMessage) (masked json.RawMessage, hidden int) {
	m := &masker{dec: json.NewDecoder(bytes.NewReader(raw))}
	m.dec.UseNumber()
	err := m.value(0)
	if err == nil {
		if _, tail := m.dec.Token(); tail == io.EOF {
			return m.out.Bytes(), m.hidden
		}
	}
	text, n := Mask(string(raw))
	return Quote(text), n
}

// MaskData is MaskJSON for JSON, and Mask for a text that is none, which stays one.
func MaskData(raw json.RawMessage) (masked json.RawMessage, hidden int) {
	if json.Valid(raw) {
		return MaskJSON(raw)
	}
	text, n := MaskMixed(string(raw))
	return json.RawMessage(text), n
}

// secretField finds a field with a secret's name in JSON that stands inside a text.
var secretField = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(\s*:\s*)"((?:[^"\\]|\\.)+)"`)

// MaskMixed is Mask for a text that may hold JSON: fields that are named like secrets are hidden, too.
func MaskMixed(text string) (masked string, hidden int) {
	text = secretField.ReplaceAllStringFunc(text, func(found string) string {
		m := secretField.FindStringSubmatch(found)
		if !secretName.MatchString(m[1]) {
			return found
		}
		hidden++
		return `"` + m[1] + `"` + m[2] + `"[masked: key]"`
	})
	masked, n := Mask(text)
	return masked, hidden + n
}

type masker struct {
	dec    *json.Decoder
	out    bytes.Buffer
	hidden int
}

// maskDepth bounds the recursion; deeper values are masked as a text.
const maskDepth = 200

func (m *masker) value(depth int) error {
	t, err := m.dec.Token()
	if err != nil {
		return err
	}
	if depth > maskDepth {
		return io.ErrUnexpectedEOF
	}
	switch t := t.(type) {
	case json.Delim:
		return m.children(t, depth)
	case string:
		m.text(t)
	case json.Number:
		if text, n := Mask(t.String()); n > 0 {
			m.hidden += n
			m.out.Write(Quote(text))
		} else {
			m.out.WriteString(t.String())
		}
	default: // true, false, null
		b, err := json.Marshal(t)
		if err != nil {
			return err
		}
		m.out.Write(b)
	}
	return nil
}

func (m *masker) children(open json.Delim, depth int) error {
	m.out.WriteString(open.String())
	for i := 0; m.dec.More(); i++ {
		if i > 0 {
			m.out.WriteByte(',')
		}
		if open == '{' {
			key, err := m.dec.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			m.text(name)
			m.out.WriteByte(':')
			if secretName.MatchString(name) {
				if err := m.secret(); err != nil {
					return err
				}
				continue
			}
		}
		if err := m.value(depth + 1); err != nil {
			return err
		}
	}
	end, err := m.dec.Token()
	if err != nil {
		return err
	}
	if d, ok := end.(json.Delim); ok {
		m.out.WriteString(d.String())
	}
	return nil
}

// secret hides a whole value.
func (m *masker) secret() error {
	var skipped json.RawMessage
	if err := m.dec.Decode(&skipped); err != nil {
		return err
	}
	if s := string(skipped); s == "null" || s == `""` || s == "false" || s == "true" {
		m.out.WriteString(s)
		return nil
	}
	m.hidden++
	m.out.Write(Quote("[masked: key]"))
	return nil
}

func (m *masker) text(s string) {
	masked, n := MaskMixed(s)
	m.hidden += n
	m.out.Write(Quote(masked))
}

// Quote is a JSON string without HTML escapes.
func Quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
