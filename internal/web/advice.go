package web

import (
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// adviceActs are the decisions about a recommendation: what they do, and what the page says afterwards.
var adviceActs = map[string]struct {
	done string
	act  func(s *Server, c echo.Context, sc store.Scope, w *store.Writer, id uuid.UUID) error
}{
	"accept":  {"advice-accepted", (*Server).adviceAccept},
	"dismiss": {"advice-dismissed", (*Server).adviceDismiss},
	"snooze":  {"advice-snoozed", (*Server).adviceSnooze},
	"done": {"advice-done", func(_ *Server, _ echo.Context, _ store.Scope, w *store.Writer, id uuid.UUID) error {
		return w.FinishRecommendation(id)
	}},
	"undo": {"advice-undone", func(_ *Server, _ echo.Context, _ store.Scope, w *store.Writer, id uuid.UUID) error {
		return w.ReopenRecommendation(id)
	}},
}

// adviceRoutes are the decisions.
func (s *Server) adviceRoutes() []Route {
	var list []Route
	for _, name := range []string{"accept", "dismiss", "snooze", "done", "undo"} {
		list = append(list, Route{post, "/t/:tenant/recommendations/:id/" + name, cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.adviceDecide(c, sc, name) })})
	}
	return list
}

// adviceDecide decides, or shows the page with what was typed and what is wrong with it.
func (s *Server) adviceDecide(c echo.Context, sc store.Scope, name string) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	act := adviceActs[name]
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return act.act(s, c, sc, w, id) })
	var own *cmo.Error
	if errors.As(err, &own) && (own.Kind == cmo.Invalid || own.Kind == cmo.Conflict) {
		typed := pages.AdviceForm{Act: name, As: c.FormValue("as"), Due: c.FormValue("due"), Assignee: c.FormValue("assignee_id"), Field: c.FormValue("field"), Value: c.FormValue("value"),
			Reason: c.FormValue("reason"), Until: c.FormValue("until"), Errors: own.Fields, Problem: unlessNamed(own)}
		return s.showRecommendation(c, sc, refusedStatus(own), id, typed)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Recommendation(sc.Tenant().Slug, id.String()), act.done))
}

func badField(name, text string) error {
	return &cmo.Error{Kind: cmo.Invalid, Msg: text, Fields: map[string]string{name: text}}
}

// coming reads a day that is not over, at most a year ahead.
func (s *Server) coming(c echo.Context, sc store.Scope, name string) (time.Time, error) {
	today := cmo.DayOf(s.now().In(sc.Tenant().Zone))
	day, err := time.Parse(time.DateOnly, c.FormValue(name))
	if err != nil || day.Before(today) || day.After(today.AddDate(1, 0, 0)) {
		return day, badField(name, "Choose a day from today on, within a year.")
	}
	return day, nil
}

func (s *Server) adviceAccept(c echo.Context, sc store.Scope, w *store.Writer, id uuid.UUID) (err error) {
	var a cmo.Acceptance
	switch c.FormValue("as") {
	case "field":
		if a.Field, a.Value, err = adviceField(c, w, id); err != nil {
			return err
		}
	case "task", "":
		if a.Due, err = s.coming(c, sc, "due"); err != nil {
			return err
		}
		if a.Assignee, err = assignee(c); err != nil {
			return err
		}
	default:
		return badField("as", "Choose what accepting should make.")
	}
	return w.AcceptRecommendation(id, a)
}

// adviceField reads which field is to change, of those the advice is about, and the new value.
func adviceField(c echo.Context, w *store.Writer, id uuid.UUID) (*cmo.AdviceField, any, error) {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return nil, nil, err
	}
	targets, err := w.AdviceTargets(id).Get()
	if err != nil {
		return nil, nil, err
	}
	for _, f := range rec.AdviceFields(targets, cmo.Words{}) {
		if f.Key() != c.FormValue("field") {
			continue
		}
		value, problem := f.Read(c.FormValue("value"))
		if problem != "" {
			return nil, nil, badField("value", problem)
		}
		return &f, value, nil
	}
	return nil, nil, badField("field", "Choose the field that should change.")
}

// reason reads why, which decisions against advice need.
func reason(c echo.Context) (string, error) {
	text := strings.TrimSpace(c.FormValue("reason"))
	switch n := len([]rune(text)); {
	case n == 0:
		return "", badField("reason", "Say why in a few words: the next analysis is told.")
	case n > maxNote:
		return "", badField("reason", "A reason has at most 1,000 characters.")
	}
	return text, nil
}

func (*Server) adviceDismiss(c echo.Context, _ store.Scope, w *store.Writer, id uuid.UUID) error {
	why, err := reason(c)
	if err != nil {
		return err
	}
	return w.DismissRecommendation(id, why)
}

func (s *Server) adviceSnooze(c echo.Context, sc store.Scope, w *store.Writer, id uuid.UUID) error {
	why, err := reason(c)
	if err != nil {
		return err
	}
	until, err := s.coming(c, sc, "until")
	if err != nil {
		return err
	}
	return w.SnoozeRecommendation(id, why, until)
}
