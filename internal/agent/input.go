package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Input is a checked input.
type Input struct {
	cmo.AgentInput
	Tenants []string        // tenants that the input names; the scope decides, so any other one must be refused
	JSON    json.RawMessage // the input as the run keeps it: the known fields only
}

// maxInput bounds an input before it is read.
const maxInput = 64 << 10

// tenantKeys are the fields by which callers name the tenant. It is known already; they are no input.
var tenantKeys = []string{"workspaceId", "workspace_id", "tenantId", "tenant_id"}

// CheckInput reads the input of a mode. An unknown field, a wrong type or a value outside its list is refused with the
// field's name.
func CheckInput(mode cmo.Mode, raw []byte) (Input, error) {
	a, ok := For(mode)
	if !ok {
		return Input{}, cmo.Errorf(cmo.Invalid, "There is no mode %q.", mode)
	}
	if len(raw) > maxInput {
		return Input{}, cmo.Errorf(cmo.Invalid, "The input is larger than %d KB.", maxInput>>10)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = []byte("{}")
	}
	if !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\u0000`)) {
		return Input{}, cmo.Errorf(cmo.Invalid, "The input holds characters that cannot be stored.")
	}
	fields := map[string]json.RawMessage{}
	if depth(raw) > maxDepth || json.Unmarshal(raw, &fields) != nil {
		return Input{}, cmo.Errorf(cmo.Invalid, "The input is not a JSON object.")
	}
	var in Input
	for _, key := range tenantKeys {
		var id string
		if value, named := fields[key]; named && json.Unmarshal(value, &id) == nil && id != "" {
			in.Tenants = append(in.Tenants, id)
		}
		delete(fields, key)
	}
	known, err := json.Marshal(fields)
	if err != nil {
		return Input{}, cmo.Errorf(cmo.Invalid, "The input is not a JSON object.")
	}
	value, faults := a.decode(known)
	if faults.none() {
		a.check(value, faults)
	}
	if !faults.none() {
		return Input{}, faults.err()
	}
	in.AgentInput = value
	in.JSON, err = json.Marshal(value)
	return in, err
}

// inputFaults collects what is wrong with each field of an input.
type inputFaults struct {
	msg    string
	fields map[string]string
}

func (f *inputFaults) none() bool { return f.msg == "" && len(f.fields) == 0 }

func (f *inputFaults) add(field, format string, args ...any) {
	if f.fields == nil {
		f.fields = map[string]string{}
	}
	if f.fields[field] == "" {
		f.fields[field] = fmt.Sprintf(format, args...)
	}
}

func (f *inputFaults) err() error {
	msg := f.msg
	if msg == "" {
		msg = "Please check the marked fields."
	}
	return &cmo.Error{Kind: cmo.Invalid, Msg: msg, Fields: f.fields}
}

func decodeInput[In cmo.AgentInput](raw []byte) (cmo.AgentInput, *inputFaults) {
	var in In
	faults := &inputFaults{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(&in)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			faults.msg = "The input is not one JSON object."
		}
		return in, faults
	}
	var typed *json.UnmarshalTypeError
	switch name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case unknown:
		faults.add(strings.Trim(name, `"`), "This agent has no such field.")
	case errors.As(err, &typed) && typed.Field != "":
		faults.add(typed.Field, "This must be %s, not %s.", typeWords(typed.Type.Kind().String()), article(typed.Value))
	case strings.Contains(strings.ToLower(err.Error()), "uuid"):
		faults.add(badID(raw), "This is not an id.")
	default:
		faults.msg = "The input cannot be read as JSON of this mode."
	}
	return in, faults
}

// badID finds the id field that is not an id, for the message.
func badID(raw []byte) string {
	fields := map[string]any{}
	_ = json.Unmarshal(raw, &fields) // it was read before
	for _, key := range []string{"planId", "funnelId", "stageId", "campaignId"} {
		if text, ok := fields[key].(string); ok {
			if _, err := uuid.Parse(text); err != nil {
				return key
			}
		}
	}
	return "id"
}

func typeWords(kind string) string {
	switch kind {
	case "string":
		return "text"
	case "slice":
		return "a list"
	case "float64", "int", "int64":
		return "a number"
	case "bool":
		return "true or false"
	}
	return "an object"
}

func article(value string) string {
	switch value {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "string":
		return "text"
	case "number", "bool", "null":
		return "a " + value
	}
	return value
}

// oneOf wants an empty value or one of a list.
func (f *inputFaults) oneOf(field, value string, list []string) {
	if value != "" && !slices.Contains(list, value) {
		f.add(field, "This must be one of %s.", strings.Join(list, ", "))
	}
}

// listOf wants a short list without repeats.
func (f *inputFaults) listOf(field string, values, list []string) {
	for i, v := range values {
		switch {
		case !slices.Contains(list, v):
			f.add(field, "%q is not one of %s.", v, strings.Join(list, ", "))
		case slices.Contains(values[:i], v):
			f.add(field, "%q stands here twice.", v)
		}
	}
}

// text wants a text of at most that many characters.
func (f *inputFaults) text(field, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		f.add(field, "This has %d characters; %d are the most.", n, most)
	}
}

func (f *inputFaults) amount(field string, v *float64) {
	if v != nil && (*v < 0 || *v > 1e9) {
		f.add(field, "This must be between 0 and 1,000,000,000.")
	}
}

func (f *inputFaults) date(field, value string) {
	if value == "" {
		return
	}
	if d, err := time.Parse(time.DateOnly, value); err != nil || d.Year() < 2000 || d.Year() > 2100 {
		f.add(field, "This must be a date like 2026-01-31.")
	}
}
