package cmo

import (
	"strings"

	"github.com/google/uuid"
)

// Link names another record of the tenant.
type Link struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Status string    `json:"status"`
	Review string    `json:"review"` // review_state, of campaigns only
}

// Links is a list of other records.
type Links []Link

// Find is the record with that name, whatever its case.
func (l Links) Find(name string) (Link, bool) {
	for _, x := range l {
		if strings.EqualFold(x.Name, name) {
			return x, true
		}
	}
	return Link{}, false
}

// Unmatched are the names that no record of the list has.
func (l Links) Unmatched(names Texts) (out []string) {
	for _, n := range names {
		if _, ok := l.Find(n); !ok {
			out = append(out, n)
		}
	}
	return out
}

// Quota is a count that a list should reach, as the agents are asked to.
type Quota struct {
	Column string // of the table, and the name of its form field
	Label  string // "pains"
	Have   int
	Need   int
}

// Met reports that the list is long enough.
func (q Quota) Met() bool { return q.Have >= q.Need }

// Gap is a field that holds nothing yet.
type Gap struct {
	Column string
	Label  string // in the middle of a sentence: "heading font"
}

// field is one thing a record can hold, with the test that it does.
type field[T any] struct {
	column, label string
	filled        func(T) bool
}

// gaps are the empty fields of a record, in their order.
func gaps[T any](fields []field[T], v T) []Gap {
	var out []Gap
	for _, f := range fields {
		if !f.filled(v) {
			out = append(out, Gap{f.column, f.label})
		}
	}
	return out
}
