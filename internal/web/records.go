package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// recordSections names the nav item under which a kind of record stands.
var recordSections = map[cmo.RecordKind]string{
	cmo.KindBrand: "Brand", cmo.KindICP: "ICPs", cmo.KindOffer: "Offers", cmo.KindPlan: "90-day plan", cmo.KindMilestone: "90-day plan", cmo.KindFunnel: "Funnels",
	cmo.KindStage: "Funnels", cmo.KindCampaign: "Campaigns", cmo.KindChannel: "Campaigns", cmo.KindAsset: "Content", cmo.KindVariant: "Content", cmo.KindEvent: "Calendar",
}

// recordRoutes are the same for every kind of record: its history, and the acts of its history page.
func (s *Server) recordRoutes() []Route {
	var list []Route
	for _, t := range cmo.RecordTypes {
		base, kind := "/t/:tenant/"+t.Collection+"/:id/", t.Kind
		of := func(h func(echo.Context, store.Scope, cmo.RecordKind) error) handler {
			return scoped(func(c echo.Context, sc store.Scope) error { return h(c, sc, kind) })
		}
		list = append(list, Route{http.MethodGet, base + "history", cmo.RightRead, of(s.recordHistory)},
			Route{http.MethodPost, base + "restore", cmo.RightEdit, of(s.recordRestore)}, Route{http.MethodPost, base + "keep", cmo.RightEdit, of(s.recordKeep)},
			Route{http.MethodPost, base + "comments", cmo.RightEdit, of(s.recordComment)},
			Route{http.MethodPost, base + "archive", cmo.RightEdit, of(s.recordArchive)}, Route{http.MethodPost, base + "unarchive", cmo.RightEdit, of(s.recordUnarchive)})
	}
	return list
}

// recordHistory lists the versions of a record of any kind.
func (s *Server) recordHistory(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showHistory(c, sc, http.StatusOK, kind, id, pages.Said{})
}

func (s *Server) showHistory(c echo.Context, sc store.Scope, status int, kind cmo.RecordKind, id uuid.UUID, said pages.Said) error {
	before, err := strconv.Atoi(c.QueryParam("before"))
	if err != nil || before < 0 || before > 1<<30 {
		before = 0
	}
	var record *store.One[cmo.Record]
	var versions *store.Rows[cmo.RecordVersion]
	var states *store.Rows[cmo.SourceState]
	var built *store.Rows[cmo.Built]
	var names *store.Rows[cmo.RecordOption]
	var comments *store.Rows[cmo.Comment]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		record, versions, names, nav = r.Record(kind, id), r.RecordVersions(kind, id, before), r.RecordOptions(kind), readNav(r)
		comments = r.RecordComments(kind, id)
		states, built = r.SourceStates(kind, id), r.BuiltOn(kind, id)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewHistoryView(sc.Tenant(), kind, pages.HistoryData{Record: record.Value(), Versions: versions.List(), Limit: store.VersionsPerPage,
		States: states.List(), Built: built.List(), Names: names.List(), Before: before}, s.now())
	talk := pages.NewComments(sc.Tenant(), kind, id, comments.List(), "", s.now()).With(said)
	view.Comments = &talk
	return s.render(c, status, page{shell: s.shell(c, place{title: "History", section: recordSections[kind], parent: recordCrumbs(sc, kind, record.Value()), counts: nav.counts()}),
		body: pages.RecordHistory(view)})
}

// recordCrumbs leads to the list of a record and, where it has a page, to the record.
func recordCrumbs(sc store.Scope, kind cmo.RecordKind, rec cmo.Record) []layout.Crumb {
	slug := sc.Tenant().Slug
	if kind == cmo.KindCampaign {
		return []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(slug)}, {Label: rec.Name, Href: paths.Campaign(slug, rec.ID.String())}}
	}
	if kind == cmo.KindFunnel {
		return []layout.Crumb{{Label: "Funnels", Href: paths.Funnels(slug)}, {Label: rec.Name, Href: paths.Funnel(slug, rec.ID.String())}}
	}
	if kind == cmo.KindStage {
		return []layout.Crumb{{Label: "Funnels", Href: paths.Funnels(slug)}, {Label: rec.Name, Href: paths.Funnel(slug, rec.Parent())}}
	}
	return nil
}

// act runs a change of a record that its history page offers, and returns there.
func (s *Server) act(c echo.Context, sc store.Scope, kind cmo.RecordKind, done string, change func(w *store.Writer, id uuid.UUID, base int) error) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	base, _ := strconv.Atoi(c.FormValue("base")) // none is no version: a conflict
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return change(w, id, base) }); err != nil {
		return plainConflict(err)
	}
	next := paths.RecordHistory(sc.Tenant().Slug, kind.Type().Collection, id.String())
	if back := localPath(c.FormValue("next")); back != paths.Root {
		next = back
	}
	if done == "archived" {
		next = withUndo(next, kind.Type().Collection, id.String(), base+1)
	}
	return redirect(c, withDone(next, done))
}

// plainConflict is a conflict over which there are no texts to compare: the page is simply old.
func plainConflict(err error) error {
	var v *cmo.VersionConflict
	if errors.As(err, &v) {
		return cmo.Errorf(cmo.Conflict, "This %s was changed meanwhile, so nothing was done. Reload the page to see version %d.", v.Kind.Type().Noun, v.Current.Version)
	}
	return err
}

func (s *Server) recordRestore(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil || version < 1 || version > 1<<30 {
		version = 0
	}
	return s.act(c, sc, kind, "restored", func(w *store.Writer, id uuid.UUID, base int) error {
		if _, err := w.Record(kind, id).Get(); err != nil {
			return err
		}
		_, err := w.RestoreVersion(kind, id, base, version)
		return err
	})
}

// recordKeep keeps a record over its moved sources, or, with built, records that were built on it over this source.
func (s *Server) recordKeep(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	var built []uuid.UUID
	for _, raw := range c.Request().PostForm["built"] {
		id, err := parseID(raw)
		if err != nil {
			return err
		}
		built = append(built, id)
	}
	return s.act(c, sc, kind, "kept", func(w *store.Writer, id uuid.UUID, _ int) error {
		if _, err := w.Record(kind, id).Get(); err != nil {
			return err
		}
		if c.FormValue("of") == "built" {
			return w.KeepBuilt(kind, id, built)
		}
		return w.KeepSources(kind, id)
	})
}

func (s *Server) recordArchive(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	return s.act(c, sc, kind, "archived", func(w *store.Writer, id uuid.UUID, base int) error { return w.ArchiveRecord(kind, id, base) })
}

func (s *Server) recordUnarchive(c echo.Context, sc store.Scope, kind cmo.RecordKind) error {
	return s.act(c, sc, kind, "unarchived", func(w *store.Writer, id uuid.UUID, base int) error { return w.UnarchiveRecord(kind, id, base) })
}
