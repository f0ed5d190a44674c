package agent

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestCheckInput_Refuses(t *testing.T) {
	for _, c := range []struct {
		mode       cmo.Mode
		raw, field string // the field that the refusal names; empty: the whole input
	}{
		{"nonsense", `{}`, ""},
		{cmo.ModeSetup, `{}`, "messages"},
		{cmo.ModeSetup, `{"messages":[{"role":"system","content":"x"}]}`, "messages"},
		{cmo.ModeSetup, `{"messages":[{"role":"user","content":"x"}],"currentStep":"logo"}`, "currentStep"},
		{cmo.ModeSetup, `{"messages":"x"}`, "messages"},
		{cmo.ModeStrategy, `{"primaryGoal":" "}`, "primaryGoal"},
		{cmo.ModeStrategy, `{"primaryGoal":"x","budget":-1}`, "budget"},
		{cmo.ModeStrategy, `{"primaryGoal":"x","startDate":"31.01.2026"}`, "startDate"},
		{cmo.ModeStrategy, `{"primaryGoal":"x","constraints":{"channels":["pigeons"]}}`, "constraints.channels"},
		{cmo.ModeStrategy, `{"primaryGoal":"x","constraints":{"timeframe":"5 years"}}`, "constraints.timeframe"},
		{cmo.ModeStrategy, `{"primaryGoal":"x","owner":"me"}`, "owner"},
		{cmo.ModeFunnels, `{"planId":"12"}`, "planId"},
		{cmo.ModeFunnels, `{"funnelType":"water"}`, "funnelType"},
		{cmo.ModeCampaigns, `{"goal":"fame"}`, "goal"},
		{cmo.ModeCampaigns, `{"preferredChannels":["email","email"]}`, "preferredChannels"},
		{cmo.ModeContent, `{}`, "campaignId"},
		{cmo.ModeContent, `{"campaign_id":"x"}`, "campaign_id"},
		{cmo.ModeOptimization, `{"period":"yesterday"}`, "period"},
		{cmo.ModeOptimization, `[]`, ""},
		{cmo.ModeOptimization, `{"campaignId":"00000000-0000-7000-8000-000000000002","planId":"00000000-0000-7000-8000-000000000002"}`, "campaignId"},
		{cmo.ModeOptimization, `{"period":"` + strings.Repeat("x", maxInput) + `"}`, ""},
		{cmo.ModeOptimization, `{"period":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, ""},
		{cmo.ModeOptimization, `{"period":"\u0000"}`, ""},
		{cmo.ModeOptimization, `{} {}`, ""},
	} {
		_, err := CheckInput(c.mode, []byte(c.raw))
		var e *cmo.Error
		if !errors.As(err, &e) || e.Kind != cmo.Invalid || e.Msg == "" {
			t.Errorf("%s %.60s: %v", c.mode, c.raw, err)
			continue
		}
		if c.field == "" && len(e.Fields) > 0 || c.field != "" && e.Fields[c.field] == "" {
			t.Errorf("%s %.60s: fields %v, not %q", c.mode, c.raw, e.Fields, c.field)
		}
	}
}

// The scope decides the tenant. What the input names is handed on for the kernel to compare, and is not kept.
func TestCheckInput_HandsOnNamedTenants(t *testing.T) {
	in, err := CheckInput(cmo.ModeFunnels, []byte(`{"workspaceId":"a","workspace_id":"b","tenant_id":"c","funnelType":"sales"}`))
	if err != nil {
		t.Fatal(err)
	}
	if slices.Sort(in.Tenants); !slices.Equal(in.Tenants, []string{"a", "b", "c"}) {
		t.Errorf("named %v", in.Tenants)
	}
	if string(in.JSON) != `{"funnelType":"sales"}` {
		t.Errorf("kept %s", in.JSON)
	}
}

func TestCheckInput_ReadsExistingNames(t *testing.T) {
	in, err := CheckInput(cmo.ModeSetup, []byte(`{"messages":[],"existingData":{"brand":"Blue Door","icp":["Owners",{"segment_name":"Tenants","id":"x"}],"offers":null}}`))
	if err != nil {
		t.Fatal(err)
	}
	known := in.AgentInput.(cmo.SetupInput).ExistingData
	if known.Brand == nil || known.Brand.BrandName != "Blue Door" || len(known.ICP) != 2 || known.ICP[1].SegmentName != "Tenants" {
		t.Errorf("read %+v", known)
	}
}
