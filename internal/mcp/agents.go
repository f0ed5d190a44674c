package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/google/uuid"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// what each agent's tool does, in words for a model.
var does = map[cmo.Mode]string{
	cmo.ModeSetup:        "Draft a brand profile, ideal customer profiles and offers from a brief in messages. What exists already gets suggestions instead.",
	cmo.ModeStrategy:     "Draft a marketing plan of about 90 days towards one goal, with milestones, weeks, channels and risks.",
	cmo.ModeFunnels:      "Draft a funnel with stages whose volumes follow from rates.",
	cmo.ModeCampaigns:    "Draft a campaign for a funnel or one of its stages, with channels, budget and content outline.",
	cmo.ModeContent:      "Draft content of a campaign in pairs A and B: emails, messages, posts, pages.",
	cmo.ModeOptimization: "Analyse the figures of a period and draft recommendations.",
}

// fieldWords say what a field of an input means.
var fieldWords = map[string]string{
	"messages": "The brief as a conversation, the newest last", "currentStep": "Only this part: brand, icp or offers; empty for all",
	"existingData": "What there is already: brand, icp and offers, as objects or names",
	"primaryGoal":  "What the plan is to reach, in one sentence", "budget": "For the whole plan, in the tenant's currency",
	"targetMetrics": "Numbers to aim at: revenue, mqls, reach", "constraints": "channels to use, and a timeframe like 90 days",
	"startDate": "Like 2026-03-02; empty for tomorrow", "planId": "Id of a plan; empty for the newest", "funnelType": "Kind of funnel",
	"funnelId": "Id of a funnel; empty for the newest", "stageId": "Id of a stage of the funnel", "goal": "Campaign type",
	"preferredChannels": "Channels to use", "budgetNotes": "Anything to keep to", "campaignId": "Id of a campaign", "funnelStage": "Stage the content is for",
	"channels": "Channels to write for", "ctaIntent": "What readers are to do", "contentTypes": "Kinds of content",
	"period": "last_7_days, last_30_days or last_90_days",
}

// inputs are the types of the modes' inputs; their JSON names are the contract.
var inputs = map[cmo.Mode]reflect.Type{
	cmo.ModeSetup: reflect.TypeFor[cmo.SetupInput](), cmo.ModeStrategy: reflect.TypeFor[cmo.StrategyInput](), cmo.ModeFunnels: reflect.TypeFor[cmo.FunnelsInput](),
	cmo.ModeCampaigns: reflect.TypeFor[cmo.CampaignsInput](), cmo.ModeContent: reflect.TypeFor[cmo.ContentInput](), cmo.ModeOptimization: reflect.TypeFor[cmo.OptimizationInput](),
}

var schemaOptions = &jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[uuid.UUID]():        {Type: "string", Format: "uuid"},
	reflect.TypeFor[cmo.ExistingData](): {Type: "object"},
}}

// inputSchema describes a mode's input, with what a tool takes besides.
func inputSchema(mode cmo.Mode) *jsonschema.Schema {
	s, err := jsonschema.ForType(inputs[mode], schemaOptions)
	if err != nil {
		panic(err) // the types are ours
	}
	for name, field := range s.Properties {
		field.Description = fieldWords[name]
	}
	s.Properties["idempotency_key"] = &jsonschema.Schema{Type: "string", Description: "The same key again starts nothing and gives the first run"}
	s.Properties["wait_seconds"] = &jsonschema.Schema{Type: "integer", Description: "How long to wait for the end, 0 to 120; without it until it ends, or two minutes"}
	return s
}

func agentTool(a cmo.Agent) *mcp.Tool {
	no := false
	return &mcp.Tool{
		Name: "run_" + string(a.Mode), Title: cmo.AgentName(a.ID), Description: does[a.Mode] + " Everything is a draft for people to review. Needs a token with the scope agent.",
		InputSchema: inputSchema(a.Mode), Annotations: &mcp.ToolAnnotations{DestructiveHint: &no, OpenWorldHint: &no},
	}
}

// runAgent starts a run and waits for its end, or gives it as far as it is.
func (s *server) runAgent(mode cmo.Mode) call {
	return func(ctx context.Context, req *mcp.CallToolRequest, args map[string]json.RawMessage) (*mcp.CallToolResult, error) {
		var key string
		wait := s.wait
		if raw, ok := args["idempotency_key"]; ok && json.Unmarshal(raw, &key) != nil {
			return nil, cmo.Errorf(cmo.Invalid, "idempotency_key must be a text.")
		}
		if raw, ok := args["wait_seconds"]; ok {
			seconds := 0
			if json.Unmarshal(raw, &seconds) != nil || seconds < 0 {
				return nil, cmo.Errorf(cmo.Invalid, "wait_seconds must be a whole number from 0 to 120.")
			}
			wait = min(wait, time.Duration(seconds)*time.Second)
		}
		delete(args, "idempotency_key")
		delete(args, "wait_seconds")
		raw, err := s.api.post(ctx, "runs", key, map[string]any{"mode": mode, "input": args})
		if err != nil {
			return nil, err
		}
		return s.follow(ctx, req, raw, wait), nil
	}
}

// runState is what a tool needs of a run.
type runState struct {
	ID          string  `json:"id"`
	Status      string  `json:"status"`
	CompletedAt *string `json:"completed_at"`
	Steps       []struct {
		Title string `json:"title"`
	} `json:"steps"`
	Result json.RawMessage `json:"result"`
}

// follow looks at a run until it has ended or wait is over, and tells a client that asked how far it is.
func (s *server) follow(ctx context.Context, req *mcp.CallToolRequest, raw json.RawMessage, wait time.Duration) *mcp.CallToolResult {
	over := time.NewTimer(wait)
	defer over.Stop()
	look := time.NewTicker(s.poll)
	defer look.Stop()
	told := 0
	for {
		var run runState
		if err := json.Unmarshal(raw, &run); err != nil {
			return refused(errors.New("the console's answer could not be read"))
		}
		if told < len(run.Steps) {
			told = len(run.Steps)
			progress(ctx, req, told, run.Steps[told-1].Title)
		}
		if run.CompletedAt != nil {
			if len(run.Result) > 0 && string(run.Result) != "null" {
				raw = run.Result
			}
			return said(raw, run.Status != "completed")
		}
		select {
		case <-look.C:
		case <-over.C:
			return said(raw, false) // pending or running: get_run tells how it ends
		case <-ctx.Done():
			return refused(ctx.Err())
		}
		next, err := s.api.get(ctx, "runs/"+run.ID, nil)
		var p *problem
		switch {
		case err == nil:
			raw = next
		case errors.As(err, &p) && p.Status < 500 && p.Status != 429:
			return refused(err)
		}
	}
}

// progress is a courtesy: a client that is gone is noticed by the answer.
func progress(ctx context.Context, req *mcp.CallToolRequest, step int, words string) {
	token := req.Params.GetProgressToken()
	if token == nil || req.Session == nil {
		return
	}
	_ = req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: float64(step), Message: words})
}
