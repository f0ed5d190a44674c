package web_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// Behind https the cookie is __Host- and Secure, and browsers are told to stay on https.
func TestHTTPS_Cookie(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	s := web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "https", Host: "example.test"}})
	link, err := k.Operator.AddSignInLink(t.Context(), storetest.Email(k.A, cmo.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login/link", strings.NewReader("token="+link.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	cookie := w.Header().Get("Set-Cookie")
	for _, part := range []string{"__Host-aicmo_session=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%q lacks %q", cookie, part)
		}
	}
	if strings.Contains(cookie, "Domain") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, HSTS %q", cookie, w.Header().Get("Strict-Transport-Security"))
	}
}

// One address holds a limited number of connections; a trusted proxy, which carries everyone's, any number.
func TestLimitPerAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		open    int
	}{
		"anyone": {nil, 100},
		"proxy":  {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, 110},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			l := web.LimitPerAddress(inner, c.proxies)
			t.Cleanup(func() { _ = l.Close() })
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					_, _ = conn.Write([]byte("!"))
				}
			}()
			held := 0
			for range 110 {
				conn, err := net.Dial("tcp", inner.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = conn.Close() })
				if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadFull(conn, make([]byte, 1)); err == nil {
					held++
				}
			}
			if held != c.open {
				t.Errorf("%d of 110 connections held, want %d", held, c.open)
			}
		})
	}
}

func TestHTTPServer_HasLimits(t *testing.T) {
	t.Parallel()
	h := web.New(web.Config{Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http"}}).HTTPServer(":0")
	for name, d := range map[string]time.Duration{"header": h.ReadHeaderTimeout, "read": h.ReadTimeout, "write": h.WriteTimeout, "idle": h.IdleTimeout} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s timeout: %s", name, d)
		}
	}
	if h.MaxHeaderBytes <= 0 || h.MaxHeaderBytes > 1<<20 {
		t.Errorf("headers up to %d bytes", h.MaxHeaderBytes)
	}
}

// Headers over the limit are refused before a handler runs, and the server goes on.
func TestHTTPServer_LargeHeaders_431(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	h := s.server.HTTPServer("")
	l := httptest.NewUnstartedServer(h.Handler)
	l.Config = h
	l.Start()
	t.Cleanup(l.Close)
	s.url = l.URL
	for name, c := range map[string]struct {
		bytes, want int
	}{"an ordinary one": {1000, http.StatusOK}, "one too large": {128 << 10, http.StatusRequestHeaderFieldsTooLarge}, "the next": {1000, http.StatusOK}} {
		b := s.anonymous()
		b.head.Set("X-Long", strings.Repeat("a", c.bytes))
		if a := b.get("/login"); a.status != c.want {
			t.Errorf("%s: %d, want %d", name, a.status, c.want)
		}
	}
}

// A panic in a handler is an error page with a reference, and the process goes on.
func TestPanic_IsAnErrorPage(t *testing.T) {
	t.Parallel()
	s := web.New(web.Config{Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http"}}) // no database: its first use panics
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
	if w.Code != http.StatusInternalServerError || !requestID.MatchString(w.Body.String()) || strings.Contains(w.Body.String(), "nil pointer") {
		t.Fatalf("%d: %.300s", w.Code, w.Body.String())
	}
}
