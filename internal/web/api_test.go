package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

var everyScope = []cmo.TokenScope{cmo.ScopeCampaignsRead, cmo.ScopeFunnelsRead, cmo.ScopeBrandRead, cmo.ScopeRunsRead, cmo.ScopeCampaignsWrite, cmo.ScopeMetricsWrite, cmo.ScopeAgent}

// program is a tenant's own program: it sends a token and no cookie.
func (s *site) program(tenant storetest.Tenant, scopes ...cmo.TokenScope) *browser {
	s.t.Helper()
	secret, err := s.Operator.AddToken(s.t.Context(), tenant.Slug, cmo.NewToken{Name: "UI " + uuid.NewString(), Scopes: scopes, Origins: []string{"https://app.example.test"}, Days: 1}, time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.anonymous()
	b.head.Set("Authorization", "Bearer "+store.EncodeToken(secret))
	return b
}

func decoded[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%d: %v: %s", a.status, err, a.body)
	}
	return v
}

type listBody struct {
	Data       []map[string]any `json:"data"`
	NextCursor *string          `json:"next_cursor"`
}

// Every operation: without a token 401, without its scope 403, and with one rows of the token's tenant only; another
// tenant's row and a missing one are the same 404.
func TestAPI_EveryOperation_OwnTenantOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine := s.program(s.A, everyScope...)
	kinds := map[string]string{"campaigns": "campaign", "content": "asset", "calendar": "event", "recommendations": "recommendation", "funnels": "funnel", "icps": "icp", "offers": "offer", "runs": "run"}
	asked := 0
	for _, r := range s.server.APIRoutes() {
		path := r.Path
		if strings.HasPrefix(path, "/rest/") || r.Method != http.MethodGet {
			continue // rest_test.go, api_runs_test.go
		}
		if strings.HasSuffix(path, "/events") {
			continue // api_runs_test.go
		}
		if strings.HasSuffix(path, "/{id}") {
			kind := kinds[strings.Split(path, "/")[3]]
			if kind == "" {
				t.Fatalf("no row for %s", path)
			}
			base := strings.TrimSuffix(path, "{id}")
			path = base + s.A.RowID(kind).String()
			foreign, missing := mine.get(base+s.B.RowID(kind).String()), mine.get(base+uuid.NewString())
			for _, a := range []answer{foreign, missing} {
				a.header.Del("RateLimit")
			}
			if foreign.status != http.StatusNotFound || foreign.masked() != missing.masked() {
				t.Errorf("%s: another tenant's row: %s; a missing one: %s", r.Path, foreign.masked(), missing.masked())
			}
		}
		a := mine.get(path)
		if a.status != http.StatusOK || strings.Contains(a.body, s.B.Canary) || strings.Contains(a.body, s.B.ID.String()) {
			t.Errorf("%s: %d: %.300s", path, a.status, a.body)
		}
		if r.Path != "/api/v1/me" && !strings.Contains(a.body, s.A.ID.String()) {
			t.Errorf("%s shows no row: %.300s", path, a.body)
		}
		if a := s.anonymous().get(path); a.status != http.StatusUnauthorized || !strings.Contains(a.header.Get("Content-Type"), "application/problem+json") || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s without a token: %d %s", path, a.status, a.body)
		}
		if r.Right != "token" {
			others := slices.DeleteFunc(slices.Clone(everyScope), func(sc cmo.TokenScope) bool { return string(sc) == string(r.Right) || sc == cmo.ScopeAgent })
			if a := s.program(s.A, others...).get(path); a.status != http.StatusForbidden || !strings.Contains(a.body, string(r.Right)) {
				t.Errorf("%s without %s: %d %s", path, r.Right, a.status, a.body)
			}
		}
		asked++
	}
	if asked < 18 {
		t.Fatalf("only %d operations", asked)
	}
}

func TestAPI_Campaigns_MarksAndPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeCampaignsRead)
	all := decoded[listBody](t, b.get("/api/v1/campaigns"))
	if len(all.Data) < 2 || all.NextCursor != nil {
		t.Fatalf("%d campaigns, next %v", len(all.Data), all.NextCursor)
	}
	for _, c := range all.Data {
		text, _ := c["description"].(string)
		if c["ai_cmo_driven"] != strings.HasPrefix(text, cmo.MarkPrefix) || c["ai_cmo_driven"] != (c["origin"] == "ai_cmo") {
			t.Errorf("%v is AI-driven: %v, %q", c["campaign_name"], c["ai_cmo_driven"], text)
		}
		if _, ok := c["channels"].([]any); !ok {
			t.Errorf("%v has channels %v", c["campaign_name"], c["channels"])
		}
	}
	var ids []any
	for path := "/api/v1/campaigns?limit=1&fields=id"; path != ""; {
		p := decoded[listBody](t, b.get(path))
		if len(p.Data) != 1 || len(p.Data[0]) != 1 {
			t.Fatalf("%s: %v", path, p.Data)
		}
		ids = append(ids, p.Data[0]["id"])
		path = ""
		if p.NextCursor != nil {
			path = "/api/v1/campaigns?limit=1&fields=id&cursor=" + url.QueryEscape(*p.NextCursor)
		}
	}
	for i, c := range all.Data {
		if len(ids) != len(all.Data) || ids[i] != c["id"] {
			t.Fatalf("pages of one: %v", ids)
		}
	}
	for _, c := range decoded[listBody](t, b.get("/api/v1/campaigns?origin=ai_cmo")).Data {
		if c["ai_cmo_driven"] != true {
			t.Errorf("%v under origin=ai_cmo", c["campaign_name"])
		}
	}
}

func TestAPI_ETag(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeCampaignsRead)
	tag := b.get("/api/v1/campaigns").header.Get("ETag")
	b.head.Set("If-None-Match", tag)
	if a := b.get("/api/v1/campaigns"); tag == "" || a.status != http.StatusNotModified || a.body != "" {
		t.Fatalf("%q: %d %q", tag, a.status, a.body)
	}
	s.Admin(`UPDATE cmo_campaigns SET objective = 'Something else' WHERE id = $1`, s.A.RowID("campaign"))
	if a := b.get("/api/v1/campaigns"); a.status != http.StatusOK || a.header.Get("ETag") == tag {
		t.Fatalf("after a change: %d, %q", a.status, a.header.Get("ETag"))
	}
}

func TestAPI_BadInput_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	for path, want := range map[string]int{
		"/campaigns?limit=0": 422, "/campaigns?limit=x": 422, "/campaigns?limit=1000": 422, "/campaigns?cursor=AAAA": 400, "/campaigns?fields=secret": 400, "/campaigns?tenant_id=" + s.B.ID.String(): 422,
		"/campaigns?origin=me": 422, "/campaigns?funnel_id=1": 422, "/campaigns/x": 422, "/campaigns?updated_since=now": 422, "/nowhere": 404, "/content?status=" + strings.Repeat("a", 100): 422,
		"/campaigns?status=%00": 400, "/campaigns?fields=": 200, "/campaigns?cursor=" + strings.Repeat("A", 5000): 422,
	} {
		a := b.get("/api/v1" + path)
		if a.status != want || want >= 400 && (!strings.Contains(a.body, "req_") || !strings.Contains(a.header.Get("Content-Type"), "problem+json") || strings.Contains(a.body, "SQLSTATE")) {
			t.Errorf("%.60s: %d %s %s", path, a.status, a.header.Get("Content-Type"), a.body)
		}
	}
	for name, value := range map[string]string{"none": "", "basic": "Basic YTpi", "of another form": "Bearer abc", "unknown": "Bearer " + store.EncodeToken(store.NewSecret()), "a session": "Bearer " + store.EncodeToken(s.SignIn(member(s.A, cmo.RoleOwner)))} {
		b := s.anonymous()
		b.head.Set("Authorization", value)
		if a := b.get("/api/v1/me"); a.status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := s.as(member(s.A, cmo.RoleOwner)).get("/api/v1/me"); a.status != http.StatusUnauthorized {
		t.Errorf("a cookie opens the API: %d", a.status)
	}
}

// A right that is gone is gone at the next call.
func TestAPI_RightLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql  string
		want int
	}{
		"revoked":    {`DELETE FROM capabilities WHERE kind = 'token'`, http.StatusUnauthorized},
		"expired":    {`UPDATE capabilities SET expires_at = now() WHERE kind = 'token'`, http.StatusUnauthorized},
		"inactive":   {`UPDATE os_tenant_registry SET is_active = false`, http.StatusUnauthorized},
		"module off": {`UPDATE tenant_module_access SET enabled = false`, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.program(s.A, cmo.ScopeCampaignsRead)
			if a := b.get("/api/v1/campaigns"); a.status != http.StatusOK {
				t.Fatal(a.status)
			}
			s.Admin(c.sql)
			if a := b.get("/api/v1/campaigns"); a.status != c.want || strings.Contains(a.body, s.A.Canary+" nurture") {
				t.Fatalf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestAPI_Origins(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeCampaignsRead)
	for origin, want := range map[string]string{"https://app.example.test": "https://app.example.test", "https://evil.example.test": "", "null": ""} {
		b.head.Set("Origin", origin)
		a := b.get("/api/v1/campaigns")
		if got := a.header.Get("Access-Control-Allow-Origin"); got != want || a.header.Get("Access-Control-Allow-Credentials") != "" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: allowed %q", origin, got)
		}
	}
}

func TestAPI_Description(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := decoded[struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}](t, s.anonymous().get("/api/v1/openapi.json"))
	if !strings.HasPrefix(d.OpenAPI, "3.1") || len(d.Paths) < 18 || d.Paths["/api/v1/campaigns/{id}"]["get"] == nil {
		t.Fatalf("%s with %d paths", d.OpenAPI, len(d.Paths))
	}
}

// A token is made and revoked on the settings pages, and shown once.
func TestTokens_MadeShownOnceRevoked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner, path := s.as(member(s.A, cmo.RoleOwner)), "/t/"+s.A.Slug+"/tokens"
	form := url.Values{"name": {"Club website"}, "scopes": {"campaigns:read"}, "days": {"30"}, "origins": {"https://app.example.test"}}
	a := owner.post(path, form)
	token := regexp.MustCompile(`aicmo_[A-Za-z0-9_-]{43}`).FindString(a.body)
	if a.status != http.StatusOK || token == "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := owner.get(path); strings.Contains(a.body, token) || !strings.Contains(a.body, "Club website") || !strings.Contains(a.body, "never used") {
		t.Errorf("the list shows the secret, or no token")
	}
	b := s.anonymous()
	b.head.Set("Authorization", "Bearer "+token)
	if a := b.get("/api/v1/campaigns"); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := owner.get(path); !strings.Contains(a.body, "last used") {
		t.Errorf("its use is not on record")
	}
	if a := owner.post(path, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "of this name already") || !strings.Contains(a.body, `value="Club website"`) {
		t.Errorf("the same name again: %d", a.status)
	}
	for field, c := range map[string]struct{ value, says string }{"name": {"", "Name the program"}, "scopes": {"everything", "Choose from the list"}, "days": {"400", "1 to 366"}, "origins": {"app.example.test/x", "is no origin"}} {
		bad := maps.Clone(form)
		bad["name"] = []string{"Another"}
		bad[field] = []string{c.value}
		if a := owner.post(path, bad); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d, says %q: %v", field, a.status, c.says, strings.Contains(a.body, c.says))
		}
	}
	var id uuid.UUID
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT id FROM capabilities WHERE kind = 'token' AND name = 'Club website'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if a := s.as(member(s.B, cmo.RoleOwner)).post("/t/"+s.B.Slug+"/tokens/revoke", url.Values{"token": {id.String()}}); a.status != http.StatusNotFound {
		t.Errorf("another tenant's owner revokes it: %d", a.status)
	}
	if a := s.as(member(s.A, cmo.RoleMarketer)).post(path+"/revoke", url.Values{"token": {id.String()}}); a.status != http.StatusForbidden {
		t.Errorf("a marketer revokes it: %d", a.status)
	}
	if a := owner.post(path+"/revoke", url.Values{"token": {id.String()}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if a := b.get("/api/v1/campaigns"); a.status != http.StatusUnauthorized {
		t.Fatalf("after its end: %d", a.status)
	}
	var events int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event IN ('token.added', 'token.revoked') AND details ->> 'name' = 'Club website'`, s.A.ID).Scan(&events); err != nil || events != 2 {
		t.Errorf("%d entries in the audit log, %v", events, err)
	}
}
