package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var approveHash = regexp.MustCompile(`name="hash" value="([0-9a-f]{64})"`)

// The whole way: request, ask for changes, approve, an edited word makes it stale, reviewed again it launches; then an
// edit waits as a change set until it is applied.
func TestReview_Journey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET review_state = 'none', primary_kpi = '{"metric": "leads", "target": 5}', start_date = current_date, end_date = current_date + 30 WHERE id = $1`, s.A.RowID("campaign"))
	s.Admin(`UPDATE cmo_content_variants SET body_content = 'Text. Unsubscribe here. {{sender_address}}' WHERE tenant_id = $1`, s.A.ID)
	marketer, approver := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleApprover))
	at := s.campaign("campaign")
	step := func(b *browser, from, to, note, hash string, want int, says string) {
		t.Helper()
		a := b.post(at+"/move", url.Values{"from": {from}, "to": {to}, "note": {note}, "hash": {hash}})
		if a.status != want || says != "" && !strings.Contains(a.body, says) {
			t.Fatalf("%s to %s: %d, says %q: %v\n%s", from, to, a.status, says, strings.Contains(a.body, says), a.body)
		}
	}
	step(marketer, "draft", "in_review", "Please look", "", 303, "")
	if a := approver.get("/t/" + s.A.Slug + "/reviews"); !strings.Contains(a.body, "Waits for your review") {
		t.Error("the inbox does not show the request")
	}
	step(marketer, "in_review", "approved", "", "", 403, "does not include")
	step(approver, "in_review", "changes_requested", " ", "", 422, "What should change is missing")
	step(approver, "in_review", "changes_requested", "Shorter", "", 303, "")
	step(marketer, "changes_requested", "in_review", "", "", 303, "")
	seen := approveHash.FindStringSubmatch(approver.get(at + "/move?to=approved").body)[1]
	marketer.post(at+"/edit", url.Values{"base": {"1"}, "objective": {"One more word"}})
	step(approver, "in_review", "approved", "", seen, 409, "changed meanwhile")
	seen = approveHash.FindStringSubmatch(approver.get(at + "/move?to=approved").body)[1]
	step(approver, "in_review", "approved", "", seen, 303, "")
	marketer.post(at+"/edit", url.Values{"base": {"2"}, "objective": {"Another word"}})
	step(approver, "approved", "active", "", "", 409, "The approval covers what the campaign holds now")
	if a := approver.get(at); !strings.Contains(a.body, "The approval is stale.") {
		t.Error("the page does not say that the approval is stale")
	}
	if a := approver.get(at + "/move"); !strings.Contains(a.body, "Changed since the approval") || !strings.Contains(a.body, "Another") {
		t.Error("no diff since the approval")
	}
	step(marketer, "approved", "in_review", "", "", 303, "")
	step(approver, "in_review", "approved", "", "", 303, "")
	step(approver, "approved", "active", "", "", 303, "")
	if a := marketer.post(at+"/edit", url.Values{"base": {"3"}, "objective": {"Live edit"}}); !strings.HasSuffix(a.location(), "done=pending") {
		t.Fatalf("a live edit: %d to %q", a.status, a.location())
	}
	list := approver.get("/t/" + s.A.Slug + "/changes").body
	set := regexp.MustCompile(`changes/([0-9a-f-]{36})" data-item>Edit of`).FindStringSubmatch(list)[1]
	form := url.Values{}
	for _, m := range regexp.MustCompile(`name="(decide\.[0-9a-f-]{36})" value="accept"`).FindAllStringSubmatch(approver.get("/t/"+s.A.Slug+"/changes/"+set).body, -1) {
		form.Set(m[1], "reject")
	}
	if a := approver.post("/t/"+s.A.Slug+"/changes/"+set, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "needs a reason") {
		t.Errorf("a rejection without a reason: %d", a.status)
	}
	for name := range form {
		form.Set(name, "accept")
	}
	if a := approver.post("/t/"+s.A.Slug+"/changes/"+set, form); a.status != http.StatusSeeOther {
		t.Fatalf("applying: %d: %s", a.status, a.body)
	}
	if a := marketer.get(at); !strings.Contains(a.body, "Live edit") || strings.Contains(a.body, "The approval is stale.") {
		t.Error("the applied change is not there, or the approval is stale")
	}
}

func TestComments_EscapedOnceEach(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	form := url.Values{"comment": {uuid.NewString()}, "body": {"<script>alert(1)</script> & more"}, "next": {s.campaign("campaign")}}
	for range 2 {
		if a := b.post(s.campaign("campaign")+"/comments", form); a.location() != s.campaign("campaign")+"#comments" {
			t.Fatalf("%d to %q", a.status, a.location())
		}
	}
	a := b.get(s.campaign("campaign"))
	if strings.Contains(a.body, "<script>alert") || strings.Count(a.body, "&lt;script&gt;alert(1)") != 1 {
		t.Errorf("shown %d times, as markup: %v", strings.Count(a.body, "&lt;script&gt;alert(1)"), strings.Contains(a.body, "<script>alert"))
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).post(s.campaign("campaign")+"/comments", form); a.status != http.StatusForbidden {
		t.Errorf("a viewer comments: %d", a.status)
	}
}

// A refused comment comes back in its form, on the page it was typed on.
func TestComment_Refused_FormKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	history := "/t/" + s.A.Slug + "/icps/" + s.A.RowID("icp").String()
	for _, c := range []struct{ at, next, body, says string }{
		{s.campaign("campaign"), s.campaign("campaign"), "  ", "Write something first."},
		{s.campaign("campaign"), "", strings.Repeat("ä", 5001), "at most 5,000"},
		{history, "", strings.Repeat("x", 5001), "at most 5,000"},
	} {
		id := uuid.NewString()
		a := b.post(c.at+"/comments", url.Values{"comment": {id}, "body": {c.body}, "next": {c.next}})
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) || !strings.Contains(a.body, `value="`+id+`"`) || !strings.Contains(a.body, `id="comment-body"`) {
			t.Errorf("%s: %d, says so: %v", c.at, a.status, strings.Contains(a.body, c.says))
		}
		if text := strings.TrimSpace(c.body); !strings.Contains(a.body, text) {
			t.Errorf("%s: the text is gone", c.at)
		}
	}
}

// A member named by his first name finds it in his inbox, whatever the record; the thread says who was told.
func TestComment_Mention_InInbox(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE user_tenants SET display_name = 'Ingrid Falk' WHERE tenant_id = $1 AND role = 'viewer'`, s.A.ID)
	b, viewer := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleViewer))
	counted := func() string {
		return regexp.MustCompile(`count-hot">\s*(\d*)|$`).FindStringSubmatch(viewer.get("/t/" + s.A.Slug).body)[1]
	}
	before := counted()
	history := "/t/" + s.A.Slug + "/icps/" + s.A.RowID("icp").String()
	b.post(history+"/comments", url.Values{"body": {"Is this right, @ingrid?"}})
	b.post(s.campaign("campaign")+"/comments", url.Values{"body": {"And this, @INGRID FALK?"}})
	if a := b.get(history + "/history"); !strings.Contains(a.body, "Told Ingrid Falk") {
		t.Error("the thread does not say who was told")
	}
	a := viewer.get("/t/" + s.A.Slug + "/reviews")
	for _, want := range []string{"named you in a comment on this ICP", history + "/history#comments", "And this, @INGRID", "Mark 2 as read"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the inbox does not show %q", want)
		}
	}
	if after := counted(); after != "2" && after != "3" || after == before {
		t.Errorf("the navigation counts %q, before %q", after, before)
	}
}
