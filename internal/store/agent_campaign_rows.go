package store

import (
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func (w *Writer) saveCampaign(o cmo.CampaignsOutput, in cmo.AgentInput, p Present, ids Made) {
	ask, _ := in.(cmo.CampaignsInput)
	id, row := newID(), columnsOf(o.Campaign)
	row["id"] = id
	row["description"] = cmo.WithMark(cmo.OriginAI, o.Campaign.Description)
	row["target_icp_id"], row["target_offer_id"] = idOf(p.Data.ICPs, o.Campaign.TargetICP, icpName), idOf(p.Data.Offers, o.Campaign.TargetOffer, offerName)
	row["funnel_id"], row["plan_id"], row["funnel_stage_id"] = nil, nil, ask.StageID
	if f := p.Data.Funnel; f != nil {
		row["funnel_id"] = f.ID
		for _, s := range f.Stages {
			if ask.StageID == nil && row["funnel_stage_id"] == (*uuid.UUID)(nil) && s.StageType == o.Campaign.FunnelStage {
				row["funnel_stage_id"] = &s.ID
			}
		}
	}
	if p.Data.Plan != nil {
		row["plan_id"] = p.Data.Plan.ID
	}
	row["generation_context"] = objectOf(made{"timeline": listOf(o.Timeline), "complementary_suggestions": listOf(o.ComplementarySuggestions)})
	ids["campaign"] = w.insertMade("cmo_campaigns", []made{row})

	var channels, outline []made
	for _, c := range o.Channels {
		channel := columnsOf(c)
		channel["campaign_id"], channel["is_paid"] = id, c.ChannelType == "paid"
		channels = append(channels, channel)
	}
	for i, item := range o.ContentOutline {
		asset := columnsOf(item)
		asset["campaign_id"], asset["position"] = id, i+1
		asset["target_icp_id"] = idOf(p.Data.ICPs, item.TargetICP, icpName)
		outline = append(outline, asset)
	}
	ids["channels"] = w.insertMade("cmo_campaign_channels", channels)
	ids["assets"] = w.insertMade("cmo_content_assets", outline)
}

// saveContent adds the wordings. A piece that the campaign's outline names, and that has no wording yet, gets them; any
// other is a new piece.
func (w *Writer) saveContent(o cmo.ContentOutput, p Present, ids Made) (skipped []string) {
	c := p.Data.Campaign
	if c == nil {
		return []string{"Nothing was saved: the campaign is gone."}
	}
	planned := map[string]uuid.UUID{}
	for _, a := range c.Assets {
		if len(a.Variants) == 0 && a.ContentID != "" {
			planned[a.ContentID] = a.ID
		}
	}
	var assets, variants []made
	for _, a := range o.Assets {
		id, ok := planned[a.AssetID]
		if !ok {
			id = newID()
			planned[a.AssetID] = id
			assets = append(assets, newAsset(id, a, p, len(c.Assets)+len(assets)+1))
		}
		variants = append(variants, newVariant(id, a))
	}
	ids["assets"] = w.insertMade("cmo_content_assets", assets)
	ids["variants"] = w.insertMade("cmo_content_variants", variants)
	return nil
}

func newAsset(id uuid.UUID, a cmo.AssetDraft, p Present, position int) made {
	c := p.Data.Campaign
	publish := ""
	if start, err := time.Parse(time.DateOnly, c.StartDate); err == nil {
		publish = start.AddDate(0, 0, max(0, a.Metadata.SendDay)).Format(time.DateOnly)
	}
	return made{"id": id, "campaign_id": c.ID, "content_id": a.AssetID, "title": a.Title, "content_type": a.AssetType, "channel": a.Channel, "funnel_stage": a.FunnelStage,
		"target_icp": a.Metadata.TargetICP, "target_icp_id": idOf(p.Data.ICPs, a.Metadata.TargetICP, icpName), "key_message": "", "cta": a.Metadata.CTA,
		"tone": a.Metadata.Tone, "estimated_production_time": "", "supporting_points": []string{}, "dependencies": []string{}, "publish_date": publish, "position": position}
}

func newVariant(asset uuid.UUID, a cmo.AssetDraft) made {
	meta := columnsOf(a.Metadata)
	meta["design_notes"], meta["performance_predictions"] = a.DesignNotes, a.PerformancePredictions
	return made{"asset_id": asset, "variant_name": "Variant " + a.Variant, "variant_type": a.Variant, "subject_line": a.Metadata.SubjectLine,
		"headline": a.Metadata.Headline, "body_content": a.Body, "cta_text": a.Metadata.CTA, "visual_description": a.DesignNotes.VisualStyle, "metadata": meta}
}
