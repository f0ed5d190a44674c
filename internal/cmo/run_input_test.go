package cmo

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"
)

func same(t *testing.T, a, b json.RawMessage) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

// An input goes through its form and back unchanged, with what the form has no field for.
func TestRunPayload_ReadsWhatRunValuesWrote(t *testing.T) {
	for mode, input := range map[Mode]string{
		ModeSetup:        `{"messages":[{"role":"user","content":"We coach."},{"role":"assistant","content":"Whom?"},{"role":"user","content":"Children."}],"currentStep":"icp","existingData":{"icp":["Parents"]}}`,
		ModeStrategy:     `{"primaryGoal":"60 more","budget":1200.5,"startDate":"2026-01-12","targetMetrics":{"mqls":30},"constraints":{"channels":["email","sms"],"timeframe":"12 weeks"}}`,
		ModeFunnels:      `{"funnelType":"sales"}`,
		ModeCampaigns:    `{"goal":"nurture","preferredChannels":["email"],"budgetNotes":"At most $400"}`,
		ModeContent:      `{"campaignId":"b6a4b7a2-0000-4000-8000-000000000001","channels":["sms"],"contentTypes":["email"],"ctaIntent":"book"}`,
		ModeOptimization: `{"period":"last_7_days"}`,
	} {
		back, wrong := RunPayload(mode, json.RawMessage(input), RunValues(mode, json.RawMessage(input)))
		if len(wrong) > 0 || !same(t, back, json.RawMessage(input)) {
			t.Errorf("%s: %s, %v", mode, back, wrong)
		}
	}
}

func TestRunPayload_ChangesAndFaults(t *testing.T) {
	base := json.RawMessage(`{"primaryGoal":"60 more","budget":1200,"targetMetrics":{"mqls":30}}`)
	got, wrong := RunPayload(ModeStrategy, base, url.Values{"primaryGoal": {" 80 more "}, "budget": {"1,500"}})
	if len(wrong) > 0 || !same(t, got, json.RawMessage(`{"primaryGoal":"80 more","budget":1500}`)) {
		t.Errorf("%s, %v", got, wrong)
	}
	for _, bad := range []string{"a lot", "NaN", "Inf", "1e999"} {
		if _, wrong := RunPayload(ModeStrategy, nil, url.Values{"budget": {bad}, "targetMetrics.mqls": {bad}}); wrong["budget"] == "" || wrong["targetMetrics.mqls"] == "" {
			t.Errorf("%s: %v", bad, wrong)
		}
	}
	got, _ = RunPayload(ModeSetup, json.RawMessage(`{"messages":[{"role":"user","content":"A"},{"role":"user","content":"B"}]}`), url.Values{"brief": {"A\n\nB, new"}})
	if !same(t, got, json.RawMessage(`{"messages":[{"role":"user","content":"A\n\nB, new"}]}`)) {
		t.Errorf("%s", got)
	}
	if got, _ := RunPayload(ModeFunnels, json.RawMessage(`[1]`), url.Values{"funnelType": {"sales"}}); !same(t, got, json.RawMessage(`{"funnelType":"sales"}`)) {
		t.Errorf("over what is no object: %s", got)
	}
}
