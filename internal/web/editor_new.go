package web

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

func (s *Server) recordNew(c echo.Context, sc store.Scope, e editor) error {
	f, nav, err := s.newForm(c, sc, e, uuid.Must(uuid.NewV7()))
	if err != nil {
		return err
	}
	fresh := e.fresh
	if fresh == nil {
		fresh = cmo.Fields{}
	}
	f.Values = e.kind.Type().FormValues(fresh, sc.Tenant().Zone)
	if _, ok := e.kind.Type().Field(e.kind.Type().Parent); ok && f.Parent != "" {
		f.Values.Set(e.kind.Type().Parent, f.Parent)
	}
	for name, values := range c.QueryParams() { // a link may fill fields of the form
		if _, ok := e.kind.Type().Field(name); ok {
			f.Values[name] = values
		}
	}
	return s.showEdit(c, sc, e, http.StatusOK, f, nav)
}

// newForm is the frame of the form for a new record.
func (s *Server) newForm(c echo.Context, sc store.Scope, e editor, id uuid.UUID) (f pages.RecordForm, nav navReads, err error) {
	t, slug := e.kind.Type(), sc.Tenant().Slug
	parent, err := parentOf(c, t)
	if err != nil {
		return f, nav, err
	}
	var above *store.One[cmo.Record]
	var options *store.Rows[cmo.RecordOption]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		if parent != uuid.Nil {
			above = r.Record(t.ParentKind, parent)
		}
		options, nav = r.RecordOptions(t.Kind), readNav(r)
		return nil
	})
	if err != nil {
		return f, nav, err
	}
	f = pages.RecordForm{Type: t, Title: "New " + t.Noun, Action: paths.RecordNew(slug, t.Collection), Cancel: paths.Records(slug, t.Collection),
		ID: id.String(), Sets: e.sets, Options: options.List(), Currency: sc.Tenant().Currency}
	if above == nil {
		return f, nav, nil
	}
	f.Parent, f.Title = parent.String(), "New "+t.Noun+" in “"+above.Value().Name+"”"
	f.Cancel = e.after(slug, f.ID, f.Parent)
	if t.Part() {
		f.Action = paths.RecordNewIn(slug, t.ParentKind.Type().Collection, f.Parent, t.Collection)
	}
	return f, nav, nil
}

// parentOf is the record that a new one is to be a part of, nil for none.
func parentOf(c echo.Context, t cmo.RecordType) (uuid.UUID, error) {
	if t.Part() {
		return idParam(c)
	}
	if raw := c.FormValue("parent"); t.Parent != "" && raw != "" {
		return parseID(raw)
	}
	return uuid.Nil, nil
}

func (s *Server) recordCreate(c echo.Context, sc store.Scope, e editor) error {
	form := c.Request().PostForm
	id, err := parseID(form.Get("id"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "This form is damaged. Open it again.")
	}
	f, nav, err := s.newForm(c, sc, e, id)
	if err != nil {
		return err
	}
	f.Values = form
	t := e.kind.Type()
	fields, wrong := e.typed(form, sc, nil)
	if len(wrong) > 0 {
		return s.invalid(c, sc, e, f, wrong, nav)
	}
	if form.Get("resume") != "" {
		return s.showEdit(c, sc, e, http.StatusOK, f, nav)
	}
	if _, ok := t.Field(t.Parent); !ok && f.Parent != "" { // else the form has a control for it
		fields[t.Parent] = f.Parent
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		if e.before != nil {
			if err := e.before(w, id, f.Parent, fields); err != nil {
				return err
			}
		}
		created, err := w.InsertRecord(e.kind, id, filled(fields))
		if err != nil || !created || e.within == nil {
			return err
		}
		return e.within(w, id, 1, fields)
	})
	if wrong := refusal(t, err); wrong != nil {
		return s.invalid(c, sc, e, f, wrong, nav)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(e.after(sc.Tenant().Slug, id.String(), f.Parent), "created"))
}

// filled leaves out what was left empty, so that a new record takes the column's default.
func filled(f cmo.Fields) cmo.Fields {
	out := cmo.Fields{}
	for k, v := range f {
		if v != nil {
			out[k] = v
		}
	}
	return out
}

// withDone appends to a URL what the page should say was done.
func withDone(target, what string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	q := u.Query()
	q.Set("done", what)
	u.RawQuery = q.Encode()
	return u.String()
}
