package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

const goodPassword = "violet tram over 4 hills"

// withPassword gives an account a password.
func (s *site) withPassword(email string) {
	s.t.Helper()
	hash, err := web.HashPassword(goodPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.Operator.AddUser(s.t.Context(), email, "", hash, false); err != nil {
		s.t.Fatal(err)
	}
}

func (b *browser) login(email, password string) answer {
	return b.post("/login", url.Values{"email": {email}, "password": {password}})
}

func sessionCookie(a answer) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if strings.HasSuffix(c.Name, "aicmo_session") {
			return c
		}
	}
	return nil
}

func TestLink_GetDoesNotConsume_PostSignsInOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, err := s.Operator.AddSignInLink(t.Context(), member(s.A, cmo.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	path := "/login/link?token=" + link.Encode()
	for range 3 {
		if a := s.anonymous().get(path); a.status != http.StatusOK || !strings.Contains(a.body, `name="token"`) {
			t.Fatalf("GET: %d", a.status)
		}
	}
	b := s.anonymous()
	a := b.post("/login/link", url.Values{"token": {link.Encode()}})
	if a.status != http.StatusSeeOther || a.location() != "/" {
		t.Fatalf("POST: %d to %q", a.status, a.location())
	}
	if a := b.get("/t/" + s.A.Slug + "/campaigns"); a.status != http.StatusOK {
		t.Fatalf("signed in: %d", a.status)
	}
	if a := s.anonymous().post("/login/link", url.Values{"token": {link.Encode()}}); a.status != http.StatusUnprocessableEntity || sessionCookie(a) != nil {
		t.Fatalf("second use: %d", a.status)
	}
}

func TestLink_OldOrDamaged_Refused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, err := s.Operator.AddSignInLink(t.Context(), member(s.A, cmo.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	s.Admin(`UPDATE sign_in_links SET expires_at = now() - interval '1 second'`)
	for _, token := range []string{link.Encode(), "", "x", store.NewSecret().Encode(), strings.Repeat("A", 5000)} {
		a := s.anonymous().post("/login/link", url.Values{"token": {token}})
		if a.status != http.StatusUnprocessableEntity || sessionCookie(a) != nil || !strings.Contains(a.body, "Ask an administrator") {
			t.Errorf("token %.20q: %d", token, a.status)
		}
	}
}

func TestLogin_Password(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	s.withPassword(email)
	b := s.anonymous()
	a := b.post("/login", url.Values{"email": {"  " + strings.ToUpper(email)}, "password": {goodPassword}, "next": {"/t/" + s.A.Slug + "/runs"}})
	if a.status != http.StatusSeeOther || a.location() != "/t/"+s.A.Slug+"/runs" {
		t.Fatalf("%d to %q: %s", a.status, a.location(), a.body)
	}
	c := sessionCookie(a)
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure || len(c.Value) != 43 {
		t.Fatalf("cookie: %+v", c)
	}
	var stored int
	if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM capabilities WHERE encode(hash, 'escape') LIKE '%' || $1 || '%'`, c.Value).Scan(&stored); err != nil || stored != 0 {
		t.Fatalf("the cookie's value is in the database: %d, %v", stored, err)
	}
}

// Unknown account, account without a password and wrong password answer alike, and nothing says which it was.
func TestLogin_Failures_Alike(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.withPassword(member(s.A, cmo.RoleOwner))
	var first string
	for _, email := range []string{member(s.A, cmo.RoleOwner), member(s.A, cmo.RoleViewer), "nobody@example.test"} {
		a := s.anonymous().login(email, "wrong password 1")
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, email) {
			t.Fatalf("%s: %d, keeps the email: %v", email, a.status, strings.Contains(a.body, email))
		}
		same := strings.ReplaceAll(a.masked(), email, "EMAIL")
		if first == "" {
			first = same
		}
		if same != first {
			t.Errorf("%s is answered differently", email)
		}
	}
}

func TestLogin_TooManyTries_429(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	s.withPassword(email)
	inside := s.as(email)
	for _, who := range []string{email, "nobody@example.test"} {
		limited := 0
		for i := range 12 {
			b := s.anonymous()
			b.head.Set("X-Forwarded-For", "203.0.113."+string(rune('1'+i%9)))
			if a := b.login(who, "wrong password 1"); a.status == http.StatusTooManyRequests {
				limited++
				if a.header.Get("Retry-After") == "" {
					t.Errorf("no Retry-After")
				}
			}
		}
		if limited != 2 {
			t.Errorf("%s: %d of 12 tries limited, want 2", who, limited)
		}
	}
	if a := s.anonymous().login(email, goodPassword); a.status != http.StatusTooManyRequests {
		t.Errorf("the right password during the pause: %d", a.status)
	}
	if a := inside.get("/account"); a.status != http.StatusOK {
		t.Errorf("a session opened before is locked out: %d", a.status)
	}
	s.Admin(`UPDATE login_attempts SET since = now() - interval '16 minutes'`)
	if a := s.anonymous().login(email, goodPassword); a.status != http.StatusSeeOther {
		t.Errorf("after the pause: %d", a.status)
	}
}

func TestLogin_PerAddress_429(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	limited := false
	for i := range 70 {
		a := s.anonymous().post("/login/link", url.Values{"token": {store.NewSecret().Encode()}})
		limited = limited || a.status == http.StatusTooManyRequests
		if i < 50 && limited {
			t.Fatalf("limited after %d tries", i)
		}
	}
	if !limited {
		t.Fatal("70 tries from one address, none limited")
	}
}

// Only failures count: an office behind one address is not locked out by its own people.
func TestLogin_SuccessesDoNotCount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	s.withPassword(email)
	for i := range 65 {
		link, err := s.Operator.AddSignInLink(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		if a := s.anonymous().post("/login/link", url.Values{"token": {link.Encode()}}); a.status != http.StatusSeeOther {
			t.Fatalf("link %d: %d", i, a.status)
		}
	}
	for i := range 12 {
		if a := s.anonymous().login(email, goodPassword); a.status != http.StatusSeeOther {
			t.Fatalf("password %d: %d", i, a.status)
		}
	}
}

// A cookie from before sign-in never becomes a signed-in one.
func TestSession_Fixation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	s.withPassword(email)
	planted := store.NewSecret()
	b := s.anonymous()
	b.use(planted)
	a := b.login(email, goodPassword)
	if c := sessionCookie(a); c == nil || c.Value == planted.Encode() {
		t.Fatal("the planted id was kept")
	}
	other := s.anonymous()
	other.use(planted)
	if a := other.get("/account"); a.status != http.StatusSeeOther {
		t.Fatalf("the planted id is signed in: %d", a.status)
	}

	// Whoever signs in over a session of somebody else's ends that one.
	before := s.SignIn(member(s.A, cmo.RoleViewer))
	shared := s.anonymous()
	shared.use(before)
	shared.login(email, goodPassword)
	other.use(before)
	if a := other.get("/account"); a.status != http.StatusSeeOther {
		t.Fatalf("the session from before sign-in lives on: %d", a.status)
	}
}

func TestSession_Ends(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"idle":     `UPDATE capabilities SET last_seen_at = now() - interval '31 minutes'`,
		"absolute": `UPDATE capabilities SET expires_at = now() - interval '1 second'`,
		"disabled": `UPDATE users SET disabled_at = now()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.as(member(s.A, cmo.RoleOwner))
			if a := b.get("/account"); a.status != http.StatusOK {
				t.Fatalf("before: %d", a.status)
			}
			s.Admin(sql)
			if a := b.get("/account"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location(), "/login") {
				t.Fatalf("after: %d", a.status)
			}
		})
	}
}

func TestSession_SignOutAndRevoke(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	one, two, three := s.as(email), s.as(email), s.as(email)
	other := s.as(member(s.A, cmo.RoleViewer))

	if a := one.post("/logout", nil); a.status != http.StatusSeeOther || sessionCookie(a).MaxAge >= 0 {
		t.Fatalf("sign out: %d", a.status)
	}
	if a := one.get("/account"); a.status != http.StatusSeeOther {
		t.Fatalf("the cookie still works after signing out: %d", a.status)
	}
	var id string
	row := s.AdminConn().QueryRow(t.Context(), `SELECT id::text FROM capabilities WHERE hash <> $1 AND user_id = (SELECT id FROM users WHERE email = $2)`, storetest.Hash(secretOf(two)), email)
	if err := row.Scan(&id); err != nil {
		t.Fatal(err)
	}
	if a := other.post("/account/sessions/revoke", url.Values{"id": {id}}); a.status != http.StatusNotFound {
		t.Fatalf("someone else revokes it: %d", a.status)
	}
	if a := two.post("/account/sessions/revoke", url.Values{"id": {id}}); a.status != http.StatusSeeOther {
		t.Fatalf("revoke: %d", a.status)
	}
	if a := three.get("/account"); a.status != http.StatusSeeOther {
		t.Fatalf("a revoked session still works: %d", a.status)
	}
	if a := two.post("/account/sessions/revoke-all", nil); a.status != http.StatusSeeOther {
		t.Fatalf("revoke all: %d", a.status)
	}
	if a := two.get("/account"); a.status != http.StatusSeeOther {
		t.Fatalf("still works after revoking all: %d", a.status)
	}
	if a := other.get("/account"); a.status != http.StatusOK {
		t.Fatalf("someone else was signed out too: %d", a.status)
	}
}

func secretOf(b *browser) store.Secret {
	u, _ := url.Parse(b.site.url)
	for _, c := range b.http.Jar.Cookies(u) {
		if s, ok := store.ParseSecret(c.Value); ok {
			return s
		}
	}
	return store.Secret{}
}

func TestPassword_SetAndChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	b, elsewhere := s.as(email), s.as(email)
	for _, bad := range []string{"", "short", "password123", "aaaaaaaaaaaaaa", "owner-of-all-2026", strings.Repeat("x y", 100)} {
		a := b.post("/account/password", url.Values{"password": {bad}})
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="password-e"`) {
			t.Errorf("%.20q: %d", bad, a.status)
		}
	}
	before := secretOf(b)
	if a := b.post("/account/password", url.Values{"password": {goodPassword}}); a.status != http.StatusSeeOther {
		t.Fatalf("first password: %d %s", a.status, a.body)
	}
	if secretOf(b).Encode() == before.Encode() {
		t.Error("the session id did not change")
	}
	if a := b.get("/account"); a.status != http.StatusOK {
		t.Errorf("the new session: %d", a.status)
	}
	if a := elsewhere.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("the other session lives on: %d", a.status)
	}
	if a := b.post("/account/password", url.Values{"current": {"wrong"}, "password": {goodPassword + "!"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("change without the present password: %d", a.status)
	}
	if a := b.post("/account/password", url.Values{"current": {goodPassword}, "password": {goodPassword + "!"}}); a.status != http.StatusSeeOther {
		t.Errorf("change: %d", a.status)
	}
	if a := s.anonymous().login(email, goodPassword+"!"); a.status != http.StatusSeeOther {
		t.Errorf("sign in with the new one: %d", a.status)
	}
}

func TestRoot_LeadsToTheLastTenant(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Both)
	if a := b.get("/"); a.location() != "/tenants" {
		t.Fatalf("at first: %q", a.location())
	}
	b.get("/t/" + s.B.Slug + "/campaigns")
	if a := b.get("/"); a.location() != "/t/"+s.B.Slug {
		t.Fatalf("after B: %q", a.location())
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get("/"); a.location() != "/t/"+s.A.Slug {
		t.Fatalf("member of one: %q", a.location())
	}
	if a := s.as(storetest.Stranger).get("/tenants"); !strings.Contains(a.body, "You are in no tenant yet") {
		t.Fatal("member of none is told nothing")
	}
}

func TestAudit_SignInIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	b.post("/logout", nil)
	s.anonymous().login("nobody@example.test", "wrong password 1")
	rows, err := s.AdminConn().Query(context.Background(), `SELECT event FROM audit_log WHERE event LIKE 'sign_%' ORDER BY at`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var events []string
	for rows.Next() {
		var e string
		if err := rows.Scan(&e); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	if got := strings.Join(events, " "); got != "sign_in sign_out sign_in.failed" {
		t.Fatalf("recorded: %s", got)
	}
}
