package cmo

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MetricUnit is what a metric is counted in.
type MetricUnit string

// The units. A metric that nobody knows has none: its figures are shown as they are.
const (
	UnitNone    MetricUnit = ""
	UnitCount   MetricUnit = "count"
	UnitPercent MetricUnit = "percent"
	UnitMoney   MetricUnit = "money" // in the tenant's currency
	UnitTimes   MetricUnit = "times" // so many times what was spent
)

// MetricName is a thing that is measured, as people read it.
type MetricName struct {
	Key   string // as stored; of a known metric its own key, whatever word was stored
	Label string // at the start of a line: "Click rate"
	Unit  MetricUnit
	Known bool
}

// Metrics is the vocabulary: every metric that the console calls by a name of its own.
var Metrics = []MetricName{
	metricName("impressions", "Impressions", UnitCount), metricName("reach", "Reach", UnitCount), metricName("visits", "Visits", UnitCount), metricName("traffic", "Traffic", UnitCount),
	metricName("page_views", "Page views", UnitCount), metricName("clicks", "Clicks", UnitCount), metricName("opens", "Opens", UnitCount), metricName("replies", "Replies", UnitCount),
	metricName("downloads", "Downloads", UnitCount), metricName("followers", "Followers", UnitCount), metricName("subscribers", "Subscribers", UnitCount), metricName("unsubscribes", "Unsubscribes", UnitCount),
	metricName("engagement", "Engagement", UnitCount), metricName("leads", "Leads", UnitCount), metricName("qualified_leads", "Qualified leads", UnitCount), metricName("mqls", "MQLs", UnitCount), metricName("sqls", "SQLs", UnitCount),
	metricName("requests", "Requests", UnitCount), metricName("meetings", "Meetings", UnitCount), metricName("bookings", "Bookings", UnitCount), metricName("signups", "Sign-ups", UnitCount),
	metricName("registrations", "Registrations", UnitCount), metricName("attendees", "Attendees", UnitCount), metricName("conversions", "Conversions", UnitCount), metricName("sales", "Sales", UnitCount),
	metricName("repeat_sales", "Repeat sales", UnitCount), metricName("customers", "Customers", UnitCount), metricName("new_customers", "New customers", UnitCount), metricName("referrals", "Referrals", UnitCount),
	metricName("click_rate", "Click rate", UnitPercent), metricName("open_rate", "Open rate", UnitPercent), metricName("conversion_rate", "Conversion rate", UnitPercent),
	metricName("engagement_rate", "Engagement rate", UnitPercent), metricName("reply_rate", "Reply rate", UnitPercent), metricName("bounce_rate", "Bounce rate", UnitPercent),
	metricName("unsubscribe_rate", "Unsubscribe rate", UnitPercent), metricName("retention_rate", "Retention rate", UnitPercent), metricName("churn_rate", "Churn rate", UnitPercent),
	metricName("show_up_rate", "Show-up rate", UnitPercent), metricName("roi", "ROI", UnitPercent), metricName("roas", "ROAS", UnitTimes), metricName("return", "Revenue per amount spent", UnitTimes),
	metricName("revenue", "Revenue", UnitMoney), metricName("cost", "Cost", UnitMoney), metricName("budget", "Budget", UnitMoney), metricName("cost_per_conversion", "Cost per conversion", UnitMoney),
	metricName("cost_per_lead", "Cost per lead", UnitMoney), metricName("cost_per_click", "Cost per click", UnitMoney), metricName("cost_per_1000_impressions", "Cost per 1,000 impressions", UnitMoney),
	metricName("customer_acquisition_cost", "Customer acquisition cost", UnitMoney), metricName("average_order_value", "Average order value", UnitMoney), metricName("customer_lifetime_value", "Customer lifetime value", UnitMoney),
}

// metricWords are other words for the known ones, in lower case with spaces.
var metricWords = map[string]string{
	"ctr": "click_rate", "click through rate": "click_rate", "cvr": "conversion_rate", "response rate": "reply_rate", "return on investment": "roi", "return on ad spend": "roas",
	"spend": "cost", "ad spend": "cost", "cpa": "cost_per_conversion", "cost per acquisition": "cost_per_conversion", "cost per sale": "cost_per_conversion", "cpl": "cost_per_lead", "cpc": "cost_per_click", "cpm": "cost_per_1000_impressions",
	"cac": "customer_acquisition_cost", "aov": "average_order_value", "ltv": "customer_lifetime_value", "clv": "customer_lifetime_value", "lifetime value": "customer_lifetime_value",
	"sign ups": "signups", "website visits": "visits", "sessions": "visits", "pageviews": "page_views", "views": "impressions",
}

var metricsByWord = func() map[string]MetricName {
	out := map[string]MetricName{}
	for _, m := range Metrics {
		out[metricWord(m.Key)], out[metricWord(m.Label)] = m, m
	}
	for word, key := range metricWords {
		out[word] = out[metricWord(key)]
	}
	return out
}()

func metricName(key, label string, unit MetricUnit) MetricName {
	return MetricName{Key: key, Label: label, Unit: unit, Known: true}
}

// metricWord is a name as it is looked up: click_rate, Click-rate and "click rate" are one.
func metricWord(s string) string {
	s = strings.NewReplacer("_", " ", "-", " ", ",", "").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// MetricOf is the metric that a stored word means. A word that is in no vocabulary stays, humanised; its ending tells
// rates and amounts of money from counts, since agents and people name metrics of their own: "Trial-to-paid rate".
func MetricOf(stored string) MetricName {
	word := metricWord(stored)
	if m, ok := metricsByWord[word]; ok {
		return m
	}
	m := MetricName{Key: stored, Label: Label(strings.TrimSpace(stored))}
	has := func(find func(string, string) bool, parts ...string) bool {
		for _, p := range parts {
			if find(word, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has(strings.HasSuffix, " rate", " percentage", " percent"):
		m.Unit = UnitPercent
	case has(strings.HasPrefix, "cost per ", "cost of ", "revenue "), has(strings.HasSuffix, " revenue", " cost", " costs", " spend", " budget"):
		m.Unit = UnitMoney
	}
	return m
}

// Inline is the name within a sentence: "click rate", but "MQLs".
func (m MetricName) Inline() string {
	first, size := utf8.DecodeRuneInString(m.Label)
	second, _ := utf8.DecodeRuneInString(m.Label[size:])
	if unicode.IsUpper(second) {
		return m.Label
	}
	return string(unicode.ToLower(first)) + m.Label[size:]
}

// Figure writes a value of the metric with its unit, of money in the currency.
func (m MetricName) Figure(currency string, n float64) string {
	switch m.Unit {
	case UnitPercent:
		return Trimmed(n) + "%"
	case UnitMoney:
		return Money(currency, n)
	case UnitTimes:
		return Trimmed(n) + "×"
	}
	return Trimmed(n)
}

// text adds the unit to a number in figures; other texts, like those of imports, stay.
func (m MetricName) text(figures, currency string) string {
	n, err := strconv.ParseFloat(figures, 64)
	if err != nil {
		return figures
	}
	return m.Figure(currency, n)
}

// Sign is the unit as a form shows it beside a number, empty for a count.
func (m MetricName) Sign(currency string) string {
	switch m.Unit {
	case UnitPercent:
		return "%"
	case UnitMoney:
		return currency
	case UnitTimes:
		return "×"
	}
	return ""
}

// Trimmed is a figure with as many decimals as it needs, two at most.
func Trimmed(n float64) string {
	text := Figure(math.Round(n*100)/100, 2)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// MetricTyped is the word to store for one that was typed over the present one: a known metric's key, so that a list of
// them can be read by programs, else what was typed. What shows the present one's own label leaves it as it was.
func MetricTyped(typed, present string) string {
	if present != "" && typed == MetricOf(present).Label {
		return present
	}
	if m := MetricOf(typed); m.Known {
		return m.Key
	}
	return typed
}
