package web_test

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func TestBadInput_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	t1 := "/t/" + s.A.Slug
	for path, want := range map[string]int{
		"/t/no-such-tenant":                                404,
		"/t/" + strings.Repeat("x", 3000):                  404,
		"/t/%27%3B--":                                      404,
		t1 + "/campaigns/not-a-uuid":                       404,
		t1 + "/campaigns/00000000000000000000000000000000": 404,
		t1 + "/campaigns?origin=robots":                    400,
		t1 + "/campaigns?state=flying":                     400,
		t1 + "/campaigns?type=%27":                         400,
		t1 + "/campaigns?channel=pigeon":                   400,
		t1 + "/campaigns?stage=x":                          400,
		t1 + "/campaigns?view=wall":                        400,
		t1 + "/campaigns?sort=id;drop":                     400,
		t1 + "/campaigns?q=" + strings.Repeat("a", 201):    400,
		t1 + "/campaigns?view=table&after=!!!":             400,
		t1 + "/campaigns?view=table&after=AAAA":            400,
		t1 + "/campaigns?peek=not-a-uuid":                  404,
		t1 + "/runs?status=flying":                         400,
		t1 + "/runs?period=forever":                        400,
		t1 + "/runs?after=%ff":                             400,
		t1 + "/runs?after=zzzz":                            400,
		t1 + "/runs/not-a-uuid":                            404,
		t1 + "/campaigns?q=%00":                            400,
		t1 + "/campaigns?q=%ff%fe":                         400,
		t1 + "/campaigns?q=%zz":                            400,
		t1 + "/%00":                                        400,
		"/nowhere":                                         404,
		"/static/../go.mod":                                404,
		"/static/":                                         404,
		"/.git/config":                                     404,
		"/debug/pprof/":                                    404,
	} {
		a := b.get(path)
		if a.status != want {
			t.Errorf("%.80s: %d, want %d", path, a.status, want)
		}
		for _, leak := range []string{"SQLSTATE", "pgx", "goroutine", ".go:", s.B.Canary} {
			if strings.Contains(requestID.ReplaceAllString(a.body, ""), leak) { // a random reference may spell anything
				t.Errorf("%.80s: the page shows %q", path, leak)
			}
		}
		if want >= 400 && !strings.HasPrefix(path, "/static") && !requestID.MatchString(a.body) {
			t.Errorf("%.80s: the page has no reference", path)
		}
	}
}

func TestBadForms_Clear4xx(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	many := url.Values{}
	for range 1200 {
		many.Add("x", "1")
	}
	const form = "application/x-www-form-urlencoded"
	b := s.anonymous()
	for name, c := range map[string]struct {
		kind, body string
		want       int
	}{
		"2 MB":             {form, "email=" + strings.Repeat("a", 2<<20), 413},
		"NUL":              {form, "email=a%00b&password=x", 400},
		"bad UTF-8":        {form, "email=%ff&password=x", 400},
		"bad escape":       {form, "email=%zz", 400},
		"1200 fields":      {form, many.Encode(), 400},
		"empty":            {form, "", 422},
		"JSON":             {"application/json", `{"email":"a"}`, 415},
		"broken multipart": {"multipart/form-data; boundary=x", "nothing", 415},
	} {
		if a := b.do(http.MethodPost, "/login", c.kind, c.body); a.status != c.want {
			t.Errorf("%s: %d, want %d", name, a.status, c.want)
		}
	}
	if a := b.do(http.MethodPut, "/login", "", ""); a.status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", a.status)
	}
}

// A chunked body has no length to look at beforehand.
func TestLargeBody_Chunked_413(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
	chunk := "10000\r\n" + strings.Repeat("a", 0x10000) + "\r\n"
	go func() { _, _ = conn.Write([]byte(head + strings.Repeat(chunk, 20) + "0\r\n\r\n")) }()
	reply := make([]byte, 12)
	if _, err := conn.Read(reply); err != nil || string(reply) != "HTTP/1.1 413" {
		t.Fatalf("%q, %v", reply, err)
	}
}

func TestOpenRedirect_Refused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleOwner)
	s.withPassword(email)
	for _, next := range []string{"//evil.example.test", "/\\evil.example.test", "https://evil.example.test", "javascript:alert(1)", "/login", "\t//evil", "/%2fevil.example.test/é", "/%5cevil.example.test"} {
		a := s.anonymous().post("/login", url.Values{"email": {email}, "password": {goodPassword}, "next": {next}})
		if a.status != http.StatusSeeOther || a.location() != "/" {
			t.Errorf("%q: %d to %q", next, a.status, a.location())
		}
	}
}

func TestHeaders_OnEveryAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(storetest.Both)
	for _, path := range []string{"/login", "/tenants", "/t/" + s.A.Slug, "/t/none", "/nowhere", "/t/" + s.A.Slug + "/campaigns?origin=x"} {
		a := b.get(path)
		csp := a.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: CSP %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if a.header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, a.header.Get(name))
			}
		}
		if a.header.Get("Server") != "" || !strings.Contains(a.header.Get("Content-Type"), "charset=UTF-8") {
			t.Errorf("%s: Server %q, Content-Type %q", path, a.header.Get("Server"), a.header.Get("Content-Type"))
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous()
	if a := b.get("/healthz"); a.status != 200 {
		t.Errorf("healthz: %d", a.status)
	}
	if a := b.get("/readyz"); a.status != 200 {
		t.Errorf("readyz: %d %s", a.status, a.body)
	}
	s.server.Drain()
	if a := b.get("/readyz"); a.status != 503 {
		t.Errorf("draining: %d", a.status)
	}
	s.Admin(`DELETE FROM goose_db_version WHERE version_id > 3`)
	if a := b.get("/readyz"); a.status != 503 {
		t.Errorf("old schema: %d", a.status)
	}
	if a := b.get("/healthz"); a.status != 200 {
		t.Errorf("healthz while not ready: %d", a.status)
	}
}

// The database's end is a 503 that says when to come back, not a fault without a word.
func TestDatabaseGone_503(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	s.DB.Close()
	a := b.get("/t/" + s.A.Slug)
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q", a.status, a.header.Get("Retry-After"))
	}
}
