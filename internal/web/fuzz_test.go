package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// asked is a request with that query, as a parser of ours meets it. ok is false where the input check refuses it.
func asked(t *testing.T, query string) (c echo.Context, ok bool) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/t/x/list", nil)
	r.URL.RawQuery = query
	c = echo.New().NewContext(r, httptest.NewRecorder())
	err := (&Server{}).checkInput(func(echo.Context) error { return nil })(c)
	if err != nil && cmo.KindOf(err) != cmo.Invalid {
		t.Fatalf("%q: %v", query, err)
	}
	return c, err == nil
}

// Filters, orders, cursors and ids of the lists: understood, or refused as invalid or missing.
func FuzzFilters(f *testing.F) {
	for _, q := range []string{"", "view=table&sort=name&after=AAAA", "state=draft&state=approved&q=x", "peek=00000000-0000-0000-0000-000000000000", "period=all&status=failed&before=%ff", "origin=ai_cmo;x", "metric=clicks&days=30", "view=agenda&on=2026-02-30", "on=0000-00-00", "kind=email&on=+292277026596-12-04"} {
		f.Add(q)
	}
	parsers := map[string]func(echo.Context) error{
		"campaigns": func(c echo.Context) error { _, err := campaignRequest(c, store.Scope{}); return err },
		"metrics":   func(c echo.Context) error { _, err := metricRequest(c, store.Scope{}); return err },
		"content":   func(c echo.Context) error { _, err := contentRequest(c, store.Scope{}); return err },
		"calendar":  func(c echo.Context) error { _, err := calendarRequest(c, store.Scope{}); return err },
		"runs": func(c echo.Context) error {
			_, err := (&Server{now: time.Now}).runRequest(c, store.Scope{})
			return err
		},
		"id": func(c echo.Context) error { _, err := parseID(c.QueryParam("peek")); return err },
	}
	f.Fuzz(func(t *testing.T, query string) {
		c, ok := asked(t, query)
		if !ok {
			return
		}
		for name, parse := range parsers {
			if err := parse(c); err != nil && cmo.KindOf(err) != cmo.Invalid && cmo.KindOf(err) != cmo.NotFound {
				t.Errorf("%s, %q: %v", name, query, err)
			}
		}
	})
}

// Where a form leads afterwards is always a page of this site.
func FuzzLocalPath(f *testing.F) {
	for _, p := range []string{"/", "//x", "/\\x", "https://x", "/t/a?next=//b", "/%2f%2fx", "\t//x", "/login", "javascript:1", "/%2f%f2\xa8", "/%2fevil.example.test/é", "/%5cx", "//@/@\xe1\xe3h"} {
		f.Add(p)
	}
	base := &url.URL{Scheme: "https", Host: "console.example.test"}
	f.Fuzz(func(t *testing.T, target string) {
		out := withDone(localPath(target), "saved")
		u, err := url.Parse(out)
		if err != nil {
			return // no browser goes there
		}
		if to := base.ResolveReference(u); to.Host != base.Host || to.Scheme != base.Scheme || strings.ContainsAny(out, "\r\n") {
			t.Errorf("%q leads to %q", target, to)
		}
	})
}

// A cookie is one of ours or nobody's.
func FuzzSessionCookie(f *testing.F) {
	f.Add("aicmo_session=" + store.NewSecret().Encode())
	f.Add("aicmo_session=; a=b")
	f.Add("aicmo_session=\"x\"; aicmo_session=AAAA")
	st := newSessionStore(nil, false)
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		if secret, ok := st.secret(r); ok && !strings.Contains(header, secret.Encode()) {
			t.Errorf("%q became a session", header)
		}
	})
}

// A form's body is fields of clean text, or refused.
func FuzzForm(f *testing.F) {
	for _, b := range []string{"a=b", "a=%00", "%zz", "a=%ff", "a;b", strings.Repeat("x=1&", 1001)} {
		f.Add(b, "application/x-www-form-urlencoded")
	}
	f.Add("x", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/t/x/list", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		reached := false
		c := echo.New().NewContext(r, httptest.NewRecorder())
		err := (&Server{}).checkInput(func(c echo.Context) error {
			reached = true
			for name, values := range c.Request().PostForm {
				if !clean(name + strings.Join(values, "")) {
					t.Errorf("%q reached a handler", body)
				}
			}
			return nil
		})(c)
		if reached == (err != nil) {
			t.Errorf("%q: reached %v, %v", body, reached, err)
		}
	})
}
