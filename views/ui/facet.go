package ui

import (
	"context"
	"io"
)

// FacetItem is one value of a FacetGroup with how many items choosing it shows.
type FacetItem struct {
	ID, Value, Label string
	Sign             StateKind // a state's sign before the label
	Count, Noun      string    // the noun is for readers: "runs"
	Checked          bool
	Under            bool // part of the value above it
}

// FacetGroup is a set of checkboxes of one filter form: each narrows by one value of a field.
type FacetGroup struct {
	Label, Name string
	First       bool // the others have a line above them
	Items       []FacetItem
}

// Render writes the fieldset.
func (g FacetGroup) Render(ctx context.Context, w io.Writer) error {
	return facetGroup(g).Render(ctx, w)
}

func (g FacetGroup) class() string {
	return cls("pb-3 min-w-0", when(!g.First, "pt-3 border-t border-line"))
}

func (i FacetItem) class() string { return cls("facet", when(i.Under, "pl-6!")) }
