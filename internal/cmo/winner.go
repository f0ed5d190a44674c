package cmo

import "time"

// WinnerChoice is one choice between the variants of a piece of content.
type WinnerChoice struct {
	Variant string // A or B, empty: the choice was taken back
	Actor   string
	Reason  string
	Figures map[string]map[string]any // what each variant had brought then, by its type
	At      time.Time
}

// HasFigures reports that a variant has results of its own that can speak for it. Demo figures cannot.
func (v Variant) HasFigures() bool {
	seen, ok := numberOf(v.Results["impressions"])
	_, clicks := numberOf(v.Results["clicks"])
	return ok && clicks && seen > 0 && v.Results["data_mode"] != "demo"
}

// NeedsReason reports that a choice between variants has to be explained: not each of them has figures.
func NeedsReason(variants []Variant) bool {
	for _, v := range variants {
		if !v.HasFigures() {
			return true
		}
	}
	return len(variants) == 0
}
