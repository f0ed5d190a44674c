package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// moduleMatrix shows all tenants and their modules.
func (s *Server) moduleMatrix(c echo.Context, p store.Platform) error {
	q, err := tenantQuery(c)
	if err != nil {
		return err
	}
	list, err := p.Tenants(c.Request().Context(), q)
	if err != nil {
		return err
	}
	view := pages.NewMatrixView(registryFilter(q), list, tenantsShown)
	return s.platformPage(c, http.StatusOK, place{title: "Modules", section: "Modules"}, pages.Matrix(view))
}

// moduleAsk reads which tenants a change of a module is for, and to what.
func (s *Server) moduleAsk(c echo.Context, p store.Platform, value func(string) string, tenants []string) (pages.ModuleAsk, error) {
	ask := pages.ModuleAsk{Module: cmo.Module(value("set")), Enabled: value("enabled") == "on", Beta: value("beta") == "on", Rollout: value("rollout")}
	if !slices.Contains(cmo.Modules, ask.Module) {
		return ask, cmo.Errorf(cmo.Invalid, "Choose a module.")
	}
	all, err := p.Tenants(c.Request().Context(), store.TenantQuery{Limit: 10_000})
	if err != nil {
		return ask, err
	}
	for _, raw := range tenants {
		id, _, _ := strings.Cut(raw, ":")
		at := slices.IndexFunc(all, func(t cmo.RegisteredTenant) bool { return t.TenantID.String() == id })
		if at < 0 {
			return ask, cmo.ErrNotFound
		}
		ask.Tenants = append(ask.Tenants, all[at])
	}
	if len(ask.Tenants) == 0 || len(ask.Tenants) > tenantsShown {
		return ask, cmo.Errorf(cmo.Invalid, "Choose 1 to %d tenants.", tenantsShown)
	}
	return ask, nil
}

// filteredTenants are the ids of exactly the tenants that the filter lets through. More than a page shows are refused: a
// change for some of them would not be the one that was asked for.
func filteredTenants(c echo.Context, p store.Platform) ([]string, error) {
	q, err := tenantQuery(c)
	if err != nil {
		return nil, err
	}
	list, err := p.Tenants(c.Request().Context(), q)
	if err != nil {
		return nil, err
	}
	if len(list) > tenantsShown {
		return nil, cmo.Errorf(cmo.Invalid, "More than %d tenants match. Narrow the filter, or choose some of them.", tenantsShown)
	}
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.TenantID.String()
	}
	return ids, nil
}

// moduleForm shows what a change of a module does, before it is saved: who gets it. Without values it starts from what the
// first tenant has; without a choice it is about AI CMO, and about every tenant that the filter lets through.
func (s *Server) moduleForm(c echo.Context, p store.Platform) error {
	tenants := c.QueryParams()["tenant"]
	if len(tenants) == 0 || c.QueryParam("all") != "" {
		var err error
		if tenants, err = filteredTenants(c, p); err != nil {
			return err
		}
	}
	value := func(name string) string {
		if name == "set" {
			return cmp.Or(c.QueryParam("set"), string(cmo.ModuleCMO))
		}
		return c.QueryParam(name)
	}
	ask, err := s.moduleAsk(c, p, value, tenants)
	if err != nil {
		return err
	}
	if ask.Rollout == "" {
		now := ask.Tenants[0].Module(ask.Module)
		ask.Enabled, ask.Beta, ask.Rollout = now.Enabled, now.Beta, strconv.Itoa(now.Rollout)
	}
	return s.showModule(c, p, http.StatusOK, ask)
}

func (s *Server) showModule(c echo.Context, p store.Platform, status int, ask pages.ModuleAsk) error {
	cell, fault := moduleCell(ask)
	if fault != "" && ask.Error == "" {
		ask.Error, status = fault, http.StatusUnprocessableEntity
	}
	if ask.Error == "" || status == http.StatusConflict {
		for _, t := range ask.Tenants {
			reach, err := p.ModuleReach(c.Request().Context(), t.TenantID, cell)
			if err != nil {
				return err
			}
			ask.Reach = append(ask.Reach, reach)
		}
	}
	view := pages.NewModuleView(ask)
	return s.platformPage(c, status, place{title: "Set " + ask.Module.Label(), section: "Modules", parent: []layout.Crumb{{Label: "Modules", Href: paths.PlatformModules}}}, pages.ModuleSet(view))
}

func moduleCell(ask pages.ModuleAsk) (m cmo.TenantModule, fault string) {
	n, err := strconv.Atoi(strings.TrimSpace(ask.Rollout))
	if err != nil || n < 0 || n > 100 {
		return m, "Write a whole number from 0 to 100."
	}
	return cmo.TenantModule{Module: ask.Module, Enabled: ask.Enabled, Beta: ask.Beta, Rollout: n}, ""
}

// moduleSet saves the change, a tenant at a time over the version that was read: what somebody else has set meanwhile
// stays, and the page says so.
func (s *Server) moduleSet(c echo.Context, p store.Platform) error {
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	ask, err := s.moduleAsk(c, p, form.Get, form["tenant"])
	if err != nil {
		return err
	}
	cell, fault := moduleCell(ask)
	if fault != "" {
		return s.showModule(c, p, http.StatusUnprocessableEntity, ask)
	}
	var refused []string
	for _, raw := range form["tenant"] {
		id, version, _ := strings.Cut(raw, ":")
		cell.Version, err = strconv.Atoi(version)
		if err != nil {
			return cmo.Errorf(cmo.Invalid, "The form is not whole. Open it again.")
		}
		err = p.SetModule(c.Request().Context(), uuid.MustParse(id), cell)
		if cmo.KindOf(err) == cmo.Conflict {
			at := slices.IndexFunc(ask.Tenants, func(t cmo.RegisteredTenant) bool { return t.TenantID.String() == id })
			refused = append(refused, ask.Tenants[at].Name)
		} else if err != nil {
			return err
		}
	}
	if len(refused) > 0 {
		again, err := s.moduleAsk(c, p, form.Get, form["tenant"])
		if err != nil {
			return err
		}
		again.Error = "Somebody else set this module meanwhile for " + strings.Join(refused, ", ") + ". Nothing of theirs was changed; the list shows what it is now."
		return s.showModule(c, p, http.StatusConflict, again)
	}
	return redirect(c, withDone(paths.PlatformModules, "modules"))
}
