package cmo

import (
	"time"

	"github.com/google/uuid"
)

// The values that content can have.
var (
	AssetTypes    = contentTypes
	AssetChannels = append(append([]string{}, Channels...), "video_script")
	AssetStatuses = []string{"draft", "review", "approved", "scheduled", "live", "published", "archived"}
)

// ContentFilter narrows the content of a tenant. Empty fields do not narrow.
type ContentFilter struct {
	Origin   Origin
	Type     string
	Channel  string
	Stage    string
	Status   string
	Campaign uuid.NullUUID
	Text     string // in title, message, or any wording
}

// Narrows reports that the filter may leave something out.
func (f ContentFilter) Narrows() bool {
	f.Campaign.UUID = uuid.UUID{}
	return f != ContentFilter{}
}

// ContentItem is a piece of content with the campaign it is for.
type ContentItem struct {
	Asset
	Stage          string
	CampaignID     *uuid.UUID
	CampaignName   string
	CampaignStatus string // the campaign's two state columns, empty without one
	CampaignReview string
	EditedByName   string
	UpdatedAt      time.Time
}

// AssetDetail is a piece of content with all it keeps.
type AssetDetail struct {
	ContentItem
	ContentID  string
	ICPName    string
	OfferName  string // the campaign's
	Tone       string
	Effort     string // to produce it, in words
	Points     []string
	Needs      []string // what it depends on
	RunID      *uuid.UUID
	RunNo      *int64
	RunAgent   string
	RunModel   string
	Prompt     string
	Version    int
	OwnerName  string
	CreatedAt  time.Time
	ArchivedAt *time.Time
}

// Live reports that the content is in the world, or will be without a further decision.
func (a AssetDetail) Live() bool {
	return a.CampaignID != nil && (a.CampaignStatus == "scheduled" || a.CampaignStatus == "active")
}

// Provenance says who made it and who changed it last.
func (a AssetDetail) Provenance() Provenance {
	return Provenance{Origin: a.Origin, RunID: a.RunID, RunNo: a.RunNo, RunAgent: a.RunAgent, RunModel: a.RunModel, Prompt: a.Prompt, Version: a.Version,
		EditedByName: a.EditedByName, OwnerName: a.OwnerName, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, ArchivedAt: a.ArchivedAt}
}

// ContentCampaign is a campaign that has content.
type ContentCampaign struct {
	ID     uuid.UUID
	Name   string
	Assets int
}
