package cmo

import (
	"encoding/json"
	"math"
	"regexp"
	"time"
)

// The rules over several fields of the strategy's records. Messages are by the name of the control they stand beside.

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// CheckBrand holds the rules of a brand: colours can be read.
func CheckBrand(f Fields) map[string]string {
	wrong := map[string]string{}
	colors, _ := f["brand_colors"].(map[string]any)
	for _, key := range ColorKeys {
		if c, _ := colors[key].(string); c != "" && !Color(c).Valid() {
			wrong["brand_colors."+key] = "Write a colour like #1d4d3a."
		}
	}
	return wrong
}

// CheckICP holds the rules of a segment.
func CheckICP(f Fields) map[string]string { return checkRange(f, "budget_range") }

// CheckOffer holds the rules of an offer.
func CheckOffer(f Fields) map[string]string { return checkRange(f, "price_range") }

// CheckPlan holds the rules of a plan: its end after its start, its channels' shares a whole.
func CheckPlan(f Fields) map[string]string {
	wrong := map[string]string{}
	start, _ := f["start_date"].(string)
	end, _ := f["end_date"].(string)
	if start != "" && end != "" && end < start {
		wrong["end_date"] = "The end lies before the start."
	}
	checkCurrency(wrong, f, "budget_allocation")
	rows, _ := f["channel_mix"].([]any)
	sum, shares := 0.0, 0
	for _, row := range rows {
		m, _ := row.(map[string]any)
		if n, ok := numberOf(m["budget_percentage"]); ok {
			sum += n
			shares++
		}
	}
	if sum = math.Round(sum*100) / 100; shares > 0 && sum != 100 {
		wrong["channel_mix.budget_percentage"] = "The shares add up to " + Figure(sum, 2) + "%, not 100%."
	}
	return wrong
}

// OutsidePlan says why a day cannot be a milestone's, empty if it can. Days are written as 2026-01-31, empty for none.
func OutsidePlan(day string, plan Fields) string {
	start, _ := plan["start_date"].(string)
	end, _ := plan["end_date"].(string)
	switch {
	case day == "":
		return ""
	case start != "" && day < start:
		return "The plan starts on " + dayWords(start) + "."
	case end != "" && day > end:
		return "The plan ends on " + dayWords(end) + "."
	}
	return ""
}

func dayWords(day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return d.Format("2 Jan 2006")
}

// checkRange holds the rules of an amount from a least to a most.
func checkRange(f Fields, column string) map[string]string {
	wrong := map[string]string{}
	m, _ := f[column].(map[string]any)
	low, hasLow := numberOf(m["min"])
	high, hasHigh := numberOf(m["max"])
	if hasLow && hasHigh && high < low {
		wrong[column+".max"] = "Less than where it starts."
	}
	checkCurrency(wrong, f, column)
	return wrong
}

func checkCurrency(wrong map[string]string, f Fields, column string) {
	m, _ := f[column].(map[string]any)
	if c, _ := m["currency"].(string); c != "" && !currencyForm.MatchString(c) {
		wrong[column+".currency"] = "Three capital letters, such as USD."
	}
}

// numberOf reads a number as JSON or a form gives it.
func numberOf(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case json.Number:
		n, err := x.Float64()
		return n, err == nil
	}
	return 0, false
}

// PlanMoves lists where a plan can go from each state.
var PlanMoves = map[string][]string{"draft": {"active"}, "active": {"paused", "completed"}, "paused": {"active", "completed"}, "completed": {"active"}}
