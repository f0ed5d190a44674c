package cmo

import "github.com/google/uuid"

// StaleCampaign is one thing that has moved on under a campaign: a source that is newer than what it was built on, or of kind
// approval what keeps its approval from covering it, "stale" or "inputs".
type StaleCampaign struct {
	CampaignID uuid.UUID
	Kind       string
	Name       string
	BuiltOn    int
	Now        int
	Archived   bool
}

// Source is the finding as the state of a source.
func (s StaleCampaign) Source() SourceState {
	return SourceState{Kind: s.Kind, Name: s.Name, BuiltOn: s.BuiltOn, Now: s.Now, Archived: s.Archived}
}
