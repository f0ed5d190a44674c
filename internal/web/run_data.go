package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runRoutes are what people do with runs besides looking at them.
func (s *Server) runRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/runs/:id/download", cmo.RightRead, scoped(s.runDownload)},
		{post, "/t/:tenant/runs/:id/comments", cmo.RightEdit, scoped(s.runComment)},
		{post, "/t/:tenant/runs/:id/verdict", cmo.RightEdit, scoped(s.runJudge)},
		{get, "/t/:tenant/runs/:id/live", cmo.RightRead, streamed(s.runLive)},
		{get, "/t/:tenant/runs/live", cmo.RightRead, streamed(s.runLogLive)},
		{get, "/t/:tenant/start", cmo.RightRead, scoped(s.startPage)},
		{get, "/t/:tenant/start/live", cmo.RightRead, streamed(s.startLive)},
		{get, "/t/:tenant/runs/compare", cmo.RightRead, scoped(s.runCompare)},
	}
}

// runFile is a run as a file. Names of fields are stable.
type runFile struct {
	ID            string          `json:"id"`
	No            int64           `json:"run_no"`
	Agent         string          `json:"agent"`
	Mode          string          `json:"mode"`
	Status        string          `json:"status"`
	Subject       string          `json:"subject"`
	Error         string          `json:"error,omitempty"`
	ErrorKind     string          `json:"error_kind,omitempty"`
	StartedBy     string          `json:"started_by,omitempty"`
	CreatedAt     time.Time       `json:"created_at"`
	CompletedAt   *time.Time      `json:"completed_at"`
	DurationMS    *int            `json:"duration_ms"`
	Provider      string          `json:"provider"`
	Model         string          `json:"model"`
	PromptVersion string          `json:"prompt_version"`
	TokensIn      *int            `json:"tokens_in"`
	TokensOut     *int            `json:"tokens_out"`
	CostUSD       *float64        `json:"cost_usd"`
	Input         json.RawMessage `json:"input"`
	Output        json.RawMessage `json:"output"`
	RawAnswer     json.RawMessage `json:"raw_answer,omitempty"`
	Prompt        json.RawMessage `json:"prompt,omitempty"`
	Steps         []cmo.RunStep   `json:"steps"`
}

// runDownload is a run's data as a file, masked for roles that see it masked.
func (s *Server) runDownload(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	part, err := oneOf(c, "part", pages.RunTabs)
	if err != nil {
		return err
	}
	var (
		run    *store.One[cmo.RunDetail]
		prompt *store.One[cmo.RunPrompt]
		steps  *store.Rows[cmo.RunStep]
	)
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		run, prompt, steps = r.Run(id), r.RunPrompt(id), r.RunSteps(id)
		return nil
	})
	if err != nil {
		return err
	}
	r := run.Value()
	data, err := runParts(r, prompt.Value())
	if err != nil {
		return err
	}
	name := fmt.Sprintf("run-%d.json", r.No)
	body := data[part]
	if part != "" {
		name = fmt.Sprintf("run-%d-%s.json", r.No, part)
	} else if body, err = json.Marshal(newRunFile(r, data, steps.List())); err != nil {
		return err
	}
	if sc.Tenant().Role.Masked() {
		body, _ = cmo.MaskJSON(body)
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "application/json; charset=utf-8", append(body, '\n'))
}

// runParts are the parts of a run's data, each JSON. An answer that is none stands there as a text.
func runParts(r cmo.RunDetail, p cmo.RunPrompt) (map[string]json.RawMessage, error) {
	parts := map[string]json.RawMessage{"output": r.Output, "input": r.Input, "raw": json.RawMessage("null"), "prompt": json.RawMessage("null")}
	if r.RawAnswer != "" {
		if parts["raw"] = json.RawMessage(r.RawAnswer); !json.Valid(parts["raw"]) {
			parts["raw"] = cmo.Quote(r.RawAnswer)
		}
	}
	if r.PromptKept {
		b, err := json.Marshal(map[string]string{"system": p.System, "prompt": p.Prompt})
		if err != nil {
			return nil, err
		}
		parts["prompt"] = b
	}
	return parts, nil
}

func newRunFile(r cmo.RunDetail, data map[string]json.RawMessage, steps []cmo.RunStep) runFile {
	return runFile{ID: r.ID.String(), No: r.No, Agent: r.Agent, Mode: r.Mode, Status: r.Status, Subject: r.Subject, Error: r.ErrorMessage, ErrorKind: r.ErrorKind,
		StartedBy: r.StartedByName, CreatedAt: r.CreatedAt, CompletedAt: r.CompletedAt, DurationMS: r.DurationMS, Provider: r.Provider, Model: r.Model,
		PromptVersion: r.PromptVersion, TokensIn: r.TokensIn, TokensOut: r.TokensOut, CostUSD: r.CostUSD,
		Input: data["input"], Output: data["output"], RawAnswer: data["raw"], Prompt: data["prompt"], Steps: steps}
}
