package agent

import (
	"encoding/json"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// enums lists the values of fields by name, wherever they stand in an answer.
var enums = map[string][]string{
	"offer_type": cmo.OfferKinds, "metric/milestones": cmo.MilestoneMetrics, "funnel_type": cmo.FunnelTypes, "stage_type": cmo.Stages,
	"funnel_stage": cmo.Stages, "campaign_type": cmo.CampaignTypes, "type/campaign_types": cmo.CampaignTypes, "channel_name": cmo.Channels,
	"channel_type": cmo.ChannelTypes, "priority/channels": cmo.Priorities, "type/content_types": cmo.ContentTypes, "content_type": cmo.ContentTypes,
	"channel/channel_allocation": cmo.Channels, "channel/assets": cmo.ContentChannels, "asset_type/assets": cmo.ContentTypes, "variant": {"A", "B"},
	"emoji_usage": cmo.EmojiUsages, "confidence": cmo.Levels, "source_type": cmo.AdviceSources, "category": cmo.AdviceCategories,
	"severity": cmo.Severities, "impact": cmo.Levels, "effort": cmo.Levels, "trend": cmo.Trends, "benchmark_comparison": cmo.Benchmarks,
	"overall_health": cmo.Healths, "priority/next_steps": cmo.Levels, "period_analyzed": cmo.Periods, "status/offers": {"draft"},
	"items/channels": cmo.Channels, "items/preferred_channels": cmo.Channels, "items/channels_covered": cmo.ContentChannels, "items/funnel_stages_covered": cmo.Stages,
}

// schemaOf is the JSON Schema of an output type in the strict form that providers want: every field required, none
// besides, lists never null.
func schemaOf[T any]() json.RawMessage {
	s, err := jsonschema.For[T](nil)
	if err != nil {
		panic("agent: " + err.Error()) // at start, not at run time: the types are fixed
	}
	strict(s, "", "")
	raw, err := json.Marshal(s)
	if err != nil {
		panic("agent: " + err.Error())
	}
	return raw
}

func strict(s *jsonschema.Schema, name, parent string) {
	if slices.Contains(s.Types, "array") {
		s.Type, s.Types = "array", nil
	}
	if values := enums[name+"/"+parent]; values != nil {
		setEnum(s, values)
	} else if values := enums[name]; values != nil {
		setEnum(s, values)
	}
	if s.Items != nil {
		if s.Items.Type == "string" {
			strict(s.Items, "items", name)
		} else {
			strict(s.Items, "", name)
		}
	}
	if s.Properties == nil {
		return
	}
	s.Required = s.Required[:0]
	for key, p := range s.Properties {
		s.Required = append(s.Required, key)
		in := name
		if name == "" {
			in = parent
		}
		strict(p, key, in)
	}
	slices.Sort(s.Required)
}

func setEnum(s *jsonschema.Schema, values []string) {
	if s.Type != "string" {
		return
	}
	s.Enum = nil
	for _, v := range values {
		s.Enum = append(s.Enum, v)
	}
}
