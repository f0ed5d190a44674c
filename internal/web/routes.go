package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/static"
)

// The rights of routes outside a tenant; those inside are cmo's.
const (
	Public  cmo.Right = "public"  // anyone
	Session cmo.Right = "session" // anyone signed in
)

// Route is one line of the route table.
type Route struct {
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Right  cmo.Right `json:"right"`

	handler handler
}

// handler is what a route runs, by what it needs to be given. A page of a tenant can only be written as a scoped one:
// there is no other way to a Scope.
type handler interface {
	wrap(s *Server, right cmo.Right) echo.HandlerFunc
}

type (
	open     func(echo.Context) error              // no session
	personal func(echo.Context, visitor) error     // someone signed in
	scoped   func(echo.Context, store.Scope) error // a member of the tenant in the URL
)

const get, post = http.MethodGet, http.MethodPost

// Routes lists every route of the console.
func (s *Server) Routes() []Route {
	list := slices.Concat(s.outerRoutes(), s.tenantRoutes(), s.strategyRoutes(), s.recordRoutes(), s.viewRoutes(), s.runRoutes(), s.manageRoutes(), s.deskRoutes(), s.learnRoutes(), s.tokenRoutes(), s.webhookRoutes(), s.programRoutes(), s.adviceRoutes(), s.taskRoutes(), s.onboardingRoutes(), s.preferenceRoutes())
	for _, e := range editors {
		list = append(list, s.editorRoutes(e)...)
	}
	return list
}

// APIRoutes lists the routes of the JSON API, with the scope that each asks its token for.
func (s *Server) APIRoutes() []Route {
	var list []Route
	for _, o := range s.api.Operations() {
		list = append(list, Route{Method: o.Method, Path: o.Path, Right: cmp.Or(cmo.Right(o.Scope), "token")})
	}
	return list
}

// outerRoutes are those outside a tenant.
func (s *Server) outerRoutes() []Route {
	return []Route{
		{get, paths.Healthz, Public, open(s.healthz)},
		{get, paths.Readyz, Public, open(s.readyz)},
		{get, paths.Telemetry, Public, open(s.telemetryPage)},
		{get, static.Prefix + "*", Public, open(echo.WrapHandler(static.Handler()))},

		{get, paths.FeedFile, Public, open(s.feed)},

		{get, paths.Login, Public, open(s.loginForm)},
		{post, paths.Login, Public, open(s.login)},
		{get, paths.Login + "/link", Public, open(s.linkForm)},
		{post, paths.Login + "/link", Public, open(s.link)},
		{post, paths.Logout, Public, open(s.logout)},

		{get, paths.Root, Session, personal(s.root)},
		{get, paths.Kept, Session, personal(s.keptForms)},
		{post, paths.Kept, Session, personal(s.keptDrop)},
		{get, paths.Tenants, Session, personal(s.tenantList)},
		{get, paths.Account, Session, personal(s.account)},
		{post, paths.Password, Session, personal(s.passwordSet)},
		{post, paths.Theme, Session, personal(s.themeSet)},
		{post, paths.RevokeSession, Session, personal(s.sessionRevoke)},
		{post, paths.RevokeSessions, Session, personal(s.sessionRevokeAll)},
	}
}

// tenantRoutes are the pages of a tenant and what people do on them; the forms over records are listed by kind.
func (s *Server) tenantRoutes() []Route {
	return []Route{
		{get, "/t/:tenant", cmo.RightRead, scoped(s.home)},
		{get, "/t/:tenant/campaigns", cmo.RightRead, scoped(s.campaignBoard)},
		{get, "/t/:tenant/campaigns/:id", cmo.RightRead, scoped(s.campaignPage)},
		{get, "/t/:tenant/brand", cmo.RightRead, scoped(s.brandPage)},
		{get, "/t/:tenant/icps", cmo.RightRead, scoped(s.icpBoard)},
		{get, "/t/:tenant/icps/:id", cmo.RightRead, scoped(s.icpPage)},
		{get, "/t/:tenant/offers", cmo.RightRead, scoped(s.offerList)},
		{get, "/t/:tenant/offers/:id", cmo.RightRead, scoped(s.offerPage)},
		{get, "/t/:tenant/plans", cmo.RightRead, scoped(s.planList)},
		{get, "/t/:tenant/plans/:id", cmo.RightRead, scoped(s.planPage)},
		{get, "/t/:tenant/content", cmo.RightRead, scoped(s.contentLibrary)},
		{get, "/t/:tenant/content/:id", cmo.RightRead, scoped(s.assetPage)},
		{get, "/t/:tenant/funnels", cmo.RightRead, scoped(s.funnelList)},
		{get, "/t/:tenant/funnels/:id", cmo.RightRead, scoped(s.funnelPage)},
		{post, "/t/:tenant/stages/:id/move", cmo.RightEdit, scoped(s.stageMove)},
		{get, "/t/:tenant/recommendations", cmo.RightRead, scoped(s.recommendationList)},
		{get, "/t/:tenant/recommendations/:id", cmo.RightRead, scoped(s.recommendationPage)},
		{get, "/t/:tenant/metrics", cmo.RightRead, scoped(s.metricsPage)},
		{get, "/t/:tenant/campaigns/:id/move", cmo.RightEdit, scoped(s.campaignMoves)},
		{post, "/t/:tenant/campaigns/:id/move", cmo.RightEdit, scoped(s.campaignMove)},
		{get, "/t/:tenant/reviews", cmo.RightRead, scoped(s.reviewInbox)},
		{post, "/t/:tenant/reviews/seen", cmo.RightRead, scoped(s.reviewsSeen)},
		{post, "/t/:tenant/reviews/renew", cmo.RightApprove, scoped(s.reviewsRenew)},
		{get, "/t/:tenant/changes", cmo.RightRead, scoped(s.changeList)},
		{get, "/t/:tenant/changes/:id", cmo.RightRead, scoped(s.changePage)},
		{post, "/t/:tenant/changes/:id", cmo.RightEdit, scoped(s.changeDecide)},
		{get, "/t/:tenant/calendar", cmo.RightRead, scoped(s.calendar)},
		{post, "/t/:tenant/calendar/feed", cmo.RightRead, scoped(s.feedRenew)},
		{post, "/t/:tenant/calendar/feed/revoke", cmo.RightRead, scoped(s.feedRevoke)},
		{get, "/t/:tenant/runs", cmo.RightRead, scoped(s.runLog)},
		{get, "/t/:tenant/runs/new", cmo.RightEdit, scoped(s.runNew)},
		{post, "/t/:tenant/runs", cmo.RightEdit, scoped(s.runStart)},
		{get, "/t/:tenant/runs/:id", cmo.RightRead, scoped(s.runPage)},
		{post, "/t/:tenant/runs/:id/cancel", cmo.RightEdit, scoped(s.runCancel)},
		{post, "/t/:tenant/runs/:id/rerun", cmo.RightEdit, scoped(s.runAgain)},
		{get, "/t/:tenant/members", cmo.RightRead, scoped(s.memberList)},
		{get, "/t/:tenant/settings", cmo.RightRead, scoped(s.settingsPage)},
	}
}

// editors are the forms over records, one a kind.
var editors = []editor{brandEditor, icpEditor, offerEditor, planEditor, milestoneEditor, campaignEditor, channelEditor, assetEditor, variantEditor, eventEditor, funnelEditor, stageEditor}

func (s *Server) mount() {
	for _, r := range s.Routes() {
		h := r.handler.wrap(s, r.Right)
		s.echo.Add(r.Method, r.Path, h)
		if r.Method == http.MethodGet {
			s.echo.HEAD(r.Path, h)
		}
	}
}

// visitor is a signed-in request outside a tenant.
type visitor struct {
	store.Visit
	session store.Secret
}

func (h open) wrap(*Server, cmo.Right) echo.HandlerFunc { return echo.HandlerFunc(h) }

func (h personal) wrap(s *Server, _ cmo.Right) echo.HandlerFunc {
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

// wrap proves session, membership, role and module before the handler runs.
func (h scoped) wrap(s *Server, right cmo.Right) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, ok := s.sessions.secret(c.Request())
		if !ok {
			return store.ErrNoSession
		}
		sc, v, err := s.db.Enter(c.Request().Context(), session, c.Param("tenant"))
		if merr := s.meet(c, session, v, sc); err != nil || merr != nil {
			s.noteRefusal(c, session, right, err)
			return cmp.Or(err, merr)
		}
		if !sc.Tenant().Role.Can(right) {
			s.noteRefusal(c, session, right, cmo.ErrNotFound)
			return cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include this. An owner or admin of it can change your role.", sc.Tenant().Name, sc.Tenant().Role)
		}
		if !sc.Tenant().Has(cmo.ModuleCMO) {
			s.noteRefusal(c, session, right, cmo.ErrNotFound)
			return s.moduleOff(c, cmo.ModuleCMO)
		}
		if c.Request().Method == http.MethodPost {
			s.takeKept(c, session)
		}
		return h(c, sc)
	}
}

// meet remembers for logs and error pages who is here, and keeps the session alive.
func (s *Server) meet(c echo.Context, session store.Secret, v store.Visit, sc store.Scope) error {
	c.Set(ctxVisit, v)
	c.Set(ctxScope, sc)
	if slug := sc.Tenant().Slug; !v.TouchDue && (slug == "" || slug == v.LastSlug) {
		return nil
	}
	return s.db.TouchSession(c.Request().Context(), session, sc.Tenant().ID)
}
