package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

type restAnswer struct {
	Data  json.RawMessage `json:"data"`
	Error *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	Count  *int `json:"count"`
	Status int  `json:"status"`
}

func (a restAnswer) rows(t *testing.T) []map[string]any {
	t.Helper()
	var list []map[string]any
	if err := json.Unmarshal(a.Data, &list); err != nil {
		t.Fatalf("%d %v: %s", a.Status, a.Error, a.Data)
	}
	return list
}

// supabase runs testdata/supabase.mjs with the real library. Without Node or the library there is nothing to run.
func (s *site) supabase(key string) map[string]restAnswer {
	s.t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		s.t.Skip("node not found")
	}
	if _, err := os.Stat("../../node_modules/@supabase/supabase-js"); err != nil {
		s.t.Skip("supabase-js is not installed: make deps")
	}
	cmd := exec.CommandContext(s.t.Context(), node, "--no-warnings", "testdata/supabase.mjs") //nolint:gosec // found on the path
	cmd.Env = append(os.Environ(), "URL_="+s.url, "KEY="+key, "TENANT="+s.A.ID.String(), "SLUG="+s.A.Slug, "OTHER="+s.B.ID.String())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%v: %s", err, stderr.String())
	}
	var out map[string]restAnswer
	if err := json.Unmarshal(text, &out); err != nil {
		s.t.Fatalf("%v: %s", err, text)
	}
	return out
}

// The reads of an existing client run as written, with the tenant's rows and marks; what it may not have is refused in
// the words that the library understands.
func TestRest_SupabaseClient(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key := strings.TrimPrefix(s.program(s.A, everyScope...).head.Get("Authorization"), "Bearer ")
	got := s.supabase(key)
	if list := got["campaigns"].rows(t); len(list) < 2 {
		t.Errorf("campaigns: %v", list)
	}
	for _, c := range got["campaigns"].rows(t) {
		text, _ := c["description"].(string)
		if c["tenant_id"] != s.A.ID.String() || c["workspace_id"] != s.A.ID.String() || (c["origin"] == "ai_cmo") != strings.HasPrefix(text, cmo.MarkPrefix) {
			t.Errorf("a campaign: %v", c)
		}
	}
	if !strings.Contains(string(got["tenant"].Data), s.A.ID.String()) || got["tenant"].Data[0] != '{' {
		t.Errorf("the registry: %s %v", got["tenant"].Data, got["tenant"].Error)
	}
	if text := string(got["channels"].Data); !strings.Contains(text, `"channels":[{`) || !strings.Contains(text, `"channel_name"`) {
		t.Errorf("channels: %s", text)
	}
	if text := string(got["stages"].Data); !strings.Contains(text, `"stage_name"`) {
		t.Errorf("stages: %s", text)
	}
	if text := string(got["parent"].Data); !strings.Contains(text, `"campaign":{"campaign_name"`) {
		t.Errorf("the campaign of a channel: %s", text)
	}
	if list := got["runs"].rows(t); len(list) == 0 || list[0]["output"] != nil || list[0]["agent"] == nil {
		t.Errorf("runs: %v", list)
	}
	if list := got["ai"].rows(t); len(list) == 0 || len(list) >= len(got["campaigns"].rows(t)) {
		t.Errorf("AI-driven: %v", list)
	}
	all := len(got["campaigns"].rows(t))
	if a := got["ranged"]; len(a.rows(t)) != 1 || a.Count == nil || *a.Count != all || a.Status != http.StatusPartialContent {
		t.Errorf("the first of %d: %s, count %v, %d", all, a.Data, a.Count, a.Status)
	}
	if a := got["head"]; a.Count == nil || *a.Count != all {
		t.Errorf("the count alone: %v", a.Count)
	}
	if a := got["none"]; string(a.Data) != "null" || a.Error != nil {
		t.Errorf("maybeSingle of none: %s %v", a.Data, a.Error)
	}
	if a := got["foreign"]; string(a.Data) != "[]" || a.Error != nil {
		t.Errorf("another tenant's id: %s %v", a.Data, a.Error)
	}
	for name, code := range map[string]string{"notOne": "PGRST116", "unknownTable": "PGRST205", "unknownColumn": "42703", "some": "42703", "badValue": "22P02"} {
		if a := got[name]; a.Error == nil || a.Error.Code != code {
			t.Errorf("%s: %+v", name, a.Error)
		}
	}
	s.supabaseWrote(got)
}

func TestRest_ScopesAndTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeFunnelsRead)
	for path, want := range map[string]int{"/cmo_funnels": 200, "/cmo_campaigns": 403, "/agent_runs": 403, "/cmo_brand_profiles": 403, "/os_tenant_registry": 200, "/users": 404, "/capabilities": 404, "/audit_log": 404} {
		if a := b.get("/rest/v1" + path); a.status != want || strings.Contains(a.body, s.B.ID.String()) {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := s.anonymous().get("/rest/v1/cmo_funnels"); a.status != http.StatusUnauthorized || !strings.Contains(a.body, "PGRST301") {
		t.Errorf("without a token: %d %s", a.status, a.body)
	}
}

func TestRest_BadInput_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	long := "id=in.(" + strings.TrimSuffix(strings.Repeat(uuid.NewString()+",", 1001), ",") + ")"
	for query, want := range map[string]int{
		"select=": 400, "select=*,": 400, "select=(id)": 400, "select=a(b(c(d(e))))": 400, "select=id;drop": 400, "select=id)": 400, "select=x'y:id": 400, "select=id::text": 400, "select=cmo_offers(*)": 400,
		"select=cmo_campaign_channels!inner(*)": 400, "order=id.up": 400, "order=nothing": 400, "limit=-1": 400, "limit=x": 400, "offset=20000": 400, "id=1": 400, "id=foo.1": 400, "id=in.1": 400, "id=eq.1": 400,
		"or=(id.eq.1)": 400, long: 400, "tenant_id=eq." + s.B.ID.String(): 200, "id=is.maybe": 400, "budget_allocation=gt.x": 400, "campaign_name=like.*%25*": 200, "campaign_name=eq.%00": 400,
		"select=" + strings.Repeat("id,", 300) + "id": 400, "start_date=gte.2026-02-30": 400, "order=campaign_name.desc.nullsfirst,id&limit=2&select=n:campaign_name": 200, "campaign_name=in.(\"a,b\",c)": 200,
	} {
		a := b.get("/rest/v1/cmo_campaigns?" + query)
		if a.status != want || strings.Contains(a.body, s.B.Canary) || want >= 400 && (!strings.Contains(a.body, `"message"`) || strings.Contains(a.body, "SQLSTATE")) {
			t.Errorf("%.80s: %d %.300s", query, a.status, a.body)
		}
	}
	b.head.Set("Range", "5-1")
	if a := b.get("/rest/v1/cmo_campaigns"); a.status != http.StatusBadRequest {
		t.Errorf("Range 5-1: %d", a.status)
	}
	if a := s.program(s.B, everyScope...).get("/rest/v1/cmo_campaigns?" + url.Values{"tenant_id": {"eq." + s.A.ID.String()}}.Encode()); a.body != "[]\n" {
		t.Errorf("B reads A's: %s", a.body)
	}
}
