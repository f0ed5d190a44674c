package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runNew is the form that starts an agent. The URL names the mode, and may fill in fields.
func (s *Server) runNew(c echo.Context, sc store.Scope) error {
	_, modes := agentKeys()
	mode, err := oneOf(c, "mode", modes)
	if err != nil {
		return err
	}
	if mode == "" {
		mode = string(cmo.ModeSetup)
	}
	return s.runForm(c, sc, http.StatusOK, pages.RunAsk{Mode: cmo.Mode(mode), Key: uuid.NewString(), Values: c.QueryParams()})
}

func (s *Server) runForm(c echo.Context, sc store.Scope, status int, ask pages.RunAsk) error {
	var rows *store.One[store.AgentRows]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		rows, nav = r.AgentData(cmo.AgentNeeds{Plan: true, Funnels: true, Campaigns: true}), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	data, err := rows.Value().Decode()
	if err != nil {
		return err
	}
	view := pages.NewRunFormView(sc.Tenant(), ask, data)
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Runs", counts: nav.counts(), parent: []layout.Crumb{{Label: "Runs", Href: paths.Runs(sc.Tenant().Slug)}}}),
		body:  pages.RunForm(view),
	})
}

// runStart starts an agent and leads to its run.
func (s *Server) runStart(c echo.Context, sc store.Scope) error {
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	mode := cmo.Mode(form.Get("mode"))
	payload, wrong := runPayload(mode, form)
	ask := pages.RunAsk{Mode: mode, Key: form.Get("key"), Values: form, Errors: wrong}
	if len(wrong) > 0 {
		return s.runForm(c, sc, http.StatusUnprocessableEntity, ask)
	}
	started, err := s.kernel.Start(c.Request().Context(), sc, kernel.Request{Mode: mode, Payload: payload, IdempotencyKey: keyOf(form)})
	var own *cmo.Error
	if errors.As(err, &own) && (own.Kind == cmo.Invalid || own.Kind == cmo.TooMany) && knownMode(mode) {
		ask.Errors = own.Fields
		ask.Reason = own.Msg
		status := http.StatusUnprocessableEntity
		if own.Kind == cmo.TooMany {
			status = http.StatusTooManyRequests
			c.Response().Header().Set("Retry-After", strconv.Itoa(max(1, int(own.Retry.Seconds()))))
		}
		return s.runForm(c, sc, status, ask)
	}
	if err != nil {
		return err
	}
	return redirect(c, paths.Run(sc.Tenant().Slug, started.RunID.String()))
}

func knownMode(mode cmo.Mode) bool {
	for _, a := range cmo.Agents {
		if a.Mode == mode {
			return true
		}
	}
	return false
}

// keyOf is the form's idempotency key; one that is no id is none.
func keyOf(form url.Values) string {
	if id, err := uuid.Parse(form.Get("key")); err == nil {
		return "form:" + id.String()
	}
	return ""
}

// runPayload is the agent's input that a form stands for: fields under the agent's own names.
func runPayload(mode cmo.Mode, form url.Values) (payload json.RawMessage, wrong map[string]string) {
	in := map[string]any{}
	for _, name := range map[cmo.Mode][]string{
		cmo.ModeStrategy: {"primaryGoal", "startDate"}, cmo.ModeFunnels: {"funnelType", "planId"}, cmo.ModeCampaigns: {"funnelId", "stageId", "planId", "goal", "budgetNotes"},
		cmo.ModeContent: {"campaignId", "funnelStage", "ctaIntent"}, cmo.ModeOptimization: {"period", "funnelId", "planId"},
	}[mode] {
		if v := form.Get(name); v != "" {
			in[name] = v
		}
	}
	switch mode {
	case cmo.ModeSetup:
		in["messages"] = []map[string]string{{"role": "user", "content": form.Get("brief")}}
	case cmo.ModeStrategy:
		if raw := form.Get("budget"); raw != "" {
			n, err := strconv.ParseFloat(raw, 64)
			if err != nil {
				return nil, map[string]string{"budget": "Write the budget as a number."}
			}
			in["budget"] = n
		}
	}
	payload, err := json.Marshal(in)
	if err != nil {
		return nil, map[string]string{"budget": "Write the budget as a number."}
	}
	return payload, nil
}

// runCancel asks that a run end, and leads back to it.
func (s *Server) runCancel(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := s.kernel.Cancel(c.Request().Context(), sc, id); err != nil && cmo.KindOf(err) != cmo.Conflict {
		return err
	}
	return redirect(c, paths.Run(sc.Tenant().Slug, id.String()))
}

// runAgain starts a run with the input of another.
func (s *Server) runAgain(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	started, err := s.kernel.Rerun(c.Request().Context(), sc, id, nil, keyOf(form))
	if err != nil {
		return err
	}
	return redirect(c, paths.Run(sc.Tenant().Slug, started.RunID.String()))
}
