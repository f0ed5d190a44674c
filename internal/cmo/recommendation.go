package cmo

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Recommendation is one piece of advice, by an agent or imported.
type Recommendation struct {
	ID           uuid.UUID
	Title        string
	Description  string
	Rationale    string
	Severity     string
	Priority     string
	Impact       string
	Effort       string
	Status       string
	Category     string
	Source       string // what it is about: campaign, funnel, channel, content, audience
	Actions      ActionItems
	CampaignID   *uuid.UUID
	CampaignName string
	RunID        *uuid.UUID
	RunNo        *int64
	RunAgent     string
	RunModel     string
	Prompt       string
	Origin       Origin
	DecidedBy    string // the person who last changed it
	CreatedAt    time.Time
	UpdatedAt    time.Time
	DoneAt       *time.Time
	Stored       string // the state as it is stored: one put off until today or earlier is pending and stored as snoozed
	Note         string // why it was dismissed or put off
	Until        *time.Time
	TaskID       *uuid.UUID // what the acceptance made: a task in the calendar
	ChangeSetID  *uuid.UUID // or a change set
	Details      json.RawMessage
	Total        int // all under the same filter
}

// RecommendationStatuses lists the states of advice, those that wait for a person first.
var RecommendationStatuses = []string{"pending", "accepted", "snoozed", "implemented", "dismissed"}

// RecommendationSeverities lists how grave advice can be, the gravest first.
var RecommendationSeverities = []string{"critical", "warning", "info"}

// ActionItem is something to do.
type ActionItem struct{ Action, When, Owner, Outcome string }

// ActionItems is a list of things to do, as agents and imports write it: objects or texts.
type ActionItems []ActionItem

// UnmarshalJSON reads any list.
func (a *ActionItems) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*a = nil
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, x := range list {
		item := ActionItem{}
		if o, ok := x.(map[string]any); ok {
			item = ActionItem{looseFirst(o, "action", "step", "title", "name"), looseFirst(o, "timeline", "when", "due"), looseFirst(o, "owner"), looseFirst(o, "expected_outcome", "outcome")}
		}
		if item.Action == "" {
			item.Action = looseText(x)
		}
		if item.Action != "" {
			*a = append(*a, item)
		}
	}
	return nil
}

// Metric is the number that the advice would move first, and where to.
func (r Recommendation) Metric() (name string, target *float64) {
	var d struct {
		Metrics []struct {
			Metric any `json:"metric"`
			Target any `json:"target_value"`
		} `json:"metrics_affected"`
	}
	if json.Unmarshal(r.Details, &d) != nil || len(d.Metrics) == 0 {
		return "", nil
	}
	name, _ = d.Metrics[0].Metric.(string)
	if t, ok := d.Metrics[0].Target.(float64); ok {
		target = &t
	}
	return name, target
}

// Acceptance is how a person accepts a recommendation: as a task for a day, or as a changed field of a record that waits as a
// change set.
type Acceptance struct {
	Due      time.Time // the day of the task
	Assignee *uuid.UUID
	Field    *AdviceField // set: a change set instead of a task
	Value    any
}
