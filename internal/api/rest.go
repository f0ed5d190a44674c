package api

import (
	"encoding/json"
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
	a.mountRestWrites(g)
}

// restRead answers a reading of a table. The tenant is the token's: a filter on another tenant's id finds nothing.
func (a *API) restRead(c echo.Context) error {
	page, err := a.restRows(c)
	if err != nil {
		return a.restProblem(c, err)
	}
	single := strings.Contains(c.Request().Header.Get(echo.HeaderAccept), oneObject)
	if single && len(page.docs) != 1 {
		return a.restProblem(c, notOne)
	}
	h := c.Response().Header()
	h.Set("Content-Range", page.contentRange())
	status := http.StatusOK
	switch {
	case page.total != nil && page.skip > *page.total:
		return a.restProblem(c, &store.RestError{Code: "PGRST103", Status: http.StatusRequestedRangeNotSatisfiable, Msg: "Requested range not satisfiable"})
	case page.total != nil && *page.total > len(page.docs):
		status = http.StatusPartialContent
	}
	if single {
		h.Set(echo.HeaderContentType, oneObject+"; charset=utf-8")
		return c.JSON(status, page.docs[0])
	}
	return c.JSON(status, page.docs)
}

// restPage is what a reading gave: rows, from which place on, and of how many if that was asked for.
type restPage struct {
	docs  []json.RawMessage
	skip  int
	total *int
}

func (a *API) restRows(c echo.Context) (page restPage, err error) {
	table := c.Param("table")
	who, err := a.prove(c.Request(), c.Response().Header(), "")
	if err != nil {
		return page, err
	}
	q, err := parseRest(table, c.QueryParams())
	scopes, known := store.RestScopes(store.RestTable(table), q.Fields)
	for _, need := range scopes {
		if !who.token.Has(need) {
			return page, lacks(who.token, need)
		}
	}
	if err != nil && known {
		return page, err
	}
	if err := restRange(c.Request().Header, &q); err != nil {
		return page, err
	}
	counted := strings.Contains(c.Request().Header.Get("Prefer"), "count=")
	var rows *store.Rows[store.RestRow]
	var total *store.Rows[store.RestTotal]
	err = who.scope.Read(c.Request().Context(), func(r *store.Reader) error {
		rows = r.Rest(q)
		if counted {
			total = r.RestTotal(q)
		}
		return nil
	})
	if err != nil {
		return page, err
	}
	page = restPage{docs: []json.RawMessage{}, skip: q.Skip}
	for _, r := range rows.List() {
		page.docs = append(page.docs, r.Doc)
	}
	if counted {
		page.total = &total.List()[0].N
	}
	return page, nil
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
func (p restPage) contentRange() string {
	total := "*"
	if p.total != nil {
		total = strconv.Itoa(*p.total)
	}
	if len(p.docs) == 0 {
		return "*/" + total
	}
	return fmt.Sprintf("%d-%d/%s", p.skip, p.skip+len(p.docs)-1, total)
}

// restCodes are PostgREST's codes for refusals of ours.
var restCodes = map[cmo.Kind]string{cmo.SignIn: "PGRST301", cmo.Forbidden: "42501", cmo.Invalid: "22P02", cmo.Unavailable: "PGRST000", cmo.TooMany: "PGRST429",
	cmo.Conflict: "55000", cmo.NotFound: "P0002"}

// restProblem answers in the shape that PostgREST's clients read.
func (a *API) restProblem(c echo.Context, err error) error {
	status, code, msg, ok := restStatus(err)
	if !ok {
		status, code, msg = http.StatusInternalServerError, "XX000", "Something went wrong."
		a.log.ErrorContext(c.Request().Context(), "rest", "error", err)
	}
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	return c.JSON(status, map[string]any{"code": code, "message": msg, "details": "Reference: " + id, "hint": nil})
}
