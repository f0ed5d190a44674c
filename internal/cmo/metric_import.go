package cmo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// ImportTarget is a campaign that numbers can be reported for, with one of its channels (none: nil).
type ImportTarget struct {
	ID          uuid.UUID
	Name        string
	Stage       string // name of the funnel stage that it works for
	StageType   string
	ChannelID   *uuid.UUID
	ChannelName string
}

// ImportFrame is what the words of a file mean in a tenant.
type ImportFrame struct {
	Targets  []ImportTarget
	Zone     *time.Location
	Currency string
	Today    time.Time
}

// MetricLine is one checked line of a file: what one campaign, or one of its channels, reported for a day. What a file
// does not say is nil, and leaves what is known.
type MetricLine struct {
	Line           int        `json:"line"`
	CampaignID     uuid.UUID  `json:"campaign_id"`
	Campaign       string     `json:"campaign"`
	ChannelID      *uuid.UUID `json:"channel_id"`
	Channel        string     `json:"channel"`
	Day            string     `json:"day"`
	Kind           string     `json:"kind"` // metric_type
	Impressions    *int64     `json:"impressions"`
	Clicks         *int64     `json:"clicks"`
	Conversions    *int64     `json:"conversions"`
	EngagementRate *float64   `json:"engagement_rate"`
	ConversionRate *float64   `json:"conversion_rate"`
	Cost           *float64   `json:"cost"`
	Revenue        *float64   `json:"revenue"`
}

// LineProblem says what is wrong with a line. The line is left out; the others are not.
type LineProblem struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// MetricFile is a file of numbers, read.
type MetricFile struct {
	Lines    []MetricLine
	Problems []LineProblem
	Ignored  []string // columns that nothing is known of
}

// Bounds of a file.
const (
	MaxImportLines    = 5000
	maxImportProblems = 200
)

// importColumns are the names of a file's columns, each with what else programs call it.
var importColumns = map[string][]string{
	"date": {"date", "day", "snapshot_date"}, "campaign": {"campaign", "campaign_name", "campaign_id"}, "channel": {"channel", "channel_name", "source"},
	"stage": {"stage", "funnel_stage"}, "metric_type": {"metric_type", "granularity"}, "impressions": {"impressions", "views", "reach"}, "clicks": {"clicks", "link_clicks"},
	"conversions": {"conversions", "results", "leads"}, "cost": {"cost", "spend", "amount_spent"}, "revenue": {"revenue", "conversion_value"},
	"engagement_rate": {"engagement_rate"}, "conversion_rate": {"conversion_rate"},
}

// ReadMetricFile reads a CSV file with a header. Commas, semicolons and tabs separate; what is wrong with a line is said
// of the line, what is wrong with the file is the error.
func ReadMetricFile(data []byte, f ImportFrame) (MetricFile, error) {
	var out MetricFile
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return out, Errorf(Invalid, "This is not a CSV file in UTF-8. Spreadsheets offer it as “CSV UTF-8”.")
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace, r.ReuseRecord = -1, false, true, true
	r.Comma = separator(string(first))
	head, err := r.Read()
	if err != nil {
		return out, Errorf(Invalid, "The file is empty, or its first line is no header.")
	}
	at, ignored, err := importHeader(head)
	if err != nil {
		return out, err
	}
	out.Ignored = ignored
	seen := map[string]int{}
	for n := 0; ; n++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var bad *csv.ParseError
			line := n + 2
			if errors.As(err, &bad) {
				line = bad.StartLine
			}
			out.problem(line, "the quotes of this line do not fit; it and what follows was not read")
			break
		}
		line, _ := r.FieldPos(0)
		if n >= MaxImportLines {
			return MetricFile{}, Errorf(Invalid, "A file has at most %s lines. Split it by month.", Figure(MaxImportLines, 0))
		}
		if blank(record) {
			continue
		}
		l, problems := importLine(record, at, f)
		l.Line = line
		key := fmt.Sprint(l.CampaignID, l.ChannelID != nil, l.Channel, l.Day, l.Kind)
		if len(problems) == 0 && seen[key] > 0 {
			problems = []string{fmt.Sprintf("the same campaign, channel and day stand in line %d already", seen[key])}
		}
		if len(problems) > 0 {
			out.problem(line, strings.Join(problems, "; "))
			continue
		}
		seen[key] = line
		out.Lines = append(out.Lines, l)
	}
	if len(out.Lines)+len(out.Problems) == 0 {
		return out, Errorf(Invalid, "The file has a header and no lines below it.")
	}
	return out, nil
}

func (m *MetricFile) problem(line int, text string) {
	if len(m.Problems) < maxImportProblems {
		m.Problems = append(m.Problems, LineProblem{line, text})
	}
}

// separator is what the header uses most.
func separator(head string) rune {
	best, most := ',', strings.Count(head, ",")
	for _, s := range []rune{';', '\t'} {
		if n := strings.Count(head, string(s)); n > most {
			best, most = s, n
		}
	}
	return best
}

// importHeader finds the columns.
func importHeader(head []string) (at map[string]int, ignored []string, err error) {
	at = map[string]int{}
	for i, raw := range head {
		name := strings.ToLower(strings.Join(strings.FieldsFunc(raw, func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), "_"))
		known := ""
		for column, names := range importColumns {
			if contains(names, name) {
				known = column
			}
		}
		switch _, twice := at[known]; {
		case known == "":
			if name != "" {
				ignored = append(ignored, shortCell(raw))
			}
		case twice:
			return nil, nil, Errorf(Invalid, "Two columns of the file mean %s.", known)
		default:
			at[known] = i
		}
	}
	for _, need := range []string{"date", "campaign"} {
		if _, ok := at[need]; !ok {
			return nil, nil, Errorf(Invalid, "The first line must name the columns, among them date and campaign. There is no %s.", need)
		}
	}
	for _, value := range []string{"impressions", "clicks", "conversions", "cost", "revenue", "engagement_rate", "conversion_rate"} {
		if _, ok := at[value]; ok {
			return at, ignored, nil
		}
	}
	return nil, nil, Errorf(Invalid, "No column holds numbers: name at least one impressions, clicks, conversions, cost or revenue.")
}

func blank(record []string) bool {
	for _, c := range record {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// shortCell is a cell as a message quotes it.
func shortCell(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// MetricImport is a file of numbers between its preview and after its decision.
type MetricImport struct {
	ID        uuid.UUID
	FileName  string
	Mode      string // live or demo
	State     string // pending, applied, discarded
	Added     *int
	Changed   *int
	Unchanged *int
	By        string
	CreatedAt time.Time
	DecidedAt *time.Time
	Waiting   int // lines that would be saved
	Skipped   int // lines that were not understood
}

// ImportCount is what saving a file did.
type ImportCount struct{ Added, Changed, Unchanged int }
