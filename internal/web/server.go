// Package web is the console's HTTP side: routes.go lists every page, and a handler parses, reads or writes once
// through its Scope, builds a view model and renders. Only this package knows Echo and gorilla/sessions.
package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/api"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/live"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/static"
	"github.com/ubigrowth/aicmo/views/layout"
)

// Config is what a Server needs.
type Config struct {
	DB           *store.DB
	Log          *slog.Logger
	BaseURL      *url.URL         // as browsers see it; https turns on Secure cookies and HSTS
	Proxies      []netip.Prefix   // whose X-Forwarded-For counts
	APIPerMinute uint64           // calls of one API token; 0: 600
	HookKey      store.WebhookKey // keeps the secrets of webhooks; empty: none can be made
	MetricsToken string           // opens /metrics; empty: there is none
	Mailer       Mailer           // sends invitations; nil: there is no mail server
	Models       []string         // of the installation, that tenants may choose from
	Now          func() time.Time
	Paid         bool          // the agents ask a language model, which costs money
	LiveBeat     time.Duration // between signs of life of a stream; zero: the usual

	Unrecorded bool // for the proof of isolation, whose refused requests are no event of the audit log

	// What the health page asks besides the database. Each may be nil.
	Version string                               // of the program
	Model   func(context.Context) cmo.ModelState // asks the model provider
	Disk    func() cmo.DiskState                 // space where the data lie
}

// Server answers the console's requests.
type Server struct {
	db        *store.DB
	kernel    *kernel.Kernel
	models    []string
	log       *slog.Logger
	now       func() time.Time
	sessions  *sessionStore
	secure    bool
	base      *url.URL
	echo      *echo.Echo
	telemetry *telemetry
	assets    layout.Assets
	draining  atomic.Bool
	live      *live.Hub
	work      *background
	beat      time.Duration
	api       *api.API
	hookKey   store.WebhookKey
	mailer    Mailer
	health    healthSources
	quiet     bool          // refusals are not recorded
	decoy     func() string // a hash to compare when there is none, so that the answer takes as long
}

// New wires a Server.
func New(cfg Config) *Server {
	s := &Server{
		db:     cfg.DB,
		kernel: kernel.New(kernel.Config{DB: cfg.DB, Paid: cfg.Paid, Log: cfg.Log, Now: cfg.Now}),
		log:    cfg.Log, hookKey: cfg.HookKey, mailer: cfg.Mailer, models: cfg.Models,
		now:    cfg.Now,
		secure: cfg.BaseURL.Scheme == "https", base: cfg.BaseURL,
		echo: echo.New(), work: newBackground(),
		assets: layout.Assets{CSS: static.URL("app.css"), HTMX: static.URL("htmx.min.js"), JS: static.URL("app.js"), Live: static.URL("live.js"), Board: static.URL("board.js"), Desk: static.URL("desk.js"), Icon: static.URL("favicon.svg")},
	}
	s.decoy = sync.OnceValue(func() string {
		h, err := HashPassword("decoy")
		if err != nil {
			panic(err) // the system has no random source
		}
		return h
	})
	s.live, s.beat = live.New(live.Config{Watch: watchOf(s.db), Lost: s.liveLost}), cmp.Or(cfg.LiveBeat, liveBeat)
	if s.now == nil {
		s.now = time.Now
	}
	s.health, s.quiet = newHealthSources(cfg, s.now), cfg.Unrecorded
	s.sessions = newSessionStore(s.db, s.secure)
	s.echo.HideBanner = true
	s.echo.HTTPErrorHandler = s.handleError
	s.echo.IPExtractor = extractIP(cfg.Proxies)
	s.telemetry = newTelemetry(cfg.MetricsToken, cfg.DB, s.Routes(), s.now)
	s.echo.Use(s.telemetry.measure, s.recoverPanic, requestID, s.logRequest, s.secureHeaders, compress(), crossOrigin(), limitBody, s.checkInput)
	s.mount()
	s.api = api.Mount(s.echo, api.Config{DB: cfg.DB, Kernel: s.kernel, Live: s.live, Log: cfg.Log, BaseURL: cfg.BaseURL, PerMinute: cfg.APIPerMinute, Beat: s.beat})
	return s
}

// SessionCookie is the name of the cookie that holds a session.
func (s *Server) SessionCookie() string { return s.sessions.name }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// HTTPServer is a server with the limits that keep slow and greedy clients from holding it.
func (s *Server) HTTPServer(addr string) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// Drain makes readiness fail, so that no new traffic comes while requests under way end, and ends the streams and, between
// two of its steps, what goes on behind the answers.
func (s *Server) Drain() {
	s.draining.Store(true)
	s.live.Close()
	s.work.stop()
}

func (s *Server) liveLost(err error) {
	s.log.Warn("watching runs: the connection was lost and is made again", "error", err)
}

// watchOf is nil without a database, as in tests of what needs none.
func watchOf(db *store.DB) live.Watch {
	if db == nil {
		return nil
	}
	return db.WatchRuns
}

func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says whether this process can do its work: the database answers and the schema is the binary's own.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	current, err := s.db.Migrated(ctx)
	switch {
	case s.draining.Load():
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	case err != nil:
		return c.String(http.StatusServiceUnavailable, "database does not answer\n")
	case !current:
		return c.String(http.StatusServiceUnavailable, "schema is older than this version: run aicmo migrate\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
