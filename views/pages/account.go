package pages

import (
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/ui"
)

// LoginView is the sign-in form.
type LoginView struct {
	Email string
	Next  string // page to return to
	Kept  bool   // what was sent over an ended session is kept
	Error string
}

// Returns reports whether signing in leads back to a page.
func (v LoginView) Returns() bool { return v.Next != "" && v.Next != "/" }

// LinkView is the page behind a sign-in link.
type LinkView struct{ Token, Error string }

// TenantsView is the list of a person's tenants.
type TenantsView struct {
	Query     string
	Tenants   []layout.TenantLink
	Total     int
	UserEmail string
}

// SessionRow is one open session.
type SessionRow struct {
	ID, Device, Since, Seen string
	SinceISO                string
	Current                 bool
}

// AccountView is the person's own page.
type AccountView struct {
	Name, Email string
	HasPassword bool
	Errors      map[string]string
	Sessions    []SessionRow
	Looks       []ui.Select // how pages look to the person
}

// NewAccountView builds the page as of now.
func NewAccountView(u cmo.User, sessions []cmo.Session, errors map[string]string, now time.Time) AccountView {
	l := PersonalClock(u, now)
	v := AccountView{Looks: lookSelects(u.Preferences, now), Name: u.Name, Email: u.Email, HasPassword: u.HasPassword, Errors: errors}
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, SessionRow{
			ID: s.ID.String(), Device: device(s.UserAgent), Current: s.Current,
			Since: l.clocks.Moment(s.CreatedAt.UTC()), SinceISO: s.CreatedAt.UTC().Format(time.RFC3339),
			Seen: ago(now.Sub(s.LastSeenAt)),
		})
	}
	return v
}

// ago is an age in words: 38 min, 5 h, 2 d.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// lookSelects are the choices of how pages look, each option shown by itself.
func lookSelects(p cmo.Preferences, now time.Time) []ui.Select {
	clock := func(c cmo.Clock) string { return c.Time(time.Date(now.Year(), 1, 9, 16, 20, 0, 0, time.UTC)) }
	day := func(c cmo.Clock) string { return c.Day(time.Date(now.Year(), 1, 9, 0, 0, 0, 0, time.UTC)) }
	hours := strconv.Itoa(p.Hours)
	if p.Hours == 0 {
		hours = "24"
	}
	list := []ui.Select{
		{Field: ui.Field{Name: "hours", Label: "Times"}, Value: hours, Options: []ui.Option{{Value: "24", Label: clock(cmo.Clock{})}, {Value: "12", Label: clock(cmo.Clock{Hours12: true})}}},
		{Field: ui.Field{Name: "dates", Label: "Dates"}, Value: orWord(p.Dates, "written"), Options: []ui.Option{{Value: "written", Label: day(cmo.Clock{})}, {Value: "iso", Label: day(cmo.Clock{ISODays: true})}}},
		{Field: ui.Field{Name: "landing", Label: "A tenant opens with"}, Value: orWord(p.Landing, "home")},
		{Field: ui.Field{Name: "campaigns", Label: "Campaigns are shown as", Hint: "A list that you left filtered, or your default view, comes first."}, Value: orWord(p.Campaigns, ViewBoard), Options: []ui.Option{{Value: ViewBoard, Label: "Board"}, {Value: ViewTable, Label: "Table"}}},
	}
	for _, l := range cmo.Landings {
		list[2].Options = append(list[2].Options, ui.Option{Value: l, Label: cmo.Label(l)})
	}
	return list
}

func passwordTitle(v AccountView) string {
	if v.HasPassword {
		return "Change password"
	}
	return "Set a password"
}
