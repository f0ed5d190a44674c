package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// send is a program's call with a JSON body; head are names and values of further headers.
func (b *browser) send(method, path, body string, head ...string) answer {
	b.site.t.Helper()
	was := b.head
	defer func() { b.head = was }()
	b.head = was.Clone()
	for i := 0; i+1 < len(head); i += 2 {
		b.head.Set(head[i], head[i+1])
	}
	return b.do(method, path, "application/json", body)
}

const campaignsTable = "/rest/v1/cmo_campaigns"

// What is wrong is refused in PostgREST's shape with the documented status, nothing of it is written and nothing leaks.
func TestRestWrite_BadInput_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	own, foreign := s.A.RowID("manual").String(), s.B.RowID("manual").String()
	ok := `{"campaign_name": "x", "campaign_type": "nurture"`
	rows := strings.TrimSuffix(strings.Repeat(ok+"},", 501), ",")
	before, other := s.Checksum(s.A), s.Checksum(s.B)
	for call, want := range map[string]string{
		"POST|" + ok + `, "password_hash": "x"}`: "400 PGRST204", "POST|" + ok + `, "status": "active"}`: "403 42501", "POST|" + ok + `, "review_state": "approved"}`: "403 42501",
		"POST|" + ok + `, "origin": "import"}`: "403 42501", "POST|" + ok + `, "created_at": "2020-01-01T00:00:00Z"}`: "403 42501", "POST|" + ok + `, "version": 7}`: "403 42501",
		"POST|" + ok + `, "tenant_id": "` + s.B.ID.String() + `"}`: "403 42501", "POST|" + ok + `, "workspace_id": "` + uuid.NewString() + `"}`: "403 42501", "POST|" + ok + `, "tenant_id": 5}`: "403 42501",
		"POST|" + ok + `, "funnel_id": "` + s.B.RowID("funnel").String() + `"}`: "409 23503", "POST|" + ok + `, "funnel_id": "` + uuid.NewString() + `"}`: "409 23503", "POST|" + ok + `, "funnel_id": "1"}`: "400 22P02",
		"POST|" + ok + `, "run_id": "` + s.B.RowID("run").String() + `"}`: "409 23503", "POST|" + ok + `, "run_id": "` + uuid.NewString() + `"}`: "409 23503", "POST|" + ok + `, "run_id": "` + s.A.RowID("run").String() + `"}`: "409 23503",
		"POST|" + ok + `, "id": "1"}`: "400 22P02", "POST|" + ok + `, "budget_allocation": "much"}`: "400 22P02", "POST|" + ok + `, "budget_allocation": -1}`: "400 22P02", "POST|" + ok + `, "budget_allocation": 1e99}`: "400 22P02",
		"POST|" + ok + `, "start_date": "2026-02-30"}`: "400 22P02", "POST|" + ok + `, "start_date": "2026-02-03", "end_date": "2026-01-01"}`: "400 22P02", "POST|" + ok + `, "primary_kpi": [1]}`: "400 22P02",
		"POST|" + ok + `, "secondary_kpis": {"a": 1}}`: "400 22P02", "POST|" + ok + `, "objective": "a\u0000b"}`: "400 22P02", "POST|" + ok + `, "objective": {"a": 1}}`: "400 22P02", "POST|" + ok + `, "objective": "` + strings.Repeat("x", 501) + `"}`: "400 22P02",
		"POST|" + `{"campaign_name": null, "campaign_type": "nurture"}`: "400 22P02", "POST|" + `{"campaign_type": "nurture"}`: "400 22P02", "POST|" + `{"campaign_name": "x", "campaign_type": "autopilot"}`: "400 22P02",
		"POST|": "400 PGRST102", "POST|5": "400 PGRST102", "POST|{": "400 PGRST102", "POST|" + ok + `} {}`: "400 PGRST102", "POST|[" + ok + "}, 5]": "400 PGRST102", "POST|[" + ok + `}, {"campaign_name": "y"}]`: "400 PGRST102",
		"POST|[" + rows + "]": "400 54000", "POST|" + strings.Repeat("[", 5000): "400 PGRST102", "POST|" + ok + `, "primary_kpi": ` + strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50) + "}": "400 22P02",
		"POST?on_conflict=campaign_name|" + ok + "}": "400 42P10", "POST?id=eq." + own + "|" + ok + "}": "400 PGRST100", "POST?limit=1|" + ok + "}": "400 PGRST100", "POST?columns=campaign_name|" + ok + "}": "400 PGRST100", "POST?select=nothing|" + ok + "}": "400 42703",
		"PATCH|{}": "400 21000", "PATCH?tenant_id=eq." + s.A.ID.String() + `|{"objective": "x"}`: "400 21000", "PATCH?id=eq." + own + `|[{"objective": "x"}]`: "400 PGRST102", "PATCH?id=foo." + own + `|{"objective": "x"}`: "400 PGRST100",
		"PATCH?id=eq." + own + `|{"status": "active"}`: "403 42501", "PATCH?id=eq." + own + `|{"review_state": "approved"}`: "403 42501", "PATCH?id=eq." + own + `|{"origin": "ai_cmo"}`: "403 42501", "PATCH?id=eq." + own + `|{"id": "` + uuid.NewString() + `"}`: "403 42501",
		"PATCH?id=eq." + own + `|{"tenant_id": "` + s.B.ID.String() + `"}`: "403 42501", "PATCH?id=eq." + own + `|{"run_id": "` + s.B.RowID("run").String() + `"}`: "403 42501", "PATCH?id=eq." + own + `|{"version": 9}`: "409 40001",
		"PATCH?id=eq." + own + `|{"description": "AI CMO Driven: mine"}`: "403 42501", "PATCH?id=eq." + own + `|{"description": "  ai cmo driven - mine"}`: "403 42501", "PATCH?id=eq." + own + `|{"campaign_name": null}`: "400 22P02",
		"PATCH?id=eq." + own + `|{"nothing": 1}`: "400 PGRST204", "PATCH?nothing=eq.1|{}": "400 42703", "PATCH?or=(id.eq.1)|{}": "400 42703", "DELETE": "400 21000", "DELETE?tenant_id=eq." + s.A.ID.String(): "400 21000", "DELETE?id=eq.x": "400 22P02",
	} {
		where, body, _ := strings.Cut(call, "|")
		method, query, _ := strings.Cut(where, "?")
		a := b.send(method, campaignsTable+"?"+query, body, "Prefer", "return=representation")
		var said struct{ Code, Message, Details string }
		_ = json.Unmarshal([]byte(a.body), &said)
		if got := fmt.Sprintf("%d %s", a.status, said.Code); got != want || said.Message == "" || !strings.Contains(said.Details, "req_") || strings.Contains(a.body, s.B.Canary) || strings.Contains(a.body, "SQLSTATE") {
			t.Errorf("%.150s: %.400s, want %s", call, got+" "+a.body, want)
		}
	}
	for call, want := range map[string]string{"PATCH?id=eq." + foreign + `|{"objective": "x"}`: "200 []", "PATCH?tenant_id=eq." + s.B.ID.String() + "&id=neq." + own + `|{"objective": "x"}`: "200 []", "DELETE?id=eq." + foreign: "200 []"} {
		where, body, _ := strings.Cut(call, "|")
		method, query, _ := strings.Cut(where, "?")
		if a := b.send(method, campaignsTable+"?"+query, body, "Prefer", "return=representation"); fmt.Sprintf("%d %s", a.status, strings.TrimSpace(a.body)) != want {
			t.Errorf("%s: %d %s", call, a.status, a.body)
		}
	}
	if a := b.do(http.MethodPost, campaignsTable, "text/plain", ok+"}"); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("text/plain: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodPost, campaignsTable, ok+`, "objective": "`+strings.Repeat("x", 1<<20)+`"}`); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "PGRST413") {
		t.Errorf("a large body: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodPut, campaignsTable, ok+"}"); a.status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d %s", a.status, a.body)
	}
	delete(before, "capabilities")
	after := s.Checksum(s.A)
	delete(after, "capabilities")
	if changed := storetest.Differing(before, after); len(changed) > 0 {
		t.Errorf("refused calls changed %v", changed)
	}
	if changed := storetest.Differing(other, s.Checksum(s.B)); len(changed) > 0 {
		t.Errorf("refused calls changed B's %v", changed)
	}
}

// Each scope writes what it is for, and reads back only with a scope for reading.
func TestRestWrite_Scopes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	snapshot := `{"campaign_id": "` + s.A.RowID("campaign").String() + `", "snapshot_date": "2026-01-09", "clicks": 3}`
	campaign, run := `{"campaign_name": "Scoped", "campaign_type": "nurture"}`, `{"agent": "cmo-plan-90day", "status": "completed"}`
	for _, c := range []struct {
		scope              cmo.TokenScope
		table, body, extra string
		want               int
	}{
		{cmo.ScopeCampaignsRead, "cmo_campaigns", campaign, "", 403}, {cmo.ScopeCampaignsRead, "cmo_metrics_snapshots", snapshot, "", 403}, {cmo.ScopeRunsRead, "agent_runs", run, "", 403},
		{cmo.ScopeMetricsWrite, "cmo_campaigns", campaign, "", 403}, {cmo.ScopeMetricsWrite, "cmo_metrics_snapshots", snapshot, "", 201}, {cmo.ScopeCampaignsWrite, "cmo_metrics_snapshots", snapshot, "", 403},
		{cmo.ScopeCampaignsWrite, "cmo_campaigns", campaign, "", 201}, {cmo.ScopeCampaignsWrite, "cmo_campaigns", campaign, "return=representation", 403}, {cmo.ScopeCampaignsWrite, "agent_runs", run, "", 403},
		{cmo.ScopeAgent, "agent_runs", run, "", 201}, {cmo.ScopeAgent, "cmo_campaigns", campaign, "", 403}, {cmo.ScopeAgent, "cmo_metrics_snapshots", snapshot, "", 403},
		{cmo.ScopeCampaignsWrite, "cmo_offers", `{"offer_name": "x"}`, "", 403}, {cmo.ScopeCampaignsWrite, "no_such", `{}`, "", 404}, {cmo.ScopeCampaignsWrite, "users", `{}`, "", 404},
	} {
		if a := s.program(s.A, c.scope).send(http.MethodPost, "/rest/v1/"+c.table, c.body, "Prefer", c.extra); a.status != c.want {
			t.Errorf("%s on %s (%s): %d %s", c.scope, c.table, c.extra, a.status, a.body)
		}
	}
	if a := s.anonymous().send(http.MethodPost, campaignsTable, campaign); a.status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", a.status)
	}
	if a := s.program(s.A, cmo.ScopeCampaignsRead).get(campaignsTable + "?select=id,funnel:cmo_funnels(funnel_name)"); a.status != http.StatusForbidden {
		t.Errorf("an embedded table needs its own scope: %d %s", a.status, a.body)
	}
}

// The scope agent logs runs and writes the AI CMO's campaigns and their parts, and nothing else.
func TestRestWrite_Agent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, plain := s.program(s.A, cmo.ScopeAgent, cmo.ScopeCampaignsRead), s.program(s.A, cmo.ScopeCampaignsWrite, cmo.ScopeCampaignsRead)
	marked := `{"campaign_name": "Written outside", "campaign_type": "nurture", "description": "AI CMO Driven: from outside"}`
	for name, body := range map[string]string{"the mark": marked, "its like": `{"campaign_name": "x", "description": " ai  CMO driven – x"}`, "a run": `{"campaign_name": "x", "run_id": "` + s.A.RowID("run").String() + `"}`, "the origin": `{"campaign_name": "x", "origin": "ai_cmo"}`} {
		if a := plain.send(http.MethodPost, campaignsTable, body); a.status != http.StatusForbidden || !strings.Contains(a.body, `"42501"`) {
			t.Errorf("%s without the scope: %d %s", name, a.status, a.body)
		}
	}
	type row struct {
		ID          string
		Origin      string
		RunID       string `json:"run_id"`
		Description string
	}
	one := func(a answer) (r row) {
		t.Helper()
		var list []row
		if err := json.Unmarshal([]byte(a.body), &list); err != nil || len(list) != 1 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return list[0]
	}
	back := []string{"Prefer", "return=representation"}
	c := one(b.send(http.MethodPost, campaignsTable, marked, back...))
	if c.Origin != "ai_cmo" || c.RunID == "" || c.Description != "AI CMO Driven: from outside" {
		t.Fatalf("%+v", c)
	}
	channel := one(b.send(http.MethodPost, "/rest/v1/cmo_campaign_channels", `{"campaign_id": "`+c.ID+`", "channel_name": "email"}`, back...))
	if channel.Origin != "ai_cmo" || channel.RunID != c.RunID {
		t.Errorf("a channel of it: %+v", channel)
	}
	if a := b.send(http.MethodPatch, campaignsTable+"?id=eq."+c.ID, `{"description": "plain"}`, back...); !strings.Contains(a.body, "AI CMO Driven: plain") {
		t.Errorf("the mark is stripped: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodPatch, campaignsTable+"?id=eq."+s.A.RowID("manual").String(), `{"objective": "x"}`, back...); strings.TrimSpace(a.body) != "[]" {
		t.Errorf("it changes a manual campaign: %d %s", a.status, a.body)
	}
	for name, body := range map[string]string{"running": `{"agent": "cmo-campaign-designer", "status": "running"}`, "unknown agent": `{"agent": "me", "status": "completed"}`, "wrong mode": `{"agent": "cmo-campaign-designer", "mode": "setup", "status": "completed"}`,
		"failed without a word": `{"agent": "cmo-campaign-designer", "status": "failed"}`, "no object": `{"agent": "cmo-campaign-designer", "status": "completed", "input": [1]}`, "secret column": `{"agent": "cmo-campaign-designer", "status": "completed", "fence": 3}`} {
		if a := b.send(http.MethodPost, "/rest/v1/agent_runs", body); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := b.send(http.MethodPatch, "/rest/v1/agent_runs?id=eq."+c.RunID, `{"status": "failed"}`); a.status != http.StatusForbidden {
		t.Errorf("a run is rewritten: %d %s", a.status, a.body)
	}
	page := s.as(member(s.A, cmo.RoleMarketer))
	for path, want := range map[string]string{"/campaigns/" + c.ID: "AI CMO Driven", "/campaigns/" + c.ID + "/history": "Token UI", "/runs/" + c.RunID: "Written outside", "/runs": "Written outside"} {
		if a := page.get("/t/" + s.A.Slug + path); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d, says %q: %v", path, a.status, want, strings.Contains(a.body, want))
		}
	}
	if a := s.as(member(s.A, cmo.RoleOwner)).get("/t/" + s.A.Slug + "/settings/audit"); a.status == http.StatusOK && !strings.Contains(a.body, "Token UI") {
		t.Error("the audit log does not name the token")
	}
}

// An edit of a live campaign waits for an approver, whose decision applies it in the token's name, also under four eyes.
func TestRestWrite_LiveCampaign_Waits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	id := s.A.RowID("campaign").String()
	s.Admin(`UPDATE cmo_campaigns SET status = 'active', review_state = 'approved' WHERE id = $1`, id)
	s.Admin(`UPDATE os_tenant_registry SET four_eyes = true`)
	for path, body := range map[string]string{campaignsTable + "?id=eq." + id: `{"objective": "By a program"}`, "/rest/v1/cmo_campaign_channels?campaign_id=eq." + id: `{"targeting_notes": "By a program"}`} {
		a := b.send(http.MethodPatch, path, body, "Prefer", "return=representation")
		if a.status != http.StatusAccepted || a.header.Get("Change-Set") == "" || strings.Contains(a.body, "By a program") {
			t.Fatalf("%s: %d %v %s", path, a.status, a.header, a.body)
		}
	}
	for call, body := range map[string]string{"DELETE " + campaignsTable + "?id=eq." + id: "", "POST /rest/v1/cmo_campaign_channels": `{"campaign_id": "` + id + `", "channel_name": "sms"}`, "DELETE /rest/v1/cmo_content_assets?campaign_id=eq." + id: "",
		"POST /rest/v1/cmo_content_variants": `{"asset_id": "` + s.A.RowID("asset").String() + `", "variant_name": "C"}`} {
		method, path, _ := strings.Cut(call, " ")
		if a := b.send(method, path, body); a.status != http.StatusConflict {
			t.Errorf("%s: %d %s", call, a.status, a.body)
		}
	}
	sc := s.Scope(member(s.A, cmo.RoleApprover), s.A)
	var set cmo.ChangeSet
	err := sc.Write(t.Context(), func(w *store.Writer) error {
		sets, err := w.ChangeSets().Get()
		if err != nil {
			return err
		}
		for _, x := range sets {
			if x.TokenName == "" || x.State != "pending" {
				continue
			}
			set = x
			items, err := w.ChangeItems(x.ID).Get()
			if err != nil {
				return err
			}
			yes := map[uuid.UUID]cmo.Decision{}
			for _, it := range items {
				yes[it.ID] = cmo.Decision{Accept: true}
			}
			if err := w.DecideChangeSet(x.ID, yes); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !strings.HasPrefix(set.AuthorName, "Token UI") {
		t.Fatalf("%+v, %v", set, err)
	}
	a := b.get(campaignsTable + "?select=objective,status,channels:cmo_campaign_channels(targeting_notes)&id=eq." + id)
	if strings.Count(a.body, "By a program") != 2 || !strings.Contains(a.body, `"active"`) {
		t.Errorf("applied: %s", a.body)
	}
	if a := s.as(member(s.A, cmo.RoleMarketer)).get("/t/" + s.A.Slug + "/campaigns/" + id + "/history"); !strings.Contains(a.body, "Token UI") {
		t.Errorf("the history does not name the token: %d", a.status)
	}
}

// The same call under the same key is done once, however often and however parallel it comes; another is refused.
func TestIdempotencyKey_OneCall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, other := s.program(s.A, everyScope...), s.program(s.A, everyScope...)
	body := `{"campaign_name": "Once", "campaign_type": "nurture"}`
	post := func(b *browser, body, key string) answer {
		return b.send(http.MethodPost, campaignsTable, body, "Prefer", "return=representation", "Idempotency-Key", key)
	}
	var wg sync.WaitGroup
	answers := make([]answer, 20)
	for i := range answers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+campaignsTable, bytes.NewBufferString(body))
			req.Header = b.head.Clone()
			for k, v := range map[string]string{"Content-Type": "application/json", "Prefer": "return=representation", "Idempotency-Key": "k1"} {
				req.Header.Set(k, v)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return
			}
			defer func() { _ = res.Body.Close() }()
			var text bytes.Buffer
			_, _ = text.ReadFrom(res.Body)
			answers[i] = answer{res.StatusCode, res.Header, text.String()}
		}()
	}
	wg.Wait()
	for _, a := range answers {
		if a.status != http.StatusCreated || a.body != answers[0].body {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	count := func() (n int) {
		_ = s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM cmo_campaigns WHERE campaign_name = 'Once'`).Scan(&n)
		return n
	}
	if n := count(); n != 1 {
		t.Fatalf("%d campaigns", n)
	}
	if a := post(b, strings.ReplaceAll(body, "Once", "Other"), "k1"); a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "Once") {
		t.Errorf("another call: %d %s", a.status, a.body)
	}
	if a := post(other, body, "k1"); a.status != http.StatusCreated || a.header.Get("Idempotency-Replayed") != "" || count() != 2 {
		t.Errorf("another token's key: %d %s", a.status, a.body)
	}
	if a := post(b, body, strings.Repeat("k", 201)); a.status != http.StatusBadRequest {
		t.Errorf("a long key: %d", a.status)
	}
	if a := post(b, `{"campaign_name": "Refused"}x`, "k2"); a.status != http.StatusBadRequest {
		t.Errorf("%d", a.status)
	}
	if a := post(b, body, "k2"); a.status != http.StatusCreated || count() != 3 {
		t.Errorf("a refused call took the key: %d", a.status)
	}
	s.Admin(`UPDATE api_calls SET called_at = now() - interval '25 hours'`)
	if a := post(b, body, "k1"); a.status != http.StatusCreated || count() != 4 {
		t.Errorf("after its day: %d", a.status)
	}
}
