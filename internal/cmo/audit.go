package cmo

import (
	"time"

	"github.com/google/uuid"
)

// AuditEntry is one thing that happened in a tenant.
type AuditEntry struct {
	ID          uuid.UUID
	At          time.Time
	Event       string
	ActorKind   string // person, run, token, operator, system
	Actor       string // name, empty for nobody
	Behalf      string // name of the person it was done for, empty for none
	RecordTable string
	RecordID    *uuid.UUID
	RequestID   string
	Before      Fields
	After       Fields
	Details     Fields
	Sealed      bool
}

// PlatformAuditEntry is one thing that happened anywhere, without values.
type PlatformAuditEntry struct {
	ID          uuid.UUID
	At          time.Time
	TenantID    uuid.UUID
	Tenant      string // short name, empty for the platform itself
	Event       string
	Actor       string // email
	ActorKind   string
	Behalf      string // email
	RecordTable string
	RecordID    *uuid.UUID
	RequestID   string
	Sealed      bool
}

// AuditGroups are the first parts of events, as filters offer them.
var AuditGroups = []string{"access", "campaign", "change_set", "export", "feed", "member", "module", "password", "plan", "run", "session", "settings", "sign_in", "sign_out", "support", "tenant", "user"}
