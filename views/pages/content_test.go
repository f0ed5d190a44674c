package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestMeters_SayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		f    cmo.Finding
		want string
	}{
		{cmo.Finding{Rule: cmo.RuleSubject, OK: true, N: 47, Min: 40, Max: 60}, "Subject 47/60 Passes"},
		{cmo.Finding{Rule: cmo.RuleSubject, N: 12, Min: 40, Max: 60}, "Subject 12/60 Fewer than 40 characters"},
		{cmo.Finding{Rule: cmo.RuleSubject, Min: 40, Max: 60}, "Subject 0/60 Empty"},
		{cmo.Finding{Rule: cmo.RuleWords, N: 1200, Min: 150, Max: 300}, "Words 1,200/300 More than 300 words"},
		{cmo.Finding{Rule: cmo.RuleSMS, N: 74, Min: 1, Max: 70, Parts: 2, Detail: "’"}, "Characters, paid as 2 messages, few because of “’” 74/70 More than 70 characters"},
		{cmo.Finding{Rule: cmo.RuleOptOut}, "No opt-out line Fails"},
		{cmo.Finding{Rule: cmo.RuleTokens, Detail: "{{x}}"}, "Unknown tokens: {{x}} Fails"},
		{cmo.Finding{Rule: cmo.RuleTokens, OK: true}, "Tokens known Passes"},
	} {
		m := newMeter(c.f)
		if got := words(" ", m.Label, m.Value, m.Reader); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Every rule there is has words.
func TestMeters_NameEveryRule(t *testing.T) {
	for _, kind := range []string{"email", "sms", "google_ads", "facebook", "linkedin", "blog"} {
		for _, f := range cmo.LintVariant(kind, cmo.Variant{Body: "Headline: a\nDescription: b {{x}}"}) {
			if m := newMeter(f); strings.TrimSpace(m.Label) == "" || strings.Contains(m.Reader, "  ") {
				t.Errorf("%s: %+v", f.Rule, m)
			}
		}
	}
}

func assetDetail() cmo.AssetDetail {
	campaign, run, no := testID(1), testID(200), int64(1812)
	return cmo.AssetDetail{
		ContentItem: cmo.ContentItem{Asset: campaignDetail().Assets[0], Stage: "consideration", CampaignID: &campaign, CampaignName: "Camp <Interest> Nurture", CampaignStatus: "draft", CampaignReview: "in_review", UpdatedAt: now.Add(-2 * time.Hour)},
		ICPName:     "Camp Parents", OfferName: "Summer Camp Week", Tone: "Warm", Effort: "2 h", Points: []string{"Small groups", "One skill"},
		RunID: &run, RunNo: &no, RunAgent: "cmo-content-engine", Prompt: "content/v1", Version: 2, CreatedAt: now.Add(-72 * time.Hour),
	}
}

func contentQuery() ContentQuery { return ContentQuery{Slug: tenant.Slug, Sort: SortUpdated} }

func contentList() ContentList {
	list := ContentList{Prev: "p", Next: "n", Campaigns: []cmo.ContentCampaign{{ID: testID(1), Name: "Camp <Interest> Nurture", Assets: 3}}, Facets: []cmo.Facet{
		{Name: "total", Count: 9}, {Name: "all", Count: 5}, {Name: "origin", Value: "ai_cmo", Count: 4}, {Name: "origin", Value: "manual", Count: 1}, {Name: "type", Value: "email", Count: 3},
		{Name: "channel", Value: "email", Count: 3}, {Name: "stage", Value: "consideration", Count: 5}, {Name: "status", Value: "draft", Count: 2}, {Name: "campaign", Value: testID(1).String(), Count: 3}}}
	for _, a := range campaignDetail().Assets {
		d := assetDetail()
		d.Asset = a
		list.Items = append(list.Items, d.ContentItem)
	}
	list.Items[1].Origin, list.Items[1].CampaignID = cmo.OriginAI, nil
	list.Items[2].Origin, list.Items[2].EditedByName = cmo.OriginImport, "Growth Lead"
	return list
}

func TestContent_Golden(t *testing.T) {
	filtered := contentQuery()
	filtered.Filter = cmo.ContentFilter{Text: "zebra <b>", Origin: cmo.OriginAI, Status: "draft", Type: "email", Campaign: uuid.NullUUID{UUID: testID(1), Valid: true}}
	filtered.Sort, filtered.After = "publish", "abc"
	golden(t, "content", Content(NewContentView(tenant, contentQuery(), contentList(), now)))
	golden(t, "content-none-match", ContentPart(NewContentView(tenant, filtered, ContentList{Facets: []cmo.Facet{{Name: "total", Count: 9}}}, now)))
	golden(t, "content-empty", Content(NewContentView(tenant, contentQuery(), ContentList{}, now)))
}

func TestAsset_Golden(t *testing.T) {
	sources := []cmo.SourceState{{Kind: "campaign", Name: "Camp Interest Nurture", BuiltOn: 1, Now: 3}, {Kind: "brand", Name: "First Touch Coaching", BuiltOn: 5, Now: 5}}
	golden(t, "asset-desktop", Asset(NewAssetView(tenant, assetDetail(), sources, "", now)))
	golden(t, "asset-text", Asset(NewAssetView(tenant, assetDetail(), nil, lookText, now)))
	for name, a := range map[string]cmo.Asset{
		"sms":  {Channel: "sms", ContentType: "sms", Status: "review", Variants: []cmo.Variant{{Type: "A", Body: "Weeks fill up, {{first_name}}: {{cta_url}} Reply STOP to opt out.", CTA: "See"}, {Type: "B", Body: strings.Repeat("Long ’ ", 20)}}},
		"ad":   {ContentType: "ad", Status: "live", Variants: []cmo.Variant{{Type: "A", Body: "Headline: One\nHeadline: Two\nDescription: Text <b>", Winner: true, Results: map[string]any{"impressions": 925.0, "clicks": 46.0, "data_mode": "demo"}}}},
		"post": {ContentType: "social_post", Channel: "facebook", Status: "published", Variants: []cmo.Variant{{Type: "A", Body: "Come along ⚽", Visual: "Twelve boots"}}},
		"page": {ContentType: "landing_page", Channel: "landing_page", Status: "archived", Variants: []cmo.Variant{{Type: "A", Headline: "Three mornings", Body: "## A camp\nText <script>alert(1)</script>", CTA: "Reserve"}}},
		"bare": {ContentType: "infographic", Status: "draft"},
	} {
		d := assetDetail()
		d.Asset = a
		if name == "bare" {
			d.CampaignID, d.ArchivedAt = nil, &now
		}
		golden(t, "asset-"+name, Asset(NewAssetView(tenant, d, nil, "", now)))
	}
}

// A look that a kind does not have is its first one.
func TestAsset_Looks(t *testing.T) {
	d := assetDetail()
	for look, want := range map[string]string{"": "Desktop", lookPhone: "Phone", lookText: "Text"} {
		for _, c := range NewAssetView(tenant, d, nil, look, now).Looks.Items {
			if c.Current != (c.Label == want) {
				t.Errorf("%q: %s is current: %v", look, c.Label, c.Current)
			}
		}
	}
	d.Asset = cmo.Asset{ContentType: "sms", Channel: "sms"}
	if v := NewAssetView(tenant, d, nil, lookDesktop, now); !v.Looks.Items[0].Current {
		t.Errorf("an SMS on a large screen: %+v", v.Looks.Items)
	}
}
