package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// editor is what differs between the forms of the kinds of record. Everything else is shared: reading and checking what
// was typed, 422 with the same form, 409 with both texts, versions, double submits.
type editor struct {
	kind    cmo.RecordKind
	section string           // the nav item
	sets    []pages.FieldSet // blocks of the form; none: every field in one
	// check holds the rules over several fields. next are the fields as they will be; the messages are by control name.
	check func(next cmo.Fields) map[string]string
	// body is the form's page in place of pages.RecordEdit. It uses pages.RecordFrame.
	body func(f pages.RecordForm) templ.Component
	// done is where saving leads; without it to the record's history. parent is the id of what it is a part of.
	done func(slug, id, parent string) string
	// fresh are the values of a new record's form.
	fresh cmo.Fields
	// before runs in the transaction of a save, before it: rules that need other records, and what has to give way.
	before func(w *store.Writer, id uuid.UUID, parent string, fields cmo.Fields) error
	// within runs in the transaction of a save, after it: what has to change with the record.
	within func(w *store.Writer, id uuid.UUID, version int, fields cmo.Fields) error
}

// editorRoutes are an editor's four: the forms and what they send. What cannot stand alone is made under its parent.
func (s *Server) editorRoutes(e editor) []Route {
	t := e.kind.Type()
	base := "/t/:tenant/" + t.Collection
	fresh := base + "/new"
	if t.Part() {
		fresh = "/t/:tenant/" + t.ParentKind.Type().Collection + "/:id/" + t.Collection + "/new"
	}
	return []Route{
		{http.MethodGet, fresh, cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.recordNew(c, sc, e) })},
		{http.MethodPost, fresh, cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.recordCreate(c, sc, e) })},
		{http.MethodGet, base + "/:id/edit", cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.recordEdit(c, sc, e) })},
		{http.MethodPost, base + "/:id/edit", cmo.RightEdit, scoped(func(c echo.Context, sc store.Scope) error { return s.recordSave(c, sc, e) })},
	}
}

// editReads are the queries of a form.
type editReads struct {
	record  *store.One[cmo.Record]
	built   *store.Rows[cmo.Built]
	options *store.Rows[cmo.RecordOption]
	nav     navReads
}

func (s *Server) readEdit(c echo.Context, sc store.Scope, e editor) (q editReads, id uuid.UUID, err error) {
	if id, err = idParam(c); err != nil {
		return q, id, err
	}
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		q = editReads{r.Record(e.kind, id), r.BuiltOn(e.kind, id), r.RecordOptions(e.kind), readNav(r)}
		return nil
	})
	return q, id, err
}

func (s *Server) recordEdit(c echo.Context, sc store.Scope, e editor) error {
	q, id, err := s.readEdit(c, sc, e)
	if err != nil {
		return err
	}
	rec := q.record.Value()
	if rec.ArchivedAt != nil {
		return redirect(c, paths.RecordHistory(sc.Tenant().Slug, e.kind.Type().Collection, id.String()))
	}
	f := e.form(sc, rec, q)
	f.Values = e.kind.Type().FormValues(shown(e.kind, rec.Data), sc.Tenant().Zone)
	return s.showEdit(c, sc, e, http.StatusOK, f, q.nav)
}

// shown is a record as its form shows it: a campaign's description without the mark, which nobody types.
func shown(kind cmo.RecordKind, f cmo.Fields) cmo.Fields {
	text, ok := f["description"].(string)
	if kind != cmo.KindCampaign || !ok {
		return f
	}
	out := cmo.Fields{}
	for k, v := range f {
		out[k] = v
	}
	out["description"] = cmo.WithoutMark(text)
	return out
}

// form is the frame of the form over a record.
func (e editor) form(sc store.Scope, rec cmo.Record, q editReads) pages.RecordForm {
	t, slug := e.kind.Type(), sc.Tenant().Slug
	name := rec.Name
	if e.kind == cmo.KindChannel { // it is called by a key
		name = cmo.Label(name)
	}
	f := pages.RecordForm{Type: t, Title: "Edit “" + name + "”", Action: paths.RecordAct(slug, t.Collection, rec.ID.String(), "edit"),
		Cancel: e.after(slug, rec.ID.String(), rec.Parent()), Base: rec.Version, Sets: e.sets, Options: q.options.List(), Currency: sc.Tenant().Currency, Marks: pages.RecordMarks(rec)}
	return f.WithBuilt(q.built.List())
}

func (e editor) after(slug, id, parent string) string {
	if e.done != nil {
		return e.done(slug, id, parent)
	}
	return paths.RecordHistory(slug, e.kind.Type().Collection, id)
}

// showEdit renders the form: as it is, or with 422 what is wrong with what was typed.
func (s *Server) showEdit(c echo.Context, sc store.Scope, e editor, status int, f pages.RecordForm, nav navReads) error {
	body := pages.RecordEdit(f)
	if e.body != nil {
		body = e.body(f)
	}
	t := e.kind.Type()
	parent := []layout.Crumb{{Label: e.section, Href: paths.Records(sc.Tenant().Slug, t.Collection)}}
	return s.render(c, status, page{shell: s.shell(c, place{title: f.Title, section: e.section, parent: parent, counts: nav.counts()}), body: body})
}

// invalid is the same form with 422, its messages and everything that was typed.
func (s *Server) invalid(c echo.Context, sc store.Scope, e editor, f pages.RecordForm, messages map[string]string, nav navReads) error {
	f.Errors = messages
	return s.showEdit(c, sc, e, http.StatusUnprocessableEntity, f, nav)
}

// conflict is the page of both texts with 409: what was typed travels along, and the base version moves forward.
func (s *Server) conflict(c echo.Context, sc store.Scope, e editor, v *cmo.VersionConflict, f pages.RecordForm, mine cmo.Fields, nav navReads) error {
	view := pages.NewConflictView(sc.Tenant(), v, f.Values, mine, f.Options, f.Action, f.Cancel, s.now())
	parent := []layout.Crumb{{Label: e.section, Href: paths.Records(sc.Tenant().Slug, e.kind.Type().Collection)}}
	return s.render(c, http.StatusConflict, page{
		shell: s.shell(c, place{title: view.Title, section: e.section, parent: parent, counts: nav.counts()}), body: pages.RecordConflict(view)})
}

// offers reports whether the form has such a control: what it does not show, it does not change.
func (e editor) offers(control string) bool {
	column, _, _ := strings.Cut(control, ".")
	_, known := e.kind.Type().Field(column)
	return !known || len(e.sets) == 0 || slices.ContainsFunc(e.sets, func(s pages.FieldSet) bool { return slices.Contains(s.Columns, column) })
}

// typed reads a form over the present fields and checks it.
func (e editor) typed(form url.Values, sc store.Scope, present cmo.Fields) (cmo.Fields, map[string]string) {
	pages.Picked(form, e.kind.Type())
	maps.DeleteFunc(form, func(control string, _ []string) bool { return !e.offers(control) })
	fields, wrong := e.kind.Type().ReadForm(form, sc.Tenant().Zone, present)
	if e.check == nil {
		return fields, wrong
	}
	next := cmo.Fields{}
	for k, v := range present {
		next[k] = v
	}
	for k, v := range fields {
		next[k] = v
	}
	for name, message := range e.check(next) {
		if _, ok := wrong[name]; !ok {
			wrong[name] = message
		}
	}
	return fields, wrong
}

func (s *Server) recordSave(c echo.Context, sc store.Scope, e editor) error {
	q, id, err := s.readEdit(c, sc, e)
	if err != nil {
		return err
	}
	rec, form := q.record.Value(), c.Request().PostForm
	f := e.form(sc, rec, q)
	f.Base, _ = strconv.Atoi(form.Get("base")) // none or nonsense is no version: a conflict
	f.Values = form
	fields, wrong := e.typed(form, sc, rec.Data)
	if len(wrong) > 0 {
		return s.invalid(c, sc, e, f, wrong, q.nav)
	}
	if form.Get("resume") != "" {
		return s.showEdit(c, sc, e, http.StatusOK, f, q.nav)
	}
	version := 0
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		if e.before != nil {
			if err := e.before(w, id, rec.Parent(), fields); err != nil {
				return err
			}
		}
		version, err = w.SaveRecord(e.kind, id, f.Base, fields)
		if err != nil || version == 0 || e.within == nil {
			return err
		}
		return e.within(w, id, version, fields)
	})
	var v *cmo.VersionConflict
	if errors.As(err, &v) {
		return s.conflict(c, sc, e, v, f, fields, q.nav)
	}
	if wrong := refusal(e.kind.Type(), err); wrong != nil {
		return s.invalid(c, sc, e, f, wrong, q.nav)
	}
	if err != nil {
		return err
	}
	said := "saved"
	if version == 0 { // the campaign is live
		said = "pending"
	}
	return redirect(c, withDone(e.after(sc.Tenant().Slug, id.String(), rec.Parent()), said))
}

// refusal is what the database refused of a form, as a message beside a field; nil for errors that are none of it.
func refusal(t cmo.RecordType, err error) map[string]string {
	var own *cmo.Error
	if !errors.As(err, &own) {
		return nil
	}
	if len(own.Fields) > 0 {
		return own.Fields
	}
	if own.Err == nil {
		return nil
	}
	switch own.Kind {
	case cmo.Conflict:
		return map[string]string{t.Name: own.Msg}
	case cmo.Invalid:
		return map[string]string{"form": own.Msg}
	}
	return nil
}
