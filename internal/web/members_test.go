package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// userID is the id of an account.
func (s *site) userID(email string) string {
	return s.one(`SELECT id::text FROM users WHERE email = $1`, email)
}

func (s *site) roleOf(t storetest.Tenant, email string) string {
	return s.one(`SELECT coalesce((SELECT m.role FROM user_tenants m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 AND u.email = $2), 'none')`, t.ID, email)
}

var inviteURL = regexp.MustCompile(`value="https?://[^"/]+(/invite\?token=[^"]+)"`)

// invite makes an invitation and returns the path of its link.
func (s *site) invite(b *browser, email string, role cmo.Role) string {
	s.t.Helper()
	a := b.post("/t/"+s.A.Slug+"/members", url.Values{"email": {email}, "role": {string(role)}})
	m := inviteURL.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || m == nil {
		s.t.Fatalf("inviting %s: %d without a link", email, a.status)
	}
	return html.UnescapeString(m[1])
}

func token(path string) string {
	u, _ := url.Parse(path)
	return u.Query().Get("token")
}

func TestInvite_NewAccount_JoinsOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link := s.invite(s.as(member(s.A, cmo.RoleAdmin)), "New.Person@Example.test", cmo.RoleMarketer)
	b := s.anonymous()
	if a := b.get(link); a.status != http.StatusOK || !strings.Contains(a.body, "new.person@example.test") || !strings.Contains(a.body, "Marketer") {
		t.Fatalf("the link's page: %d", a.status)
	}
	if a := b.get(link); a.status != http.StatusOK {
		t.Fatalf("reading used it up: %d", a.status)
	}
	if a := b.post("/invite", url.Values{"token": {token(link)}}); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("without a name: %d", a.status)
	}
	a := b.post("/invite", url.Values{"token": {token(link)}, "name": {"New Person"}})
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), "/account") {
		t.Fatalf("%d to %s", a.status, a.location())
	}
	if a := b.get("/t/" + s.A.Slug); a.status != http.StatusOK {
		t.Fatalf("the new member's home: %d", a.status)
	}
	if got := s.roleOf(s.A, "new.person@example.test"); got != "marketer" {
		t.Errorf("role %s", got)
	}
	if a := s.anonymous().get(link); a.status != http.StatusNotFound {
		t.Errorf("used link: %d", a.status)
	}
	if a := s.anonymous().post("/invite", url.Values{"token": {token(link)}, "name": {"Thief"}}); a.status != http.StatusNotFound {
		t.Errorf("used link, posted: %d", a.status)
	}
	if got := s.one(`SELECT string_agg(event, ',' ORDER BY at) FROM audit_log WHERE tenant_id = $1 AND event IN ('member.invited', 'member.joined')`, s.A.ID); got != "member.invited,member.joined" {
		t.Errorf("audit: %s", got)
	}
}

// A link of an address that has an account opens no session of it: it has to sign in itself.
func TestInvite_ExistingAccount_OnlyItsOwnSession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	other := member(s.B, cmo.RoleOwner)
	link := s.invite(s.as(member(s.A, cmo.RoleOwner)), other, cmo.RoleApprover)
	for name, b := range map[string]*browser{"nobody": s.anonymous(), "somebody else": s.as(storetest.Stranger), "the inviter": s.as(member(s.A, cmo.RoleOwner))} {
		a := b.post("/invite", url.Values{"token": {token(link)}, "name": {"x"}})
		if a.status != http.StatusConflict || a.header.Get("Set-Cookie") != "" || s.roleOf(s.A, other) != "none" {
			t.Errorf("%s: %d, cookie %q", name, a.status, a.header.Get("Set-Cookie"))
		}
	}
	if a := s.anonymous().get(link); !strings.Contains(a.body, "/login?next=%2Finvite") {
		t.Error("no way to sign in")
	}
	b := s.as(other)
	if a := b.post("/invite", url.Values{"token": {token(link)}}); a.status != http.StatusSeeOther || a.location() != "/t/"+s.A.Slug+"?done=welcome" {
		t.Fatalf("%d to %s", a.status, a.location())
	}
	if s.roleOf(s.A, other) != "approver" || s.roleOf(s.B, other) != "owner" {
		t.Error("roles are not as invited")
	}
}

func TestInvite_NoLongerHolds(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(s *site, b *browser){
		"withdrawn": func(s *site, b *browser) {
			id := s.one(`SELECT id::text FROM invitations WHERE tenant_id = $1 AND email = 'guest@example.test'`, s.A.ID)
			b.post("/t/"+s.A.Slug+"/invitations/"+id+"/revoke", nil)
		},
		"over": func(s *site, _ *browser) {
			s.Admin(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE email = 'guest@example.test'`)
		},
		"invited again": func(s *site, b *browser) { s.invite(b, "guest@example.test", cmo.RoleViewer) },
		"inviter gone": func(s *site, _ *browser) {
			s.Admin(`DELETE FROM user_tenants WHERE tenant_id = $1 AND role = 'admin'`, s.A.ID)
		},
		"tenant off": func(s *site, _ *browser) {
			s.Admin(`UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`, s.A.ID)
		},
		"inviter demoted": func(s *site, _ *browser) {
			s.Admin(`UPDATE user_tenants SET role = 'viewer' WHERE tenant_id = $1 AND role = 'admin'`, s.A.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.as(member(s.A, cmo.RoleAdmin))
			link := s.invite(b, "guest@example.test", cmo.RoleViewer)
			spoil(s, b)
			if a := s.anonymous().post("/invite", url.Values{"token": {token(link)}, "name": {"Guest"}}); a.status != http.StatusNotFound {
				t.Errorf("%d", a.status)
			}
			if got := s.one(`SELECT count(*)::text FROM users WHERE email = 'guest@example.test'`); got != "0" {
				t.Error("an account was made")
			}
		})
	}
}

func TestInvite_BadInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	for what, form := range map[string]url.Values{
		"no address": {"email": {"nobody"}, "role": {"viewer"}}, "two": {"email": {"a@b.test, c@d.test"}, "role": {"viewer"}}, "no role": {"email": {"a@b.test"}, "role": {"king"}},
		"a member": {"email": {strings.ToUpper(member(s.A, cmo.RoleViewer))}, "role": {"viewer"}}, "owner by admin": {"email": {"a@b.test"}, "role": {"owner"}},
	} {
		a := b.post("/t/"+s.A.Slug+"/members", form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, html.EscapeString(form.Get("email"))) {
			t.Errorf("%s: %d, what was typed is kept: %v", what, a.status, strings.Contains(a.body, form.Get("email")))
		}
	}
}

// Who may make whom what: the function of the database decides, whatever a form sends.
func TestMemberRole_Rules(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`DELETE FROM user_tenants WHERE tenant_id = $1 AND user_id = (SELECT id FROM users WHERE email = $2)`, s.A.ID, storetest.Both) // one owner is left
	for _, try := range []struct {
		by, whom cmo.Role
		to       cmo.Role
		want     int
	}{
		{cmo.RoleAdmin, cmo.RoleViewer, cmo.RoleOwner, http.StatusConflict}, {cmo.RoleAdmin, cmo.RoleOwner, cmo.RoleViewer, http.StatusConflict},
		{cmo.RoleAdmin, cmo.RoleAdmin, cmo.RoleOwner, http.StatusConflict}, {cmo.RoleOwner, cmo.RoleOwner, cmo.RoleAdmin, http.StatusConflict},
		{cmo.RoleMarketer, cmo.RoleMarketer, cmo.RoleAdmin, http.StatusForbidden}, {cmo.RoleSupport, cmo.RoleViewer, cmo.RoleMarketer, http.StatusForbidden},
		{cmo.RoleAdmin, cmo.RoleViewer, cmo.RoleMarketer, http.StatusSeeOther}, {cmo.RoleOwner, cmo.RoleApprover, cmo.RoleOwner, http.StatusSeeOther},
		{cmo.RoleOwner, cmo.RoleOwner, cmo.RoleAdmin, http.StatusSeeOther}, // now that there is another
	} {
		whom := member(s.A, try.whom)
		a := s.as(member(s.A, try.by)).post("/t/"+s.A.Slug+"/members/"+s.userID(whom), url.Values{"role": {string(try.to)}})
		if a.status != try.want || (try.want == http.StatusSeeOther) != (s.roleOf(s.A, whom) == string(try.to)) {
			t.Errorf("%s makes the %s %s: %d, is now %s", try.by, try.whom, try.to, a.status, s.roleOf(s.A, whom))
		}
	}
}

// A removed member is out at the next request; what waits in his name is cancelled.
func TestMemberRemove_OutAtTheNextRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	gone := s.as(member(s.A, cmo.RoleMarketer))
	id := s.userID(member(s.A, cmo.RoleMarketer))
	run := uuid.NewString()
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, started_by) VALUES ($1, $1, $2, 9100, 'cmo-brand-intake', 'setup', $3)`, s.A.ID, run, id)
	path := "/t/" + s.A.Slug + "/members/" + id + "/remove"
	b := s.as(member(s.A, cmo.RoleAdmin))
	if a := b.post(path, nil); a.status != http.StatusUnprocessableEntity || gone.get("/t/"+s.A.Slug).status != http.StatusOK {
		t.Fatalf("without the tick: %d", a.status)
	}
	if a := b.post(path, url.Values{"confirm": {"remove"}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if a := gone.get("/t/" + s.A.Slug); a.status != http.StatusNotFound {
		t.Errorf("the removed member's next request: %d", a.status)
	}
	if got := s.one(`SELECT status || ' ' || error_kind FROM agent_runs WHERE id = $1`, run); got != "cancelled access" {
		t.Errorf("his run: %s", got)
	}
	if a := b.post(path, url.Values{"confirm": {"remove"}}); a.status != http.StatusNotFound {
		t.Errorf("again: %d", a.status)
	}
}

func TestMemberRemove_LastOwnerStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE users SET disabled_at = now() WHERE email = $1`, storetest.Both) // an owner who cannot sign in is none
	owner := member(s.A, cmo.RoleOwner)
	b := s.as(owner)
	a := b.post("/t/"+s.A.Slug+"/members/"+s.userID(owner)+"/remove", url.Values{"confirm": {"remove"}})
	if a.status != http.StatusConflict || !strings.Contains(a.body, "last owner") || s.roleOf(s.A, owner) != "owner" {
		t.Errorf("%d", a.status)
	}
	approver := member(s.A, cmo.RoleApprover)
	b.post("/t/"+s.A.Slug+"/members/"+s.userID(approver), url.Values{"role": {"owner"}})
	if a := b.post("/t/"+s.A.Slug+"/members/"+s.userID(owner)+"/remove", url.Values{"confirm": {"remove"}}); a.location() != "/tenants?done=left" {
		t.Errorf("leaving: %d to %s", a.status, a.location())
	}
}
