package web

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
	"github.com/ubigrowth/aicmo/views/ui"
)

// queueNotes is what was built on a record, for the note on its page that leads to what waits.
type queueNotes struct {
	kind  cmo.RecordKind
	id    string
	built *store.Rows[cmo.Built]
}

func readQueue(r *store.Reader, kind cmo.RecordKind, id uuid.UUID) queueNotes {
	return queueNotes{kind, id.String(), r.BuiltOn(kind, id)}
}

func (q queueNotes) of(sc store.Scope, version int) []ui.Note {
	return pages.QueueNotes(sc.Tenant(), q.kind, q.id, version, q.built.List())
}

// brandPage shows the tenant's brand profile.
func (s *Server) brandPage(c echo.Context, sc store.Scope) error {
	var notes queueNotes
	var brand *store.Rows[cmo.Brand]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		brand, nav = r.Brand(), readNav(r)
		list, err := brand.Get()
		if err == nil && len(list) > 0 {
			notes = readQueue(r, cmo.KindBrand, list[0].ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	view := pages.NewBrandView(sc.Tenant(), brand.List(), s.now())
	if list := brand.List(); len(list) > 0 {
		view.Head.Notes = append(view.Head.Notes, notes.of(sc, list[0].Version)...)
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Brand", section: "Brand", counts: nav.counts()}),
		body:  pages.Brand(view),
	})
}

// icpBoard lists the segments by rank.
func (s *Server) icpBoard(c echo.Context, sc store.Scope) error {
	var icps *store.Rows[cmo.ICP]
	var setup *store.One[cmo.Setup]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		icps, setup, nav = r.ICPs(), r.Setup(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewICPsView(sc.Tenant(), icps.List(), setup.Value())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "ICPs", section: "ICPs", flush: view.None == nil, counts: nav.counts()}),
		body:  pages.ICPs(view),
	})
}

// icpPage shows one segment.
func (s *Server) icpPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var queue queueNotes
	var icp *store.One[cmo.ICP]
	var sources *store.Rows[cmo.Source]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		icp, sources, nav = r.ICP(id), r.ICPSources(id), readNav(r)
		queue = readQueue(r, cmo.KindICP, id)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewICPView(sc.Tenant(), icp.Value(), sources.List(), s.now())
	view.Head.Notes = append(view.Head.Notes, queue.of(sc, icp.Value().Version)...)
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: view.Title, section: "ICPs", counts: nav.counts(), parent: []layout.Crumb{{Label: "ICPs", Href: paths.ICPs(sc.Tenant().Slug)}}}),
		body:  pages.ICP(view),
	})
}

// offerList lists what the tenant sells.
func (s *Server) offerList(c echo.Context, sc store.Scope) error {
	var offers *store.Rows[cmo.Offer]
	var setup *store.One[cmo.Setup]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		offers, setup, nav = r.Offers(), r.Setup(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Offers", section: "Offers", counts: nav.counts()}),
		body:  pages.Offers(pages.NewOffersView(sc.Tenant(), offers.List(), setup.Value(), s.now())),
	})
}

// offerPage shows one offer.
func (s *Server) offerPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var queue queueNotes
	var offer *store.One[cmo.Offer]
	var sources *store.Rows[cmo.Source]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		offer, sources, nav = r.Offer(id), r.OfferSources(id), readNav(r)
		queue = readQueue(r, cmo.KindOffer, id)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewOfferView(sc.Tenant(), offer.Value(), sources.List(), s.now())
	view.Head.Notes = append(view.Head.Notes, queue.of(sc, offer.Value().Version)...)
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: view.Title, section: "Offers", counts: nav.counts(), parent: []layout.Crumb{{Label: "Offers", Href: paths.Offers(sc.Tenant().Slug)}}}),
		body:  pages.Offer(view),
	})
}

// planList lists the tenant's plans.
func (s *Server) planList(c echo.Context, sc store.Scope) error {
	var plans *store.Rows[cmo.Plan]
	var setup *store.One[cmo.Setup]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		plans, setup, nav = r.Plans(), r.Setup(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "90-day plans", section: "90-day plan", counts: nav.counts()}),
		body:  pages.Plans(pages.NewPlansView(sc.Tenant(), plans.List(), setup.Value(), s.now())),
	})
}

// planPage shows one plan with its milestones.
func (s *Server) planPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var plan *store.One[cmo.Plan]
	var milestones *store.Rows[cmo.Milestone]
	var sources *store.Rows[cmo.Source]
	var nav navReads
	var tasks *store.Rows[cmo.Task]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		tasks = r.RecordTasks(id)
		plan, milestones, sources, nav = r.Plan(id), r.PlanMilestones(id), r.PlanSources(id), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewPlanView(sc.Tenant(), pages.PlanDetail{Plan: plan.Value(), Milestones: milestones.List(), Sources: sources.List()}, s.now())
	view.Tasks = pages.AboutTasks(sc.Tenant(), tasks.List(), s.now())
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: view.Title, section: "90-day plan", counts: nav.counts(), parent: []layout.Crumb{{Label: "90-day plans", Href: paths.Plans(sc.Tenant().Slug)}}}),
		body:  pages.Plan(view),
	})
}
