package seed

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var tokens = []string{"first_name", "company", "industry", "job_title", "offer_name", "pain_point", "benefit", "cta_url", "LANDING_PAGE_URL"}

func TestContent_Limits(t *testing.T) {
	d := Example(testNow)
	assets := map[any]Row{}
	pairs := map[any]int{}
	for _, a := range table(d, "cmo_content_assets") {
		assets[a["id"]] = a
	}
	for _, v := range table(d, "cmo_content_variants") {
		a := assets[v["asset_id"]]
		pairs[v["asset_id"]]++
		name := a["content_id"].(string) + " " + v["variant_type"].(string)
		body := v["body_content"].(string)
		for _, m := range regexp.MustCompile(`\{\{(\w*)\}\}`).FindAllStringSubmatch(body, -1) {
			if !slices.Contains(tokens, m[1]) {
				t.Errorf("%s: token %s", name, m[0])
			}
		}
		switch a["content_type"] {
		case "email":
			checkEmail(t, name, v, body)
		case "sms":
			if n := utf8.RuneCountInString(body); n >= 160 || !strings.Contains(body, "STOP to opt out") {
				t.Errorf("%s: %d characters: %s", name, n, body)
			}
		case "ad":
			checkAd(t, name, body)
		case "social_post":
			if n := utf8.RuneCountInString(body); n < 125 || n > 150 {
				t.Errorf("%s: %d characters", name, n)
			}
		}
	}
	for id, n := range pairs {
		if n != 2 {
			t.Errorf("%v has %d variants", assets[id]["content_id"], n)
		}
	}
}

func checkEmail(t *testing.T, name string, v Row, body string) {
	t.Helper()
	if n := utf8.RuneCountInString(v["subject_line"].(string)); n < 40 || n > 60 {
		t.Errorf("%s: subject of %d characters: %s", name, n, v["subject_line"])
	}
	preview, _ := v["metadata"].(JSON).V.(object)["preview_text"].(string)
	if n := utf8.RuneCountInString(preview); n < 40 || n > 90 {
		t.Errorf("%s: preview of %d characters: %s", name, n, preview)
	}
	if n := len(strings.Fields(body)); n < 150 || n > 300 {
		t.Errorf("%s: body of %d words", name, n)
	}
	if !strings.Contains(body, "Unsubscribe") || !strings.Contains(body, "@example.test") || !strings.Contains(body, "{{cta_url}}") {
		t.Errorf("%s: lacks its unsubscribe line, sender address or link", name)
	}
}

func checkAd(t *testing.T, name, body string) {
	t.Helper()
	count := map[string]int{}
	for line := range strings.Lines(body) {
		kind, text, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		count[kind]++
		if n := utf8.RuneCountInString(text); kind == "Headline" && n > 30 || kind == "Description" && n > 90 {
			t.Errorf("%s: %d characters: %s", name, n, text)
		}
	}
	if count["Headline"] != 3 || count["Description"] != 2 {
		t.Errorf("%s: %v", name, count)
	}
}

// Some AI campaigns have no content yet, and some were edited by a person.
func TestContent_SomeCampaignsWait(t *testing.T) {
	d := Example(testNow)
	with := map[any]bool{}
	for _, a := range table(d, "cmo_content_assets") {
		with[a["campaign_id"]] = true
	}
	empty, edited := 0, 0
	for _, c := range table(d, "cmo_campaigns") {
		if c["origin"] != "ai_cmo" {
			continue
		}
		if !with[c["id"]] {
			empty++
		}
		if c["updated_by"] != nil {
			edited++
		}
	}
	if empty == 0 || edited == 0 {
		t.Errorf("%d AI campaigns without content, %d edited", empty, edited)
	}
}
