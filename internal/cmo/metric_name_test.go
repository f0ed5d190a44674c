package cmo_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestMetricOf_Vocabulary(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stored, label, inline, figure string
		known                         bool
	}{
		{"click_rate", "Click rate", "click rate", "4.25%", true},
		{"CTR", "Click rate", "click rate", "4.25%", true},
		{"Cost-per-lead", "Cost per lead", "cost per lead", "$4.25", true},
		{"mqls", "MQLs", "MQLs", "4.25", true},
		{"roas", "ROAS", "ROAS", "4.25×", true},
		{"engaged readers", "Engaged readers", "engaged readers", "4.25", false},
		{"trial_to_paid_rate", "Trial to paid rate", "trial to paid rate", "4.25%", false},
		{"cost per referral", "Cost per referral", "cost per referral", "$4.25", false},
		{"", "", "", "4.25", false},
	} {
		m := cmo.MetricOf(c.stored)
		if m.Label != c.label || m.Figure("USD", 4.25) != c.figure || m.Known != c.known || c.label != "" && m.Inline() != c.inline {
			t.Errorf("%q is %+v, %q, %q", c.stored, m, m.Inline(), m.Figure("USD", 4.25))
		}
	}
	seen := map[string]bool{}
	for _, m := range cmo.Metrics {
		if got := cmo.MetricOf(m.Label); got != m || cmo.MetricOf(m.Key) != m {
			t.Errorf("%s is read back as %+v", m.Key, got)
		}
		if seen[m.Label] {
			t.Errorf("two metrics are called %s", m.Label)
		}
		seen[m.Label] = true
	}
}

// TestReadForm_Metrics: a form shows a metric's name; saving it unchanged changes nothing, and a known name is stored by key.
func TestReadForm_Metrics(t *testing.T) {
	t.Parallel()
	typ := cmo.KindCampaign.Type()
	typ.Fields = slices.DeleteFunc(slices.Clone(typ.Fields), func(f cmo.Field) bool { return f.Required })
	stored := cmo.Fields{"primary_kpi": map[string]any{"metric": "CTR", "target": 4.5}, "secondary_kpis": []any{map[string]any{"metric": "engaged_readers", "target": 7.0}}}
	form := typ.FormValues(stored, time.UTC)
	if got := form.Get("primary_kpi.metric") + "," + form.Get("secondary_kpis.metric"); got != "Click rate,Engaged readers" {
		t.Errorf("the form shows %s", got)
	}
	read, wrong := typ.ReadForm(map[string][]string(form), time.UTC, stored)
	if changed := typ.Changed(stored, cmo.Fields{"primary_kpi": read["primary_kpi"], "secondary_kpis": read["secondary_kpis"]}); len(wrong) > 0 || len(changed) > 0 {
		t.Errorf("saving what is shown changes %v, wrong %v", changed, wrong)
	}
	form.Set("primary_kpi.metric", "cost per lead")
	form.Set("primary_kpi.target", "1,234.50")
	form.Set("secondary_kpis.metric", "Happy parents")
	form.Set("secondary_kpis.target", "12.5 %")
	read, wrong = typ.ReadForm(map[string][]string(form), time.UTC, stored)
	w := cmo.Words{Zone: time.UTC, Currency: "EUR"}
	if got := typ.Text("primary_kpi", read["primary_kpi"], w) + "; " + typ.Text("secondary_kpis", read["secondary_kpis"], w); len(wrong) > 0 || got != "Metric: Cost per lead, Target: €1,234.50; Metric: Happy parents, Target: 12.5" {
		t.Errorf("%s, wrong %v", got, wrong)
	}
	if m := read["primary_kpi"].(map[string]any)["metric"]; m != "cost_per_lead" {
		t.Errorf("stored as %v", m)
	}
	if got := typ.Text("budget_allocation", json.Number("1800.00"), w); got != "€1,800" {
		t.Errorf("a budget is %s", got)
	}
}

// TestReadForm_KnownWords: channels and types are shown by their words and stored by their keys.
func TestReadForm_KnownWords(t *testing.T) {
	t.Parallel()
	typ := cmo.KindStage.Type()
	typ.Fields = slices.DeleteFunc(slices.Clone(typ.Fields), func(f cmo.Field) bool { return f.Required })
	stored := cmo.Fields{"channels": []any{"landing_page", "Radio"}, "campaign_types": []any{map[string]any{"type": "lead_gen", "estimated_cost": 450.0}}}
	form := typ.FormValues(stored, time.UTC)
	if got := form.Get("channels") + "|" + form.Get("campaign_types.type"); got != "Landing page\nRadio|Lead generation" {
		t.Errorf("the form shows %q", got)
	}
	form.Set("channels", "landing page\nGoogle ads\nRadio")
	read, _ := typ.ReadForm(map[string][]string(form), time.UTC, stored)
	if got := fmt.Sprint(read["channels"], read["campaign_types"]); got != "[landing_page google_ads Radio] [map[estimated_cost:450 type:lead_gen]]" {
		t.Errorf("stored as %s", got)
	}
	w := cmo.Words{Zone: time.UTC, Currency: "USD"}
	if got := typ.Text("channels", read["channels"], w) + "|" + typ.Text("campaign_types", read["campaign_types"], w); got != "Landing page\nGoogle Ads\nRadio|Type: Lead generation, Cost: $450" {
		t.Errorf("the history says %q", got)
	}
}
