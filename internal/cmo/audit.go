package cmo

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// AuditExportLimit is how many entries one export of the audit log holds.
const AuditExportLimit = 10_000

// AuditEntry is one thing that happened, in a tenant or on the platform.
type AuditEntry struct {
	ID          uuid.UUID
	At          time.Time
	Tenant      string // short name, empty for the platform itself
	Event       string
	ActorKind   string // person, run, token, operator, system
	Actor       string // name, empty for nobody; the platform knows people by email
	Behalf      string // for whom a run, a token or the console did it, empty where a person acted
	RecordTable string
	RecordID    *uuid.UUID
	RequestID   string
	Before      Fields // the platform's log has no values: these three are empty there
	After       Fields
	Details     Fields
	Sealed      bool
}

// auditColumns are the columns of the CSV.
var auditColumns = strings.Fields("at tenant event actor actor_kind on_behalf_of record_table record_id request_id before after details sealed")

// WriteAuditCSV writes entries as a table with a head.
func WriteAuditCSV(w io.Writer, list []AuditEntry) error {
	rows := make([][]string, len(list))
	for i, e := range list {
		record := ""
		if e.RecordID != nil {
			record = e.RecordID.String()
		}
		rows[i] = []string{e.At.UTC().Format(time.RFC3339Nano), e.Tenant, e.Event, e.Actor, e.ActorKind, e.Behalf, e.RecordTable, record, e.RequestID, string(e.Before.JSON()), string(e.After.JSON()),
			string(e.Details.JSON()), map[bool]string{true: "yes", false: "not yet"}[e.Sealed]}
	}
	return writeCells(w, auditColumns, rows)
}

// AuditExport is the audit log as it leaves the console as JSON.
type AuditExport struct {
	Tenant     string            `json:"tenant"` // "platform" for the log over all tenants
	Filter     map[string]string `json:"filter"`
	ExportedAt time.Time         `json:"exported_at"`
	Count      int               `json:"count"`
	Entries    []auditJSON       `json:"entries"`
}

type auditJSON struct {
	At          time.Time  `json:"at"`
	Tenant      string     `json:"tenant"`
	Event       string     `json:"event"`
	Actor       string     `json:"actor"`
	ActorKind   string     `json:"actor_kind"`
	Behalf      string     `json:"on_behalf_of"`
	RecordTable string     `json:"record_table"`
	RecordID    *uuid.UUID `json:"record_id"`
	RequestID   string     `json:"request_id"`
	Before      Fields     `json:"before"`
	After       Fields     `json:"after"`
	Details     Fields     `json:"details"`
	Sealed      bool       `json:"sealed"`
}

// WriteAuditJSON writes what x says and its entries.
func WriteAuditJSON(w io.Writer, x AuditExport, list []AuditEntry) error {
	x.Count, x.Entries = len(list), make([]auditJSON, len(list))
	for i, e := range list {
		x.Entries[i] = auditJSON{e.At.UTC(), e.Tenant, e.Event, e.Actor, e.ActorKind, e.Behalf, e.RecordTable, e.RecordID, e.RequestID, e.Before, e.After, e.Details, e.Sealed}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(x)
}

// AuditGroups are the first parts of events, as filters offer them: all that anything writes.
var AuditGroups = []string{"access", "asset", "brand", "campaign", "campaigns", "changes", "channel", "event", "export", "feed", "funnel", "ICP", "member", "metrics", "milestone", "module", "offer", "password",
	"plan", "recommendation", "run", "session", "settings", "sign_in", "sign_out", "stage", "support", "tenant", "token", "user", "variant", "view", "webhook", "week"}
