package cmo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// RunExtras are the parts of an input that its mode's form has no field for, by name: they stay as they are unless the input
// is edited as JSON.
func RunExtras(mode Mode, input json.RawMessage) []string {
	in := map[string]json.RawMessage{}
	if json.Unmarshal(input, &in) != nil {
		return nil
	}
	for _, f := range runFields[mode] {
		head, _, _ := strings.Cut(f.Name, ".")
		if delete(in, head); f.Kind == InBrief {
			delete(in, "messages")
		}
	}
	return slices.Sorted(maps.Keys(in))
}

// ReadRunJSON reads an input that a person wrote as JSON. wrong says what keeps it from being an object, by its line.
func ReadRunJSON(text string) (input json.RawMessage, wrong string) {
	var object map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	err := d.Decode(&object)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return nil, fmt.Sprintf("This is no JSON: look at line %d.", lineAt(text, syntax.Offset))
	case errors.As(err, &kind) || err == nil && object == nil:
		return nil, "The input must be one object, in braces."
	case errors.Is(err, io.EOF):
		return nil, "Write the input, at least {}."
	case err != nil:
		return nil, fmt.Sprintf("This JSON has no end: a bracket or quotation mark is missing, at the latest on line %d.", lineAt(text, int64(len(text))))
	}
	end := d.InputOffset()
	if strings.TrimSpace(text[end:]) != "" {
		return nil, fmt.Sprintf("There is more after the object’s end: look at line %d.", lineAt(text, end))
	}
	return json.RawMessage(text[:end]), ""
}

func lineAt(text string, offset int64) int {
	return 1 + strings.Count(text[:min(max(0, int(offset)-1), len(text))], "\n")
}

// IndentJSON is JSON for people to edit; what is none stays as it is.
func IndentJSON(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}
