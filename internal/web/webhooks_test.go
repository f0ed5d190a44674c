package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

var hookForm = url.Values{"url": {"https://hooks.example.test/cmo"}, "description": {"The website"}, "events": {"campaign.launched", "run.finished"}}

// hookSecret is the secret that a page shows, and the page's address of its endpoint.
func hookSecret(t *testing.T, a answer) string {
	t.Helper()
	found := regexp.MustCompile(`value="(whsec_[A-Za-z0-9+/=]{44})"`).FindStringSubmatch(a.body)
	if a.status != http.StatusOK || found == nil {
		t.Fatalf("no secret: %d %.200s", a.status, a.body)
	}
	return found[1]
}

func (s *site) hookPath(t *testing.T, address string) string {
	t.Helper()
	var id string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT id FROM webhook_endpoints WHERE url = $1`, address).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return "/t/" + s.A.Slug + "/webhooks/" + id
}

func TestWebhooks_AddRotateSwitchDelete(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	list := "/t/" + s.A.Slug + "/webhooks"
	first := hookSecret(t, b.post(list, hookForm))
	path := s.hookPath(t, hookForm.Get("url"))
	if page := b.get(path); page.status != http.StatusOK || strings.Contains(page.body, "whsec_") || !strings.Contains(page.body, "The website") || !strings.Contains(page.body, `value="run.finished" checked`) {
		t.Errorf("the page: %d", page.status)
	}
	var kept []byte
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT sealed FROM webhook_secrets`).Scan(&kept); err != nil || len(kept) != 32+28 || strings.Contains(string(kept), first[6:30]) {
		t.Errorf("%d bytes are kept, %v", len(kept), err)
	}
	if second := hookSecret(t, b.post(path+"/rotate", nil)); second == first {
		t.Error("the new secret is the old one")
	}
	if page := b.get(path); !strings.Contains(page.body, "Signs too, until") {
		t.Error("the page does not say that the secret before still signs")
	}
	hookSecret(t, b.post(path+"/rotate", nil))
	var secrets int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM webhook_secrets`).Scan(&secrets); err != nil || secrets != 2 {
		t.Errorf("%d secrets, %v", secrets, err)
	}
	edited := url.Values{"url": {"https://other.example.test/"}, "events": {"campaign.paused"}}
	if a := b.post(path, edited); a.status != http.StatusSeeOther {
		t.Errorf("saving: %d %.200s", a.status, a.body)
	}
	for on, word := range map[string]string{"false": "Off since", "true": "On"} {
		if a := b.post(path+"/switch", url.Values{"on": {on}}); a.status != http.StatusSeeOther || !strings.Contains(b.get(path).body, word) {
			t.Errorf("switching to %s: %d", on, a.status)
		}
	}
	test := b.post(path+"/test", nil)
	if page := b.get(test.header.Get("Location")); test.status != http.StatusSeeOther || page.status != http.StatusOK || !strings.Contains(page.body, "Waits to be sent") {
		t.Errorf("a test: %d, its page: %d", test.status, page.status)
	}
	if a := b.post(strings.Split(test.header.Get("Location"), "?")[0]+"/resend", nil); a.status != http.StatusConflict {
		t.Errorf("what is under way is sent again: %d", a.status)
	}
	for range 9 {
		b.post(path+"/test", nil)
	}
	if a := b.post(path+"/test", nil); a.status != http.StatusConflict {
		t.Errorf("the eleventh test of a minute: %d", a.status)
	}
	if a := b.post(path+"/delete", nil); a.status != http.StatusSeeOther || b.get(path).status != http.StatusNotFound {
		t.Errorf("deleting: %d", a.status)
	}
	var events string
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT string_agg(DISTINCT event, ' ' ORDER BY event) FROM audit_log WHERE event LIKE 'webhook.%' AND tenant_id = $1 AND actor_kind = 'person'`, s.A.ID).Scan(&events); err != nil ||
		events != "webhook.added webhook.deleted webhook.disabled webhook.enabled webhook.saved webhook.secret_rotated webhook.tested" {
		t.Errorf("audited: %s, %v", events, err)
	}
}

func TestWebhooks_BadInput_TypedTextKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	list := "/t/" + s.A.Slug + "/webhooks"
	for name, c := range map[string]struct{ field, value, want string }{
		"no address":       {"url", "", "Enter the address"},
		"http":             {"url", "http://hooks.example.test/", "must begin with https"},
		"inside":           {"url", "https://169.254.169.254/", "everybody on the internet"},
		"user":             {"url", "https://me:secret@hooks.example.test/", "user name"},
		"port":             {"url", "https://hooks.example.test:22/", "port 443"},
		"no event":         {"events", "", "events listed"},
		"unknown event":    {"events", "campaign.deleted", "events listed"},
		"test as an event": {"events", "webhook.test", "events listed"},
		"long name":        {"description", strings.Repeat("ä", 201), "200 characters"},
	} {
		form := url.Values{}
		for k, v := range hookForm {
			form[k] = v
		}
		form.Set(c.field, c.value)
		a := b.post(list, form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.want) || c.field != "description" && !strings.Contains(a.body, "The website") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := b.post("/t/"+s.A.Slug+"/webhooks/"+s.A.RowID("webhook").String(), url.Values{"url": {"https://localhost/"}, "events": {"run.finished"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "https://localhost/") {
		t.Errorf("an endpoint: %d", a.status)
	}
	for range 19 {
		hookSecret(t, b.post(list, hookForm))
	}
	if a := b.post(list, hookForm); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "20 webhooks at most") {
		t.Errorf("one too many: %d", a.status)
	}
}
