package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/static"
)

const (
	maxBody       = 1 << 20
	maxFormFields = 1000

	ctxRequestID = "request_id"
	ctxVisit     = "visit"
	ctxScope     = "scope"
)

// csp allows this site's own files and nothing else; no inline script, no inline style.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// recoverPanic turns a panic into an error page; one request never ends the process.
func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it by identity, too
					panic(p)
				}
				s.log.Error("panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()), ctxRequestID, requestIDOf(c))
				err = fmt.Errorf("panic: %v", p)
				c.Error(err)
			}
		}()
		return next(c)
	}
}

// requestID names the request in the log, in the answer's header and on error pages.
func requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := "req_" + strings.ToLower(rand.Text()[:16])
		c.Set(ctxRequestID, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		c.SetRequest(c.Request().WithContext(store.WithRequest(c.Request().Context(), id)))
		return next(c)
	}
}

func requestIDOf(c echo.Context) string {
	id, _ := c.Get(ctxRequestID).(string)
	return id
}

// logRequest writes one line per request. It names the path but never the query: sign-in links carry a secret there.
func (s *Server) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // writes the answer, so that its status is known here
		}
		attrs := []slog.Attr{
			slog.String(ctxRequestID, requestIDOf(c)), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.String("path", c.Request().URL.Path), slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", time.Since(start)),
		}
		if v, ok := c.Get(ctxVisit).(store.Visit); ok {
			attrs = append(attrs, slog.String("user", v.User.ID.String()))
		}
		if sc, ok := c.Get(ctxScope).(store.Scope); ok && sc.Tenant().Slug != "" {
			attrs = append(attrs, slog.String("tenant", sc.Tenant().ID.String()))
		}
		level := slog.LevelInfo
		if strings.HasPrefix(c.Path(), static.Prefix) || c.Path() == paths.Healthz || c.Path() == paths.Readyz || c.Path() == paths.Telemetry {
			level = slog.LevelDebug
		}
		if err != nil && cmo.KindOf(err) == cmo.Internal && c.Response().Status >= 500 {
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", err.Error()))
		}
		s.log.LogAttrs(c.Request().Context(), level, "request", attrs...)
		return nil
	}
}

func (s *Server) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "private, no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(c)
	}
}

// compress shrinks pages; static files are served compressed already.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		Level:     5,
		MinLength: 1400, // below one packet there is nothing to win
		Skipper:   func(c echo.Context) bool { return strings.HasPrefix(c.Path(), static.Prefix) || isStream(c.Path()) },
	})
}

// crossOrigin refuses unsafe requests that another site's page made, by Sec-Fetch-Site and Origin. No form needs a token.
// Programs send a token and no cookie counts for them, so that nobody's session can be used.
func crossOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil && !paths.ForProgram(c.Request().URL.Path) {
				return cmo.Errorf(cmo.Forbidden, "This request came from another site, so nothing was done.")
			}
			return next(c)
		}
	}
}

func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxBody {
			return echo.ErrStatusRequestEntityTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		return next(c)
	}
}

// checkInput refuses what no form of ours sends and the database could not store: NUL and invalid UTF-8 in path, query
// or form, and floods of fields.
func (s *Server) checkInput(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !clean(r.URL.Path) {
			return errUnreadable
		}
		if r.Method == http.MethodPost && !paths.ForProgram(r.URL.Path) {
			if err := parseBody(c); err != nil {
				return err
			}
		} else {
			query, err := url.ParseQuery(r.URL.RawQuery)
			if err != nil {
				return errUnreadable
			}
			r.Form = query
		}
		fields := 0
		for name, values := range r.Form {
			fields += len(values)
			if !clean(name) || !clean(strings.Join(values, "")) {
				return errUnreadable
			}
		}
		if fields > maxFormFields {
			return cmo.Errorf(cmo.Invalid, "The request has more than %d fields.", maxFormFields)
		}
		return next(c)
	}
}

// uploads are the routes that take a file. A file stays in memory: limitBody bounds it.
var uploads = map[string]bool{importPath: true}

// parseBody reads a form, and on the routes that take one a file beside it.
func parseBody(c echo.Context) error {
	r := c.Request()
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch {
	case kind == "" || kind == "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return formError(err)
		}
		return nil
	case kind != "multipart/form-data" || !uploads[c.Path()]:
		return echo.ErrUnsupportedMediaType
	}
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return formError(err)
	}
	files := 0
	for name, list := range r.MultipartForm.File {
		for _, f := range list {
			if files++; files > 1 || !clean(name) || !clean(f.Filename) {
				return errUnreadable
			}
		}
	}
	return nil
}

var errUnreadable = cmo.Errorf(cmo.Invalid, "The request holds characters that are no text.")

func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// extractIP takes the peer's address, or what a trusted proxy says of it; anyone can send X-Forwarded-For.
func extractIP(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
