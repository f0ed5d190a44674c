package playbook

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
)

type object = map[string]any

// A good answer with one thing wrong is refused, and the refusal says what.
func TestContract_NamesTheBrokenRule(t *testing.T) {
	x := tenants[0]
	m := build(t, x.key, x.currency, x.goal, x.brief)
	first := func(v any) object { return v.([]any)[0].(object) }
	for _, c := range []struct {
		mode  cmo.Mode
		says  string
		spoil func(o object)
	}{
		{cmo.ModeSetup, "pain_points has 1", func(o object) { first(o["icp_segments"])["pain_points"] = []any{"one"} }},
		{cmo.ModeSetup, "brand_voice has 2", func(o object) { o["brand_profile"].(object)["brand_voice"] = "Calm, Clear" }},
		{cmo.ModeSetup, "does not exist", func(o object) { first(o["offers"])["target_segments"] = []any{"Nobody"} }},
		{cmo.ModeSetup, "no web address", func(o object) { o["brand_profile"].(object)["website_url"] = "javascript:alert(1)" }},
		{cmo.ModeStrategy, "milestones has 7", func(o object) { p := o["plan"].(object); p["milestones"] = p["milestones"].([]any)[:7] }},
		{cmo.ModeStrategy, "before that of the milestone above", func(o object) { o["plan"].(object)["milestones"].([]any)[5].(object)["target_date"] = "2026-03-10" }},
		{cmo.ModeStrategy, "outside the plan", func(o object) { o["plan"].(object)["milestones"].([]any)[10].(object)["target_date"] = "2027-03-10" }},
		{cmo.ModeStrategy, "must be 100 %", func(o object) { first(o["plan"].(object)["channel_allocation"])["budget_percentage"] = 60 }},
		{cmo.ModeFunnels, "hands over", func(o object) { o["stages"].([]any)[1].(object)["expected_volume"] = 9 }},
		{cmo.ModeFunnels, "No stage has the type conversion", func(o object) { o["stages"].([]any)[2].(object)["stage_type"] = "consideration" }},
		{cmo.ModeFunnels, "add up to", func(o object) { first(o["stages"])["budget_allocation"] = 1 }},
		{cmo.ModeCampaigns, "secondary_kpis has 1", func(o object) { c := o["campaign"].(object); c["secondary_kpis"] = c["secondary_kpis"].([]any)[:1] }},
		{cmo.ModeCampaigns, "is past", func(o object) { o["campaign"].(object)["start_date"] = "2026-02-01" }},
		{cmo.ModeCampaigns, "does not exist", func(o object) { o["campaign"].(object)["target_icp"] = "Nobody" }},
		{cmo.ModeContent, "one variant A and one variant B", func(o object) { first(o["assets"])["variant"] = "B" }},
		{cmo.ModeContent, "subject is", func(o object) { first(o["assets"])["metadata"].(object)["subject_line"] = strings.Repeat("long ", 20) }},
		{cmo.ModeContent, "tokens rule", func(o object) { first(o["assets"])["body"] = first(o["assets"])["body"].(string) + " {{password}}" }},
		{cmo.ModeOptimization, "priority_score is 1;", func(o object) { first(o["recommendations"])["priority_score"] = 1 }},
		{cmo.ModeOptimization, "no record that was given", func(o object) { first(o["recommendations"])["source_id"] = uuid.NewString() }},
		{cmo.ModeOptimization, "nests deeper", func(o object) { o["x"] = deep(40) }},
	} {
		var o object
		if err := json.Unmarshal([]byte(m.answers[c.mode]), &o); err != nil {
			t.Fatal(err)
		}
		c.spoil(o)
		raw, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		d := m.data
		if c.mode == cmo.ModeCampaigns {
			d.Campaigns = nil
		}
		a, _ := agent.For(c.mode)
		if out, err := a.Parse(string(raw), d, plainInput(c.mode)); err == nil || out != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s, %s: %v", c.mode, c.says, err)
		}
	}
}

// Ids, states and owners in an answer are dropped: they are the server's.
func TestContract_DropsWhatIsNotContent(t *testing.T) {
	x := tenants[0]
	m := build(t, x.key, x.currency, x.goal, x.brief)
	text := strings.Replace(m.answers[cmo.ModeSetup], `"brand_profile": {`, `"tenant_id": "canary-1", "brand_profile": { "id": "canary-2", "created_by": "canary-3", "origin": "canary-4",`, 1)
	text = strings.ReplaceAll(text, `"status": "draft"`, `"status": "active"`)
	a, _ := agent.For(cmo.ModeSetup)
	out, err := a.Parse("Here it is:\n```json\n"+text+"\n```", cmo.AgentData{}, plainInput(cmo.ModeSetup))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(raw); strings.Contains(s, "canary") || strings.Contains(s, `"active"`) {
		t.Errorf("kept in %s", s)
	}
}

func plainInput(mode cmo.Mode) cmo.AgentInput {
	return map[cmo.Mode]cmo.AgentInput{cmo.ModeSetup: cmo.SetupInput{}, cmo.ModeStrategy: cmo.StrategyInput{}, cmo.ModeFunnels: cmo.FunnelsInput{}, cmo.ModeCampaigns: cmo.CampaignsInput{},
		cmo.ModeContent: cmo.ContentInput{}, cmo.ModeOptimization: cmo.OptimizationInput{}}[mode]
}

func deep(n int) any {
	var v any = "x"
	for range n {
		v = []any{v}
	}
	return v
}
