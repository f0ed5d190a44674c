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
	Behalf      string // for whom a run, a token or the console did it, empty where a person acted
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
	Behalf      string // email of the person it was done for, empty where a person acted
	RecordTable string
	RecordID    *uuid.UUID
	RequestID   string
	Sealed      bool
}

// AuditGroups are the first parts of events, as filters offer them: all that anything writes.
var AuditGroups = []string{"access", "asset", "brand", "campaign", "campaigns", "changes", "channel", "event", "export", "feed", "funnel", "ICP", "member", "metrics", "milestone", "module", "offer", "password",
	"plan", "recommendation", "run", "session", "settings", "sign_in", "sign_out", "stage", "support", "tenant", "token", "user", "variant", "view", "webhook", "week"}
