package cmo

import (
	"time"

	"github.com/google/uuid"
)

// Role is what a person may do in one tenant; it gives no right in another.
type Role string

// The roles of user_tenants.role. The legacy value member is read as marketer.
const (
	RoleOwner    Role = "owner"
	RoleAdmin    Role = "admin"
	RoleApprover Role = "approver"
	RoleMarketer Role = "marketer"
	RoleSupport  Role = "support"
	RoleViewer   Role = "viewer"
)

// RoleAPI is what a tenant's own program is: no member has it, and it holds none of their rights. Its scopes say what it may.
const RoleAPI Role = "api"

// Roles lists every role that can be given, the strongest first.
var Roles = []Role{RoleOwner, RoleAdmin, RoleApprover, RoleMarketer, RoleSupport, RoleViewer}

// Valid reports whether r can be given to a member.
func (r Role) Valid() bool {
	for _, known := range Roles {
		if r == known {
			return true
		}
	}
	return false
}

// Label is the role's name on pages.
func (r Role) Label() string { return Label(string(r)) }

// Masked reports whether personal data and secrets are hidden from the role.
func (r Role) Masked() bool { return r == RoleSupport || r == RoleViewer || r == RoleAPI }

// Module is a part of the operating system that a tenant may have.
type Module string

// The registered modules. Only AI CMO is active; the others are planned.
const (
	ModuleCMO Module = "ai_cmo"
	ModuleCRO Module = "ai_cro"
	ModuleCFO Module = "ai_cfo"
	ModuleCOO Module = "ai_coo"
)

// Modules lists every registered module.
var Modules = []Module{ModuleCMO, ModuleCRO, ModuleCFO, ModuleCOO}

// Label is the module's name on pages.
func (m Module) Label() string {
	return map[Module]string{ModuleCMO: "AI CMO", ModuleCRO: "AI CRO", ModuleCFO: "AI CFO", ModuleCOO: "AI COO"}[m]
}

// Membership is one tenant a person may enter, as the tenant switcher lists it.
type Membership struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
	Role Role   `json:"role"`
	Zone string `json:"zone"`
}

// User is a person with an account.
type User struct {
	ID          uuid.UUID
	Name        string
	Email       string
	Theme       string // system, light or dark
	Preferences Preferences
	HasPassword bool
	Platform    bool // platform admin: never implied by a tenant role
}

// Session is one of a person's open sessions.
type Session struct {
	ID         uuid.UUID
	UserAgent  string
	CreatedAt  time.Time
	LastSeenAt time.Time
	Current    bool
}

// ParkedForm is a form that was sent over an ended session.
type ParkedForm struct {
	ID        uuid.UUID
	Path      string
	Form      string // urlencoded
	CreatedAt time.Time
}

// Tenant is the tenant a request is in, as its member sees it.
type Tenant struct {
	ID       uuid.UUID
	Slug     string
	Name     string
	Role     Role
	Zone     *time.Location
	Currency string // ISO 4217
	Modules  map[Module]bool
	Clock    Clock // how this member reads dates and times
}

// Has reports whether the module is on for the person in this tenant.
func (t Tenant) Has(m Module) bool { return t.Modules[m] }
