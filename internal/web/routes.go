package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/static"
)

// Right is what a route asks of its caller.
type Right string

// The rights, the weakest first. A tenant right includes membership, proved on every request.
const (
	Public  Right = "public"  // anyone
	Session Right = "session" // anyone signed in
	Read    Right = "read"    // every member of the tenant
)

// holders names the roles that hold a tenant right.
var holders = map[Right][]cmo.Role{
	Read: cmo.Roles,
}

// Route is one line of the route table.
type Route struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Right  Right  `json:"right"`

	handler echo.HandlerFunc
}

// Routes lists every route of the console.
func (s *Server) Routes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{get, paths.Healthz, Public, s.healthz},
		{get, paths.Readyz, Public, s.readyz},
		{get, static.Prefix + "*", Public, echo.WrapHandler(static.Handler())},

		{get, paths.Login, Public, s.loginForm},
		{post, paths.Login, Public, s.login},
		{get, paths.Login + "/link", Public, s.linkForm},
		{post, paths.Login + "/link", Public, s.link},
		{post, paths.Logout, Public, s.logout},

		{get, paths.Root, Session, s.signedIn(s.root)},
		{get, paths.Tenants, Session, s.signedIn(s.tenantList)},
		{get, paths.Account, Session, s.signedIn(s.account)},
		{post, paths.Password, Session, s.signedIn(s.passwordSet)},
		{post, paths.Theme, Session, s.signedIn(s.themeSet)},
		{post, paths.RevokeSession, Session, s.signedIn(s.sessionRevoke)},
		{post, paths.RevokeSessions, Session, s.signedIn(s.sessionRevokeAll)},

		{get, "/t/:tenant", Read, s.inTenant(Read, s.home)},
		{get, "/t/:tenant/campaigns", Read, s.inTenant(Read, s.campaignBoard)},
		{get, "/t/:tenant/campaigns/:id", Read, s.inTenant(Read, s.campaignPage)},
		{get, "/t/:tenant/runs", Read, s.inTenant(Read, s.runLog)},
		{get, "/t/:tenant/runs/:id", Read, s.inTenant(Read, s.runPage)},
	}
}

func (s *Server) mount() {
	for _, r := range s.Routes() {
		s.echo.Add(r.Method, r.Path, r.handler)
		if r.Method == http.MethodGet {
			s.echo.HEAD(r.Path, r.handler)
		}
	}
}

// visitor is a signed-in request outside a tenant.
type visitor struct {
	store.Visit
	session store.Secret
}

// signedIn wraps a handler that needs a person but no tenant.
func (s *Server) signedIn(h func(echo.Context, visitor) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, ok := s.sessions.secret(c.Request())
		if !ok {
			return store.ErrNoSession
		}
		v, err := s.db.Resolve(c.Request().Context(), session)
		if err != nil {
			return err
		}
		if err := s.meet(c, session, v, store.Scope{}); err != nil {
			return err
		}
		return h(c, visitor{v, session})
	}
}

// inTenant wraps a handler of a tenant page: session, membership, role and module are proved before it runs.
func (s *Server) inTenant(right Right, h func(echo.Context, store.Scope) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, ok := s.sessions.secret(c.Request())
		if !ok {
			return store.ErrNoSession
		}
		sc, v, err := s.db.Enter(c.Request().Context(), session, c.Param("tenant"))
		if merr := s.meet(c, session, v, sc); err != nil || merr != nil {
			return firstOf(err, merr)
		}
		if !slices.Contains(holders[right], sc.Tenant().Role) {
			return cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include this.", sc.Tenant().Name, sc.Tenant().Role)
		}
		if !sc.Tenant().Has(cmo.ModuleCMO) {
			return s.moduleOff(c, cmo.ModuleCMO)
		}
		return h(c, sc)
	}
}

// meet remembers for logs and error pages who is here, and keeps the session alive.
func (s *Server) meet(c echo.Context, session store.Secret, v store.Visit, sc store.Scope) error {
	c.Set(ctxVisit, v)
	c.Set(ctxScope, sc)
	if !v.TouchDue && v.LastSlug == sc.Tenant().Slug {
		return nil
	}
	if !v.TouchDue && sc.Tenant().Slug == "" {
		return nil
	}
	return s.db.TouchSession(c.Request().Context(), session, sc.Tenant().ID)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
