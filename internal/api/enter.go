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
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// caller is the tenant's program behind a request: the proof and the token it came from.
type caller struct {
	scope store.Scope
	token cmo.Token
}

type callerKey struct{}

func callerOf(ctx context.Context) caller { c, _ := ctx.Value(callerKey{}).(caller); return c }

// enter proves the token, its scope and its rate before an operation runs.
func (a *API) enter(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Cache-Control", "private, no-cache")
	secret, ok := store.ParseToken(bearer(ctx))
	if !ok {
		a.refuse(ctx, store.ErrNoToken)
		return
	}
	sc, token, err := a.db.EnterToken(ctx.Context(), secret)
	if err != nil {
		a.refuse(ctx, err)
		return
	}
	if origin := ctx.Header("Origin"); slices.Contains(token.Origins, origin) {
		ctx.SetHeader("Access-Control-Allow-Origin", origin)
		ctx.SetHeader("Access-Control-Expose-Headers", "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")
		ctx.AppendHeader("Vary", "Origin")
	}
	if err := a.count(ctx, token); err != nil {
		a.refuse(ctx, err)
		return
	}
	if need, _ := ctx.Operation().Metadata[scopeKey].(cmo.TokenScope); need != "" && !token.Has(need) {
		a.refuse(ctx, cmo.Errorf(cmo.Forbidden, "The token %q lacks the scope %s.", token.Name, need))
		return
	}
	next(huma.WithValue(ctx, callerKey{}, caller{sc, token}))
}

// bearer is the token of a request: of the Authorization header, or apikey as supabase-js sends it.
func bearer(ctx huma.Context) string {
	if kind, token, ok := strings.Cut(ctx.Header("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		return strings.TrimSpace(token)
	}
	return ctx.Header("apikey")
}

// count takes one call from the token's minute, in this process.
func (a *API) count(ctx huma.Context, t cmo.Token) error {
	_, left, reset, ok, err := a.limit.Take(ctx.Context(), t.ID.String())
	if err != nil {
		return err
	}
	wait := strconv.Itoa(int(math.Ceil(max(0, time.Until(time.Unix(0, int64(reset))).Seconds())))) //nolint:gosec // a moment of this century
	ctx.SetHeader("RateLimit-Policy", `"token";q=`+strconv.FormatUint(a.per, 10)+`;w=60`)
	ctx.SetHeader("RateLimit", `"token";r=`+strconv.FormatUint(left, 10)+`;t=`+wait)
	if ok {
		return nil
	}
	ctx.SetHeader("Retry-After", wait)
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
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, apikey, Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", "600")
	h.Add("Vary", "Origin")
	return c.NoContent(http.StatusNoContent)
}
