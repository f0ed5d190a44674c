package cmo

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// TenantModule is one cell of the matrix of tenants and modules. Version 0 is a cell without a row.
type TenantModule struct {
	Module  Module `json:"module"`
	Enabled bool   `json:"enabled"`
	Beta    bool   `json:"beta"` // testers only
	Rollout int    `json:"rollout"`
	Version int    `json:"version"`
}

// RegisteredTenant is a tenant as the platform sees it: the registry's row and counts, no content.
type RegisteredTenant struct {
	TenantID    uuid.UUID
	Slug        string
	Name        string
	Description string
	Active      bool
	Config      json.RawMessage
	Zone        string
	Currency    string
	Version     int
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Workspace   bool
	Members     int
	Owners      int
	Invited     int
	Modules     []TenantModule
	Runs        int // of the last 7 days
	Failed      int
	LastRunAt   *time.Time
	Brands      int
	Campaigns   int
}

// Module is a tenant's cell of the matrix.
func (t RegisteredTenant) Module(m Module) TenantModule {
	for _, c := range t.Modules {
		if c.Module == m {
			return c
		}
	}
	return TenantModule{Module: m, Rollout: 100}
}

// RegisteredMember is a member as the platform sees him.
type RegisteredMember struct {
	ID         uuid.UUID
	Name       string
	Email      string
	Role       Role
	Since      time.Time
	Disabled   bool
	SignedInAt *time.Time
}

// TenantExtent is what a tenant holds, and what would end with it.
type TenantExtent struct {
	Records, Bytes   int64
	Capped           bool // there is more than was weighed
	Waiting, Working int  // runs
}

// ModuleReach says whether a member would get a module.
type ModuleReach struct {
	ID     uuid.UUID
	Name   string
	Role   Role
	Beta   bool
	Bucket int // 0 to 99: a rollout of more than it includes the member
	Gets   bool
}

// Account is a person as the platform sees him.
type Account struct {
	ID         uuid.UUID
	Name       string
	Email      string
	Disabled   bool
	Platform   bool
	Tenants    int
	Sessions   int
	CreatedAt  time.Time
	SignedInAt *time.Time
}

// AccountPage is one person with memberships and sessions.
type AccountPage struct {
	ID        uuid.UUID
	Name      string
	Email     string
	Disabled  bool
	Platform  bool
	Password  bool
	CreatedAt time.Time
	Tenants   []AccountTenant
	Sessions  []AccountSession
}

// AccountTenant is one membership of an account.
type AccountTenant struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Slug   string    `json:"slug"`
	Role   Role      `json:"role"`
	Active bool      `json:"active"`
}

// AccountSession is an open session of an account.
type AccountSession struct {
	ID        uuid.UUID `json:"id"`
	Agent     string    `json:"agent"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
}

// Access is what decides whether a person may do something in a tenant, as the enforcing functions see it.
type Access struct {
	Account    bool
	Disabled   bool
	Platform   bool
	Tenant     bool
	Active     bool
	Role       *Role
	Beta       bool
	ModuleRow  bool
	Enabled    bool
	BetaOnly   bool
	Rollout    int
	Bucket     *int
	ModuleOn   bool
	RunRefusal *string
}

// PlanTenant is a tenant to be made.
type PlanTenant struct {
	Slug        string          `json:"slug"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Zone        string          `json:"zone"`
	Currency    string          `json:"currency"`
	Owner       string          `json:"owner"`     // email; empty for none yet
	TenantID    string          `json:"tenant_id"` // an id that another system has given it; empty for a new one
	Funnels     []string        `json:"funnels"`
	Channels    []string        `json:"channels"`
	FirstBy     string          `json:"first"` // FirstLater and its kin
	Template    string          `json:"template"`
	Brief       string          `json:"brief"`
	Brand       FirstBrand      `json:"brand"`
	Campaigns   []FirstCampaign `json:"campaigns"`
}

// TenantMade is what making a tenant made.
type TenantMade struct {
	TenantID  uuid.UUID
	Registry  bool
	Workspace bool
	Modules   int
	Member    bool
	Invited   bool
}

// Config is what the registry keeps of how the tenant is integrated.
func (p PlanTenant) Config() Fields {
	return Fields{"source": "os", "integration_type": "native", "funnels": orEmpty(p.Funnels), "channels": orEmpty(p.Channels)}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

var (
	slugShape     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	reservedSlugs = []string{"admin", "api", "app", "aicmo", "console", "example", "help", "invite", "login", "new", "platform", "root", "static", "status", "support", "system", "test", "www"}
	lookAlikes    = strings.NewReplacer("-", "", "0", "o", "1", "l", "i", "l", "5", "s", "rn", "m", "vv", "w")
)

// SlugFault says what is wrong with a slug, empty for nothing. others are the slugs there are: one that could be taken for
// another's is refused.
func SlugFault(slug string, others []string) string {
	for _, r := range slug {
		if r > 127 {
			return "The letter “" + string(r) + "” is no plain letter, it may only look like one. Use a to z, 0 to 9 and hyphens."
		}
	}
	switch {
	case len(slug) > 63:
		return "A short name has at most 63 characters."
	case !slugShape.MatchString(slug):
		return "Use lower-case letters, digits and hyphens, and begin and end with a letter or digit."
	case slices.Contains(reservedSlugs, slug):
		return "This name is kept for the console itself."
	}
	for _, other := range others {
		if other == slug {
			return "This name is taken."
		}
		if lookAlikes.Replace(other) == lookAlikes.Replace(slug) {
			return "This name could be taken for “" + other + "”. Choose one that differs more."
		}
	}
	return ""
}

// Check says what is wrong with the plan, by field. others are the slugs there are.
func (p PlanTenant) Check(others []string) map[string]string {
	wrong := map[string]string{}
	set := func(bad bool, field, text string) {
		if bad {
			wrong[field] = text
		}
	}
	if fault := SlugFault(p.Slug, others); fault != "" {
		wrong["slug"] = fault
	}
	set(p.Name == "" || len([]rune(p.Name)) > 300, "name", "Write a name of at most 300 characters.")
	set(len([]rune(p.Description)) > 2000, "description", "At most 2,000 characters.")
	_, err := Zone(p.Zone)
	set(err != nil || !zoneShape.MatchString(p.Zone), "time_zone", "This is no time zone: use a name like America/Chicago.")
	set(!slices.Contains(Currencies, p.Currency), "currency", "Choose a currency of the list.")
	if p.Owner != "" {
		_, ok := Email(p.Owner)
		set(!ok, "owner", "Write one email address, or leave it empty.")
	}
	set(p.TenantID != "" && (p.ID() == nil || *p.ID() == uuid.Nil || len(p.TenantID) != 36), "tenant_id", "Write an id of 32 digits and letters a to f in five groups, or leave it empty for a new one.")
	p.checkFirst(set)
	set(len(p.Funnels) > 20, "funnels", "At most 20 funnels.")
	set(len(p.Channels) > 20, "channels", "At most 20 channels.")
	return wrong
}

// Lines reads a text of one name a line.
func Lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}
