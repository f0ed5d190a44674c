package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// manageRoutes are what owners and admins of a tenant do about its members and settings, the way in of the invited, and the
// platform's pages.
func (s *Server) manageRoutes() []Route {
	return append(slices.Concat(s.platformRoutes(), s.auditRoutes(), s.supportRoutes()), []Route{
		{get, "/t/:tenant/settings/edit", cmo.RightManage, scoped(s.settingsForm)},
		{post, "/t/:tenant/settings", cmo.RightManage, scoped(s.settingsSave)},
		{post, "/t/:tenant/settings/restore", cmo.RightManage, scoped(s.settingsRestore)},
		{post, "/t/:tenant/members", cmo.RightManage, scoped(s.memberInvite)},
		{get, "/t/:tenant/members/:id", cmo.RightManage, scoped(s.memberPage)},
		{post, "/t/:tenant/members/:id", cmo.RightManage, scoped(s.memberRole)},
		{post, "/t/:tenant/members/:id/remove", cmo.RightManage, scoped(s.memberRemove)},
		{post, "/t/:tenant/invitations/:id/revoke", cmo.RightManage, scoped(s.invitationRevoke)},
		{get, paths.Invite, Public, open(s.inviteForm)},
		{post, paths.Invite, Public, open(s.inviteAccept)},
	}...)
}

// memberList shows who is in the tenant, and to owners and admins whom it has invited.
func (s *Server) memberList(c echo.Context, sc store.Scope) error {
	return s.showMembers(c, sc, http.StatusOK, pages.InviteAsk{})
}

func (s *Server) showMembers(c echo.Context, sc store.Scope, status int, ask pages.InviteAsk) error {
	var members *store.Rows[cmo.Member]
	var open *store.Rows[cmo.Invitation]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		members, nav = r.Members(), readNav(r)
		if sc.Tenant().Role.Can(cmo.RightManage) {
			open = r.Invitations()
		}
		return nil
	})
	if err != nil {
		return err
	}
	var invitations []cmo.Invitation
	if open != nil {
		invitations = open.List()
	}
	view := pages.NewMembersView(sc.Tenant(), members.List(), sc.User().ID, s.now()).WithInvitations(sc.Tenant(), invitations, ask, s.mailer != nil, s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: "Members", section: "Members", counts: nav.counts()}),
		body:  pages.Members(view),
	})
}

// memberInvite makes a link and shows it: it is stored nowhere.
func (s *Server) memberInvite(c echo.Context, sc store.Scope) error {
	ask := pages.InviteAsk{Email: strings.TrimSpace(c.FormValue("email")), Role: cmo.Role(c.FormValue("role"))}
	email, ok := cmo.Email(ask.Email)
	switch {
	case !ok:
		ask.Errors = map[string]string{"email": "Write one email address."}
	case !ask.Role.Valid():
		ask.Errors = map[string]string{"role": "Choose a role."}
	}
	if ask.Errors != nil {
		return s.showMembers(c, sc, http.StatusUnprocessableEntity, ask)
	}
	var link store.Secret
	err := sc.Write(c.Request().Context(), func(w *store.Writer) (err error) { link, err = w.InsertInvitation(email, ask.Role); return err })
	if problem := conflictText(err); problem != "" {
		ask.Errors = map[string]string{"email": problem}
		return s.showMembers(c, sc, http.StatusUnprocessableEntity, ask)
	}
	if err != nil {
		return err
	}
	made := pages.InviteAsk{Made: email, Link: s.absolute(paths.InviteLink(link.Encode()))}
	made.Mailed = s.mailInvite(c, cmo.InviteMail{To: email, Tenant: sc.Tenant().Name, By: sc.User().Name, Role: ask.Role.Label(), Link: made.Link})
	return s.showMembers(c, sc, http.StatusOK, made)
}

// conflictText is the message of a conflict, empty for anything else.
func conflictText(err error) string {
	var own *cmo.Error
	if errors.As(err, &own) && own.Kind == cmo.Conflict {
		return own.Msg
	}
	return ""
}

func (s *Server) memberPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showMember(c, sc, http.StatusOK, id, pages.MemberAsk{})
}

func (s *Server) showMember(c echo.Context, sc store.Scope, status int, id uuid.UUID, ask pages.MemberAsk) error {
	var member *store.One[cmo.Member]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { member, nav = r.Member(id), readNav(r); return nil })
	if err != nil {
		return err
	}
	view := pages.NewMemberView(sc.Tenant(), member.Value(), sc.User().ID, ask, s.now())
	return s.render(c, status, page{
		shell: s.shell(c, place{title: view.Name, section: "Members", counts: nav.counts(), parent: []layout.Crumb{{Label: "Members", Href: paths.Members(sc.Tenant().Slug)}}}),
		body:  pages.Member(view),
	})
}

func (s *Server) memberRole(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	ask := pages.MemberAsk{Role: cmo.Role(c.FormValue("role"))}
	if !ask.Role.Valid() {
		ask.RoleError = "Choose a role."
		return s.showMember(c, sc, http.StatusUnprocessableEntity, id, ask)
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.SetMemberRole(id, ask.Role) })
	if ask.RoleError = conflictText(err); ask.RoleError != "" {
		return s.showMember(c, sc, http.StatusConflict, id, ask)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Members(sc.Tenant().Slug), "role"))
}

// memberRemove ends a membership, one's own too. It asks for a tick, so that a stray press removes nobody.
func (s *Server) memberRemove(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if c.FormValue("confirm") != "remove" {
		return s.showMember(c, sc, http.StatusUnprocessableEntity, id, pages.MemberAsk{RemoveError: "Tick the box, so that nobody is removed by mistake."})
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.RemoveMember(id) })
	if problem := conflictText(err); problem != "" {
		return s.showMember(c, sc, http.StatusConflict, id, pages.MemberAsk{RemoveError: problem})
	}
	if err != nil {
		return err
	}
	if id == sc.User().ID {
		return redirect(c, withDone(paths.Tenants, "left"))
	}
	return redirect(c, withDone(paths.Members(sc.Tenant().Slug), "removed"))
}

func (s *Server) invitationRevoke(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.RevokeInvitation(id) }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Members(sc.Tenant().Slug), "withdrawn"))
}
