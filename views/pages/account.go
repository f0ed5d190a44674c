package pages

import (
	"strconv"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/layout"
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
}

// NewAccountView builds the page as of now.
func NewAccountView(u cmo.User, sessions []cmo.Session, errors map[string]string, now time.Time) AccountView {
	v := AccountView{Name: u.Name, Email: u.Email, HasPassword: u.HasPassword, Errors: errors}
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, SessionRow{
			ID: s.ID.String(), Device: device(s.UserAgent), Current: s.Current,
			Since: s.CreatedAt.UTC().Format("2 Jan 2006, 15:04 UTC"), SinceISO: s.CreatedAt.UTC().Format(time.RFC3339),
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

func passwordTitle(v AccountView) string {
	if v.HasPassword {
		return "Change password"
	}
	return "Set a password"
}
