package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
)

// JSON shows a value line by line with numbered lines; objects and arrays below the first level fold.
type JSON struct {
	Label string // names the region: "Output of run 1846"
	Value any    // any Go value, json.RawMessage, []byte or string holding JSON
	Open  int    // levels shown unfolded, 3 unless set
}

// Render writes the viewer. Malformed JSON is shown as the text it is.
func (j JSON) Render(ctx context.Context, w io.Writer) error {
	node, text, ok := parseJSON(j.Value)
	if !ok {
		return jsonText(j.Label, strings.Split(text, "\n")).Render(ctx, w)
	}
	depth := j.Open
	if depth == 0 {
		depth = 3
	}
	return jsonView(j.Label, node, depth).Render(ctx, w)
}

// jsonNode keeps the order of keys as written.
type jsonNode struct {
	key      string // printed with quotes; empty in arrays and at the root
	open     string // "{" or "[", empty for a scalar
	text     string // a scalar as written
	children []*jsonNode
	last     bool
	depth    int
}

func (n *jsonNode) indent() string { return strings.Repeat("  ", n.depth) }

func (n *jsonNode) close() string {
	c := "}"
	if n.open == "[" {
		c = "]"
	}
	return c + n.comma()
}

func (n *jsonNode) colon() string { return when(n.key != "", ": ") }

func (n *jsonNode) comma() string { return when(!n.last, ",") }

// tone is the class of a scalar.
func (n *jsonNode) tone() string {
	switch {
	case strings.HasPrefix(n.text, `"[masked`):
		return "mask"
	case strings.HasPrefix(n.text, `"`):
		return "js"
	case n.text == "true" || n.text == "false" || n.text == "null":
		return "jb"
	}
	return "jn"
}

// folded says what a closed object or array hides.
func (n *jsonNode) folded() string {
	word := " fields"
	if n.open == "[" {
		word = " items"
	}
	if len(n.children) == 1 {
		word = strings.TrimSuffix(word, "s")
	}
	return num(len(n.children)) + word + " " + n.close()
}

// parseJSON returns the tree, or the text and false when the value is no JSON.
func parseJSON(v any) (node *jsonNode, text string, ok bool) {
	var raw []byte
	switch x := v.(type) {
	case json.RawMessage:
		raw = x
	case []byte:
		raw = x
	case string:
		raw = []byte(x)
	default:
		enc := &bytes.Buffer{}
		e := json.NewEncoder(enc)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return nil, err.Error(), false
		}
		raw = enc.Bytes()
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	n, err := readNode(dec, 0)
	if err != nil {
		return nil, string(raw), false
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, string(raw), false
	}
	n.last = true
	return n, "", true
}

// maxJSONDepth bounds recursion on hostile input; encoding/json itself stops at 10,000.
const maxJSONDepth = 64

func readNode(dec *json.Decoder, depth int) (*jsonNode, error) {
	if depth > maxJSONDepth {
		return nil, io.ErrUnexpectedEOF
	}
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &jsonNode{depth: depth}
	d, isDelim := t.(json.Delim)
	if !isDelim {
		n.text = scalar(t)
		return n, nil
	}
	n.open = d.String()
	for dec.More() {
		key := ""
		if n.open == "{" {
			k, err := dec.Token()
			if err != nil {
				return nil, err
			}
			key = scalar(k)
		}
		c, err := readNode(dec, depth+1)
		if err != nil {
			return nil, err
		}
		c.key = key
		n.children = append(n.children, c)
	}
	if k := len(n.children); k > 0 {
		n.children[k-1].last = true
	}
	_, err = dec.Token() // the closing delimiter
	return n, err
}

// scalar prints a token as JSON without escaping <, > and &: templ escapes for HTML.
func scalar(t json.Token) string {
	b := &bytes.Buffer{}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t); err != nil {
		return "null"
	}
	return strings.TrimSuffix(b.String(), "\n")
}
