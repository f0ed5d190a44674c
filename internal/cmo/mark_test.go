package cmo

import "testing"

func TestMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		origin     Origin
		text, want string
	}{
		{OriginAI, "three messages", "AI CMO Driven: three messages"},
		{OriginAI, "AI CMO Driven: three messages", "AI CMO Driven: three messages"},
		{OriginAI, "", "AI CMO Driven:"},
		{OriginManual, "AI CMO Driven: by hand", "by hand"},
		{OriginManual, "AI CMO Driven: AI CMO Driven:x", "x"},
		{OriginManual, "not AI CMO Driven: really", "not AI CMO Driven: really"},
		{OriginImport, "  AI CMO Driven: moved ", "moved"},
	} {
		if got := WithMark(c.origin, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.origin, c.text, got, c.want)
		}
	}
}

func TestCampaignState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, review string
		want           CampaignState
	}{
		{"draft", "none", StateDraft}, {"draft", "in_review", StateInReview}, {"draft", "changes_requested", StateChanges},
		{"draft", "approved", StateApproved}, {"draft", "rejected", StateRejected}, {"scheduled", "approved", StateScheduled},
		{"active", "approved", StateActive}, {"paused", "approved", StatePaused}, {"completed", "approved", StateCompleted},
	} {
		if got := NewCampaignState(c.status, c.review); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.status, c.review, got, c.want)
		}
	}
}

func TestLegacyValues(t *testing.T) {
	t.Parallel()
	for stored, want := range map[string]string{"email_nurture": "nurture", "autopilot": "nurture", "paid_media": "lead_gen", "retention": "retention"} {
		if got := CampaignType(stored); got != want {
			t.Errorf("campaign type %s: %s", stored, got)
		}
	}
	for stored, want := range map[string]string{"lead_nurture": "marketing", "lead_generation": "marketing", "sales": "sales", "product": "product"} {
		if got := FunnelType(stored); got != want {
			t.Errorf("funnel type %s: %s", stored, got)
		}
	}
}
