package web

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

func (s *Server) registryTenant(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showTenant(c, p, http.StatusOK, id, pages.TenantAsk{})
}

func (s *Server) showTenant(c echo.Context, p store.Platform, status int, id uuid.UUID, ask pages.TenantAsk) error {
	ctx := c.Request().Context()
	t, err := p.Tenant(ctx, id)
	if err != nil {
		return err
	}
	members, err := p.TenantMembers(ctx, id)
	if err != nil {
		return err
	}
	extent, err := p.TenantExtent(ctx, id)
	if err != nil {
		return err
	}
	view := pages.NewRegisteredView(t, members, extent, ask, s.clock(c))
	return s.platformPage(c, status, place{title: t.Name, section: "All tenants", parent: []layout.Crumb{{Label: "All tenants", Href: paths.PlatformTenants}}}, pages.Registered(view))
}

// registrySwitch switches a tenant off or on. Off asks for its short name, so that nobody does it by mistake.
func (s *Server) registrySwitch(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	to := c.FormValue("to")
	if to != "on" && to != "off" {
		return cmo.Errorf(cmo.Invalid, "A tenant is switched on or off.")
	}
	if to == "off" {
		t, err := p.Tenant(c.Request().Context(), id)
		if err != nil {
			return err
		}
		if typed := strings.TrimSpace(c.FormValue("confirm")); typed != t.Slug {
			return s.showTenant(c, p, http.StatusUnprocessableEntity, id, pages.TenantAsk{Confirm: typed, ConfirmError: "Type the short name as it stands: " + t.Slug})
		}
	}
	err = p.SwitchTenant(c.Request().Context(), id, to == "on")
	if problem := conflictText(err); problem != "" {
		return s.showTenant(c, p, http.StatusConflict, id, pages.TenantAsk{ConfirmError: problem})
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.PlatformTenant(id.String()), "tenant-"+to))
}

// registryRepair adds what a tenant lacks: the same steps as onboarding, which change nothing that is there.
func (s *Server) registryRepair(c echo.Context, p store.Platform) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	t, err := p.Tenant(c.Request().Context(), id)
	if err != nil {
		return err
	}
	made, err := p.MendTenant(c.Request().Context(), t)
	if err != nil {
		return err
	}
	if !made.Workspace && made.Modules == 0 {
		return redirect(c, withDone(paths.PlatformTenant(id.String()), "whole"))
	}
	return redirect(c, withDone(paths.PlatformTenant(id.String()), "repaired"))
}
