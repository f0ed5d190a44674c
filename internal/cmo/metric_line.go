package cmo

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// lineReader reads the cells of one line and collects what is wrong with them.
type lineReader struct {
	record   []string
	at       map[string]int
	frame    ImportFrame
	problems []string
}

func (l *lineReader) wrong(format string, args ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}

// cell is a column's text; a cell that says that there is nothing is empty. Spreadsheets put an apostrophe before what
// must not become a formula.
func (l *lineReader) cell(column string) string {
	i, ok := l.at[column]
	if !ok || i >= len(l.record) {
		return ""
	}
	s := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l.record[i]), "'"))
	switch strings.ToLower(s) {
	case "-", "–", "—", "n/a", "na", "null", "none":
		return ""
	}
	return s
}

// importLine reads one line.
func importLine(record []string, at map[string]int, f ImportFrame) (MetricLine, []string) {
	l := &lineReader{record: record, at: at, frame: f}
	m := MetricLine{Kind: "daily"}
	l.target(&m)
	m.Day = l.day()
	if kind := strings.ToLower(l.cell("metric_type")); kind != "" {
		if m.Kind = kind; !contains([]string{"daily", "weekly", "monthly", "total"}, kind) {
			l.wrong("metric_type is %q; it is daily, weekly, monthly or total", shortCell(kind))
		}
	}
	m.Impressions, m.Clicks, m.Conversions = l.count("impressions"), l.count("clicks"), l.count("conversions")
	m.Cost, m.Revenue = l.money("cost"), l.money("revenue")
	m.EngagementRate, m.ConversionRate = l.percent("engagement_rate"), l.percent("conversion_rate")
	if m.Impressions == nil && m.Clicks == nil && m.Conversions == nil && m.Cost == nil && m.Revenue == nil && m.EngagementRate == nil && m.ConversionRate == nil && len(l.problems) == 0 {
		l.wrong("there is no number in this line")
	}
	if m.Clicks != nil && m.Impressions != nil && *m.Clicks > *m.Impressions {
		l.wrong("more clicks (%d) than impressions (%d)", *m.Clicks, *m.Impressions)
	}
	return m, l.problems
}

// target finds campaign, channel and stage by their names.
func (l *lineReader) target(m *MetricLine) {
	name, channel, stage := l.cell("campaign"), strings.ToLower(l.cell("channel")), l.cell("stage")
	if name == "" {
		l.wrong("no campaign is named")
		return
	}
	var found []ImportTarget
	for _, t := range l.frame.Targets {
		if strings.EqualFold(t.Name, name) || t.ID.String() == strings.ToLower(name) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		l.wrong("there is no campaign %q", shortCell(name))
		return
	}
	if stage != "" {
		in := found[:0:0]
		for _, t := range found {
			if strings.EqualFold(t.Stage, stage) || strings.EqualFold(t.StageType, stage) {
				in = append(in, t)
			}
		}
		if found = in; len(found) == 0 {
			l.wrong("the campaign %q does not work for a stage %q", shortCell(name), shortCell(stage))
			return
		}
	}
	for _, t := range found {
		if t.ID != found[0].ID {
			l.wrong("several campaigns are called %q: name the stage, or the campaign’s id", shortCell(name))
			return
		}
	}
	m.CampaignID, m.Campaign = found[0].ID, found[0].Name
	if channel == "" {
		return
	}
	slug := strings.ReplaceAll(channel, " ", "_")
	for _, t := range found {
		if t.ChannelID != nil && (strings.EqualFold(t.ChannelName, slug) || strings.EqualFold(Label(t.ChannelName), channel)) {
			m.ChannelID, m.Channel = t.ChannelID, t.ChannelName
			return
		}
	}
	l.wrong("the campaign %q has no channel %q", shortCell(name), shortCell(channel))
}

// day is the day that a line is about. A moment with its zone is a day of the tenant's zone.
func (l *lineReader) day() string {
	text := l.cell("date")
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		at, merr := time.Parse(time.RFC3339, strings.Replace(text, " ", "T", 1))
		if merr != nil {
			l.wrong("the date is %q; write it as 2026-01-31", shortCell(text))
			return ""
		}
		d = DayOf(at.In(l.frame.Zone))
	}
	switch {
	case d.Year() < 2000:
		l.wrong("the date %s is before 2000", d.Format(time.DateOnly))
	case d.After(l.frame.Today):
		l.wrong("the date %s is still to come in the tenant’s zone", d.Format(time.DateOnly))
	}
	return d.Format(time.DateOnly)
}

// fileNumber is a number as files write it: digits, groups of three behind commas, a decimal point.
var fileNumber = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$`)

func (l *lineReader) number(column, text string) *float64 {
	if text == "" {
		return nil
	}
	if !fileNumber.MatchString(text) {
		l.wrong("%s is %q, which is no number like 1,234.50", column, shortCell(text))
		return nil
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || n > 1e11 {
		l.wrong("%s is out of range", column)
		return nil
	}
	return &n
}

func (l *lineReader) count(column string) *int64 {
	n := l.number(column, l.cell(column))
	switch {
	case n == nil:
		return nil
	case *n != math.Trunc(*n):
		l.wrong("%s is %s; it must be a whole number", column, shortCell(l.cell(column)))
		return nil
	case *n > math.MaxInt32:
		l.wrong("%s is out of range", column)
		return nil
	}
	i := int64(*n)
	return &i
}

// money is an amount in the tenant's currency, with its sign, its code or neither.
func (l *lineReader) money(column string) *float64 {
	text := l.cell(column)
	for _, unit := range []string{l.frame.Currency, CurrencySign(l.frame.Currency)} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, unit), unit))
	}
	for code, sign := range currencySigns {
		if text != "" && (strings.HasPrefix(text, sign) || strings.HasSuffix(text, sign) || strings.HasPrefix(text, code) || strings.HasSuffix(text, code)) {
			l.wrong("%s is in another currency than the tenant’s, %s", column, l.frame.Currency)
			return nil
		}
	}
	n := l.number(column, text)
	if n != nil {
		*n = math.Round(*n*100) / 100
	}
	return n
}

// percent is a rate in per cent: 12.5 and 12.5 % are the same.
func (l *lineReader) percent(column string) *float64 {
	n := l.number(column, strings.TrimSpace(strings.TrimSuffix(l.cell(column), "%")))
	if n != nil && *n > 100 {
		l.wrong("%s is more than 100 %%", column)
		return nil
	}
	return n
}
