package cmo

import (
	"time"

	"github.com/google/uuid"
)

// Settings are what a tenant chose for itself.
type Settings struct {
	Name           string
	Slug           string
	Zone           string // IANA name
	Currency       string // ISO 4217
	FourEyes       bool   // who edited or ran what an approval covers may not approve it
	RunBudgetUSD   float64
	RunConcurrency int    // agent runs at work at once
	Model          string // of the installation's; empty: its own choice
	Notify         string // addresses that are told by mail, one a line; empty to those who do not manage the tenant
	MailProblem    string // of the last mail, empty for none
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// ModuleAccess is one module as a platform admin set it for a tenant. A module without a row is off.
type ModuleAccess struct {
	Module  Module
	Enabled bool
	Beta    bool // only members who take part in tests
	Rollout int  // per cent of the members
}

// Member is a person in a tenant, as its members see him.
type Member struct {
	ID    uuid.UUID
	Name  string
	Role  Role
	Beta  bool
	Since time.Time
}
