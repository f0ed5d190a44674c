package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// addCrowd adds so many drafts to A whose names begin with Crowd.
func (s *site) addCrowd(n int) {
	s.t.Helper()
	s.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, id, campaign_name, campaign_type) SELECT $1, $1, gen_random_uuid(), 'Crowd ' || n, 'nurture' FROM generate_series(1, $2::int) n`, s.A.ID, n)
}

// hidden are the values of a page's hidden fields by name.
func hidden(body string) url.Values {
	v := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	return v
}

// All that match are taken however many, the pages list some and count all, and what the list became since is asked about again.
func TestBulk_MoreThanOnePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	bulk := "/t/" + s.A.Slug + "/campaigns/bulk"
	s.addCrowd(620)
	live := s.addCampaign(s.A, "Crowd live", "active", "approved")
	ask := b.post(bulk, url.Values{"act": {"archive"}, "all": {"1"}, "query": {"q=crowd&view=table"}, "shown": {"621"}})
	if !strings.Contains(ask.body, "Archive 620 campaigns?") || !strings.Contains(ask.body, "And 520 more.") || !strings.Contains(ask.body, "It is scheduled, live or paused.") || strings.Contains(ask.body, "At most") {
		t.Fatalf("the question: %d", ask.status)
	}
	form := hidden(between(ask.body, `action="`+bulk+`"`, "</form>"))
	if form.Get("will") != "620" || form.Has("id") {
		t.Fatalf("it sends %v", form)
	}
	s.addCampaign(s.A, "Crowd late", "draft", "none")
	again := b.post(bulk, form)
	if again.status != http.StatusOK || !strings.Contains(again.body, "Nothing was done yet: the list has changed.") || s.count(`SELECT count(*) FROM bulk_actions WHERE tenant_id = $1 AND act = 'archive' AND finished_at IS NULL`, s.A.ID) != 0 {
		t.Fatalf("a changed list: %d", again.status)
	}
	form = hidden(between(again.body, `action="`+bulk+`"`, "</form>"))
	done := b.post(bulk, form)
	if done.status != http.StatusSeeOther {
		t.Fatal(done.status)
	}
	if twice := b.post(bulk, form); twice.location() != done.location() {
		t.Errorf("sent twice: %d %s", twice.status, twice.location())
	}
	s.server.Wait()
	page := b.get(done.location())
	if !strings.Contains(page.body, "Archived: 621 of 621 campaigns") || !strings.Contains(page.body, "And 521 more.") || s.campaignState(live) != "approved" && s.campaignState(live) != "active" {
		t.Errorf("the result: %d", page.status)
	}
	file := b.get(strings.Split(done.location(), "?")[0] + "/outcomes")
	if lines := strings.Count(file.body, "\r\n") + strings.Count(file.body, "\n") - strings.Count(file.body, "\r\n"); lines != 622 || !strings.HasPrefix(file.body, "campaign_id,campaign_name,outcome,why") {
		t.Errorf("the file has %d lines", lines)
	}
	undo := b.post(bulk, hidden(between(page.body, `<form class="flex" method="post" action="`+bulk+`"`, "</form>")))
	s.server.Wait()
	if n := s.count(`SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND campaign_name LIKE 'Crowd%' AND archived_at IS NULL`, s.A.ID); n != 622 || undo.status != http.StatusSeeOther {
		t.Errorf("undone: %d, %d stand in the lists", undo.status, n)
	}
}

// Tags are added and removed in bulk, live campaigns too, and neither an approval nor a change set comes of it.
func TestBulk_Tags(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	list, bulk := "/t/"+s.A.Slug+"/campaigns", "/t/"+s.A.Slug+"/campaigns/bulk"
	draft, live := s.addCampaign(s.A, "Tagged draft", "draft", "none"), s.addCampaign(s.A, "Tagged live", "active", "approved")
	hash := func() (h string) {
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT app.content_hash(app.campaign_content($1, $2))`, s.A.ID, live).Scan(&h); err != nil {
			t.Fatal(err)
		}
		return h
	}
	before := hash()
	form := url.Values{"step": {"do"}, "act": {"tag"}, "bulk": {uuid.NewString()}, "id": {draft, live}, "tag": {"  Spring   <b>Push "}}
	if ask := b.post(bulk, url.Values{"act": {"tag"}, "id": {draft, live}}); !strings.Contains(ask.body, "Add tag 2 campaigns?") && !strings.Contains(ask.body, `name="tag"`) {
		t.Errorf("the question: %d", ask.status)
	}
	done := b.post(bulk, form)
	page := b.get(done.location())
	if !strings.Contains(page.body, "Tagged: 2 of 2 campaigns") || !strings.Contains(page.body, "Undo: remove the tag from 2 campaigns") {
		t.Fatalf("tagged: %d", page.status)
	}
	if n := s.count(`SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND tags = '["Spring <b>Push"]'`, s.A.ID); n != 2 || hash() != before || s.count(`SELECT count(*) FROM change_sets WHERE tenant_id = $1 AND campaign_id = $2`, s.A.ID, live) != 0 {
		t.Errorf("%d are tagged, hash kept: %t", n, hash() == before)
	}
	found := b.get(list + "?view=table&tag=" + url.QueryEscape("Spring <b>Push"))
	if !strings.Contains(found.body, "Tagged draft") || !strings.Contains(found.body, "Tagged live") || strings.Contains(found.body, s.A.RowID("manual").String()) || strings.Contains(found.body, "<b>Push") || !strings.Contains(found.body, "Spring &lt;b&gt;Push") {
		t.Errorf("the list by tag: %d", found.status)
	}
	export := b.post(list+"/export", url.Values{"format": {"json"}, "query": {"tag=" + url.QueryEscape("Spring <b>Push")}})
	if strings.Count(export.body, `"campaign_name"`) != 2 || !strings.Contains(export.body, `"tags": [`) {
		t.Errorf("the export: %d", export.status)
	}
	b.post(bulk, hidden(between(page.body, `<form class="flex" method="post" action="`+bulk+`"`, "</form>")))
	if n := s.count(`SELECT count(*) FROM cmo_campaigns WHERE tenant_id = $1 AND tags <> '[]'`, s.A.ID); n != 0 {
		t.Errorf("%d are still tagged", n)
	}
	for _, tag := range []string{"", "a,b", strings.Repeat("x", 41), "bad\u202etag"} {
		form := url.Values{"step": {"do"}, "act": {"tag"}, "bulk": {uuid.NewString()}, "id": {draft}, "tag": {tag}}
		if a := b.post(bulk, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `aria-invalid="true"`) {
			t.Errorf("tag %q: %d", tag, a.status)
		}
	}
	if n := s.count(`SELECT count(*) FROM cmo_campaigns WHERE id = ANY ($1) AND (updated_by IS NOT NULL OR app.made_by(tenant_id, id, (SELECT id FROM users WHERE email = $2)))`, []string{draft, live}, member(s.A, cmo.RoleMarketer)); n != 0 {
		t.Errorf("tagging counts as editing %d campaigns", n)
	}
	s.tagsByForm(b, list, draft)
}

// tagsByForm edits the tags of a campaign on its form: each once, and over the most there are a message.
func (s *site) tagsByForm(b *browser, list, id string) {
	s.t.Helper()
	version := fmt.Sprint(s.count(`SELECT version FROM cmo_campaigns WHERE id = $1`, id))
	form := url.Values{"base": {version}, "campaign_name": {"Tagged draft"}, "campaign_type": {"nurture"}, "tags": {"Spring\nspring, Camp"}}
	if a := b.post(list+"/"+id+"/edit", form); a.status != http.StatusSeeOther || s.count(`SELECT count(*) FROM cmo_campaigns WHERE id = $1 AND tags = '["Spring", "Camp"]'`, id) != 1 {
		s.t.Errorf("tags by the form: %d", a.status)
	}
	var many []string
	for i := range cmo.MaxTags + 1 {
		many = append(many, fmt.Sprint("tag ", i))
	}
	form["tags"] = []string{strings.Join(many, "\n")}
	if a := b.post(list+"/"+id+"/edit", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "At most 20 tags.") {
		s.t.Errorf("too many tags: %d", a.status)
	}
}
