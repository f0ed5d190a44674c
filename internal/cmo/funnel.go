package cmo

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Provenance says who made a record and who changed it last.
type Provenance struct {
	Origin       Origin
	RunID        *uuid.UUID
	RunNo        *int64
	RunAgent     string // id of the agent that made it, empty without a run
	Prompt       string // version of the prompt it was made with
	Version      int
	EditedByName string // the person who last changed it, empty if only its maker did
	OwnerName    string // the person who made it, or started the run that did
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ArchivedAt   *time.Time
}

// Funnel is one funnel with the plan it stands under.
type Funnel struct {
	ID          uuid.UUID
	Name        string
	Type        string // as stored; FunnelType maps legacy values
	Description string
	Status      string
	PlanID      *uuid.UUID
	PlanName    string
	PlanStart   *time.Time
	PlanEnd     *time.Time
	ICPs        TextList
	Offers      TextList
	Budget      float64
	Rate        float64 // expected from the first stage to a sale, in per cent
	Revenue     float64 // expected
	Campaigns   int
	Provenance
}

// Stage is one stage of a funnel as it is planned.
type Stage struct {
	ID            uuid.UUID
	FunnelID      uuid.UUID
	Name          string
	Type          string
	Description   string
	Objective     string
	KPIs          []KPI
	CampaignTypes TextList
	Channels      TextList
	Content       []WantedContent
	ICPs          TextList
	Offers        TextList
	Entry         string
	Exit          string
	Volume        int     // 0: none planned
	Rate          float64 // what of the volume goes on to the next stage, in per cent; 0: none planned
	Budget        float64
	Origin        Origin
	Version       int
}

// WantedContent is a piece of content that a stage asks for, as stored.
type WantedContent struct{ Type, Title string }

// StageReport is what the campaigns of one stage reported in one data mode; nil means that nobody reported it.
type StageReport struct {
	StageID    uuid.UUID
	Mode       string // live or demo
	Volume     *int64 // impressions, clicks or conversions, by the kind of the stage
	Cost       *float64
	Revenue    *float64
	Days       int // on which any of them reported
	LastDay    time.Time
	ReceivedAt time.Time
}

// StageCampaign is a campaign with the stage it counts for, nil when it names none.
type StageCampaign struct {
	Campaign
	StageID *uuid.UUID
}

// OfferPrice is an offer with what it costs.
type OfferPrice struct {
	Name   string
	Prices PriceRange
}

// PriceRange is what something costs; both ends zero: not said.
type PriceRange struct {
	Min, Max float64
	Currency string
}

// Known reports that there is a price.
func (p PriceRange) Known() bool { return p.Max > 0 }

// UnmarshalJSON reads numbers and, as imports write them, texts. One end alone is both.
func (p *PriceRange) UnmarshalJSON(data []byte) error {
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	number := func(key string) float64 {
		switch v := raw[key].(type) {
		case float64:
			return v
		case string:
			n, _ := leadingNumber(strings.ReplaceAll(strings.TrimSpace(v), ",", ""))
			return n
		}
		return 0
	}
	*p = PriceRange{Min: number("min"), Max: number("max")}
	p.Currency, _ = raw["currency"].(string)
	if p.Max == 0 {
		p.Max = p.Min
	}
	return nil
}

// TextList is a list of texts. Imports may hold objects instead: of those the name or the like is taken.
type TextList []string

// UnmarshalJSON reads texts and objects; what has neither is left out.
func (l *TextList) UnmarshalJSON(data []byte) error {
	var raw []any
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*l = nil
	for _, v := range raw {
		if s := textOf(v, "name", "segment_name", "offer_name", "channel_name", "channel", "type", "title"); s != "" {
			*l = append(*l, s)
		}
	}
	return nil
}

// textOf is a text, or the first of an object's texts under those keys.
func textOf(v any, keys ...string) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		for _, k := range keys {
			if s, ok := v[k].(string); ok && strings.TrimSpace(s) != "" {
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

// UnmarshalJSON reads an object, or a title alone.
func (c *WantedContent) UnmarshalJSON(data []byte) error {
	var raw any
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*c = WantedContent{Title: textOf(raw, "title", "name", "purpose")}
	if o, ok := raw.(map[string]any); ok {
		c.Type = textOf(o, "asset_type", "content_type", "type")
	}
	return nil
}
