package seed

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

var testNow = time.Date(2026, 11, 24, 15, 4, 5, 0, time.UTC)

// someNows are moments that could shift a date: new year, a Monday before the weekly run, a clock change.
var someNows = []time.Time{testNow, time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC), time.Date(2026, 3, 9, 5, 0, 0, 0, time.UTC), time.Date(2027, 11, 1, 11, 58, 0, 0, time.UTC)}

func table(d Dataset, name string) []Row {
	for _, t := range d.Tables {
		if t.Name == name {
			return t.Rows
		}
	}
	panic("no table " + name)
}

func of(rows []Row, tenant uuid.UUID) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r["tenant_id"] != tenant })
}

func TestExample_SameNow_SameRows(t *testing.T) {
	if !reflect.DeepEqual(Example(testNow), Example(testNow)) {
		t.Error("the same now gave different rows")
	}
}

func TestExample_AnotherDay_SameIDs(t *testing.T) {
	ids := func(now time.Time) map[string]bool {
		set := map[string]bool{}
		for _, tb := range Example(now).Tables {
			for _, r := range tb.Rows {
				set[tb.Name+"/"+r["id"].(uuid.UUID).String()] = true
			}
		}
		return set
	}
	want := ids(testNow)
	for _, now := range someNows {
		if !maps.Equal(ids(now), want) {
			t.Errorf("%v: ids depend on now", now)
		}
	}
}

func TestExample_OrderOfTables(t *testing.T) {
	var names []string
	for _, tb := range Example(testNow).Tables {
		names = append(names, tb.Name)
	}
	if want := []string{"os_tenant_registry", "workspaces", "user_tenants", "tenant_module_access"}; !slices.Equal(names[:4], want) {
		t.Errorf("tables start with %v", names[:4])
	}
}

// Ids are unique per tenant, the columns of a table are the same in every row, and every row names its tenant.
func TestExample_RowsAreWhole(t *testing.T) {
	for _, tb := range Example(testNow).Tables {
		seen := map[[2]any]bool{}
		columns := slices.Sorted(maps.Keys(tb.Rows[0]))
		for _, r := range tb.Rows {
			if seen[[2]any{r["tenant_id"], r["id"]}] {
				t.Errorf("%s: two rows %v", tb.Name, r["id"])
			}
			seen[[2]any{r["tenant_id"], r["id"]}] = true
			if got := slices.Sorted(maps.Keys(r)); !slices.Equal(got, columns) {
				t.Errorf("%s: columns %v, want %v", tb.Name, got, columns)
			}
			if ws, ok := r["workspace_id"]; ok && ws != r["tenant_id"] {
				t.Errorf("%s: workspace %v", tb.Name, ws)
			}
			if r["tenant_id"] != firstTouch.ID && r["tenant_id"] != riverside.ID {
				t.Errorf("%s: tenant %v", tb.Name, r["tenant_id"])
			}
		}
	}
}

// references maps a column to the table its ids live in.
var references = map[string]string{"run_id": "agent_runs", "retry_of": "agent_runs", "parent_id": "agent_runs", "plan_id": "cmo_marketing_plans",
	"funnel_id": "cmo_funnels", "funnel_stage_id": "cmo_funnel_stages", "target_icp_id": "cmo_icp_segments", "target_offer_id": "cmo_offers",
	"campaign_id": "cmo_campaigns", "asset_id": "cmo_content_assets", "channel_id": "cmo_campaign_channels"}

func TestExample_ReferencesStayInTheTenant(t *testing.T) {
	d := Example(testNow)
	known := map[string]bool{} // tenant/table/id
	key := func(r Row, table string, id any) string {
		return r["tenant_id"].(uuid.UUID).String() + "/" + table + "/" + id.(uuid.UUID).String()
	}
	members := map[string]bool{}
	for _, tb := range d.Tables {
		for _, r := range tb.Rows {
			known[key(r, tb.Name, r["id"])] = true
			if tb.Name == "user_tenants" {
				members[key(r, "", r["user_id"])] = true
			}
		}
	}
	for _, tb := range d.Tables {
		for _, r := range tb.Rows {
			for col, v := range r {
				if v == nil {
					continue
				}
				if target, ok := references[col]; ok && !known[key(r, target, v)] {
					t.Errorf("%s.%s: %v is no %s of the tenant", tb.Name, col, v, target)
				}
				if slices.Contains([]string{"created_by", "updated_by", "started_by", "actor_id", "user_id", "owner_id"}, col) && !members[key(r, "", v)] {
					t.Errorf("%s.%s: %v is no member", tb.Name, col, v)
				}
			}
			for _, side := range []string{"record", "source"} {
				if id := r[side+"_id"]; id != nil && !known[key(r, r[side+"_table"].(string), id)] {
					t.Errorf("%s: %s %v does not exist", tb.Name, side, id)
				}
			}
		}
	}
}

func TestExample_Attribution(t *testing.T) {
	d := Example(testNow)
	for _, tb := range d.Tables {
		for _, r := range tb.Rows {
			origin, ok := r["origin"]
			switch {
			case !ok:
			case (origin == "ai_cmo") != (r["run_id"] != nil):
				t.Errorf("%s %v: origin %v, run %v", tb.Name, r["id"], origin, r["run_id"])
			case origin == "manual" && r["created_by"] == nil:
				t.Errorf("%s %v: manual and made by nobody", tb.Name, r["id"])
			}
		}
	}
	drifted := 0
	for _, c := range table(d, "cmo_campaigns") {
		if (c["origin"] == "ai_cmo") != strings.HasPrefix(c["description"].(string), "AI CMO Driven:") {
			drifted++
			if c["autopilot_enabled"] != true || c["origin"] != "ai_cmo" {
				t.Errorf("%v: drift without autopilot", c["campaign_name"])
			}
		}
	}
	if drifted != 1 {
		t.Errorf("%d drifted campaigns, want 1", drifted)
	}
}

// Nothing lies in the future but what is planned, records are not older than what they were made from, and intervals are in order.
func TestExample_Chronology(t *testing.T) {
	for _, now := range someNows {
		d := Example(now)
		made := map[any]time.Time{}
		for _, tb := range d.Tables {
			for _, r := range tb.Rows {
				for _, col := range []string{"created_at", "updated_at", "at", "started_at", "completed_at", "reviewed_at", "review_since", "finished_at", "implemented_at"} {
					if at, ok := r[col].(time.Time); ok && at.After(now) {
						t.Errorf("now %v: %s.%s %v is in the future", now, tb.Name, col, at)
					}
				}
				if a, ok := r["created_at"].(time.Time); ok {
					made[r["id"]] = a
					if u, ok := r["updated_at"].(time.Time); ok && u.Before(a) {
						t.Errorf("now %v: %s %v was changed before it was made", now, tb.Name, r["id"])
					}
				}
			}
		}
		for _, s := range table(d, "record_sources") {
			if made[s["source_id"]].After(made[s["record_id"]]) {
				t.Errorf("now %v: a %v is older than its source %v", now, s["record_table"], s["source_table"])
			}
		}
		for _, a := range table(d, "audit_log") {
			if a["at"].(time.Time).Before(made[a["record_id"]]) {
				t.Errorf("now %v: a campaign moved before it was made", now)
			}
		}
	}
}

func TestExample_People(t *testing.T) {
	d := Example(testNow)
	for _, u := range d.Users {
		if !strings.HasSuffix(u.Email, "@example.test") || u.Email != strings.ToLower(u.Email) {
			t.Errorf("address %s", u.Email)
		}
		if u.PlatformAdmin != (u.Email == "platform@example.test") {
			t.Errorf("%s: platform admin %v", u.Email, u.PlatformAdmin)
		}
	}
	if len(d.Users) != 6 || len(of(table(d, "user_tenants"), firstTouch.ID)) != 5 || len(of(table(d, "user_tenants"), riverside.ID)) != 2 {
		t.Error("wrong number of people or members")
	}
}

// No address leads outside example.test, no link to a real site, and nothing claims that a message went out.
func TestExample_Text(t *testing.T) {
	text, err := json.Marshal(Example(testNow))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range regexp.MustCompile(`[\w.+-]+@[\w.-]+`).FindAllString(string(text), -1) {
		if !strings.HasSuffix(strings.TrimRight(a, "."), "@example.test") {
			t.Errorf("address %s", a)
		}
	}
	for _, u := range regexp.MustCompile(`https?://[\w.-]+`).FindAllString(string(text), -1) {
		if !strings.HasSuffix(u, ".example.test") {
			t.Errorf("link %s", u)
		}
	}
	for _, word := range []string{"delivered", "delivery", "was sent", "were sent", "have been sent", "sent to", "recipients"} {
		if strings.Contains(strings.ToLower(string(text)), word) {
			t.Errorf("the text says %q", word)
		}
	}
}

func TestExample_BrandsDiffer(t *testing.T) {
	words := func(tenant uuid.UUID) map[string]bool {
		set := map[string]bool{}
		brand := of(table(Example(testNow), "cmo_brand_profiles"), tenant)[0]
		for _, col := range []string{"tagline", "brand_voice", "brand_personality", "core_values", "messaging_pillars", "content_themes", "key_differentiators"} {
			text, _ := json.Marshal(brand[col])
			for _, w := range regexp.MustCompile(`[a-z]{5,}`).FindAllString(strings.ToLower(string(text)), -1) {
				set[w] = true
			}
		}
		return set
	}
	other := words(riverside.ID)
	for w := range words(firstTouch.ID) {
		if other[w] {
			t.Errorf("both brands say %q", w)
		}
	}
	for tenant, foreign := range map[uuid.UUID]string{firstTouch.ID: "Riverside", riverside.ID: "First Touch"} {
		for _, tb := range Example(testNow).Tables {
			text, _ := json.Marshal(of(tb.Rows, tenant))
			if strings.Contains(string(text), foreign) {
				t.Errorf("%s of %v names %s", tb.Name, tenant, foreign)
			}
		}
	}
}

// Events fall in the tenant's waking hours, and the three weeks around today are not empty.
func TestExample_Events(t *testing.T) {
	for _, now := range someNows {
		past, next := 0, 0
		for _, e := range table(Example(now), "cmo_calendar_events") {
			name := firstTouch.Zone
			if e["tenant_id"] == riverside.ID {
				name = riverside.Zone
			}
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			at := e["scheduled_at"].(time.Time)
			if h := at.In(zone).Hour(); h < 7 || h > 23 {
				t.Errorf("%v at %v", e["title"], at.In(zone))
			}
			switch d := at.Sub(now); {
			case d > 0 && d < days(21):
				next++
			case d < 0 && d > -days(21):
				past++
			}
			if e["status"] == "completed" && at.After(now) || e["status"] == "scheduled" && at.Before(now) && e["event_type"] != "task" { // a task may be overdue
				t.Errorf("%v is %v at %v", e["title"], e["status"], at)
			}
		}
		if past < 10 || next < 20 {
			t.Errorf("%d past and %d next events", past, next)
		}
	}
}
