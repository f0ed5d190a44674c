package mcp_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/mcp"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// desk is an MCP client connected to the tools of a new tenant, over a running console with workers.
type desk struct {
	*storetest.Kit
	t    *testing.T
	base *url.URL
}

const slug = "harbor"

func newDesk(t *testing.T) desk {
	t.Helper()
	k := storetest.New(t)
	if _, err := k.Operator.AddTenant(t.Context(), store.NewTenant{Slug: slug, Name: "Harbor Lane", Owner: storetest.Stranger, Zone: "America/New_York"}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	h := httptest.NewServer(web.New(web.Config{DB: k.DB, Log: log, BaseURL: &url.URL{Scheme: "http", Host: "example.test"}}))
	t.Cleanup(h.Close)
	worker := k.Worker()
	w, err := jobs.Start(t.Context(), jobs.Config{URL: k.RuntimeURL, Worker: worker, Log: log, Parallel: 2, Kernel: kernel.New(kernel.Config{DB: k.DB, Worker: worker, Model: playbook.New(), Log: log})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Stop(context.Background()) })
	base, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	return desk{k, t, base}
}

// client connects with a token of the new tenant.
func (d desk) client(scopes ...cmo.TokenScope) *sdk.ClientSession {
	d.t.Helper()
	secret, err := d.Operator.AddToken(d.t.Context(), slug, cmo.NewToken{Name: "Desk of " + string(scopes[0]), Scopes: scopes, Days: 1}, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return d.connect(store.EncodeToken(secret), &sdk.ClientOptions{})
}

func (d desk) connect(token string, o *sdk.ClientOptions) *sdk.ClientSession {
	d.t.Helper()
	here, there := sdk.NewInMemoryTransports()
	ctx, cancel := context.WithCancel(context.Background())
	d.t.Cleanup(cancel)
	go func() {
		_ = mcp.New(mcp.Config{Base: d.base, Token: token, Version: "test", Poll: 20 * time.Millisecond}).Run(ctx, there)
	}()
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(d.t.Context(), here, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = s.Close() })
	return s
}

// tool calls one and gives its text.
func tool(t *testing.T, s *sdk.ClientSession, name string, args map[string]any) (text string, failed bool) {
	t.Helper()
	res, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		t.Fatalf("%s: a fault of the protocol: %v", name, err)
	}
	words, ok := res.Content[0].(*sdk.TextContent)
	if !ok {
		t.Fatalf("%s answers with %T", name, res.Content[0])
	}
	return words.Text, res.IsError
}

type result struct {
	Success  bool           `json:"success"`
	Mode     string         `json:"mode"`
	Data     map[string]any `json:"data"`
	Entities map[string]any `json:"entities"`
}

func run(t *testing.T, s *sdk.ClientSession, mode cmo.Mode, args map[string]any) result {
	t.Helper()
	text, failed := tool(t, s, "run_"+string(mode), args)
	var r result
	if err := json.Unmarshal([]byte(text), &r); err != nil || failed || !r.Success || r.Mode != string(mode) || len(r.Data) == 0 {
		t.Fatalf("%s: failed %v, %v: %.600s", mode, failed, err, text)
	}
	return r
}

const brief = "We are Harbor Lane Music School, a small school in Portland, Maine. We teach piano, violin and singing to children and to adults who want to start again. A trial month costs 95 dollars; weekly lessons are $140 a month. Our tone is calm, warm and precise."

// A client of the protocol lists the tools, calls the six agents one after another and reads the campaign they made.
func TestTools_SixModesAndCampaigns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.client(cmo.ScopeAgent, cmo.ScopeCampaignsRead, cmo.ScopeFunnelsRead)
	listed, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]*sdk.Tool{}
	for _, l := range listed.Tools {
		names[l.Name] = l
		if l.Description == "" || l.InputSchema == nil {
			t.Errorf("%s does not say what it does and takes", l.Name)
		}
	}
	for _, a := range cmo.Agents {
		if names["run_"+string(a.Mode)] == nil {
			t.Errorf("there is no tool for the mode %s", a.Mode)
		}
	}
	for _, name := range []string{"list_campaigns", "get_campaign", "list_funnels", "get_brand", "list_icps", "list_offers", "list_runs", "get_run", "cancel_run", "whoami"} {
		if names[name] == nil {
			t.Errorf("there is no tool %s", name)
		}
	}
	run(t, s, cmo.ModeSetup, map[string]any{"messages": []map[string]any{{"role": "user", "content": brief}}})
	plan := run(t, s, cmo.ModeStrategy, map[string]any{"primaryGoal": "40 trial months", "budget": 3000})
	run(t, s, cmo.ModeFunnels, map[string]any{"planId": plan.Entities["plan"]})
	campaign := run(t, s, cmo.ModeCampaigns, map[string]any{"idempotency_key": "first"})
	if again := run(t, s, cmo.ModeCampaigns, map[string]any{"idempotency_key": "first"}); again.Entities["campaign"] != campaign.Entities["campaign"] {
		t.Errorf("one key made two campaigns")
	}
	run(t, s, cmo.ModeContent, map[string]any{"campaignId": campaign.Entities["campaign"]})
	run(t, s, cmo.ModeOptimization, map[string]any{})

	text, failed := tool(t, s, "list_campaigns", map[string]any{"origin": "ai_cmo", "limit": 10, "fields": []string{"id", "description", "ai_cmo_driven", "status"}})
	var page struct {
		Data []map[string]any `json:"data"`
	}
	if err := json.Unmarshal([]byte(text), &page); err != nil || failed || len(page.Data) != 1 || page.Data[0]["id"] != campaign.Entities["campaign"] || page.Data[0]["ai_cmo_driven"] != true || page.Data[0]["status"] != "draft" || len(page.Data[0]) != 4 {
		t.Errorf("%v %v %s", failed, err, text)
	}
	if text, failed := tool(t, s, "get_campaign", map[string]any{"id": campaign.Entities["campaign"]}); failed || !strings.Contains(text, cmo.MarkPrefix) {
		t.Errorf("%s", text)
	}
	if text, failed := tool(t, s, "list_runs", map[string]any{"status": "completed", "fields": []string{"mode"}}); failed || strings.Count(text, `"mode"`) != 6 {
		t.Errorf("%s", text)
	}
}

// What a call lacks is told in words, as the tool's own failure.
func TestTools_Refusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	reader, agent := d.client(cmo.ScopeRunsRead), d.client(cmo.ScopeAgent)
	foreign := d.A.RowID("campaign").String()
	for name, c := range map[string]struct {
		by   *sdk.ClientSession
		tool string
		args map[string]any
		says string
	}{
		"no scope to start":         {reader, "run_setup", map[string]any{"messages": []map[string]any{{"role": "user", "content": brief}}}, "lacks the scope agent"},
		"no scope to read":          {reader, "list_campaigns", nil, "lacks the scope campaigns:read"},
		"nothing to build on":       {agent, "run_strategy", map[string]any{"primaryGoal": "Grow"}, "Run setup first"},
		"wrong field":               {agent, "run_strategy", map[string]any{"primaryGoal": "Grow", "budget": -1}, "- budget: "},
		"unknown field":             {agent, "run_setup", map[string]any{"colour": "red"}, "- colour: "},
		"another tenant":            {agent, "run_setup", map[string]any{"tenantId": d.A.ID, "messages": []map[string]any{{"role": "user", "content": brief}}}, "another tenant"},
		"another tenant's campaign": {d.client(cmo.ScopeCampaignsRead), "get_campaign", map[string]any{"id": foreign}, "does not exist, or it is not yours"},
		"no id":                     {agent, "get_run", map[string]any{"id": "../me"}, "id must be an id"},
		"unknown parameter":         {agent, "list_runs", map[string]any{"colour": "red"}, "colour"},
		"no valid token":            {d.connect("aicmo_nothing", nil), "whoami", nil, "valid API token"},
	} {
		text, failed := tool(t, c.by, c.tool, c.args)
		if !failed || !strings.Contains(strings.ToLower(text), strings.ToLower(c.says)) {
			t.Errorf("%s: failed %v: %s", name, failed, text)
		}
	}
	var runs int
	if err := d.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM agent_runs r JOIN os_tenant_registry g USING (tenant_id) WHERE g.slug = $1`, slug).Scan(&runs); err != nil || runs != 0 {
		t.Errorf("%d runs were started, %v", runs, err)
	}
}
