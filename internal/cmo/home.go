package cmo

import (
	"time"

	"github.com/google/uuid"
)

// Setup counts what a tenant has of each thing the AI CMO builds on, archived ones left out.
type Setup struct {
	Brands    int
	ICPs      int
	Offers    int
	Plans     int
	Funnels   int
	Campaigns int
	Runs      bool
}

// Empty reports a tenant in which nothing has happened yet.
func (s Setup) Empty() bool {
	return s.Brands+s.ICPs+s.Offers+s.Plans+s.Funnels+s.Campaigns == 0 && !s.Runs
}

// FunnelStage is one stage of an active funnel with what was planned and what its campaigns reported. Live and demo
// numbers are never added up; nil means that nothing was reported.
type FunnelStage struct {
	FunnelID   uuid.UUID
	FunnelName string
	Name       string
	Type       string
	Planned    int // 0: no volume planned
	Live       *int64
	Demo       *int64
}

// UpcomingEvent is a calendar event that is still to come.
type UpcomingEvent struct {
	ID           uuid.UUID
	Type         string
	Title        string
	At           time.Time
	Channel      string
	CampaignID   *uuid.UUID
	CampaignName string
	Status       string // the campaign's two state columns, empty without one
	ReviewState  string
}
