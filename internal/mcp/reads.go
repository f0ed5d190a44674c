package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/google/uuid"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// read is a tool that calls one GET of the API.
type read struct {
	name, path, words string
	scope             cmo.TokenScope    // empty: any token
	narrow            map[string]string // parameters besides those of every list, in words
	one               bool              // of one row, by id
}

// reads are the tools that change nothing.
var reads = []read{
	{name: "whoami", path: "me", words: "Whose token this is, and what it may do"},
	{name: "list_campaigns", path: "campaigns", words: "Campaigns with their channels and content", scope: cmo.ScopeCampaignsRead,
		narrow: map[string]string{"status": "draft, scheduled, active, paused or completed", "review_state": "none, in_review, changes_requested, approved or rejected", "origin": "ai_cmo, manual or import", "funnel_id": "Id of a funnel", "run_id": "Id of the run that made it"}},
	{name: "get_campaign", path: "campaigns", words: "One campaign with its channels and content", scope: cmo.ScopeCampaignsRead, one: true},
	{name: "list_content", path: "content", words: "Pieces of content with their wordings", scope: cmo.ScopeCampaignsRead,
		narrow: map[string]string{"status": "State of the piece", "channel": "Channel", "origin": "ai_cmo, manual or import", "campaign_id": "Id of a campaign"}},
	{name: "list_calendar", path: "calendar", words: "Entries of the calendar", scope: cmo.ScopeCampaignsRead, narrow: map[string]string{"status": "State of the entry", "campaign_id": "Id of a campaign"}},
	{name: "list_metrics", path: "metrics", words: "Daily figures. Live and demo figures are never added up", scope: cmo.ScopeCampaignsRead, narrow: map[string]string{"data_mode": "live or demo", "campaign_id": "Id of a campaign"}},
	{name: "list_recommendations", path: "recommendations", words: "Recommendations and what people decided", scope: cmo.ScopeCampaignsRead,
		narrow: map[string]string{"status": "pending, implemented, dismissed or snoozed", "severity": "info, warning or critical", "campaign_id": "Id of a campaign"}},
	{name: "list_funnels", path: "funnels", words: "Funnels with their stages", scope: cmo.ScopeFunnelsRead, narrow: map[string]string{"status": "State of the funnel", "origin": "ai_cmo, manual or import"}},
	{name: "get_funnel", path: "funnels", words: "One funnel with its stages", scope: cmo.ScopeFunnelsRead, one: true},
	{name: "get_brand", path: "brand", words: "The brand profile: one row or none", scope: cmo.ScopeBrandRead},
	{name: "list_icps", path: "icps", words: "Ideal customer profiles", scope: cmo.ScopeBrandRead, narrow: map[string]string{"status": "State", "origin": "ai_cmo, manual or import"}},
	{name: "list_offers", path: "offers", words: "Offers", scope: cmo.ScopeBrandRead, narrow: map[string]string{"status": "State", "origin": "ai_cmo, manual or import"}},
	{name: "list_runs", path: "runs", words: "Runs of the agents, newest first", scope: cmo.ScopeRunsRead,
		narrow: map[string]string{"status": "pending, running, completed, failed, cancelled or timed_out", "agent": "Id of an agent", "mode": "setup, strategy, funnels, campaigns, content or optimization"}},
	{name: "get_run", path: "runs", words: "One run: state, steps and, if this token started it, its result", scope: cmo.ScopeRunsRead, one: true},
}

func (r read) tool() *mcp.Tool {
	props := map[string]*jsonschema.Schema{}
	text := func(words string) *jsonschema.Schema { return &jsonschema.Schema{Type: "string", Description: words} }
	var required []string
	switch {
	case r.one:
		props["id"], required = text("Its id"), []string{"id"}
	case r.scope != "":
		props["limit"] = &jsonschema.Schema{Type: "integer", Description: "Rows, at most 200; 50 without it"}
		props["cursor"] = text("next_cursor of the page before")
		props["updated_since"] = text("Only what changed at or after this moment, like 2026-03-02T00:00:00Z")
	}
	if r.scope != "" {
		props["fields"] = &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}, Description: "Answer with these fields only"}
	}
	for name, words := range r.narrow {
		props[name] = text(words)
	}
	words := r.words + "."
	if r.scope != "" {
		words += " Needs a token with the scope " + string(r.scope) + "."
	}
	return &mcp.Tool{Name: r.name, Description: words, InputSchema: &jsonschema.Schema{Type: "object", Properties: props, Required: required},
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true}}
}

func (s *server) read(r read) call {
	return func(ctx context.Context, _ *mcp.CallToolRequest, args map[string]json.RawMessage) (*mcp.CallToolResult, error) {
		path := r.path
		if r.one {
			id, err := idOf(args)
			if err != nil {
				return nil, err
			}
			path += "/" + id
		}
		query, err := queryOf(args)
		if err != nil {
			return nil, err
		}
		raw, err := s.api.get(ctx, path, query)
		return said(raw, false), err
	}
}

// idOf takes the id out of the arguments.
func idOf(args map[string]json.RawMessage) (string, error) {
	var text string
	_ = json.Unmarshal(args["id"], &text) // what is no text is no id either
	id, err := uuid.Parse(text)
	if err != nil {
		return "", cmo.Errorf(cmo.Invalid, "id must be an id like those that the lists give.")
	}
	delete(args, "id")
	return id.String(), nil
}

// queryOf makes parameters of the arguments. The API says what is wrong with them.
func queryOf(args map[string]json.RawMessage) (url.Values, error) {
	query := url.Values{}
	for name, raw := range args {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case nil:
		case string:
			query.Set(name, v)
		case []any:
			parts := make([]string, len(v))
			for i := range v {
				parts[i] = fmt.Sprint(v[i])
			}
			query.Set(name, strings.Join(parts, ","))
		case map[string]any:
			return nil, cmo.Errorf(cmo.Invalid, "%s must be a single value.", name)
		default:
			query.Set(name, string(raw))
		}
	}
	return query, nil
}

var cancelTool = &mcp.Tool{Name: "cancel_run", Description: "Ask that a run end which this token started. Needs a token with the scope agent.",
	InputSchema: &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{"id": {Type: "string", Description: "Its id"}}, Required: []string{"id"}},
	Annotations: &mcp.ToolAnnotations{IdempotentHint: true}}

func (s *server) cancel(ctx context.Context, _ *mcp.CallToolRequest, args map[string]json.RawMessage) (*mcp.CallToolResult, error) {
	id, err := idOf(args)
	if err != nil {
		return nil, err
	}
	raw, err := s.api.post(ctx, "runs/"+id+"/cancel", "", nil)
	return said(raw, false), err
}
