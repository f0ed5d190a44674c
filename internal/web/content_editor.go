package web

import (
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// assetEditor is the form of a piece of content.
var assetEditor = editor{
	kind: cmo.KindAsset, section: "Content",
	sets: []pages.FieldSet{
		{Title: "Content", Columns: []string{"title", "campaign_id", "content_type", "channel", "key_message", "cta", "tone"}},
		{Title: "Audience and date", Columns: []string{"funnel_stage", "target_icp_id", "publish_date"}},
		{Title: "Work", Columns: []string{"supporting_points", "dependencies", "estimated_production_time", "position"}},
	},
	done:   func(slug, id, _ string) string { return paths.Asset(slug, id) },
	fresh:  cmo.Fields{"content_type": "email", "channel": "email"},
	within: func(w *store.Writer, id uuid.UUID, _ int, _ cmo.Fields) error { return notLive(w, id) },
}

// variantEditor is the form of one wording. Saving leads back to the page that checks it.
var variantEditor = editor{
	kind: cmo.KindVariant, section: "Content",
	done:  func(slug, _, asset string) string { return paths.Asset(slug, asset) },
	fresh: cmo.Fields{"variant_type": "A", "variant_name": "Variant A"},
	within: func(w *store.Writer, id uuid.UUID, _ int, _ cmo.Fields) error {
		v, err := w.Record(cmo.KindVariant, id).Get()
		if err != nil {
			return err
		}
		asset, err := uuid.Parse(v.Parent())
		if err != nil {
			return err
		}
		return notLive(w, asset)
	},
}

// notLive refuses content that is new in a campaign in the world now. An edit waits as a change set instead and does not
// come here.
func notLive(w *store.Writer, asset uuid.UUID) error {
	a, err := w.Asset(asset).Get()
	if err == nil && a.Live() {
		return cmo.Errorf(cmo.Conflict, "This content belongs to %q, which is scheduled or live. Pause the campaign before you add to it.", a.CampaignName)
	}
	return err
}

// eventEditor is the form of an entry of the calendar.
var eventEditor = editor{
	kind: cmo.KindEvent, section: "Calendar",
	done:  func(slug, _, _ string) string { return paths.Calendar(slug) },
	fresh: cmo.Fields{"event_type": "review", "status": "scheduled"},
	sets: []pages.FieldSet{
		{Title: "What and when", Columns: []string{"title", "event_type", "scheduled_at", "status", "assignee_id", "channel", "campaign_id", "asset_id", "description"}},
	},
}
