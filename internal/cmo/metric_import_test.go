package cmo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func importFrame(t *testing.T) ImportFrame {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	a, b, email := uuid.New(), uuid.New(), uuid.New()
	return ImportFrame{Zone: zone, Currency: "USD", Today: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), Targets: []ImportTarget{
		{ID: a, Name: "Camp", Stage: "Interest", StageType: "consideration", ChannelID: &email, ChannelName: "email"}, {ID: a, Name: "Camp", Stage: "Interest", StageType: "consideration"},
		{ID: b, Name: "Camp", Stage: "Sale", StageType: "conversion"}, {ID: uuid.New(), Name: "=SUM(A1)"}}}
}

func TestReadMetricFile(t *testing.T) {
	t.Parallel()
	f := importFrame(t)
	file, err := ReadMetricFile([]byte("\ufeffDate;Campaign name;Stage;Channel;Impressions;Clicks;Spend;Conversion rate;Odd\n"+
		"2026-03-09;camp;interest;Email;1,200;40;$12.50;2.5 %;x\n"+
		"2026-03-09T23:30:00-08:00;Camp;conversion;;900;-;;;\n"+ // the 10th in Chicago
		"2026-03-08;'=SUM(A1);;;5;;USD 3;;\n;;;;;;;;\n"), f)
	if err != nil || len(file.Problems) != 0 || len(file.Lines) != 3 || strings.Join(file.Ignored, "") != "Odd" {
		t.Fatalf("%+v, %v", file, err)
	}
	one, two, three := file.Lines[0], file.Lines[1], file.Lines[2]
	if one.Line != 2 || *one.Impressions != 1200 || *one.Cost != 12.5 || *one.ConversionRate != 2.5 || one.ChannelID == nil || one.Revenue != nil {
		t.Errorf("%+v", one)
	}
	if two.Day != "2026-03-10" || two.CampaignID != f.Targets[2].ID || two.Clicks != nil || two.ChannelID != nil {
		t.Errorf("%+v", two)
	}
	if three.Campaign != "=SUM(A1)" || *three.Cost != 3 {
		t.Errorf("%+v", three)
	}
}

// Each line that cannot be read says why; the others are read.
func TestReadMetricFile_NamesEachProblem(t *testing.T) {
	t.Parallel()
	f := importFrame(t)
	for line, says := range map[string]string{
		"2026-03-09,Nobody,,,5,,,":            `there is no campaign "Nobody"`,
		"2026-03-09,Camp,,,5,,,":              "several campaigns",
		"2026-03-09,Camp,Nowhere,,5,,,":       `a stage "Nowhere"`,
		"2026-03-09,Camp,Interest,sms,5,,,":   `no channel "sms"`,
		"03/09/2026,Camp,Interest,,5,,,":      "write it as 2026-01-31",
		"2026-03-11,Camp,Interest,,5,,,":      "still to come",
		"2026-03-09,Camp,Interest,,5.5,,,":    "whole number",
		"2026-03-09,Camp,Interest,,-5,,,":     "no number like",
		"2026-03-09,Camp,Interest,,=1+1,,,":   "no number like",
		"2026-03-09,Camp,Interest,,5,6,,":     "more clicks (6) than impressions (5)",
		"2026-03-09,Camp,Interest,,5,,€7,":    "another currency",
		"2026-03-09,Camp,Interest,,5,,,120 %": "more than 100 %",
		"2026-03-09,Camp,Interest,,,,,":       "no number in this line",
	} {
		file, err := ReadMetricFile([]byte("date,campaign,stage,channel,impressions,clicks,cost,conversion_rate\n"+line+"\n2026-03-01,Camp,Interest,,7,,,\n"), f)
		if err != nil || len(file.Lines) != 1 || len(file.Problems) != 1 || file.Problems[0].Line != 2 || !strings.Contains(file.Problems[0].Text, says) {
			t.Errorf("%s: %+v, %v", line, file, err)
		}
	}
	twice, err := ReadMetricFile([]byte("date,campaign,stage,clicks\n2026-03-01,Camp,Interest,7\n2026-03-01,CAMP,interest,8\n"), f)
	if err != nil || len(twice.Problems) != 1 || !strings.Contains(twice.Problems[0].Text, "line 2 already") {
		t.Errorf("%+v, %v", twice, err)
	}
}

func TestReadMetricFile_WholeFile(t *testing.T) {
	t.Parallel()
	f := importFrame(t)
	for text, says := range map[string]string{
		"":                                  "empty",
		"date,campaign\n2026-03-01,Camp":    "No column holds numbers",
		"campaign,clicks\nCamp,1":           "no date",
		"date,campaign,clicks\n":            "no lines below",
		"date,campaign,clicks,link clicks":  "Two columns",
		"date,campaign,clicks\n\xff\xfe":    "UTF-8",
		"date,campaign,clicks\n2026,\x00,1": "UTF-8",
		"date,campaign,clicks\n" + strings.Repeat("2026-03-01,Camp,1\n", MaxImportLines+1): "at most 5,000 lines",
	} {
		if _, err := ReadMetricFile([]byte(text), f); KindOf(err) != Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	if open, err := ReadMetricFile([]byte("date,campaign,stage,clicks\n2026-03-01,Camp,Interest,1\n\"2026-03-02,Camp"), f); err != nil || len(open.Lines) != 1 || len(open.Problems) != 1 {
		t.Errorf("%+v, %v", open, err)
	}
}

func FuzzReadMetricFile(f *testing.F) {
	f.Add([]byte("date,campaign,clicks\n2026-03-01,Camp,1\n"))
	f.Add([]byte("date;campaign;cost\n2026-03-01T10:00:00Z;\"Camp\";$1,000.5\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ReadMetricFile(data, ImportFrame{Zone: time.UTC, Currency: "EUR", Today: time.Now(), Targets: []ImportTarget{{ID: uuid.New(), Name: "Camp"}}})
		if err == nil && len(file.Lines) > MaxImportLines {
			t.Error("too many lines")
		}
	})
}
