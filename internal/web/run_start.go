package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runForm shows the form of a mode, with what the tenant has to choose from. ids that the URL names must exist.
func (s *Server) runForm(c echo.Context, sc store.Scope, status int, ask pages.RunAsk) error {
	var rows *store.One[store.AgentRows]
	var pace *store.One[store.RunPace]
	var nav navReads
	needs := namedRecords(ask.Values)
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		rows, pace, nav = r.AgentData(needs), r.RunPace(ask.Mode), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	data, err := rows.Value().Decode()
	if err != nil {
		return err
	}
	if p := pace.Value(); p.MedianMS != nil && p.MostMS != nil {
		ask.Pace = pages.RunPace{Runs: p.Runs, Median: time.Duration(*p.MedianMS * float64(time.Millisecond)), Most: time.Duration(*p.MostMS) * time.Millisecond}
	}
	view := pages.NewRunFormView(sc.Tenant(), ask, data)
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Runs", counts: nav.counts(), parent: []layout.Crumb{{Label: "Runs", Href: paths.Runs(sc.Tenant().Slug)}}}),
		body:  pages.RunForm(view),
	})
}

// runStart starts an agent and leads to its run. With show it starts nothing: the form comes back as JSON or as fields, with
// what was typed.
func (s *Server) runStart(c echo.Context, sc store.Scope) error {
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	from, err := s.runFrom(c, sc, form.Get("from"))
	if err != nil {
		return err
	}
	req := kernel.Request{Mode: cmo.Mode(form.Get("mode")), IdempotencyKey: keyOf(form)}
	ask := pages.RunAsk{Key: form.Get("key"), Values: form}
	if base, wrong := cmo.ReadRunJSON(form.Get("base")); wrong == "" {
		ask.Base = base
	}
	if from != nil {
		req.Mode, req.RetryOf, ask.From = cmo.Mode(from.Mode), &from.ID, &from.Run
		if ask.Base == nil {
			ask.Base = from.Input
		}
	}
	ask.Mode = req.Mode
	if req.Payload = typedInput(form, &ask); req.Payload == nil {
		return s.runForm(c, sc, http.StatusUnprocessableEntity, ask)
	}
	if form.Get("show") != "" && knownMode(req.Mode) {
		turn(&ask, req.Payload)
		return s.runForm(c, sc, http.StatusOK, ask)
	}
	started, err := s.kernel.Start(c.Request().Context(), sc, req)
	var own *cmo.Error
	if errors.As(err, &own) && (own.Kind == cmo.Invalid || own.Kind == cmo.TooMany) && knownMode(req.Mode) {
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

// typedInput is the input that a form holds, as fields or as JSON; nil where it cannot be read, and ask says why.
func typedInput(form url.Values, ask *pages.RunAsk) json.RawMessage {
	if !form.Has("json") {
		payload, wrong := cmo.RunPayload(ask.Mode, ask.Base, form)
		if ask.Errors = wrong; len(wrong) > 0 {
			return nil
		}
		return payload
	}
	ask.AsJSON, ask.JSON = true, strings.ReplaceAll(form.Get("json"), "\r\n", "\n")
	payload, wrong := cmo.ReadRunJSON(ask.JSON)
	if wrong != "" {
		ask.Errors = map[string]string{"json": wrong}
		return nil
	}
	return payload
}

// turn shows an input the other way: fields as JSON, JSON as fields.
func turn(ask *pages.RunAsk, input json.RawMessage) {
	if ask.AsJSON {
		ask.AsJSON, ask.Base, ask.Values = false, input, cmo.RunValues(ask.Mode, input)
		return
	}
	ask.AsJSON, ask.JSON = true, cmo.IndentJSON(input)
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
