package cmo

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Provenance says who made a record and who changed it last.
type Provenance struct {
	Origin       Origin
	RunID        *uuid.UUID
	RunNo        *int64
	RunAgent     string // id of the agent that made it, empty without a run
	RunModel     string // the model that wrote it
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
	ICPs        Texts
	Offers      Texts
	Budget      float64
	Rate        float64 // expected from the first stage to a sale, in per cent
	Revenue     float64 // expected
	Campaigns   int
	ReviewedAt  *time.Time // nil: no person has said that he looked at it
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
	CampaignTypes TypeNames
	Channels      Texts
	Content       []WantedContent
	ICPs          Texts
	Offers        Texts
	Entry         string
	Exit          string
	Volume        int     // 0: none planned
	Rate          float64 // what of the volume goes on to the next stage, in per cent; 0: none planned
	Budget        float64
	Origin        Origin
	Version       int
}

// The moves of a stage besides one to a place.
const (
	StageEarlier = "earlier"
	StageLater   = "later"
)

// StagePlace is where a stage lands that stands at a place, counted from 0, of count: one earlier, one later, or at the
// place that to names, counted from 1. It never leaves the row.
func StagePlace(at, count int, to string) (int, error) {
	switch to {
	case StageEarlier:
		return max(0, at-1), nil
	case StageLater:
		return min(count-1, at+1), nil
	}
	n, err := strconv.Atoi(to)
	if err != nil || n < 1 || n > count {
		return at, Errorf(Invalid, "There is no such place for the stage.")
	}
	return n - 1, nil
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
	Prices Price
}

// TypeNames are types of campaigns, as texts or as objects that say more about them.
type TypeNames []string

// UnmarshalJSON reads texts and objects.
func (n *TypeNames) UnmarshalJSON(data []byte) (err error) {
	*n, err = looseList(data, func(v any) string {
		if o, ok := v.(map[string]any); ok {
			return looseFirst(o, "type", "name", "campaign_type")
		}
		return looseText(v)
	})
	return err
}

// UnmarshalJSON reads an object, or a title alone.
func (c *WantedContent) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	o, ok := v.(map[string]any)
	if !ok {
		*c = WantedContent{Title: looseText(v)}
		return nil
	}
	*c = WantedContent{Type: looseFirst(o, "asset_type", "content_type", "type"), Title: looseFirst(o, "title", "name", "purpose")}
	return nil
}
