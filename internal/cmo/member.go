package cmo

import (
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Invitation is a one-time link that waits for its bearer.
type Invitation struct {
	ID        uuid.UUID
	Email     string
	Role      Role
	By        string // who made it, empty for an operator
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Standing says how the bearer of an invitation stands to it.
type Standing string

// The standings.
const (
	StandingNew    Standing = "new"     // the address has no account yet
	StandingSignIn Standing = "sign_in" // it has one, and nobody is signed in
	StandingOther  Standing = "other"   // somebody else is signed in
	StandingReady  Standing = "ready"   // its own session
	StandingGone   Standing = "gone"    // used, withdrawn or over
)

// OpenInvitation is what the bearer of a link is told.
type OpenInvitation struct {
	Tenant   string
	Email    string
	Role     Role
	By       string
	Standing Standing
}

// memberGaps are the reasons why a membership is not changed, in words.
var memberGaps = map[string]string{
	"owner_only": "Only an owner makes, changes or removes owners.",
	"self_raise": "Nobody raises his own role. Another owner or admin can.",
	"last_owner": "This is the last owner. Make somebody else an owner first.",
	"member":     "This address is a member already. Change the role in the list.",
	"many":       "100 invitations are open. Withdraw some first.",
}

// MemberGap is the error for a reason of the store's, nil for none.
func MemberGap(reason *string) error {
	switch {
	case reason == nil:
		return nil
	case *reason == "missing":
		return ErrNotFound
	}
	return &Error{Kind: Conflict, Msg: memberGaps[*reason]}
}

// GrantableBy lists the roles that a person of a role may give to others.
func GrantableBy(r Role) []Role {
	switch {
	case r.Can(RightOwn):
		return Roles
	case r.Can(RightManage):
		return Roles[1:]
	}
	return nil
}

var emailShape = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

// Email puts an address into its one form; ok is false for what is none.
func Email(raw string) (email string, ok bool) {
	email = strings.ToLower(strings.TrimSpace(raw))
	return email, len(email) <= 254 && emailShape.MatchString(email)
}
