package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// PlatformRight is the right to manage tenants, modules and users of the installation. No role of a tenant gives it.
const PlatformRight cmo.Right = "platform"

// platformed is a page for platform admins. For anyone else it does not exist.
type platformed func(echo.Context, store.Platform) error

func (h platformed) wrap(s *Server, _ cmo.Right) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, ok := s.sessions.secret(c.Request())
		if !ok {
			return store.ErrNoSession
		}
		p, v, err := s.db.EnterPlatform(c.Request().Context(), session)
		if v.User.Email != "" {
			if merr := s.meet(c, session, v, store.Scope{}); merr != nil {
				return merr
			}
		}
		if err != nil {
			s.noteRefusal(c, session, PlatformRight, err)
			return err
		}
		return h(c, p)
	}
}

func (s *Server) platformRoutes() []Route {
	return []Route{
		{get, paths.PlatformTenants, PlatformRight, platformed(s.registry)},
		{get, paths.PlatformTenants + "/:id", PlatformRight, platformed(s.registryTenant)},
		{get, paths.PlatformTenants + "/:id/edit", PlatformRight, platformed(s.entryEdit)},
		{post, paths.PlatformTenants + "/:id/edit", PlatformRight, platformed(s.entrySave)},
		{get, paths.PlatformTenants + "/:id/history", PlatformRight, platformed(s.entryHistory)},
		{post, paths.PlatformTenants + "/:id/restore", PlatformRight, platformed(s.entryRestore)},
		{post, paths.PlatformTenants + "/:id/switch", PlatformRight, platformed(s.registrySwitch)},
		{post, paths.PlatformTenants + "/:id/repair", PlatformRight, platformed(s.registryRepair)},
		{get, paths.PlatformModules, PlatformRight, platformed(s.moduleMatrix)},
		{get, paths.PlatformModuleSet, PlatformRight, platformed(s.moduleForm)},
		{post, paths.PlatformModuleSet, PlatformRight, platformed(s.moduleSet)},
		{get, paths.PlatformUsers, PlatformRight, platformed(s.accountList)},
		{get, paths.PlatformUsers + "/:id", PlatformRight, platformed(s.accountPage)},
		{post, paths.PlatformUsers + "/:id/disabled", PlatformRight, platformed(s.accountDisable)},
		{post, paths.PlatformUsers + "/:id/sessions", PlatformRight, platformed(s.accountSessions)},
		{get, paths.PlatformAccess, PlatformRight, platformed(s.accessPage)},
		{get, paths.PlatformHealth, PlatformRight, platformed(s.healthPage)},
	}
}

// platformNav lists the pages of the platform.
func platformNav() layout.NavGroup {
	return layout.NavGroup{Label: "Platform", Items: []layout.NavItem{
		{Label: "All tenants", Icon: "layers", Href: paths.PlatformTenants},
		{Label: "Modules", Icon: "sliders-horizontal", Href: paths.PlatformModules},
		{Label: "Users", Icon: "users", Href: paths.PlatformUsers},
		{Label: "Why can they?", Icon: "key-round", Href: paths.PlatformAccess},
		{Label: "Audit log", Icon: "history", Href: paths.PlatformAudit},
		{Label: "Health", Icon: "gauge", Href: paths.PlatformHealth},
	}}
}

// platformPage renders a page of the platform.
func (s *Server) platformPage(c echo.Context, status int, p place, body templ.Component) error {
	p.parent = append([]layout.Crumb{{Label: "Platform", Href: paths.PlatformTenants}}, p.parent...)
	sh := s.shell(c, p)
	sh.Crumbs = append(append([]layout.Crumb{}, p.parent...), layout.Crumb{Label: p.title})
	return s.render(c, status, page{shell: sh, body: body})
}

// clock writes the times of a page outside any tenant as its reader wants them.
func (s *Server) clock(c echo.Context) pages.Clock {
	v, _ := c.Get(ctxVisit).(store.Visit)
	return pages.PersonalClock(v.User, s.now())
}

// tenantsShown is how many tenants a page of the platform lists; a search finds the others.
const tenantsShown = 200

// tenantQuery reads the filters of the registry and of the matrix.
func tenantQuery(c echo.Context) (q store.TenantQuery, err error) {
	if q.Text, err = textParam(c); err != nil {
		return q, err
	}
	if q.State, err = oneOf(c, "state", []string{"active", "inactive"}); err != nil {
		return q, err
	}
	module, err := oneOf(c, "module", moduleNames())
	if err != nil {
		return q, err
	}
	q.Module = cmo.Module(module)
	q.Sort, err = oneOf(c, "sort", []string{"name", "created", "runs", "members"})
	q.Limit = tenantsShown + 1
	return q, err
}

func moduleNames() []string {
	names := make([]string, len(cmo.Modules))
	for i, m := range cmo.Modules {
		names[i] = string(m)
	}
	return names
}

// registry lists every tenant with the steps of its onboarding.
func (s *Server) registry(c echo.Context, p store.Platform) error {
	q, err := tenantQuery(c)
	if err != nil {
		return err
	}
	list, err := p.Tenants(c.Request().Context(), q)
	if err != nil {
		return err
	}
	view := pages.NewRegistryView(registryFilter(q), list, tenantsShown, s.clock(c))
	return s.platformPage(c, http.StatusOK, place{title: "All tenants", section: "All tenants"}, pages.Registry(view))
}

func registryFilter(q store.TenantQuery) url.Values {
	return url.Values{"q": {q.Text}, "state": {q.State}, "module": {string(q.Module)}, "sort": {q.Sort}}
}
