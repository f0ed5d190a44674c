package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// caller is the tenant's program behind a request: the proof and the token it came from.
type caller struct {
	scope   store.Scope
	token   cmo.Token
	request *http.Request
}

type callerKey struct{}

func callerOf(ctx context.Context) caller { c, _ := ctx.Value(callerKey{}).(caller); return c }

// enter proves the token, its scope and its rate before an operation runs.
func (a *API) enter(ctx huma.Context, next func(huma.Context)) {
	c := humaecho.Unwrap(ctx)
	need, _ := ctx.Operation().Metadata[scopeKey].(cmo.TokenScope)
	who, err := a.prove(c.Request(), c.Response().Header(), need)
	if err != nil {
		a.refuse(ctx, err)
		return
	}
	next(huma.WithValue(ctx, callerKey{}, who))
}

// prove finds who calls. The headers of the answer say how many calls are left, and whether a web page may read it.
func (a *API) prove(r *http.Request, answer http.Header, need cmo.TokenScope) (caller, error) {
	answer.Set("Cache-Control", "private, no-cache")
	secret, ok := store.ParseToken(bearer(r.Header))
	if !ok {
		return caller{}, store.ErrNoToken
	}
	sc, token, err := a.db.EnterToken(r.Context(), secret)
	if err != nil {
		return caller{}, err
	}
	if origin := r.Header.Get("Origin"); slices.Contains(token.Origins, origin) {
		answer.Set("Access-Control-Allow-Origin", origin)
		answer.Set("Access-Control-Expose-Headers", "Change-Set, Content-Range, ETag, Idempotency-Replayed, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")
		answer.Add("Vary", "Origin")
	}
	if err := a.count(r.Context(), answer, token); err != nil {
		return caller{}, err
	}
	if !allows(token, need) {
		return caller{}, lacks(token, need)
	}
	return caller{sc, token, r}, nil
}

// allows reports that a token may call what asks for a scope. Who starts runs may follow them; what the scope agent writes is
// decided row by row.
func allows(t cmo.Token, need cmo.TokenScope) bool {
	if need != "" && !t.Has(need) {
		return t.Has(cmo.ScopeAgent) && (need == cmo.ScopeRunsRead || need == cmo.ScopeCampaignsWrite)
	}
	return true
}

func lacks(t cmo.Token, need cmo.TokenScope) error {
	return cmo.Errorf(cmo.Forbidden, "The token %q lacks the scope %s.", t.Name, need)
}

// bearer is the token of a request: of the Authorization header, or apikey as supabase-js sends it.
func bearer(h http.Header) string {
	if kind, token, ok := strings.Cut(h.Get("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		return strings.TrimSpace(token)
	}
	return h.Get("apikey")
}

// count takes one call from the token's minute, in this process.
func (a *API) count(ctx context.Context, answer http.Header, t cmo.Token) error {
	_, left, reset, ok, err := a.limit.Take(ctx, t.ID.String())
	if err != nil {
		return err
	}
	wait := strconv.Itoa(int(math.Ceil(max(0, time.Until(time.Unix(0, int64(reset))).Seconds())))) //nolint:gosec // a moment of this century
	answer.Set("RateLimit-Policy", `"token";q=`+strconv.FormatUint(a.per, 10)+`;w=60`)
	answer.Set("RateLimit", `"token";r=`+strconv.FormatUint(left, 10)+`;t=`+wait)
	if ok {
		return nil
	}
	answer.Set("Retry-After", wait)
	return cmo.Errorf(cmo.TooMany, "This token has made %d calls in a minute. Try again in %s seconds.", a.per, wait)
}

var statuses = map[cmo.Kind]int{
	cmo.NotFound: http.StatusNotFound, cmo.Forbidden: http.StatusForbidden, cmo.Invalid: http.StatusBadRequest, cmo.Conflict: http.StatusConflict,
	cmo.Unavailable: http.StatusServiceUnavailable, cmo.TooMany: http.StatusTooManyRequests, cmo.SignIn: http.StatusUnauthorized,
}

// problem is an error as a program reads it: what is not a cmo.Error shows no word of itself.
func (a *API) problem(ctx context.Context, err error) huma.StatusError {
	var own *cmo.Error
	if errors.As(err, &own) && own.Kind != cmo.Internal {
		return huma.NewError(statuses[own.Kind], own.Msg)
	}
	a.log.ErrorContext(ctx, "api", "error", err)
	return huma.NewError(http.StatusInternalServerError, "Something went wrong.")
}

func (a *API) refuse(ctx huma.Context, err error) {
	p := a.problem(ctx.Context(), err)
	switch p.GetStatus() {
	case http.StatusUnauthorized:
		ctx.SetHeader("WWW-Authenticate", `Bearer realm="aicmo"`)
	case http.StatusServiceUnavailable:
		ctx.SetHeader("Retry-After", "5")
	}
	_ = huma.WriteErr(a.huma, ctx, p.GetStatus(), p.Error())
}

// preflight answers a browser's question before a call. It tells nothing: whether a page may read the answer is decided
// with the call, by its token.
func preflight(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Access-Control-Allow-Origin", c.Request().Header.Get("Origin"))
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept-Profile, Authorization, apikey, Content-Profile, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, Range, X-Client-Info")
	h.Set("Access-Control-Max-Age", "600")
	h.Add("Vary", "Origin")
	return c.NoContent(http.StatusNoContent)
}
