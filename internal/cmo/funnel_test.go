package cmo

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func planDate(m time.Month, d int) *time.Time {
	t := time.Date(2026, m, d, 0, 0, 0, 0, time.UTC)
	return &t
}

func price(low, high float64, currency string) Price {
	return Price{Min: Amount{N: low, Known: true}, Max: Amount{N: high, Known: true}, Currency: currency}
}

// soundFunnel is a funnel in which everything adds up.
func soundFunnel() FunnelPlan {
	return FunnelPlan{Currency: "USD", Budget: 4200, Rate: 1.4, Revenue: 10140, PlanStart: planDate(1, 1), PlanEnd: planDate(3, 31),
		Stages: []Stage{
			{Name: "Reached", Type: "awareness", Volume: 4200, Rate: 15.2, Budget: 900},
			{Name: "Leads", Type: "consideration", Volume: 638, Rate: 37.6, Budget: 2000},
			{Name: "Registered", Type: "conversion", Volume: 240, Rate: 25, Budget: 1300, Offers: Texts{"camp week"}},
			{Name: "Second camp", Type: "retention", Volume: 60},
		},
		Campaigns: []StageCampaign{{Campaign: Campaign{Name: "Nurture", Status: "draft", StartDate: planDate(1, 1), EndDate: planDate(3, 31)}}},
		Prices:    []OfferPrice{{"Camp Week", price(149, 189, "USD")}, {"Clinic", price(45, 95, "USD")}, {"Abroad", price(1, 9000, "EUR")}},
	}
}

func TestCheckFunnel(t *testing.T) {
	t.Parallel()
	campaign := func(name, status, review string, start, end *time.Time) StageCampaign {
		return StageCampaign{Campaign: Campaign{Name: name, Status: status, ReviewState: review, StartDate: start, EndDate: end}}
	}
	for name, c := range map[string]struct {
		change func(f *FunnelPlan)
		want   []string // kind at stage: title | text
	}{
		"sound": {func(*FunnelPlan) {}, nil},
		"empty": {func(f *FunnelPlan) { *f = FunnelPlan{} }, nil},
		"nothing planned": {func(f *FunnelPlan) {
			f.Stages = []Stage{{Name: "A"}, {Name: "B", Volume: 9}}
			f.Budget, f.Revenue = 0, 0
		}, nil},
		"larger than before":  {func(f *FunnelPlan) { f.Stages[2].Volume, f.Rate, f.Revenue = 720, 0, 0 }, []string{"volume at 2: Registered is larger than the stage before it | 720 in Registered out of 638 in Leads would be a conversion of 112.9%."}},
		"more than passed on": {func(f *FunnelPlan) { f.Stages[1].Rate = 30 }, []string{"yield at 2: Registered plans more than Leads passes on | 638 at 30% is 191. Registered plans 240, so 49 come from nowhere."}},
		"rounded volumes":     {func(f *FunnelPlan) { f.Stages[1].Volume = 639 }, nil},
		"rate over 100": {func(f *FunnelPlan) { f.Stages[0].Rate, f.Rate = 112.5, 101 }, []string{
			"rate at 0: The rate of Reached is over 100% | 112.5% of a stage cannot go on to the next one.",
			"rate at -1: The expected rate of the funnel is over 100% | 101% of the first stage cannot become sales."}},
		"exactly 100":      {func(f *FunnelPlan) { f.Stages[0].Rate, f.Rate = 100, 0 }, nil},
		"another rate":     {func(f *FunnelPlan) { f.Rate = 2.5 }, []string{"rate at -1: The expected rate of the funnel is not that of its stages | 60 sales out of 4,200 in Reached are 1.43%. The funnel expects 2.50%."}},
		"budget short":     {func(f *FunnelPlan) { f.Budget = 3800 }, []string{"budget at -1: Stage budgets exceed the funnel budget | $900 + $2,000 + $1,300 = $4,200. The funnel has $3,800, so $400 is missing."}},
		"budget left":      {func(f *FunnelPlan) { f.Budget = 4200.5 }, []string{"budget at -1: Stage budgets leave a part of the funnel budget | $900 + $2,000 + $1,300 = $4,200. The funnel has $4,200.50, so $0.50 belongs to no stage."}},
		"no funnel budget": {func(f *FunnelPlan) { f.Budget = 0 }, []string{"budget at -1: The stages have budgets, the funnel has none | $900 + $2,000 + $1,300 = $4,200 stand in the stages."}},
		"cents": {func(f *FunnelPlan) {
			f.Budget = 0.3
			f.Stages = []Stage{{Name: "A", Budget: 0.1}, {Name: "B", Budget: 0.2}}
			f.Revenue = 0
		}, nil},
		"outside the plan": {func(f *FunnelPlan) {
			f.Campaigns = []StageCampaign{campaign("Early", "draft", "none", planDate(12, 1), nil), campaign("Both", "active", "approved", planDate(1, 1), planDate(4, 2)),
				campaign("Ended", "completed", "approved", planDate(11, 1), planDate(12, 1)), campaign("Refused", "draft", "rejected", planDate(11, 1), nil)}
		}, []string{"dates at -1: 2 campaigns run outside the plan | Early (starts on 1 Dec 2026), Both (ends on 2 Apr 2026). The plan runs from 1 Jan 2026 to 31 Mar 2026."}},
		"many outside": {func(f *FunnelPlan) {
			f.PlanStart, f.Campaigns = nil, nil
			for i := range 5 {
				f.Campaigns = append(f.Campaigns, campaign(fmt.Sprint("C", i), "draft", "none", nil, planDate(5, 1)))
			}
		}, []string{"dates at -1: 5 campaigns run outside the plan | C0 (ends on 1 May 2026), C1 (ends on 1 May 2026), C2 (ends on 1 May 2026) and 2 more. The plan ends on 31 Mar 2026."}},
		"before and after": {func(f *FunnelPlan) {
			f.PlanEnd = nil
			f.Campaigns = []StageCampaign{campaign("Past", "draft", "none", nil, planDate(0, 5))}
		}, []string{"dates at -1: A campaign runs outside the plan | Past (ends on 5 Dec 2025). The plan starts on 1 Jan 2026."}},
		"revenue too high": {func(f *FunnelPlan) { f.Revenue = 12000 }, []string{"revenue at -1: Expected revenue is out of reach | 60 sales at $149–$189 bring $8,940–$11,340. The funnel expects $12,000."}},
		"revenue too low":  {func(f *FunnelPlan) { f.Revenue = 100 }, []string{"revenue at -1: Expected revenue is less than the sales bring | 60 sales at $149–$189 bring $8,940–$11,340. The funnel expects $100."}},
		"the funnel's offers": {func(f *FunnelPlan) {
			f.Stages[2].Offers, f.Offers, f.Revenue = nil, Texts{"Clinic", "Camp Week"}, 2800
		}, nil},
		"one price":        {func(f *FunnelPlan) { f.Prices = []OfferPrice{{"Camp Week", price(150, 150, "")}} }, []string{"revenue at -1: Expected revenue is out of reach | 60 sales at $150 bring $9,000. The funnel expects $10,140."}},
		"another currency": {func(f *FunnelPlan) { f.Stages[2].Offers, f.Revenue = Texts{"Abroad"}, 9 }, nil},
		"no sale planned":  {func(f *FunnelPlan) { f.Stages[2].Type, f.Revenue = "consideration", 9 }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := soundFunnel()
			c.change(&f)
			var got []string
			for _, x := range CheckFunnel(f) {
				got = append(got, fmt.Sprintf("%s at %d: %s | %s", x.Kind, x.Stage, x.Title, x.Text))
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestFunnelJSON_TakesWhatImportsHold(t *testing.T) {
	t.Parallel()
	var got struct {
		Types   TypeNames
		Content []WantedContent
		KPIs    []KPI
	}
	text := `{"Types": ["nurture", {"type": "lead_gen", "estimated_cost": 3}], "Content": ["Letter", {"asset_type": "email", "title": "Welcome"}, null], "KPIs": ["reach", {"metric": "leads", "target": "60 leads"}]}`
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Types, TypeNames{"nurture", "lead_gen"}) || !reflect.DeepEqual(got.Content, []WantedContent{{"", "Letter"}, {"email", "Welcome"}, {}}) ||
		got.KPIs[0].Metric != "reach" || got.KPIs[1].Target != 60 {
		t.Errorf("%+v", got)
	}
}

func TestMoneyAndFigure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Money("USD", 4600), "$4,600"}, {Money("EUR", 0.5), "€0.50"}, {Money("CHF", -1234.567), "CHF −1,234.57"}, {Money("", 7), "7"},
		{Figure(1234567, 0), "1,234,567"}, {Figure(-0.25, 1), "−0.2"}, {Percent(112.54), "112.5%"}, {Percent(math.Trunc(30)), "30%"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestStagePlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, count int
		to        string
		want      int
		ok        bool
	}{{0, 3, StageEarlier, 0, true}, {2, 3, StageEarlier, 1, true}, {2, 3, StageLater, 2, true}, {0, 3, StageLater, 1, true}, {0, 3, "3", 2, true}, {2, 3, "1", 0, true}, {1, 3, "0", 1, false}, {1, 3, "4", 1, false}, {1, 3, "", 1, false}} {
		if got, err := StagePlace(c.at, c.count, c.to); got != c.want || (err == nil) != c.ok {
			t.Errorf("%+v: %d, %v", c, got, err)
		}
	}
}
