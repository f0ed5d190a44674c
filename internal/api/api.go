// Package api is the JSON surface of a tenant for its own programs. A Bearer token names the tenant and nothing else
// does; each operation names the scope it asks for. huma makes the OpenAPI description from the types.
package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/sethvargo/go-limiter"
	"github.com/sethvargo/go-limiter/memorystore"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/live"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Config is what an API needs.
type Config struct {
	DB        *store.DB
	Kernel    *kernel.Kernel
	Live      *live.Hub
	Log       *slog.Logger
	BaseURL   *url.URL
	PerMinute uint64        // calls of one token; 0: 600
	Beat      time.Duration // between signs of life of a stream
}

// API answers under paths.API.
type API struct {
	db     *store.DB
	kernel *kernel.Kernel
	live   *live.Hub
	log    *slog.Logger
	limit  limiter.Store
	per    uint64
	beat   time.Duration
	huma   huma.API
	doc    func() cmo.APIDoc
}

// Operation is one line of the API's route table.
type Operation struct {
	Method, Path string
	Scope        cmo.TokenScope // empty: any valid token
}

const scopeKey = "scope"

// Mount adds the API's routes to e.
func Mount(e *echo.Echo, cfg Config) *API {
	a := &API{db: cfg.DB, kernel: cfg.Kernel, live: cfg.Live, log: cfg.Log, per: cfg.PerMinute, beat: cfg.Beat}
	if a.per == 0 {
		a.per = 600
	}
	var err error
	if a.limit, err = memorystore.New(&memorystore.Config{Tokens: a.per, Interval: time.Minute, SweepInterval: time.Hour, SweepMinTTL: 2 * time.Minute}); err != nil {
		panic(err) // its only errors are of this line
	}
	config := huma.DefaultConfig("AI CMO Console", "1")
	config.Info.Description = "Campaigns, content, strategy and agent runs of one tenant. The token names the tenant. `ai_cmo_driven` tells what the AI CMO made."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = paths.APIDescription, "", ""
	format := huma.Format{Marshal: cmo.WriteJSON, Unmarshal: json.Unmarshal} // as webhooks and previews write
	config.Formats = map[string]huma.Format{"application/json": format, "json": format}
	config.CreateHooks = nil // no $schema links in answers
	config.RejectUnknownQueryParameters = true
	config.Servers = []*huma.Server{{URL: strings.TrimSuffix(cfg.BaseURL.String(), "/")}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "A token of the tenant, from Settings, API tokens"}}
	config.Transformers = []huma.Transformer{nameRequest, selectFields}
	e.Use(a.cache)
	group := e.Group("")
	group.OPTIONS(paths.API+"/*", preflight)
	group.GET(paths.API+"/*", func(echo.Context) error { return echo.ErrNotFound })
	a.huma, a.doc = humaecho.NewWithGroup(e, group, config), sync.OnceValue(a.describeAll)
	a.huma.UseMiddleware(a.enter)
	a.register()
	a.mountRest(group)
	return a
}

// Operations lists the API's routes by path.
func (a *API) Operations() []Operation {
	var out []Operation
	for path, item := range a.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete} {
			if op != nil {
				scope, _ := op.Metadata[scopeKey].(cmo.TokenScope)
				out = append(out, Operation{method, path, scope})
			}
		}
	}
	for _, method := range append([]string{http.MethodGet}, restWrites...) {
		out = append(out, Operation{method, paths.Rest + "/:table", ""})
	}
	slices.SortFunc(out, func(x, y Operation) int { return strings.Compare(x.Path+x.Method, y.Path+y.Method) })
	return out
}
