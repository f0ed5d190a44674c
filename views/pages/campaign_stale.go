package pages

import (
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// staleness is what has moved on under one campaign.
type staleness struct {
	gap     string // of its approval: stale, inputs, or nothing
	sources []cmo.SourceState
}

func newStaleness(found []cmo.StaleCampaign) map[uuid.UUID]staleness {
	all := map[uuid.UUID]staleness{}
	for _, f := range found {
		s := all[f.CampaignID]
		if f.Kind == "approval" {
			s.gap = f.Name
		} else {
			s.sources = append(s.sources, f.Source())
		}
		all[f.CampaignID] = s
	}
	return all
}

// strip says it at the foot of a card, nil for nothing.
func (s staleness) strip(ended bool) *board.Strip {
	switch {
	case s.gap == "stale":
		return &board.Strip{Tone: ui.Warn, Icon: "triangle-alert", Title: "Approval stale.", Text: "Edited after it, launch waits for a review"}
	case s.gap == "inputs":
		return &board.Strip{Tone: ui.Warn, Icon: "layers", Title: "Inputs changed.", Text: orWord(SourceBadge(s.sources), "An approver keeps or renews the approval")}
	case len(s.sources) > 0 && !ended:
		return &board.Strip{Icon: "layers", Text: SourceBadge(s.sources)}
	}
	return nil
}

// badge says it in a row.
func (s staleness) badge(ended bool) string {
	switch {
	case s.gap == "stale":
		return "Approval stale"
	case s.gap == "inputs":
		return "Inputs changed"
	case len(s.sources) > 0 && !ended:
		return SourceBadge(s.sources)
	}
	return ""
}
