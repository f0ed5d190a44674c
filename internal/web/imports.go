package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// importPath is the one route that takes a file.
const importPath = "/t/:tenant/metrics/imports"

// learnRoutes are the imports of numbers and the decisions about recommendations.
func (s *Server) learnRoutes() []Route {
	return []Route{
		{get, importPath, cmo.RightEdit, scoped(s.importForm)},
		{post, importPath, cmo.RightEdit, scoped(s.importSend)},
		{get, importPath + "/:id", cmo.RightRead, scoped(s.importPage)},
		{post, importPath + "/:id/apply", cmo.RightEdit, scoped(s.importApply)},
		{post, importPath + "/:id/discard", cmo.RightEdit, scoped(s.importDiscard)},
	}
}

// importForm asks for a file of numbers.
func (s *Server) importForm(c echo.Context, sc store.Scope) error {
	return s.showImportForm(c, sc, http.StatusOK, pages.ImportForm{Mode: "live"})
}

func (s *Server) showImportForm(c echo.Context, sc store.Scope, status int, f pages.ImportForm) error {
	var latest *store.Rows[cmo.MetricImport]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { latest, nav = r.MetricImports(), readNav(r); return nil })
	if err != nil {
		return err
	}
	f.Latest = latest.List()
	return s.render(c, status, page{shell: s.shell(c, place{title: "Import numbers", section: "Metrics", counts: nav.counts(), parent: metricCrumb(sc)}),
		body: pages.ImportNumbers(pages.NewImportView(sc.Tenant(), f, s.now()))})
}

func metricCrumb(sc store.Scope) []layout.Crumb {
	return []layout.Crumb{{Label: "Metrics", Href: paths.Metrics(sc.Tenant().Slug)}}
}

// importSend reads a file, or pasted lines, and leads to the preview. Nothing is saved before that is confirmed.
func (s *Server) importSend(c echo.Context, sc store.Scope) error {
	f := pages.ImportForm{Mode: c.FormValue("data"), Text: c.FormValue("text")}
	data, name, err := importData(c, f.Text)
	if err != nil {
		return err
	}
	switch {
	case f.Mode != "live" && f.Mode != "demo":
		f.Mode, f.Errors = "live", map[string]string{"data": "Choose whether these are live or demo numbers."}
	case len(strings.TrimSpace(string(data))) == 0:
		f.Errors = map[string]string{"file": "Choose a file, or paste its lines below."}
	}
	if f.Errors != nil {
		return s.showImportForm(c, sc, http.StatusUnprocessableEntity, f)
	}
	var targets *store.Rows[cmo.ImportTarget]
	ctx := c.Request().Context()
	if err := sc.Read(ctx, func(r *store.Reader) error { targets = r.ImportTargets(); return nil }); err != nil {
		return err
	}
	t := sc.Tenant()
	file, err := cmo.ReadMetricFile(data, cmo.ImportFrame{Targets: targets.List(), Zone: t.Zone, Currency: t.Currency, Today: cmo.DayOf(s.now().In(t.Zone))})
	var own *cmo.Error
	if errors.As(err, &own) && own.Kind == cmo.Invalid {
		f.Errors = map[string]string{"file": own.Msg}
		return s.showImportForm(c, sc, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if len(file.Lines) == 0 {
		f.Problems = file.Problems
		return s.showImportForm(c, sc, http.StatusUnprocessableEntity, f)
	}
	var id uuid.UUID
	err = sc.Write(ctx, func(w *store.Writer) (err error) {
		id, err = w.InsertImport(store.NewImport{FileName: name, Mode: f.Mode, Lines: file.Lines, Problems: file.Problems})
		return err
	})
	if err != nil {
		return err
	}
	return redirect(c, paths.MetricImport(t.Slug, id.String()))
}

// importData is what was sent: the file, else the pasted lines.
func importData(c echo.Context, text string) (data []byte, name string, err error) {
	form := c.Request().MultipartForm
	if form != nil && len(form.File["file"]) > 0 {
		head := form.File["file"][0]
		file, err := head.Open()
		if err != nil {
			return nil, "", err
		}
		defer func() { _ = file.Close() }()
		if data, err = io.ReadAll(io.LimitReader(file, maxBody)); err != nil {
			return nil, "", err
		}
		if len(data) > 0 {
			return data, path.Base(strings.ReplaceAll(head.Filename, `\`, "/")), nil
		}
	}
	return []byte(text), "Pasted lines", nil
}

// importPage is the preview of a file, or what came of it.
func (s *Server) importPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var file store.MetricImport
	var states []store.ImportState
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		one := r.MetricImport(id)
		nav = readNav(r)
		if file, err = one.Get(); err != nil {
			return err
		}
		states, err = r.ImportStates(file.Mode, file.Rows).Get()
		return err
	})
	if err != nil {
		return err
	}
	rec := pages.ImportRecord{Import: file.MetricImport, States: map[int]string{}}
	if err := errors.Join(json.Unmarshal(file.Rows, &rec.Lines), json.Unmarshal(file.Problems, &rec.Problems)); err != nil {
		return err
	}
	for _, st := range states {
		rec.States[st.Line] = st.State
	}
	view := pages.NewImportPreview(sc.Tenant(), rec, s.now())
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Import " + file.FileName, section: "Metrics", counts: nav.counts(),
		parent: append(metricCrumb(sc), layout.Crumb{Label: "Import numbers", Href: paths.MetricImports(sc.Tenant().Slug)})}), body: pages.ImportPreviewPage(view)})
}

// importApply saves what the preview showed.
func (s *Server) importApply(c echo.Context, sc store.Scope) error {
	return s.decideImport(c, sc, "imported", func(w *store.Writer, id uuid.UUID) error { _, err := w.ApplyImport(id); return err })
}

// importDiscard drops a file.
func (s *Server) importDiscard(c echo.Context, sc store.Scope) error {
	return s.decideImport(c, sc, "discarded", func(w *store.Writer, id uuid.UUID) error { return w.DiscardImport(id) })
}

func (s *Server) decideImport(c echo.Context, sc store.Scope, done string, decide func(*store.Writer, uuid.UUID) error) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return decide(w, id) }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.MetricImport(sc.Tenant().Slug, id.String()), done))
}
