package web

import (
	"errors"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// taskActs are what can be done with a task, and what the page says afterwards.
var taskActs = map[string]struct {
	done string
	act  func(c echo.Context, w *store.Writer, id uuid.UUID) error
}{
	"done": {"task-done", func(_ echo.Context, w *store.Writer, id uuid.UUID) error { return w.MoveTask(id, cmo.TaskDone, "") }},
	"drop": {"task-dropped", func(c echo.Context, w *store.Writer, id uuid.UUID) error {
		why, err := reason(c)
		if err != nil {
			return err
		}
		return w.MoveTask(id, cmo.TaskDropped, why)
	}},
	"reopen": {"task-open", func(_ echo.Context, w *store.Writer, id uuid.UUID) error { return w.MoveTask(id, cmo.TaskOpen, "") }},
	"assign": {"task-assigned", func(c echo.Context, w *store.Writer, id uuid.UUID) error {
		to, err := assignee(c)
		if err != nil {
			return err
		}
		return w.AssignTask(id, to)
	}},
}

// taskRoutes are the tasks: what accepted advice asks people to do.
func (s *Server) taskRoutes() []Route {
	list := []Route{{get, "/t/:tenant/tasks", cmo.RightRead, scoped(s.taskList)}, {get, "/t/:tenant/tasks/:id", cmo.RightRead, scoped(s.taskPage)}}
	for _, name := range []string{"done", "drop", "reopen", "assign"} {
		list = append(list, Route{post, "/t/:tenant/tasks/:id/" + name, cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.taskMove(c, sc, name) })})
	}
	return list
}

// assignee reads who is to do a task; nil is nobody.
func assignee(c echo.Context) (*uuid.UUID, error) {
	text := c.FormValue("assignee_id")
	if text == "" {
		return nil, nil //nolint:nilnil // nobody is a choice
	}
	id, err := parseID(text)
	if err != nil {
		return nil, badField("assignee_id", "Choose one of the list.")
	}
	return &id, nil
}

// taskList lists tasks by state, one's own or everybody's.
func (s *Server) taskList(c echo.Context, sc store.Scope) error {
	states := make([]string, len(cmo.TaskStates))
	for i, state := range cmo.TaskStates {
		states[i] = string(state)
	}
	state, err := oneOf(c, "state", states)
	if err != nil {
		return err
	}
	who, err := oneOf(c, "who", []string{"me", "all"})
	if err != nil {
		return err
	}
	q := pages.TaskQuery{Slug: sc.Tenant().Slug, State: cmo.TaskState(state), Mine: who == "me"}
	if state == "" {
		q.State = cmo.TaskOpen
	}
	var tasks *store.Rows[cmo.Task]
	var nav navReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		tasks, nav = r.Tasks(q.State, q.Mine), readNav(r)
		return nil
	}); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Tasks", section: "Recommendations", counts: nav.counts(), parent: s.toAdvice(sc)}),
		body:  pages.Tasks(pages.NewTasksView(sc.Tenant(), q, tasks.List(), store.TasksShown, s.now())),
	})
}

func (s *Server) toAdvice(sc store.Scope) []layout.Crumb {
	return []layout.Crumb{{Label: "Recommendations", Href: paths.Recommendations(sc.Tenant().Slug)}}
}

// taskPage shows one task.
func (s *Server) taskPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showTask(c, sc, http.StatusOK, id, pages.TaskForm{})
}

func (s *Server) showTask(c echo.Context, sc store.Scope, status int, id uuid.UUID, typed pages.TaskForm) error {
	var task *store.One[cmo.Task]
	var people *store.Rows[cmo.RecordOption]
	var nav navReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		task, people, nav = r.Task(id), r.Assignees(), readNav(r)
		return nil
	}); err != nil {
		return err
	}
	view := pages.NewTaskView(sc.Tenant(), task.Value(), people.List(), typed, s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Title, section: "Recommendations", counts: nav.counts(), parent: append(s.toAdvice(sc), layout.Crumb{Label: "Tasks", Href: paths.Tasks(sc.Tenant().Slug)})}),
		body:  pages.Task(view),
	})
}

// taskMove changes a task, or shows its page with what was typed and what is wrong with it.
func (s *Server) taskMove(c echo.Context, sc store.Scope, name string) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	act := taskActs[name]
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return act.act(c, w, id) })
	var own *cmo.Error
	if errors.As(err, &own) && (own.Kind == cmo.Invalid || own.Kind == cmo.Conflict) {
		return s.showTask(c, sc, refusedStatus(own), id, pages.TaskForm{Act: name, Reason: c.FormValue("reason"), Assignee: c.FormValue("assignee_id"), Errors: own.Fields, Problem: unlessNamed(own)})
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Task(sc.Tenant().Slug, id.String()), act.done))
}

// refusedStatus is the status of a form that comes back with what is wrong with it.
func refusedStatus(e *cmo.Error) int {
	if e.Kind == cmo.Conflict {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// unlessNamed is what is wrong, unless that stands beside its control.
func unlessNamed(e *cmo.Error) string {
	if len(e.Fields) > 0 {
		return ""
	}
	return e.Msg
}
