package cmo

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Start is a scheduled campaign whose date has come, with all that its launch is checked by.
type Start struct {
	TenantID   uuid.UUID
	ID         uuid.UUID
	Today      time.Time // in the tenant's zone
	Hash       string
	Content    Covered
	Inputs     []Input
	ApprovedAt *time.Time
	OldHash    string
	OldInputs  []Input
	Problem    string // why it was not started when it was last looked at
}

// Refusal says which checks of a launch do not pass, empty if it may start.
func (s Start) Refusal() string {
	c, channels, assets := s.Content.launched()
	r := Review{Hash: s.Hash, Now: s.Content, Inputs: s.Inputs, ApprovedAt: s.ApprovedAt, OldHash: s.OldHash, OldInputs: s.OldInputs}
	var failed []string
	for _, k := range LaunchChecks(c, channels, assets, r, s.Today.Format(time.DateOnly)) {
		if !k.OK {
			failed = append(failed, strings.TrimSpace(k.Text+": "+k.Detail))
		}
	}
	text := []rune(strings.Join(failed, " "))
	return string(text[:min(len(text), 1900)])
}

// launched is what an approval covers as the checks of a launch read it.
func (c Covered) launched() (Campaign, []CampaignChannel, []Asset) {
	day := func(name string) *time.Time {
		if t, err := time.Parse(time.DateOnly, textOf(c.Campaign, name)); err == nil {
			return &t
		}
		return nil
	}
	campaign := Campaign{StartDate: day("start_date"), EndDate: day("end_date")}
	if kpi, ok := c.Campaign["primary_kpi"].(map[string]any); ok {
		campaign.PrimaryKPI.Metric = textOf(kpi, "metric")
		campaign.PrimaryKPI.Target, _ = numberOf(kpi["target"])
	}
	var channels []CampaignChannel
	for _, f := range c.Channel {
		channels = append(channels, CampaignChannel{Name: textOf(f, "channel_name")})
	}
	slices.SortFunc(channels, func(a, b CampaignChannel) int { return cmp.Compare(a.Name, b.Name) })
	var assets []Asset
	for id, f := range c.Asset {
		a := Asset{Title: textOf(f, "title"), ContentType: textOf(f, "content_type"), Channel: textOf(f, "channel")}
		for _, v := range c.Variant {
			if textOf(v, "asset_id") == id {
				meta, _ := v["metadata"].(map[string]any)
				a.Variants = append(a.Variants, Variant{Name: textOf(v, "variant_name"), Type: textOf(v, "variant_type"), Subject: textOf(v, "subject_line"), Headline: textOf(v, "headline"),
					Body: textOf(v, "body_content"), CTA: textOf(v, "cta_text"), Visual: textOf(v, "visual_description"), Metadata: meta})
			}
		}
		slices.SortFunc(a.Variants, func(a, b Variant) int { return cmp.Compare(a.Type+a.Name+a.Body, b.Type+b.Name+b.Body) })
		assets = append(assets, a)
	}
	slices.SortFunc(assets, func(a, b Asset) int { return cmp.Compare(a.Title, b.Title) })
	return campaign, channels, assets
}

func textOf(f map[string]any, name string) string {
	s, _ := f[name].(string)
	return s
}
