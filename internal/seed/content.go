package seed

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// copyFiles holds one file per asset, named campaign.kind-n.txt: header lines, then the sections A, B and both.
//
//go:embed content
var copyFiles embed.FS

// asset is one piece of content with its two variants.
type asset struct {
	Name, Kind string // email-1, email
	Header     map[string]string
	Body       [2]string // of A and B
}

// kinds says how the kind in a file name is stored: content type and channel.
var kinds = map[string][2]string{
	"email": {"email", "email"}, "sms": {"sms", "sms"}, "page": {"landing_page", "landing_page"},
	"ad": {"ad", "google_ads"}, "post": {"social_post", "facebook"},
}

// readContent reads a tenant's copy by campaign key, each campaign's assets in the order of their days.
func readContent(slug, footer string) map[string][]asset {
	dir := "content/" + slug
	files, err := copyFiles.ReadDir(dir)
	if err != nil {
		panic("seed: " + err.Error())
	}
	all := map[string][]asset{}
	for _, f := range files {
		text, err := copyFiles.ReadFile(path.Join(dir, f.Name()))
		if err != nil {
			panic("seed: " + err.Error())
		}
		key, name, _ := strings.Cut(strings.TrimSuffix(f.Name(), ".txt"), ".")
		kind, _, _ := strings.Cut(name, "-")
		a := parseAsset(string(text))
		a.Name, a.Kind = name, kind
		if kind == "email" {
			for i := range a.Body {
				a.Body[i] += "\n\n" + footer
			}
		}
		all[key] = append(all[key], a)
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(x, y asset) int { return x.day() - y.day() })
	}
	return all
}

// parseAsset splits a file at its "---X" lines. The section both follows each variant's own.
func parseAsset(text string) asset {
	a := asset{Header: map[string]string{}}
	parts, section := map[string]string{}, ""
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "---"); ok {
			section = name
			continue
		}
		parts[section] += line
	}
	for line := range strings.Lines(parts[""]) {
		if k, v, ok := strings.Cut(line, ":"); ok {
			a.Header[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	for i, v := range []string{"A", "B"} {
		body := strings.TrimSpace(parts[v])
		if both := strings.TrimSpace(parts["both"]); both != "" {
			body += "\n\n" + both
		}
		a.Body[i] = body
	}
	return a
}

func (a asset) day() int {
	n, _ := strconv.Atoi(a.Header["day"])
	return n
}

// header is the value for a variant: "subject B", or "subject" for both.
func (a asset) header(key, variant string) string {
	if v, ok := a.Header[key+" "+variant]; ok {
		return v
	}
	return a.Header[key]
}

// maker is who wrote the asset: a content run of an AI campaign, or the campaign's own maker.
func (a asset) maker(b *builder, c campaign) maker {
	run := "content/" + c.Key
	if a.Header["run"] != "" {
		run = "content/" + a.Header["run"]
	}
	if _, ok := b.byKey[run]; ok {
		return maker{Run: run}
	}
	if c.ai() {
		panic("seed: no content run for " + c.Key)
	}
	return c.maker(b)
}

// assetStatus is the state of a campaign's content in each state of the campaign.
var assetStatus = map[cmo.CampaignState]string{
	cmo.StateDraft: "draft", cmo.StateInReview: "review", cmo.StateChanges: "review", cmo.StateApproved: "approved", cmo.StateScheduled: "scheduled",
	cmo.StateActive: "live", cmo.StatePaused: "approved", cmo.StateCompleted: "published", cmo.StateRejected: "archived",
}

func (b *builder) addAsset(c campaign, a asset) {
	key, kind := c.Key+"/"+a.Name, kinds[a.Kind]
	row := b.record("cmo_content_assets", key, a.maker(b, c), Row{
		"campaign_id": b.id("cmo_campaigns", c.Key), "content_id": c.Key + "-" + a.Name, "title": a.Header["title"], "content_type": kind[0],
		"channel": kind[1], "funnel_stage": c.Stage, "target_icp": b.icpName(c.ICP), "target_icp_id": b.id("cmo_icp_segments", c.ICP),
		"key_message": a.Header["message"], "cta": a.header("cta", "A"), "tone": b.in.Brand["brand_tone"],
		"estimated_production_time": a.Header["time"], "supporting_points": list(splitList(a.Header["points"])...), "dependencies": list(),
		"publish_date": nil, "position": len(b.assetsOf(c)) + 1, "status": assetStatus[c.State],
	})
	if !c.Undated {
		row["publish_date"] = b.publish(c, a)
	}
	if row["run_id"] != nil {
		b.source("cmo_content_assets", row, "cmo_campaigns", c.Key)
		b.source("cmo_content_assets", row, "cmo_brand_profiles", "brand")
	}
	for i, v := range []string{"A", "B"} {
		b.addVariant(c, a, i, v, row)
	}
}

// assetsOf is the content already added for a campaign.
func (b *builder) assetsOf(c campaign) []Row {
	id := b.id("cmo_campaigns", c.Key)
	var rows []Row
	for _, r := range b.rows["cmo_content_assets"] {
		if r["campaign_id"] == id {
			rows = append(rows, r)
		}
	}
	return rows
}

func splitList(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "; ")
}

func (b *builder) addVariant(c campaign, a asset, i int, v string, asset Row) {
	words := len(strings.Fields(a.Body[i]))
	meta := object{"cta": a.header("cta", v), "cta_url_placeholder": "{{cta_url}}", "target_icp": b.icpName(c.ICP), "target_offer": b.offerName(c.Offer),
		"tone": b.in.Brand["brand_tone"], "word_count": words, "reading_time": fmt.Sprintf("%d s", max(5, words*60/220)),
		"keywords": splitList(a.Header["keywords"]), "hashtags": []string{}, "emoji_usage": cmp.Or(a.Header["emoji"], "none")}
	row := Row{"asset_id": asset["id"], "variant_name": "Variant " + v, "variant_type": v, "subject_line": nil, "headline": nil,
		"body_content": a.Body[i], "cta_text": a.header("cta", v), "visual_description": nil, "metadata": JSON{meta},
		"performance_metrics": JSON{object{}}, "is_winner": false}
	if s := a.header("subject", v); s != "" {
		row["subject_line"] = s
		meta["preview_text"] = a.header("preview", v)
	}
	if p := a.Header["picture"]; p != "" {
		row["visual_description"] = p
	}
	if h := a.header("headline", v); h != "" {
		row["headline"] = h
	}
	if c.State == cmo.StateCompleted || c.State == cmo.StateActive && a.Kind != "page" {
		seen := 400 + 35*len(a.Header["title"])
		clicks := seen * (5 - i) / 100 // the first wording leads
		row["performance_metrics"] = JSON{object{"impressions": seen, "clicks": clicks, "click_rate": float64(5 - i), "data_mode": "demo"}}
		row["is_winner"] = c.State == cmo.StateCompleted && v == "A"
	}
	b.record("cmo_content_variants", c.Key+"/"+a.Name+"/"+v, a.maker(b, c), row)
}
