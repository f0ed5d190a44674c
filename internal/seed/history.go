package seed

import (
	"fmt"
	"maps"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// paths is the way a campaign took to each state.
var paths = map[cmo.CampaignState][]cmo.CampaignState{
	cmo.StateDraft:     {},
	cmo.StateInReview:  {cmo.StateInReview},
	cmo.StateChanges:   {cmo.StateInReview, cmo.StateChanges},
	cmo.StateRejected:  {cmo.StateInReview, cmo.StateRejected},
	cmo.StateApproved:  {cmo.StateInReview, cmo.StateApproved},
	cmo.StateScheduled: {cmo.StateInReview, cmo.StateApproved, cmo.StateScheduled},
	cmo.StateActive:    {cmo.StateInReview, cmo.StateApproved, cmo.StateActive},
	cmo.StatePaused:    {cmo.StateInReview, cmo.StateApproved, cmo.StateActive, cmo.StatePaused},
	cmo.StateCompleted: {cmo.StateInReview, cmo.StateApproved, cmo.StateActive, cmo.StateCompleted},
}

// addHistory adds versions, sources and the moves that led to the campaign's state.
func (b *builder) addHistory(c campaign, row Row) {
	if c.ai() {
		b.source("cmo_campaigns", row, "cmo_brand_profiles", "brand")
		b.source("cmo_campaigns", row, "cmo_icp_segments", c.ICP)
		b.source("cmo_campaigns", row, "cmo_offers", c.Offer)
		if c.FunnelStage != "" {
			b.source("cmo_campaigns", row, "cmo_funnel_stages", c.Funnel+"/"+c.FunnelStage)
		}
		if c.InPlan {
			b.source("cmo_campaigns", row, "cmo_marketing_plans", b.in.Plan.Key)
		}
	}
	first := maps.Clone(row)
	if c.Edit != nil {
		first[c.Edit.Column] = c.Edit.Was
	}
	b.version("cmo_campaigns", first, 1, row["created_by"], nil)
	if c.Edit != nil {
		row["version"], row["updated_by"], row["updated_at"] = 2, userID(c.Edit.By), b.ago(days(c.Edit.Ago))
		b.version("cmo_campaigns", row, 2, row["updated_by"], []string{c.Edit.Column})
	}
	b.addMoves(c, row)
}

// addMoves writes the audit rows of every move and dates the present review state.
func (b *builder) addMoves(c campaign, row Row) {
	created, last := row["created_at"].(time.Time), b.ago(days(c.SinceAgo))
	path := paths[c.State]
	from := cmo.StateDraft
	for i, to := range path {
		at := created.Add(last.Sub(created) * time.Duration(i+1) / time.Duration(len(path)))
		if i == len(path)-1 {
			at = last
		}
		details := object{}
		if c.Note != "" && i == len(path)-1 {
			details["note"] = c.Note
		}
		who := b.decider()
		if to == cmo.StateInReview {
			who = marketer
		}
		b.add("audit_log", fmt.Sprintf("%s/%d", c.Key, i+1), Row{"at": at, "event": "campaign.moved", "actor_id": userID(who),
			"actor_kind": "person", "on_behalf_of": nil, "record_table": "cmo_campaigns", "record_id": row["id"], "run_id": nil, "request_id": nil,
			"before": JSON{object{"state": string(from)}}, "after": JSON{object{"state": string(to)}}, "details": JSON{details}})
		from = to
		row["review_since"] = at
		if at.After(row["updated_at"].(time.Time)) {
			row["updated_at"] = at
		}
	}
}

// decider is the tenant's approver, or its owner where there is none.
func (b *builder) decider() string {
	for _, m := range b.in.Members {
		if m.Role == "approver" {
			return m.Who
		}
	}
	return b.in.Members[0].Who
}

// bookkeeping are columns a version does not copy: attribution, and the state that only moves change.
var bookkeeping = []string{"tenant_id", "workspace_id", "id", "origin", "run_id", "version", "created_by", "updated_by", "created_at", "updated_at",
	"archived_at", "status", "review_state", "review_since", "review_note", "autopilot_enabled", "last_optimization_at", "last_optimization_note"}

// version adds a saved version of a row. Version 1 of an AI row belongs to its run.
func (b *builder) version(table string, row Row, n int, actor any, changed []string) {
	data := object{}
	for k, v := range row {
		data[k] = plain(v)
	}
	for _, k := range bookkeeping {
		delete(data, k)
	}
	r := Row{"record_table": table, "record_id": row["id"], "version": n, "actor_id": actor, "run_id": nil,
		"changed": append([]string{}, changed...), "data": JSON{data}, "created_at": row["updated_at"]}
	if n == 1 && row["run_id"] != nil {
		r["run_id"], r["actor_id"] = row["run_id"], nil
	}
	b.add("record_versions", fmt.Sprintf("%s/%s/%d", table, row["id"], n), r)
}
