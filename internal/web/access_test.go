package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

func TestRoutes_Anonymous_SignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous()
	swept := 0
	for _, r := range s.server.Routes() {
		if r.Right == web.Public {
			continue
		}
		swept++
		a := b.do(r.Method, s.fill(r.Path, s.A.Slug, random), "", "")
		if strings.HasSuffix(r.Path, "/live") { // a browser would follow a redirect and come again for ever
			if a.status != http.StatusUnauthorized || a.location() != "" {
				t.Errorf("%s: %d to %q", r.Path, a.status, a.location())
			}
			continue
		}
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), "/login") {
			t.Errorf("%s %s: %d to %q", r.Method, r.Path, a.status, a.location())
		}
	}
	if swept < 10 {
		t.Fatalf("only %d routes swept", swept)
	}
}

func TestRoutes_Anonymous_HTMX_Redirects(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous()
	b.head.Set("HX-Request", "true")
	b.head.Set("HX-Request-Type", "partial")
	b.head.Set("HX-Current-URL", s.url+"/t/"+s.A.Slug+"/campaigns?origin=manual")
	a := b.get("/t/" + s.A.Slug + "/campaigns")
	want := "/login?next=" + url.QueryEscape("/t/"+s.A.Slug+"/campaigns?origin=manual")
	if a.status != http.StatusOK || a.header.Get("HX-Redirect") != want {
		t.Fatalf("%d, HX-Redirect %q, want %q", a.status, a.header.Get("HX-Redirect"), want)
	}
}

// A stranger, a member of another tenant and a platform admin get, for a tenant that is not theirs, exactly what they
// get for one that does not exist.
func TestTenantRoutes_NotAMember_SameAsMissing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, who := range []string{storetest.Stranger, storetest.Platform, member(s.B, cmo.RoleOwner)} {
		b := s.as(who)
		for _, r := range s.server.Routes() {
			if !strings.HasPrefix(r.Path, "/t/:tenant") {
				continue
			}
			foreign := b.do(r.Method, s.fill(r.Path, s.A.Slug, s.rows(s.A)), "", "")
			missing := b.do(r.Method, s.fill(r.Path, "tenant-z", s.rows(s.A)), "", "")
			if foreign.status != http.StatusNotFound || foreign.masked() != missing.masked() {
				t.Errorf("%s, %s %s: %d, same as missing: %v", who, r.Method, r.Path, foreign.status, foreign.masked() == missing.masked())
			}
			if strings.Contains(foreign.body, s.A.Canary) {
				t.Errorf("%s, %s: shows A's canary", who, r.Path)
			}
		}
	}
}

// Another tenant's record gives exactly what a random id gives, in each parameter of a path; one's own reaches the page.
// An unsafe request without a form may be refused for that before its record is looked for, if it is so for both.
func TestRecordRoutes_ForeignID_SameAsRandom(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	swept := 0
	for _, r := range s.server.Routes() {
		params := s.params(r)
		for _, p := range params {
			at := func(id string) ids {
				return func(q storetest.Param) string {
					if q == p {
						return id
					}
					return s.ID(s.A, q.Kind)
				}
			}
			one, other := s.ID(s.B, p.Kind), uuid.NewString()
			foreign := b.do(r.Method, s.fill(r.Path, s.A.Slug, at(one)), "", "")
			missing := b.do(r.Method, s.fill(r.Path, s.A.Slug, at(other)), "", "")
			early := r.Method != http.MethodGet && (foreign.status == http.StatusBadRequest || foreign.status == http.StatusUnprocessableEntity)
			alike := strings.ReplaceAll(foreign.masked(), one, "ID") == strings.ReplaceAll(missing.masked(), other, "ID")
			if foreign.status != http.StatusNotFound && !early || !alike {
				t.Errorf("%s %s, :%s: foreign %d, random %d, alike: %v", r.Method, r.Path, p.Name, foreign.status, missing.status, alike)
			}
			if strings.Contains(foreign.body, s.B.Canary) {
				t.Errorf("%s %s, :%s: shows B's canary", r.Method, r.Path, p.Name)
			}
			swept++
		}
		if len(params) == 0 || r.Method != http.MethodGet || !strings.HasPrefix(r.Path, "/t/:tenant") {
			continue
		}
		if own := b.get(s.fill(r.Path, s.A.Slug, s.rows(s.A))); own.status != http.StatusOK || !strings.Contains(own.body, s.A.Canary) {
			t.Errorf("%s: own record: %d, its canary: %v", r.Path, own.status, strings.Contains(own.body, s.A.Canary))
		}
	}
	if swept < 2 {
		t.Fatalf("only %d parameters swept", swept)
	}
}

// Nothing in body, query, header or cookie chooses a tenant.
func TestTenant_ComesFromTheURLOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Both)
	b.head.Set("X-Tenant-Id", s.B.ID.String())
	b.head.Set("HX-Current-URL", s.url+"/t/"+s.B.Slug)
	b.head.Set("Cookie", "tenant="+s.B.Slug)
	q := url.Values{"tenant_id": {s.B.ID.String()}, "workspace_id": {s.B.ID.String()}, "tenant": {s.B.Slug}, "ended": {"1"}}
	a := b.get("/t/" + s.A.Slug + "/campaigns?" + q.Encode())
	if a.status != http.StatusOK || !strings.Contains(a.body, s.A.Canary+" nurture") || strings.Contains(a.body, s.B.Canary+" nurture") {
		t.Fatalf("%d, A's rows: %v, B's rows: %v", a.status, strings.Contains(a.body, s.A.Canary+" nurture"), strings.Contains(a.body, s.B.Canary+" nurture"))
	}
}

// No page of A that a member of A sees holds a word of B's.
func TestPages_NoForeignCanary(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, role := range cmo.Roles {
		b := s.as(member(s.A, role))
		for _, r := range s.server.Routes() {
			if r.Method != http.MethodGet || r.Right == web.Public {
				continue
			}
			a := b.get(s.fill(r.Path, s.A.Slug, s.rows(s.A)))
			if a.status >= 400 && (r.Right == web.Session || role.Can(r.Right)) || a.status >= 500 || strings.Contains(a.body, s.B.Canary) {
				t.Errorf("%s, %s: %d, B's canary: %v", role, r.Path, a.status, strings.Contains(a.body, s.B.Canary))
			}
		}
	}
}

func TestModuleOff_EveryTenantRoute(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"off":         `UPDATE tenant_module_access SET enabled = false WHERE tenant_id = $1`,
		"missing row": `DELETE FROM tenant_module_access WHERE tenant_id = $1`,
		"rollout 0":   `UPDATE tenant_module_access SET rollout_percentage = 0 WHERE tenant_id = $1`,
		"beta only":   `UPDATE tenant_module_access SET beta_only = true WHERE tenant_id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.Admin(sql, s.A.ID)
			b := s.as(member(s.A, cmo.RoleOwner))
			for _, r := range s.server.Routes() {
				if !strings.HasPrefix(r.Path, "/t/:tenant") {
					continue
				}
				a := b.do(r.Method, s.fill(r.Path, s.A.Slug, s.rows(s.A)), "", "")
				if a.status != http.StatusForbidden || !strings.Contains(a.body, "AI CMO is off") || !strings.Contains(a.body, "platform admin") {
					t.Errorf("%s: %d", r.Path, a.status)
				}
			}
		})
	}
}

// One session in two tabs, in two tenants: pages and forms, in any order and at the same time, stay each in their own.
func TestTwoTabs_NeverMix(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Both)
	for i := range 20 {
		here, there := s.A, s.B
		if i%2 == 1 {
			here, there = s.B, s.A
		}
		a := b.get("/t/" + here.Slug + "/campaigns")
		if !strings.Contains(a.body, here.Canary+" nurture") || strings.Contains(a.body, there.Canary+" nurture") {
			t.Fatalf("request %d: the page of %s shows the wrong rows", i, here.Slug)
		}
	}
	s.Admin(`UPDATE user_tenants SET role = 'marketer' WHERE tenant_id = $1 AND user_id = (SELECT id FROM users WHERE email = $2)`, s.B.ID, storetest.Both)
	tabs := map[string]storetest.Tenant{}
	for i := range 20 {
		tenant := s.A
		if i%2 == 1 {
			tenant = s.B
		}
		tabs[uuid.NewString()] = tenant
	}
	var posts sync.WaitGroup
	for id, tenant := range tabs {
		posts.Go(func() {
			form := campaignForm("0", "id", id, "campaign_name", "Written in "+tenant.Slug)
			if a := b.post("/t/"+tenant.Slug+"/campaigns/new", form); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), "/t/"+tenant.Slug+"/campaigns/"+id) {
				t.Errorf("a form of %s: %d to %q", tenant.Slug, a.status, a.location())
			}
		})
	}
	posts.Wait()
	for id, tenant := range tabs {
		var in uuid.UUID
		var name string
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT tenant_id, campaign_name FROM cmo_campaigns WHERE id = $1`, id).Scan(&in, &name); err != nil || in != tenant.ID || name != "Written in "+tenant.Slug {
			t.Errorf("the form of %s wrote %q into %s, %v", tenant.Slug, name, in, err)
		}
	}
}

func TestUnsafeRoutes_CrossOrigin_Refused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	swept := 0
	for _, r := range s.server.Routes() {
		if r.Method == http.MethodGet {
			continue
		}
		swept++
		for name, headers := range map[string]map[string]string{
			"cross-site":     {"Sec-Fetch-Site": "cross-site"},
			"same-site":      {"Sec-Fetch-Site": "same-site"},
			"foreign origin": {"Origin": "https://evil.example.test"},
			"null origin":    {"Origin": "null"},
			"htmx too":       {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"},
			"override":       {"Sec-Fetch-Site": "cross-site", "X-HTTP-Method-Override": "GET"},
		} {
			b := s.as(member(s.A, cmo.RoleOwner))
			for k, v := range headers {
				b.head.Set(k, v)
			}
			if a := b.post(s.fill(r.Path, s.A.Slug, random), nil); a.status != http.StatusForbidden {
				t.Errorf("%s %s, %s: %d", r.Method, r.Path, name, a.status)
			}
		}
	}
	if swept < 6 {
		t.Fatalf("only %d unsafe routes swept", swept)
	}
}
