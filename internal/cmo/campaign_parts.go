package cmo

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// CampaignFilter narrows the campaigns of a tenant. Empty fields do not narrow.
type CampaignFilter struct {
	Origin  Origin
	States  []CampaignState
	Type    string // one of CampaignTypes; legacy values are found under what they map to
	Channel string
	Stage   string
	Tag     string
	Text    string // in name, objective or description
	Ended   bool   // include completed and rejected ones, unless States names them
}

// CampaignColumn is one column of the campaign board: states that lie side by side in a campaign's life.
type CampaignColumn struct {
	Key    string
	States []CampaignState
}

// CampaignColumns lists the board's columns in order. The store sorts by them, too.
var CampaignColumns = []CampaignColumn{
	{"draft", []CampaignState{StateDraft}},
	{"review", []CampaignState{StateInReview}},
	{"changes", []CampaignState{StateChanges}},
	{"approved", []CampaignState{StateApproved, StateScheduled}},
	{"live", []CampaignState{StateActive, StatePaused}},
	{"ended", []CampaignState{StateCompleted, StateRejected}},
}

// CampaignCounts are a tenant's campaigns, archived ones left out.
type CampaignCounts struct {
	Total int
	Open  int // neither completed nor rejected
}

// Facet counts the campaigns under one value of one dimension, with every other filter applied.
type Facet struct {
	Name  string // origin, state, type, channel or stage
	Value string
	Count int
}

// CampaignPlace is where a campaign stands in the filtered board, read column by column.
type CampaignPlace struct {
	State    CampaignState
	Position int // in its column, from 1
	Count    int // of its column
	PrevID   *uuid.UUID
	NextID   *uuid.UUID
}

// CampaignChannel is one channel of a campaign.
type CampaignChannel struct {
	ID        uuid.UUID
	Name      string
	Type      string
	Priority  string
	Share     float64 // per cent of the budget
	Frequency string
	Targeting string
	Expected  map[string]any // reach, engagement_rate, conversion_rate as planned
}

// ContentCount counts a campaign's content of one type.
type ContentCount struct {
	ContentType string
	Assets      int
	Variants    int
}

// Asset is one piece of content with its variants in the order A, B.
type Asset struct {
	ID          uuid.UUID
	Title       string
	ContentType string
	Channel     string
	Status      string
	KeyMessage  string
	CTA         string
	PublishDate *time.Time
	Origin      Origin
	Variants    []Variant
}

// Winner is the variant that people chose, nil before they have.
func (a Asset) Winner() *Variant {
	for i := range a.Variants {
		if a.Variants[i].Winner {
			return &a.Variants[i]
		}
	}
	return nil
}

// Variant is one wording of an asset.
type Variant struct {
	ID       uuid.UUID      `json:"id"`
	Name     string         `json:"name"`
	Type     string         `json:"type"`
	Subject  string         `json:"subject"`
	Headline string         `json:"headline"`
	Body     string         `json:"body"`
	CTA      string         `json:"cta"`
	Winner   bool           `json:"winner"`
	Visual   string         `json:"visual"`
	Metadata map[string]any `json:"metadata"`
	Results  map[string]any `json:"results"` // what its use brought, as another system reported it
}

// Preview is the line that mailboxes show behind the subject, empty if the variant names none.
func (v Variant) Preview() string {
	for _, key := range []string{"preview_text", "preview", "preheader"} {
		if s, ok := v.Metadata[key].(string); ok && s != "" {
			return s
		}
	}
	return ""
}

// Source is one record version that another was made from.
type Source struct {
	SourceTable   string
	SourceVersion int
	Name          string
}

// UnmarshalJSON reads the target as a number or, as imports write it, as text: "60" or "60 registrations". A text
// without a number in front stays in Measurement, so that it is not lost. A KPI that is a text is a metric without a target.
func (k *KPI) UnmarshalJSON(data []byte) error {
	var raw struct {
		Metric      any `json:"metric"`
		Target      any `json:"target"`
		Measurement any `json:"measurement"`
	}
	*k = KPI{}
	if json.Unmarshal(data, &k.Metric) == nil {
		return nil
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	k.Metric, _ = raw.Metric.(string)
	k.Measurement, _ = raw.Measurement.(string)
	switch t := raw.Target.(type) {
	case float64:
		k.Target = t
	case string:
		n, rest := leadingNumber(t)
		k.Target = n
		if k.Measurement == "" && rest != "" {
			k.Measurement = rest
		}
	}
	return nil
}

// leadingNumber splits "60 registrations" into 60 and the words.
func leadingNumber(s string) (n float64, words string) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return 0, s
	}
	for end < len(s) && s[end] == ' ' {
		end++
	}
	return n, s[end:]
}
