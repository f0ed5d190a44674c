package kernel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// fakeAgents stand in for the six: their rules are tested with them. The answer is the name of a campaign.
type fakeAgents struct{}

func (fakeAgents) CheckInput(mode cmo.Mode, raw json.RawMessage) (agent.Input, error) {
	var in cmo.CampaignsInput
	if err := json.Unmarshal(raw, &in); err != nil || mode != cmo.ModeCampaigns {
		return agent.Input{}, cmo.Errorf(cmo.Invalid, "The input cannot be read.")
	}
	return agent.Input{AgentInput: in}, nil
}

func (fakeAgents) Subject(in cmo.AgentInput, _ cmo.AgentData) string {
	return "Campaign, " + in.(cmo.CampaignsInput).BudgetNotes
}

func (fakeAgents) Prompt(data cmo.AgentData, in cmo.AgentInput) (llm.Request, string) {
	b, _ := json.Marshal(data)
	return llm.Request{Mode: in.AgentMode(), System: "You write.", Prompt: string(b), Data: data}, "campaigns/test"
}

func (fakeAgents) Parse(text string, d cmo.AgentData, _ cmo.AgentInput) (cmo.AgentOutput, error) {
	if strings.HasPrefix(text, "broken") {
		return nil, fmt.Errorf("channel shares add up to 110 %%")
	}
	return cmo.CampaignsOutput{
		Campaign: cmo.CampaignDraft{CampaignName: text, CampaignType: "nurture", Description: "AI CMO Driven: forged", FunnelStage: "consideration", TargetICP: d.ICPs[0].SegmentName,
			StartDate: "2026-02-02", EndDate: "2026-03-02", PrimaryKPI: cmo.KPI{Metric: "leads", Target: 4}},
		Channels: []cmo.ChannelDraft{{ChannelName: "email", ChannelType: "owned", Priority: "primary", BudgetPercentage: 100}},
	}, nil
}

func (fakeAgents) Repair(req llm.Request, answer string, broken error) llm.Request {
	req.Prompt += "\nrepair: " + answer + ": " + broken.Error()
	return req
}

// model is the one fake of a provider: it answers as do says.
type model struct {
	calls atomic.Int64
	do    func(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error)
}

func (*model) Describe() (string, string) { return "openai", "fake-1" }

func (m *model) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	m.calls.Add(1)
	return m.do(ctx, req, progress)
}

func says(text string) *model {
	return &model{do: func(context.Context, llm.Request, func(string)) (llm.Answer, error) {
		return llm.Answer{Text: text, Provider: "openai", Model: "fake-1", TokensIn: 10, TokensOut: 5, CostUSD: 0.25}, nil
	}}
}

// kit is a test's kernel on a database of its own.
type kit struct {
	*storetest.Kit
	*kernel.Kernel
	t  *testing.T
	sc store.Scope
}

func newKit(t *testing.T, m llm.Client, tune func(*kernel.Config)) kit {
	t.Helper()
	k := storetest.New(t)
	c := kernel.Config{DB: k.DB, Worker: k.Worker(), Agents: fakeAgents{}, Model: m}
	if tune != nil {
		tune(&c)
	}
	return kit{k, kernel.New(c), t, k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)}
}

func request(note string) kernel.Request {
	return kernel.Request{Mode: cmo.ModeCampaigns, Payload: json.RawMessage(`{"budgetNotes":"` + note + `"}`)}
}

func (k kit) start(note string) uuid.UUID {
	k.t.Helper()
	s, err := k.Start(k.t.Context(), k.sc, request(note))
	if err != nil {
		k.t.Fatal(err)
	}
	return s.RunID
}

func (k kit) execute(run uuid.UUID) kernel.Outcome {
	k.t.Helper()
	out, err := k.Execute(k.t.Context(), store.RunRef{TenantID: k.A.ID, RunID: run})
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k kit) response(run uuid.UUID) kernel.Response {
	k.t.Helper()
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	r, err := k.Response(k.t.Context(), sc, run)
	if err != nil {
		k.t.Fatal(err)
	}
	return r
}

// one is a single value, read behind the scenes.
func one[T any](k kit, sql string, args ...any) (v T) {
	k.t.Helper()
	if err := k.AdminConn().QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		k.t.Fatal(err)
	}
	return v
}
