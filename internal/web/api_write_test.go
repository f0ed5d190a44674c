package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A campaign with its parts is made, changed under its tag, and archived.
func TestAPIWrite_CampaignAndParts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	type row struct {
		ID, Origin, Objective, Description string
		Version                            int
		RunID                              string `json:"run_id"`
		Channels, Content, Variants        []struct{ ID string }
	}
	made := b.send(http.MethodPost, "/api/v1/campaigns", `{"campaign_name": "By a program", "campaign_type": "awareness", "start_date": "2027-03-01", "tenant_id": "`+s.A.ID.String()+`"}`)
	c := decoded[row](t, made)
	if made.status != http.StatusCreated || c.Origin != "manual" || made.location() != "/api/v1/campaigns/"+c.ID || made.header.Get("ETag") == "" {
		t.Fatalf("%d %v %s", made.status, made.header, made.body)
	}
	path := made.location()
	if a := b.get(path); a.header.Get("ETag") != made.header.Get("ETag") || a.body != made.body+"\n" {
		t.Errorf("read back: %q %q, %s", a.header.Get("ETag"), made.header.Get("ETag"), a.body)
	}
	for part, body := range map[string]string{"channels": `{"channel_name": "email", "budget_percentage": 100}`} {
		if a := b.send(http.MethodPost, path+"/"+part, body); a.status != http.StatusCreated || !strings.HasPrefix(a.location(), "/api/v1/"+part+"/") {
			t.Errorf("%s: %d %s", part, a.status, a.body)
		}
	}
	asset := decoded[row](t, b.send(http.MethodPost, "/api/v1/content", `{"title": "A letter", "content_type": "email", "campaign_id": "`+c.ID+`"}`))
	if a := b.send(http.MethodPost, "/api/v1/content/"+asset.ID+"/variants", `{"variant_name": "Variant A", "body_content": "Hello"}`); a.status != http.StatusCreated {
		t.Errorf("a wording: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodPatch, path, `{"objective": "Fill the camp"}`, "If-Match", made.header.Get("ETag")); a.status != http.StatusPreconditionFailed {
		t.Errorf("over an older state: %d %s", a.status, a.body)
	}
	tag := b.get(path).header.Get("ETag")
	a := b.send(http.MethodPatch, path, `{"objective": "Fill the camp"}`, "If-Match", tag)
	if now := decoded[row](t, a); a.status != http.StatusOK || now.Objective != "Fill the camp" || now.Version != 2 || len(now.Channels) != 1 || len(now.Content) != 1 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := b.send(http.MethodPatch, path, `{"objective": "Without a tag"}`); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := b.send(http.MethodDelete, path, "", "If-Match", tag); a.status != http.StatusPreconditionFailed {
		t.Errorf("archived over an older state: %d", a.status)
	}
	if a := b.send(http.MethodDelete, path, ""); a.status != http.StatusNoContent || strings.Contains(b.get("/api/v1/campaigns").body, c.ID) {
		t.Errorf("archived: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodDelete, path, ""); a.status != http.StatusNotFound {
		t.Errorf("archived again: %d", a.status)
	}
	ai := decoded[row](t, b.send(http.MethodPost, "/api/v1/campaigns", `{"campaign_name": "Of the AI", "description": "AI CMO Driven: outside"}`))
	if ai.Origin != "ai_cmo" || ai.RunID == "" {
		t.Errorf("%+v", ai)
	}
	if a := s.program(s.A, cmo.ScopeCampaignsWrite).send(http.MethodPost, "/api/v1/campaigns", `{"campaign_name": "Only written", "campaign_type": "nurture"}`); a.status != http.StatusCreated || len(decoded[map[string]any](t, a)) != 1 {
		t.Errorf("read back without the scope: %d %s", a.status, a.body)
	}
	if a := s.program(s.A, cmo.ScopeCampaignsWrite).send(http.MethodPost, "/api/v1/campaigns", `{"campaign_name": "x", "description": "AI CMO Driven: x"}`); a.status != http.StatusForbidden {
		t.Errorf("the mark without agent: %d %s", a.status, a.body)
	}
	s.Admin(`UPDATE cmo_campaigns SET status = 'active', review_state = 'approved' WHERE id = $1`, ai.ID)
	if a := b.send(http.MethodPatch, "/api/v1/campaigns/"+ai.ID, `{"objective": "x"}`); a.status != http.StatusAccepted || a.header.Get("Change-Set") == "" || decoded[row](t, a).Objective != "" {
		t.Errorf("a live one: %d %s", a.status, a.body)
	}
	if a := b.send(http.MethodDelete, "/api/v1/campaigns/"+ai.ID, ""); a.status != http.StatusConflict {
		t.Errorf("a live one is archived: %d", a.status)
	}
}

// The same call under a key is done once; what is wrong is a problem with a line for each field.
func TestAPIWrite_KeysAndProblems(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	body := `{"campaign_name": "Once here", "campaign_type": "nurture"}`
	first := b.send(http.MethodPost, "/api/v1/campaigns", body, "Idempotency-Key", "k")
	again := b.send(http.MethodPost, "/api/v1/campaigns", body, "Idempotency-Key", "k")
	if first.status != http.StatusCreated || again.status != first.status || again.body != first.body || again.location() != first.location() || again.header.Get("ETag") != first.header.Get("ETag") || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %s, %d %s", first.status, first.body, again.status, again.body)
	}
	if a := b.send(http.MethodPost, "/api/v1/campaigns", `{"campaign_name": "Other", "campaign_type": "nurture"}`, "Idempotency-Key", "k"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("another call: %d %s", a.status, a.body)
	}
	own := "/api/v1/campaigns/" + s.A.RowID("manual").String()
	before := s.Checksum(s.A)
	for call, want := range map[string]string{
		`POST /api/v1/campaigns {}`: "422 body.campaign_name", `POST /api/v1/campaigns {"campaign_name": "x", "campaign_type": "no such"}`: "422 body.campaign_type", `POST /api/v1/campaigns {"campaign_name": "x", "status": "active"}`: "422 body.status",
		`POST /api/v1/campaigns {"campaign_name": "x", "secret": 1}`: "422 body.secret", `POST /api/v1/campaigns [1]`: "400 ", `POST /api/v1/campaigns {`: "400 ", `POST /api/v1/campaigns {"campaign_name": "x", "tenant_id": "` + s.B.ID.String() + `"}`: "403 ",
		`POST /api/v1/campaigns {"campaign_name": "x", "tenant_id": "` + uuid.NewString() + `"}`: "403 ", `POST /api/v1/campaigns {"campaign_name": "x", "funnel_id": "` + s.B.RowID("funnel").String() + `"}`: "422 ", `POST /api/v1/campaigns {"campaign_name": "x", "funnel_id": "` + uuid.NewString() + `"}`: "422 ",
		`POST /api/v1/campaigns {"campaign_name": "x", "run_id": "` + s.B.RowID("run").String() + `"}`: "422 ", `POST /api/v1/campaigns?tenant_id=1 {}`: "422 ", `POST /api/v1/campaigns {"campaign_name": "` + strings.Repeat("x", 1<<20) + `"}`: "413 ",
		`PATCH ` + own + ` {"start_date": "2027-02-01", "end_date": "2027-01-01"}`: "422 body.end_date", `PATCH ` + own + ` {"description": "AI CMO Driven: mine"}`: "403 ", `PATCH ` + own + ` {"budget_allocation": null}`: "422 ", `PATCH ` + own + ` {"id": "x"}`: "422 body.id",
		`POST /api/v1/campaigns/` + s.B.RowID("manual").String() + `/channels {"channel_name": "email"}`: "404 ", `POST /api/v1/campaigns/` + uuid.NewString() + `/channels {"channel_name": "email"}`: "404 ", `POST ` + own + `/channels {"channel_name": "email", "campaign_id": "x"}`: "422 body.campaign_id",
		`POST /api/v1/metrics {"snapshots": []}`: "400 ", `POST /api/v1/metrics {"snapshots": [{"campaign_id": "` + s.A.RowID("manual").String() + `", "snapshot_date": "2026-01-05", "clicks": -1}]}`: "422 body.clicks",
		`POST /api/v1/metrics {"snapshots": [{"campaign_id": "` + s.A.RowID("manual").String() + `", "snapshot_date": "2026-01-05", "clicks": 1}, {"campaign_id": "` + s.B.RowID("manual").String() + `", "snapshot_date": "2026-01-05", "clicks": 1}]}`: "422 ",
		`POST /api/v1/metrics {"snapshots": [{"campaign_id": "` + s.A.RowID("manual").String() + `", "channel_id": "` + s.A.RowID("channel").String() + `", "snapshot_date": "2026-01-05", "clicks": 1}]}`:                                               "422 ",
	} {
		parts := strings.SplitN(call, " ", 3)
		a := b.send(parts[0], parts[1], parts[2])
		var p struct {
			Instance string
			Errors   []struct{ Location string }
		}
		_ = json.Unmarshal([]byte(a.body), &p)
		got := fmt.Sprintf("%d ", a.status)
		if len(p.Errors) > 0 && strings.Contains(want, "body.") {
			got += p.Errors[0].Location
		}
		if got != want || !strings.HasPrefix(p.Instance, "req_") || strings.Contains(a.body, s.B.Canary) {
			t.Errorf("%.120s: %s %.300s, want %s", call, got, a.body, want)
		}
	}
	if a := b.do(http.MethodPost, "/api/v1/campaigns", "text/plain", body); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("text/plain: %d %s", a.status, a.body)
	}
	if changed := storetest.Differing(before, s.Checksum(s.A)); len(changed) > 0 {
		t.Errorf("refused calls changed %v", changed)
	}
}

// Figures are reported in batches, and reporting them again changes nothing.
func TestAPIWrite_Metrics(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, cmo.ScopeMetricsWrite)
	batch := func(clicks string) string {
		return `{"snapshots": [{"campaign_id": "` + s.A.RowID("campaign").String() + `", "snapshot_date": "2026-01-05", "clicks": ` + clicks + `, "cost": 12.345}, {"campaign_id": "` + s.A.RowID("campaign").String() + `", "channel_id": "` + s.A.RowID("channel").String() + `", "snapshot_date": "2026-01-05", "impressions": 90}]}`
	}
	for _, c := range []struct{ clicks, want string }{{"3", `{"added":2,"changed":0,"unchanged":0}`}, {"3", `{"added":0,"changed":0,"unchanged":2}`}, {"4", `{"added":0,"changed":1,"unchanged":1}`}} {
		if a := b.send(http.MethodPost, "/api/v1/metrics", batch(c.clicks)); a.status != http.StatusOK || a.body != c.want {
			t.Errorf("%s clicks: %d %s, want %s", c.clicks, a.status, a.body, c.want)
		}
	}
	s.Admin(`UPDATE cmo_metrics_snapshots SET data_mode = 'demo' WHERE tenant_id = $1`, s.A.ID)
	if a := b.send(http.MethodPost, "/api/v1/metrics", batch("5")); a.status != http.StatusConflict {
		t.Errorf("live over demo: %d %s", a.status, a.body)
	}
	if a := s.program(s.A, cmo.ScopeCampaignsWrite, cmo.ScopeAgent).send(http.MethodPost, "/api/v1/metrics", batch("5")); a.status != http.StatusForbidden {
		t.Errorf("without the scope: %d", a.status)
	}
}

// Every write of the API, in both forms, by A's token on B's rows and on missing ones: the same answer, and no row of B
// differs after all of it. With B's own token each is found.
func TestAPIWrite_EveryOperation_OtherTenantUntouched(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine := s.program(s.A, everyScope...)
	bodies := map[string]string{"campaigns": `{"campaign_name": "x", "campaign_type": "nurture"}`, "channels": `{"channel_name": "sms"}`, "content": `{"title": "x", "content_type": "email"}`, "variants": `{"variant_name": "x"}`,
		"calendar": `{"title": "x", "event_type": "review", "scheduled_at": "2027-01-01T10:00:00Z"}`}
	kinds := map[string]string{"campaigns": "manual", "channels": "channel", "content": "asset", "variants": "variant", "calendar": "event", "runs": "run"}
	theirs := s.program(s.B, everyScope...)
	before := s.Checksum(s.B)
	asked := 0
	for _, r := range s.server.APIRoutes() {
		parts := strings.Split(r.Path, "/")
		if r.Method == http.MethodGet || !strings.Contains(r.Path, "{id}") || len(parts) < 4 || kinds[parts[3]] == "" {
			continue
		}
		body := bodies[parts[len(parts)-1]]
		if strings.HasSuffix(r.Path, "{id}") && r.Method == http.MethodPatch {
			body = bodies[parts[3]]
		}
		call := func(id string) answer {
			a := mine.send(r.Method, strings.ReplaceAll(r.Path, "{id}", id), body)
			a.header.Del("RateLimit")
			return a
		}
		foreign, missing := call(s.B.RowID(kinds[parts[3]]).String()), call(uuid.NewString())
		if foreign.status != http.StatusNotFound || foreign.masked() != missing.masked() {
			t.Errorf("%s %s: another tenant's row: %s; a missing one: %s", r.Method, r.Path, foreign.masked(), missing.masked())
		}
		own := theirs.send(r.Method, strings.ReplaceAll(r.Path, "{id}", s.A.RowID(kinds[parts[3]]).String()), body)
		if own.status != http.StatusNotFound {
			t.Errorf("%s %s: B on A's row: %d", r.Method, r.Path, own.status)
		}
		if a := s.anonymous().send(r.Method, strings.ReplaceAll(r.Path, "{id}", uuid.NewString()), body); a.status != http.StatusUnauthorized {
			t.Errorf("%s %s without a token: %d", r.Method, r.Path, a.status)
		}
		if a := s.program(s.A, cmo.ScopeCampaignsRead).send(r.Method, strings.ReplaceAll(r.Path, "{id}", s.A.RowID(kinds[parts[3]]).String()), body); a.status != http.StatusForbidden {
			t.Errorf("%s %s without %s: %d", r.Method, r.Path, r.Right, a.status)
		}
		asked++
	}
	tables := map[string]string{"cmo_campaigns": "manual", "cmo_campaign_channels": "channel", "cmo_content_assets": "asset", "cmo_content_variants": "variant", "cmo_calendar_events": "event", "cmo_metrics_snapshots": "snapshot"}
	for table := range maps.Keys(tables) {
		id := s.B.RowID(tables[table]).String()
		for _, method := range []string{http.MethodPatch, http.MethodDelete} {
			if a := mine.send(method, "/rest/v1/"+table+"?id=eq."+id, `{}`, "Prefer", "return=representation"); strings.TrimSpace(a.body) != "[]" {
				t.Errorf("%s %s: %d %s", method, table, a.status, a.body)
			}
		}
		mine.send(http.MethodPost, "/rest/v1/"+table, `{"id": "`+id+`"}`, "Prefer", "resolution=merge-duplicates")
		asked++
	}
	if changed := storetest.Differing(before, s.Checksum(s.B)); len(changed) > 0 && !(len(changed) == 1 && changed[0] == "capabilities") {
		t.Errorf("B's rows changed in %v", changed)
	}
	if asked < 18 {
		t.Errorf("only %d writes", asked)
	}
}
