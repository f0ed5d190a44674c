package cmo

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// MarkPrefix starts the description of every campaign the AI CMO made: the public contract by which a tenant's own
// UI tells them from manual ones. The truth is the origin column; the prefix follows it.
const MarkPrefix = "AI CMO Driven:"

// Origin says who made a record. The server sets it; nobody can edit it.
type Origin string

// The origins of a record.
const (
	OriginAI     Origin = "ai_cmo"
	OriginManual Origin = "manual"
	OriginImport Origin = "import"
)

// WithoutMark is a description without the mark, in whatever case it stands there, as a person edits it.
func WithoutMark(description string) string {
	text := strings.TrimSpace(description)
	for markAt(text) == 0 {
		text = strings.TrimSpace(text[len(MarkPrefix):])
	}
	return text
}

// WithMark is the description to store: marked if and only if the AI CMO made the record.
func WithMark(origin Origin, text string) string {
	text = WithoutMark(text)
	if origin != OriginAI {
		return text
	}
	return strings.TrimSpace(MarkPrefix + " " + text)
}

// CampaignState is the single state people see of a campaign, made of its status and review_state.
type CampaignState string

// The states of a campaign, in the order of its life.
const (
	StateDraft     CampaignState = "draft"
	StateInReview  CampaignState = "in_review"
	StateChanges   CampaignState = "changes_requested"
	StateApproved  CampaignState = "approved"
	StateScheduled CampaignState = "scheduled"
	StateActive    CampaignState = "active"
	StatePaused    CampaignState = "paused"
	StateCompleted CampaignState = "completed"
	StateRejected  CampaignState = "rejected"
)

// CampaignStates lists every state in the order of a campaign's life.
var CampaignStates = []CampaignState{StateDraft, StateInReview, StateChanges, StateApproved, StateScheduled, StateActive, StatePaused, StateCompleted, StateRejected}

// NewCampaignState joins the two stored columns into the state people see.
func NewCampaignState(status, review string) CampaignState {
	switch {
	case status != "draft":
		return CampaignState(status)
	case review == "none":
		return StateDraft
	default:
		return CampaignState(review)
	}
}

// Ended reports whether nothing more happens to a campaign in this state by itself.
func (s CampaignState) Ended() bool { return s == StateCompleted || s == StateRejected }

// CampaignTypes lists the types a campaign can be given.
var CampaignTypes = []string{"awareness", "lead_gen", "nurture", "conversion", "retention", "reactivation"}

// CampaignType maps a stored type to the list: imports may hold legacy values.
func CampaignType(stored string) string {
	switch stored {
	case "email_nurture", "autopilot":
		return "nurture"
	case "paid_media":
		return "lead_gen"
	}
	return stored
}

// FunnelType maps a stored funnel type to marketing, sales or product.
func FunnelType(stored string) string {
	switch stored {
	case "sales", "product":
		return stored
	}
	return "marketing"
}

// Stages lists the funnel stages in order.
var Stages = []string{"awareness", "consideration", "conversion", "retention", "advocacy"}

// Channels lists the channels a campaign can use.
var Channels = []string{"email", "sms", "phone", "voice", "facebook", "instagram", "linkedin", "twitter", "google_ads", "blog", "landing_page", "video", "webinar", "referral", "events", "direct_mail", "other"}

// KPI is a measured goal.
type KPI struct {
	Metric      string  `json:"metric"`
	Target      float64 `json:"target"`
	Measurement string  `json:"measurement,omitempty"`
}

// Campaign is one campaign with the names of what it refers to.
type Campaign struct {
	ID           uuid.UUID
	Name         string
	Type         string // as stored; CampaignType maps legacy values
	Objective    string
	Description  string // as stored, with the mark
	Origin       Origin
	RunID        *uuid.UUID
	RunNo        *int64
	RunAgent     string // id of the agent that made it, empty without a run
	RunModel     string // the model that wrote it
	Prompt       string // version of the prompt it was made with
	Marked       bool   // the description carries the mark
	Status       string
	ReviewState  string
	ReviewSince  *time.Time
	ReviewNote   string
	Stage        string
	FunnelID     *uuid.UUID
	FunnelName   string
	ICPName      string
	OfferName    string
	StartDate    *time.Time
	EndDate      *time.Time
	Budget       float64
	PrimaryKPI   KPI
	Tags         Texts
	Version      int
	EditedByName string // the person who last changed it, empty if only its maker did
	OwnerName    string // the person who made it, or started the run that did
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ArchivedAt   *time.Time
	Channels     []string
	Assets       int
	Variants     int
}

// State is the state people see.
func (c Campaign) State() CampaignState { return NewCampaignState(c.Status, c.ReviewState) }

// Drifted reports that origin and public mark disagree, as imports may.
func (c Campaign) Drifted() bool { return (c.Origin == OriginAI) != c.Marked }

// NewCampaign is what a person gives to make a campaign by hand.
type NewCampaign struct {
	Name        string
	Type        string
	Objective   string
	Description string
	FunnelID    *uuid.UUID
}
