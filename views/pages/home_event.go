package pages

import (
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

func newEventRow(l local, slug string, x cmo.UpcomingEvent, at time.Time) eventRow {
	r := eventRow{Time: l.clocks.Time(at), RFC3339: at.Format(time.RFC3339), Title: x.Title, Kind: cmo.Label(x.Type), Icon: eventIcons[x.Type]}
	if x.Channel != "" {
		sign := newChannelSign(x.Channel)
		r.Icon, r.Kind = sign.Icon, sign.Label
	}
	if r.Icon == "" {
		r.Icon = "calendar"
	}
	r.Note = r.Kind
	if x.Type == "task" {
		r.Href = paths.Task(slug, x.ID.String())
		return r
	}
	if x.CampaignID == nil {
		return r
	}
	r.Href = paths.Campaign(slug, x.CampaignID.String())
	switch s := cmo.NewCampaignState(x.Status, x.ReviewState); s {
	case cmo.StateActive, cmo.StateScheduled:
	case cmo.StateApproved:
		r.Note = "Approved, not launched"
	case cmo.StateDraft, cmo.StateInReview, cmo.StateChanges:
		r.Note, r.Sign = "Not approved: "+lowerFirst(campaignWord(s)), ui.SignWarn
	default:
		r.Note, r.Sign = "Campaign "+lowerFirst(campaignWord(s)), campaignSigns[s]
	}
	return r
}

// lowerFirst writes a state's word inside a sentence.
func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
