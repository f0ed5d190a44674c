package cmo

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The JSON columns hold what agents, people and imports wrote. Reading never fails on a shape: what can be read as
// words is kept as words, and nothing is lost.

// Texts is a list of short texts. A single text, numbers and objects are read too.
type Texts []string

// UnmarshalJSON reads any JSON.
func (t *Texts) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*t = looseTexts(v)
	return nil
}

// Trait is one named property with its values.
type Trait struct {
	Key    string
	Values Texts
	List   bool // stored as a list
}

// Text is the values in one line.
func (t Trait) Text() string { return strings.Join(t.Values, ", ") }

// Traits is a JSON object of texts and lists of texts, by key.
type Traits []Trait

// UnmarshalJSON reads any JSON; a list becomes traits that are numbered from 1.
func (t *Traits) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*t = looseTraits(v)
	return nil
}

// MarshalJSON writes the object.
func (t Traits) MarshalJSON() ([]byte, error) {
	m := map[string]any{}
	for _, x := range t {
		switch {
		case x.List:
			m[x.Key] = x.Values
		case len(x.Values) > 0:
			m[x.Key] = x.Text()
		}
	}
	return json.Marshal(m)
}

// Get is the values of a key.
func (t Traits) Get(key string) Texts {
	for _, x := range t {
		if x.Key == key {
			return x.Values
		}
	}
	return nil
}

// Text is the value of a key in one line.
func (t Traits) Text(key string) string { return strings.Join(t.Get(key), ", ") }

// Except is the traits besides the named ones.
func (t Traits) Except(keys ...string) Traits {
	return slices.DeleteFunc(slices.Clone(t), func(x Trait) bool { return slices.Contains(keys, x.Key) })
}

// Amount is a number, or the words that an import wrote in its place.
type Amount struct {
	N     float64
	Known bool   // N is a number that was given: 0 is one, too
	Words string // what was written instead of or behind a number
}

// UnmarshalJSON reads any JSON.
func (a *Amount) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*a = looseAmount(v)
	return nil
}

// MarshalJSON writes the number, else the words, else null.
func (a Amount) MarshalJSON() ([]byte, error) {
	switch {
	case a.Known && a.Words != "":
		return json.Marshal(strconv.FormatFloat(a.N, 'f', -1, 64) + " " + a.Words)
	case a.Known:
		return json.Marshal(a.N)
	case a.Words != "":
		return json.Marshal(a.Words)
	}
	return []byte("null"), nil
}

// Given reports that there is a number or words.
func (a Amount) Given() bool { return a.Known || a.Words != "" }

// Price is an amount of money from a least to a most.
type Price struct {
	Min      Amount `json:"min"`
	Max      Amount `json:"max"`
	Currency string `json:"currency,omitempty"` // ISO 4217; empty: the tenant's
	Note     string `json:"note,omitempty"`
}

// UnmarshalJSON reads an object, a single number or words.
func (r *Price) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*r = Price{}
	o, ok := v.(map[string]any)
	if !ok {
		r.Min = looseAmount(v)
		r.Max = r.Min
		if !r.Min.Known {
			*r = Price{Note: looseText(v)}
		}
		return nil
	}
	r.Min, r.Max, r.Currency = looseAmount(o["min"]), looseAmount(o["max"]), looseText(o["currency"])
	r.Note = looseRest(o, "min", "max", "currency")
	return nil
}

// Given reports that there is any amount or note.
func (r Price) Given() bool { return r.Min.Given() || r.Max.Given() || r.Note != "" }

// looseText reads any JSON value as one line of text.
func looseText(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(x)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []any:
		return strings.Join(looseTexts(x), ", ")
	case map[string]any:
		return looseObject(x)
	}
	return ""
}

// nameKeys are the keys under which objects name themselves.
var nameKeys = []string{"name", "title", "label", "text", "theme", "objective", "resource"}

// looseObject is an object in words: its name, and the rest in brackets.
func looseObject(o map[string]any) string {
	for _, k := range nameKeys {
		if name, ok := o[k].(string); ok && name != "" {
			if rest := looseRest(o, k); rest != "" {
				return name + " (" + rest + ")"
			}
			return name
		}
	}
	return looseRest(o)
}

// looseRest is an object without some of its keys, in words.
func looseRest(o map[string]any, without ...string) string {
	var parts []string
	for _, t := range looseTraits(o).Except(without...) {
		if len(t.Values) > 0 {
			parts = append(parts, strings.ReplaceAll(t.Key, "_", " ")+": "+t.Text())
		}
	}
	return strings.Join(parts, ", ")
}

// looseTexts reads any JSON value as a list of texts, without empty ones.
func looseTexts(v any) Texts {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out Texts
	for _, x := range list {
		if s := looseText(x); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// looseTraits reads an object by its keys in order; a list is numbered.
func looseTraits(v any) Traits {
	switch x := v.(type) {
	case map[string]any:
		out := make(Traits, 0, len(x))
		for k, value := range x {
			_, list := value.([]any)
			out = append(out, Trait{k, looseTexts(value), list})
		}
		slices.SortFunc(out, func(a, b Trait) int { return strings.Compare(a.Key, b.Key) })
		return out
	case []any:
		var out Traits
		for i, s := range looseTexts(x) {
			out = append(out, Trait{Key: strconv.Itoa(i + 1), Values: Texts{s}})
		}
		return out
	}
	if s := looseText(v); s != "" {
		return Traits{{Key: "note", Values: Texts{s}}}
	}
	return nil
}

// looseAmount reads a number, or a text that may start with one.
func looseAmount(v any) Amount {
	switch x := v.(type) {
	case float64:
		return Amount{N: x, Known: !math.IsInf(x, 0)}
	case string:
		s := strings.TrimSpace(x)
		if n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return Amount{N: n, Known: true}
		}
		if n, words := leadingNumber(s); n != 0 {
			return Amount{N: n, Known: true, Words: words}
		}
		return Amount{Words: s}
	}
	return Amount{Words: looseText(v)}
}

// looseFirst is the text of the first key that has one.
func looseFirst(o map[string]any, keys ...string) string {
	for _, k := range keys {
		if s := looseText(o[k]); s != "" {
			return s
		}
	}
	return ""
}

// looseList reads a list of anything, or one thing, item by item.
func looseList[T any](data []byte, item func(any) T) ([]T, error) {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if o, object := v.(map[string]any); !ok && object && len(o) == 0 || v == nil {
		return nil, nil
	}
	if !ok {
		list = []any{v}
	}
	out := make([]T, 0, len(list))
	for _, x := range list {
		out = append(out, item(x))
	}
	return out, nil
}
