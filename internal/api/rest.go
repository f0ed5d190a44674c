package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// oneObject asks for the row itself, where there is exactly one.
const oneObject = "application/vnd.pgrst.object+json"

// mountRest adds the shared tables as supabase-js reads them.
func (a *API) mountRest(g *echo.Group) {
	g.OPTIONS(paths.Rest+"/*", preflight)
	g.GET(paths.Rest+"/:table", a.restRead)
	g.HEAD(paths.Rest+"/:table", a.restRead)
}

// restRead answers a reading of a table. The tenant is the token's: a filter on another tenant's id finds nothing.
func (a *API) restRead(c echo.Context) error {
	rows, q, err := a.restRows(c)
	if err != nil {
		return a.restProblem(c, err)
	}
	single := strings.Contains(c.Request().Header.Get(echo.HeaderAccept), oneObject)
	if single && len(rows) != 1 {
		return a.restProblem(c, &store.RestError{Code: "PGRST116", Status: http.StatusNotAcceptable, Msg: "Cannot coerce the result to a single JSON object"})
	}
	h := c.Response().Header()
	h.Set("Content-Range", contentRange(q, rows))
	status := http.StatusOK
	if q.Count && len(rows) > 0 && *rows[0].Total > len(rows) {
		status = http.StatusPartialContent
	}
	if single {
		h.Set(echo.HeaderContentType, oneObject+"; charset=utf-8")
		return c.JSON(status, rows[0].Doc)
	}
	docs := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		docs[i] = r.Doc
	}
	return c.JSON(status, docs)
}

func (a *API) restRows(c echo.Context) ([]store.RestRow, store.RestQuery, error) {
	table := c.Param("table")
	need, known := store.RestScope(store.RestTable(table))
	who, err := a.prove(c.Request(), c.Response().Header(), need)
	if err != nil {
		return nil, store.RestQuery{}, err
	}
	q, err := parseRest(table, c.QueryParams())
	if err != nil && known {
		return nil, q, err
	}
	if err := restRange(c.Request().Header, &q); err != nil {
		return nil, q, err
	}
	q.Count = strings.Contains(c.Request().Header.Get("Prefer"), "count=")
	var rows *store.Rows[store.RestRow]
	err = who.scope.Read(c.Request().Context(), func(r *store.Reader) error { rows = r.Rest(q); return nil })
	if err != nil {
		return nil, q, err
	}
	return rows.List(), q, nil
}

// restRange narrows a reading to "Range: 0-24".
func restRange(h http.Header, q *store.RestQuery) error {
	text := h.Get("Range")
	if text == "" {
		return nil
	}
	first, last, ok := strings.Cut(text, "-")
	from, err := strconv.Atoi(first)
	if !ok || err != nil || from < 0 || from > restSkip {
		return bad("Range is written like 0-24, and begins at 10,000 at the latest.")
	}
	q.Skip += from
	if last == "" {
		return nil
	}
	to, err := strconv.Atoi(last)
	if err != nil || to < from {
		return bad("Range is written like 0-24.")
	}
	q.Limit = min(q.Limit, to-from+1)
	return nil
}

// contentRange says which rows these are, and of how many if that was asked for.
func contentRange(q store.RestQuery, rows []store.RestRow) string {
	total := "*"
	if q.Count {
		total = "0"
		if len(rows) > 0 {
			total = strconv.Itoa(*rows[0].Total)
		}
	}
	if len(rows) == 0 {
		return "*/" + total
	}
	return fmt.Sprintf("%d-%d/%s", q.Skip, q.Skip+len(rows)-1, total)
}

// restCodes are PostgREST's codes for refusals of ours.
var restCodes = map[cmo.Kind]string{cmo.SignIn: "PGRST301", cmo.Forbidden: "42501", cmo.Invalid: "22P02", cmo.Unavailable: "PGRST000", cmo.TooMany: "PGRST429"}

// restProblem answers in the shape that PostgREST's clients read.
func (a *API) restProblem(c echo.Context, err error) error {
	status, code, msg := http.StatusInternalServerError, "XX000", "Something went wrong."
	var refused *store.RestError
	var own *cmo.Error
	switch {
	case errors.As(err, &refused):
		status, code, msg = refused.Status, refused.Code, refused.Msg
	case errors.As(err, &own) && own.Kind != cmo.Internal:
		status, code, msg = statuses[own.Kind], restCodes[own.Kind], own.Msg
	default:
		a.log.ErrorContext(c.Request().Context(), "rest", "error", err)
	}
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	return c.JSON(status, map[string]any{"code": code, "message": msg, "details": "Reference: " + id, "hint": nil})
}
