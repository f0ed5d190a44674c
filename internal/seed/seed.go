// Package seed holds the example installation as plain data: two tenants with brands, campaigns, content, metrics and
// runs dated around a given moment. It knows the columns of the schema and nothing of databases.
package seed

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Row is one row: column name to value. Values are string, int, float64, bool, time.Time, uuid.UUID, []string, JSON
// for jsonb columns, or nil. A date column holds a time.Time at midnight UTC of that date.
type Row = map[string]any

// JSON wraps the value of a jsonb column.
type JSON struct{ V any }

// MarshalJSON encodes the wrapped value itself.
func (j JSON) MarshalJSON() ([]byte, error) { return json.Marshal(j.V) }

// Table is the rows of one table. Every row of a table has the same columns.
type Table struct {
	Name string
	Rows []Row
}

// User is a person with an account.
type User struct {
	ID            uuid.UUID
	Email, Name   string
	PlatformAdmin bool
}

// Dataset is everything to import; Tables stand in an order that satisfies the foreign keys.
type Dataset struct {
	Users  []User
	Tables []Table
}

// All is every table to import, the accounts' first.
func (d Dataset) All() []Table {
	users, admins := Table{Name: "users"}, Table{Name: "platform_admins"}
	for _, u := range d.Users {
		users.Rows = append(users.Rows, Row{"id": u.ID, "email": u.Email, "name": u.Name})
		if u.PlatformAdmin {
			admins.Rows = append(admins.Rows, Row{"user_id": u.ID})
		}
	}
	return append([]Table{users, admins}, d.Tables...)
}

// tableOrder satisfies every foreign key between the tables.
var tableOrder = []string{
	"os_tenant_registry", "workspaces", "user_tenants", "tenant_module_access", "agent_runs", "agent_run_steps",
	"cmo_brand_profiles", "cmo_icp_segments", "cmo_offers", "cmo_marketing_plans", "cmo_plan_milestones",
	"cmo_funnels", "cmo_funnel_stages", "tenant_segments", "cmo_campaigns", "cmo_campaign_channels", "cmo_content_assets",
	"cmo_content_variants", "cmo_calendar_events", "cmo_metrics_snapshots", "cmo_weekly_summaries", "cmo_recommendations",
	"campaign_optimizations", "record_versions", "record_sources", "audit_log",
}

// Example is the example installation as of now: First Touch Coaching and Riverside Music School. The same now gives
// the same rows; ids do not depend on now, so a second import finds every row in place.
func Example(now time.Time) Dataset {
	now = now.UTC().Truncate(time.Microsecond) // what a timestamptz keeps
	tenants := []*builder{newBuilder(firstTouch, now), newBuilder(riverside, now)}
	d := Dataset{Users: users()}
	for _, b := range tenants {
		b.build()
	}
	for _, name := range tableOrder {
		t := Table{Name: name}
		for _, b := range tenants {
			t.Rows = append(t.Rows, b.rows[name]...)
		}
		d.Tables = append(d.Tables, t)
	}
	return d
}
