package cmo

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Largest texts and numbers of a form; the database has limits of its own behind them.
const (
	maxLine   = 500
	maxLong   = 20000
	maxItems  = 200
	maxNumber = 999_999_999_999
)

// formReader reads one form into the fields of one record type.
type formReader struct {
	form   map[string][]string
	zone   *time.Location
	errors map[string]string
}

// ReadForm reads what a form says of the type's fields. A field none of whose controls the form holds is left out; a
// checkbox therefore needs a hidden control of the same name before it, and rows one named like the column. Groups and
// rows keep the parts of the present value that no control stands for. The messages are by name of the control.
func (t RecordType) ReadForm(form map[string][]string, zone *time.Location, present Fields) (Fields, map[string]string) {
	r := &formReader{form: form, zone: zone, errors: map[string]string{}}
	out := Fields{}
	for _, f := range t.Fields {
		if r.holds(f.Column) {
			out[f.Column] = r.field(f, f.Column, present[f.Column])
		}
	}
	return out, r.errors
}

// holds reports whether a form has a control of a field or of a part of it.
func (r *formReader) holds(name string) bool {
	if _, ok := r.form[name]; ok {
		return true
	}
	for other := range r.form {
		if strings.HasPrefix(other, name+".") {
			return true
		}
	}
	return false
}

func (r *formReader) fail(name, format string, args ...any) any {
	if _, ok := r.errors[name]; !ok {
		r.errors[name] = fmt.Sprintf(format, args...)
	}
	return nil
}

// field reads one field; name is the name of its control.
func (r *formReader) field(f Field, name string, present any) any {
	switch f.Type {
	case FieldGroup:
		out := map[string]any{}
		for k, v := range asObject(present) {
			out[k] = v
		}
		for _, p := range f.Parts {
			part := name + "." + p.Column
			if !r.holds(part) {
				continue
			}
			if v := r.field(p, part, out[p.Column]); v != nil {
				out[p.Column] = v
			} else {
				delete(out, p.Column)
			}
		}
		return out
	case FieldRows:
		return r.rows(f, name, present)
	}
	values := r.form[name]
	raw := ""
	if len(values) > 0 {
		raw = values[len(values)-1]
	}
	if was, ok := present.(string); ok && f.Type == FieldChoice && raw == was {
		return was // a legacy value of an import stays as it is
	}
	if f.Type == FieldList && f.Ref != "" { // one control for each name
		raw = strings.Join(values, "\n")
	}
	return f.overPresent(r.value(f, name, raw), present)
}

// rows reads parallel values: the n-th of each part makes the n-th row. NAME.row holds a row's place before the edit,
// so that what no control stands for stays with it. Rows left empty are dropped.
func (r *formReader) rows(f Field, name string, present any) any {
	out := []any{}
	count := 0
	for _, p := range f.Parts {
		count = max(count, len(r.form[name+"."+p.Column]))
	}
	if count > maxItems {
		return r.fail(name, "At most %d rows.", maxItems)
	}
	before, _ := present.([]any)
	for i := range count {
		row, filled := map[string]any{}, false
		if at, err := strconv.Atoi(at(r.form[name+".row"], i)); err == nil && at >= 0 && at < len(before) {
			filled = foreign(before[at], f.Parts)
			for k, v := range asObject(before[at]) {
				row[k] = v
			}
		}
		for _, p := range f.Parts {
			part := name + "." + p.Column
			if i >= len(r.form[part]) {
				continue
			}
			v := p.overPresent(r.value(p, part, r.form[part][i]), row[p.Column])
			if list, ok := v.([]any); v == nil || ok && len(list) == 0 {
				delete(row, p.Column)
				continue
			}
			row[p.Column], filled = v, true
		}
		if filled {
			out = append(out, row)
		}
	}
	return out
}

// foreign reports an import's row that no control shows anything of: it stays as it is.
func foreign(row any, parts []Field) bool {
	m := asObject(row)
	for _, p := range parts {
		if m[p.Column] != nil {
			return false
		}
	}
	return len(m) > 0
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// value reads one control. Nothing typed is nil, or an empty list.
func (r *formReader) value(f Field, name, raw string) any {
	text, problem := cleanText(raw)
	if problem != "" {
		return r.fail(name, "%s", problem)
	}
	if f.Type == FieldBool {
		return text == "on" || text == "true"
	}
	if f.Tags {
		return r.tags(name, []string{text})
	}
	if f.Type == FieldList {
		return r.list(f, name, text)
	}
	if text == "" {
		if f.Required {
			return r.fail(name, "%s is missing.", f.Label)
		}
		return nil
	}
	switch f.Type {
	case FieldNumber, FieldPercent, FieldInt:
		return r.number(f, name, text)
	case FieldDay:
		return r.day(name, text)
	case FieldMoment:
		return r.moment(name, text)
	case FieldChoice:
		for _, c := range f.Choices {
			if c == text {
				return text
			}
		}
		return r.fail(name, "Choose one of the list.")
	case FieldRef:
		if _, err := uuid.Parse(text); err != nil || len(text) != 36 {
			return r.fail(name, "Choose one of the list.")
		}
		return text
	case FieldURL:
		if !webAddress(text) {
			return r.fail(name, "Write a whole address that starts with https:// or http://.")
		}
	}
	limit := f.Max
	if limit == 0 {
		limit = map[FieldType]int{FieldLong: maxLong}[f.Type]
	}
	if limit == 0 {
		limit = maxLine
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return r.fail(name, "%d characters are too many: at most %d.", n, limit)
	}
	if f.Type != FieldLong && strings.Contains(text, "\n") {
		return r.fail(name, "Only one line.")
	}
	return text
}

func (r *formReader) list(f Field, name, text string) any {
	out := []any{}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if utf8.RuneCountInString(line) > maxLine {
			return r.fail(name, "A line has at most %d characters.", maxLine)
		}
		out = append(out, line)
	}
	if len(out) > maxItems {
		return r.fail(name, "At most %d lines.", maxItems)
	}
	if f.Required && len(out) == 0 {
		return r.fail(name, "%s is missing.", f.Label)
	}
	return out
}

var numberForm = regexp.MustCompile(`^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$`)

func (r *formReader) number(f Field, name, text string) any {
	if f.Type == FieldPercent || f.UnitOf != "" { // the sign stands beside the field; typing it, too, is no mistake
		text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	}
	if !numberForm.MatchString(text) {
		return r.fail(name, "Write a number like 1200 or 1,200.50.")
	}
	digits := strings.ReplaceAll(text, ",", "")
	n, err := strconv.ParseFloat(digits, 64)
	top := float64(maxNumber)
	if f.Type == FieldPercent {
		top = 100
	}
	if f.Type == FieldInt {
		top = 2_000_000_000
	}
	if f.Max > 0 {
		top = float64(f.Max)
	}
	_, fraction, _ := strings.Cut(digits, ".")
	switch {
	case err != nil || n > top:
		return r.fail(name, "At most %s.", strconv.FormatFloat(top, 'f', -1, 64))
	case n < 0:
		return r.fail(name, "Not below 0.")
	case f.Type == FieldInt && fraction != "":
		return r.fail(name, "Write a whole number.")
	case len(fraction) > 2:
		return r.fail(name, "At most two decimals.")
	}
	return n
}

func (r *formReader) day(name, text string) any {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil || d.Year() < 2000 || d.Year() > 2100 {
		return r.fail(name, "There is no such day. Write it as 2026-01-31.")
	}
	return text
}

const momentForm = "2006-01-02T15:04"

func (r *formReader) moment(name, text string) any {
	m, err := time.ParseInLocation(momentForm, text, r.zone)
	if err != nil || m.Year() < 2000 || m.Year() > 2100 {
		return r.fail(name, "There is no such time. Write it as 2026-01-31T09:30.")
	}
	if m.In(r.zone).Format(momentForm) != text { // the hour that a change to summer time leaves out
		return r.fail(name, "This time does not exist: clocks go forward over it.")
	}
	return m.UTC().Format(time.RFC3339)
}

// cleanText trims a text and unifies its line ends. Control characters and marks that turn the reading direction of
// what follows are no text: the problem says so.
func cleanText(raw string) (text, problem string) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n"))
	for _, c := range text {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || c >= 0x202A && c <= 0x202E {
			return "", "The text holds an invisible character that changes how it reads. Type it again without copying."
		}
	}
	return text, ""
}

// webAddress tells a whole address of a page, without a name or password in it.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
