package cmo

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// TokenScope is one thing that a tenant's program may do.
type TokenScope string

// The scopes of a token.
const (
	ScopeCampaignsRead  TokenScope = "campaigns:read"
	ScopeFunnelsRead    TokenScope = "funnels:read"
	ScopeBrandRead      TokenScope = "brand:read"
	ScopeRunsRead       TokenScope = "runs:read"
	ScopeMetricsWrite   TokenScope = "metrics:write"
	ScopeCampaignsWrite TokenScope = "campaigns:write"
	ScopeAgent          TokenScope = "agent"
)

// ScopeChoice is a scope that can be given, in words.
type ScopeChoice struct {
	Scope TokenScope
	Label string
}

// TokenScopes lists what a token may be given, with what it means. Scopes whose routes do not exist yet are not offered.
var TokenScopes = []ScopeChoice{
	{ScopeCampaignsRead, "Read campaigns, content, calendar, recommendations and metrics"},
	{ScopeFunnelsRead, "Read funnels and their stages"},
	{ScopeBrandRead, "Read the brand, ICPs and offers"},
	{ScopeRunsRead, "Read agent runs, without their input and output"},
	{ScopeCampaignsWrite, "Write campaigns, channels, content and calendar as drafts; edits of live ones wait for a person"},
	{ScopeMetricsWrite, "Report metrics"},
	{ScopeAgent, "Start agents and follow its runs; log runs done elsewhere and write AI-driven campaigns"},
}

// Token is a right of a tenant's own program. Its secret is shown once and stored hashed.
type Token struct {
	ID        uuid.UUID
	Name      string
	Scopes    []TokenScope
	Origins   []string // of the web pages that may call with it
	MadeBy    string
	CreatedAt time.Time
	UsedAt    *time.Time
	ExpiresAt time.Time
}

// Has reports whether the token holds the scope.
func (t Token) Has(s TokenScope) bool { return slices.Contains(t.Scopes, s) }

// MaxTokenDays is how long a token lasts at most.
const MaxTokenDays = 366

// NewToken is a token to make.
type NewToken struct {
	Name    string
	Scopes  []TokenScope
	Origins []string
	Days    int // until it ends
}

// Check says what is wrong with a token to be made, by field; nothing when it is right.
func (t NewToken) Check() map[string]string {
	wrong := map[string]string{}
	if n := utf8.RuneCountInString(t.Name); n == 0 || n > 80 || strings.ContainsFunc(t.Name, func(r rune) bool { return r < ' ' }) {
		wrong["name"] = "Name the program that will use it, in at most 80 characters."
	}
	if len(t.Scopes) == 0 {
		wrong["scopes"] = "Choose at least one thing that it may do."
	}
	for _, s := range t.Scopes {
		if !slices.ContainsFunc(TokenScopes, func(o ScopeChoice) bool { return o.Scope == s }) {
			wrong["scopes"] = "Choose from the list."
		}
	}
	if t.Days < 1 || t.Days > MaxTokenDays {
		wrong["days"] = "A token lasts 1 to 366 days."
	}
	if len(t.Origins) > 20 {
		wrong["origins"] = "At most 20 addresses."
	}
	for _, o := range t.Origins {
		if !webOrigin(o) {
			wrong["origins"] = "“" + o + "” is no origin. Write it like https://app.example.test, without a path."
		}
	}
	return wrong
}

// webOrigin reports whether the text is an origin as browsers send it.
func webOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && text == u.Scheme+"://"+strings.ToLower(u.Host) && len(text) <= 200
}
