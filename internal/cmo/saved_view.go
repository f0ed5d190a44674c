package cmo

import (
	"strings"

	"github.com/google/uuid"
)

// ViewPage names a list whose filters people save.
type ViewPage string

// The lists that have saved views.
const (
	ViewCampaigns ViewPage = "campaigns"
	ViewRuns      ViewPage = "runs"
	ViewContent   ViewPage = "content"
)

// Longest name and query of a saved view.
const (
	MaxViewName  = 80
	MaxViewQuery = 2000
)

// SavedView is a filter of a list under a name.
type SavedView struct {
	ID     uuid.UUID
	Page   ViewPage
	Name   string
	Query  string // the list's parameters, encoded in their order
	Shared bool   // with everyone in the tenant
	Mine   bool
	Owner  string // name of who made it
	Starts bool   // the person's list opens with it
}

// Editable reports whether a person of a role may change the view: his own, or as a manager a shared one.
func (v SavedView) Editable(role Role) bool { return v.Mine || v.Shared && role.Can(RightManage) }

// ViewState is where a person's list begins.
type ViewState struct {
	DefaultView *uuid.UUID
	LastQuery   string // the filter he left without saving it
}

// CheckViewName trims a view's name and says what is wrong with it, empty for nothing.
func CheckViewName(raw string) (name, wrong string) {
	name = strings.Join(strings.Fields(raw), " ")
	switch n := len([]rune(name)); {
	case n == 0:
		return name, "Give the view a name."
	case n > MaxViewName:
		return name, "A name has at most 80 characters."
	}
	return name, ""
}
