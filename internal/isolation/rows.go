package isolation

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Tenant is a tenant full of canaries. Canary stands in every text column of its rows, and looks like nothing else in code
// or page.
type Tenant struct {
	ID     uuid.UUID
	Slug   string
	Canary string
}

// RowsSource is this file: what is made of it is named by it.
//
//go:embed rows.go
var RowsSource string

// RowID is the id of a fixture row: stable, and of the same length and look for both tenants.
func (t Tenant) RowID(kind string) uuid.UUID { return uuid.NewSHA1(t.ID, []byte(kind)) }

type row = map[string]any

// record is a row of a record table: an AI one when it names the run, else a manual one.
func (t Tenant) record(kind string, ai bool, r row) row {
	r["tenant_id"], r["workspace_id"], r["id"] = t.ID, t.ID, t.RowID(kind)
	if ai {
		r["origin"], r["run_id"] = "ai_cmo", t.RowID("run")
	}
	return r
}

func jsonOf(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// Tables holds one row of every kind, with the canary in each free text.
func (t Tenant) Tables() []store.Table {
	c := t.Canary
	texts := jsonOf([]string{c, c, c})
	run := row{"tenant_id": t.ID, "workspace_id": t.ID, "id": t.RowID("run"), "run_no": 9001, "agent": "cmo-campaign-designer", "mode": "campaigns",
		"status": "completed", "subject": c, "input": jsonOf(row{"goal": c}), "output": jsonOf(row{"campaign": row{"campaign_name": c}}),
		"completed_at": time.Now(), "duration_ms": 1200, "provider": "playbook", "model": "built-in playbook", "prompt_version": "campaigns/v1"}
	step := row{"tenant_id": t.ID, "id": t.RowID("step"), "run_id": t.RowID("run"), "step_no": 1, "kind": "claim", "title": c, "status": "completed", "detail": c, "finished_at": time.Now()}
	source := row{"tenant_id": t.ID, "id": t.RowID("source"), "record_table": "cmo_campaigns", "record_id": t.RowID("campaign"), "record_version": 1,
		"source_table": "cmo_brand_profiles", "source_id": t.RowID("brand"), "source_version": 1, "run_id": t.RowID("run")}
	version := row{"tenant_id": t.ID, "id": t.RowID("version"), "record_table": "cmo_campaigns", "record_id": t.RowID("campaign"), "version": 1,
		"run_id": t.RowID("run"), "data": jsonOf(row{"objective": c})}
	change := row{"tenant_id": t.ID, "id": t.RowID("change"), "title": c, "run_id": t.RowID("run")}
	item := row{"tenant_id": t.ID, "id": t.RowID("item"), "change_set_id": t.RowID("change"), "item_no": 1, "record_table": "cmo_brand_profiles", "record_id": t.RowID("brand"),
		"base_version": 1, "field": "tagline", "old_value": jsonOf(row{"value": c}), "new_value": jsonOf(row{"value": c + " new"})}
	comment := row{"tenant_id": t.ID, "id": t.RowID("comment"), "record_table": "cmo_campaigns", "record_id": t.RowID("campaign"), "body": c, "created_by": uuid.NewSHA1(t.ID, []byte("gone"))}
	imported := row{"tenant_id": t.ID, "id": t.RowID("import"), "file_name": c + ".csv", "data_mode": "live", "created_by": uuid.NewSHA1(t.ID, []byte("gone")),
		"rows": jsonOf([]row{{"line": 2, "campaign_id": t.RowID("campaign"), "campaign": c, "day": "2026-01-05", "kind": "daily", "clicks": 3}}), "problems": jsonOf([]row{{"line": 3, "text": c}})}
	invitation := row{"tenant_id": t.ID, "id": t.RowID("invitation"), "email": "invited@" + t.Slug + ".test", "role": "viewer", "hash": slices.Concat(t.ID[:], t.ID[:])}
	view := row{"tenant_id": t.ID, "id": t.RowID("view"), "page": "campaigns", "name": c, "query": "q=" + c, "shared": true, "created_by": uuid.NewSHA1(t.ID, []byte("gone"))}
	bulk := row{"tenant_id": t.ID, "id": t.RowID("bulk"), "act": "archive", "note": c, "created_by": uuid.NewSHA1(t.ID, []byte("gone")), "finished_at": time.Now()}
	bulkItem := row{"tenant_id": t.ID, "id": t.RowID("bulk item"), "bulk_id": t.RowID("bulk"), "item_no": 1, "campaign_id": t.RowID("campaign"), "name": c, "version": 1, "done": false, "why": c,
		"created_by": uuid.NewSHA1(t.ID, []byte("gone")), "ended_at": time.Now()}
	hook := row{"tenant_id": t.ID, "id": t.RowID("webhook"), "url": "https://" + c + ".example.test/hooks", "description": c, "events": []string{"run.finished"}, "created_by": uuid.NewSHA1(t.ID, []byte("gone")),
		"disabled_at": time.Now(), "disabled_reason": "person"}
	hookEvent := row{"tenant_id": t.ID, "id": t.RowID("hook event"), "type": "run.finished", "record_id": t.RowID("run"), "handed_out": true, "payload": c}
	delivery := row{"tenant_id": t.ID, "id": t.RowID("delivery"), "endpoint_id": t.RowID("webhook"), "event_id": t.RowID("hook event"), "state": "failed", "finished_at": time.Now()}
	attempt := row{"tenant_id": t.ID, "id": t.RowID("attempt"), "delivery_id": t.RowID("delivery"), "code": 500, "problem": c, "answer": c, "took_ms": 12}
	told := row{"tenant_id": t.ID, "id": t.RowID("recipient"), "email": "told@" + t.Slug + ".test"}
	mail := row{"tenant_id": t.ID, "id": t.RowID("mail"), "recipient_id": t.RowID("recipient"), "audit_id": t.RowID("mail"), "state": "failed", "problem": c, "finished_at": time.Now()}
	one := func(name string, rows ...row) store.Table { return store.Table{Name: name, Rows: rows} }
	return []store.Table{
		one("agent_runs", run), one("agent_run_steps", step),
		one("cmo_brand_profiles", t.record("brand", true, row{"brand_name": c, "tagline": c, "core_values": texts, "competitors": jsonOf([]row{{"name": c}})})),
		one("cmo_icp_segments", t.record("icp", true, row{"segment_name": c, "pain_points": texts, "is_primary": true})),
		one("cmo_offers", t.record("offer", false, row{"offer_name": c, "offer_type": "service", "description": c, "target_segments": jsonOf([]string{c, "No such segment"})})),
		one("cmo_marketing_plans", t.record("plan", true, row{"plan_name": c, "executive_summary": c, "target_icp_segments": texts, "target_offers": texts})),
		one("cmo_plan_milestones", t.record("milestone", true, row{"plan_id": t.RowID("plan"), "milestone_name": c, "deliverables": texts})),
		one("cmo_funnels", t.record("funnel", true, row{"funnel_name": c, "description": c, "status": "active", "plan_id": t.RowID("plan"), "target_icp_segments": texts, "target_offers": texts})),
		one("cmo_funnel_stages", t.record("stage", true, row{"funnel_id": t.RowID("funnel"), "stage_name": c, "stage_type": "consideration", "expected_volume": 100})),
		one("cmo_campaigns",
			t.record("campaign", true, row{"campaign_name": c + " nurture", "campaign_type": "nurture", "description": cmo.MarkPrefix + " " + c, "objective": c,
				"review_state": "in_review", "review_since": time.Now(), "funnel_id": t.RowID("funnel"), "funnel_stage": "consideration", "target_icp": c, "target_offer": c}),
			t.record("manual", false, row{"campaign_name": c + " open house", "campaign_type": "awareness", "description": c, "review_note": c})),
		one("cmo_campaign_channels", t.record("channel", true, row{"campaign_id": t.RowID("campaign"), "channel_name": "email", "budget_percentage": 100, "targeting_notes": c})),
		one("cmo_content_assets", t.record("asset", true, row{"campaign_id": t.RowID("campaign"), "title": c, "content_type": "email", "channel": "email", "key_message": c})),
		one("cmo_content_variants", t.record("variant", true, row{"asset_id": t.RowID("asset"), "variant_name": c, "subject_line": c, "body_content": c})),
		one("cmo_calendar_events", t.record("event", false, row{"event_type": "other", "title": c, "scheduled_at": time.Now().Add(48 * time.Hour)}),
			t.record("task", false, row{"event_type": "task", "title": c + " to do", "description": c, "scheduled_at": time.Now().Add(72 * time.Hour), "campaign_id": t.RowID("campaign")})),
		one("cmo_metrics_snapshots", t.record("snapshot", false, row{"campaign_id": t.RowID("campaign"), "snapshot_date": time.Now().AddDate(0, 0, -1), "metric_type": c, "impressions": 10})),
		one("cmo_weekly_summaries", t.record("week", false, row{"week_start": "2026-01-05", "week_end": "2026-01-11", "executive_summary": c})),
		one("cmo_recommendations", t.record("recommendation", true, row{"campaign_id": t.RowID("campaign"), "recommendation_type": c, "title": c, "description": c})),
		one("campaign_optimizations", t.record("optimization", true, row{"campaign_id": t.RowID("campaign"), "optimization_type": c, "summary": c})),
		one("tenant_segments", t.record("segment", false, row{"code": c, "name": c})),
		one("record_sources", source), one("record_versions", version), one("change_sets", change), one("change_set_items", item), one("record_comments", comment), one("metric_imports", imported),
		one("invitations", invitation),
		one("webhook_endpoints", hook), one("webhook_events", hookEvent), one("webhook_deliveries", delivery), one("webhook_attempts", attempt),
		one("mail_recipients", told), one("mails", mail),
		one("saved_views", view), one("bulk_actions", bulk), one("bulk_items", bulkItem),
	}
}

// uuidHash is 64 hexadecimal digits.
func uuidHash(id uuid.UUID) string {
	h := sha256.Sum256(id[:])
	return hex.EncodeToString(h[:])
}
