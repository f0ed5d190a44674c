package api

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// restWrites are the methods that write a table.
var restWrites = []string{http.MethodPost, http.MethodPatch, http.MethodDelete}

func (a *API) mountRestWrites(g *echo.Group) {
	for _, method := range restWrites {
		g.Add(method, paths.Rest+"/:table", a.restWrite)
	}
}

// restWrite answers a writing of a table in PostgREST's form.
func (a *API) restWrite(c echo.Context) error {
	r, h := c.Request(), c.Response().Header()
	who, err := a.prove(r, h, "")
	if err != nil {
		return a.restProblem(c, err)
	}
	p, hash, err := readRestWrite(c, who.token)
	if err != nil {
		return a.restProblem(c, err)
	}
	run := func() (answer, error) {
		return once(r.Context(), who.scope, r.Header.Get(headerKey), hash, p.do)
	}
	out, err := run()
	if rest, ok := store.AsRest(err); ok && rest.Code == "23505" && p.change.Merge { // another call has just added it
		out, err = run()
	}
	if err != nil {
		return a.restProblem(c, err)
	}
	for name, value := range out.header {
		h.Set(name, value)
	}
	if len(out.body) == 0 {
		return c.NoContent(out.status)
	}
	return c.Blob(out.status, h.Get(echo.HeaderContentType), out.body)
}

// restWriting is a writing as it was asked for.
type restWriting struct {
	method string
	change store.RestChange
	single bool // exactly one row, as an object
	count  bool
	prefer []string
}

func readRestWrite(c echo.Context, token cmo.Token) (p restWriting, hash string, err error) {
	r, table := c.Request(), c.Param("table")
	p = restWriting{method: r.Method, prefer: preferences(r.Header), single: strings.Contains(r.Header.Get(echo.HeaderAccept), oneObject)}
	p.count = slices.ContainsFunc(p.prefer, func(s string) bool { return strings.HasPrefix(s, "count=") })
	params := maps.Clone(c.QueryParams())
	columns, keys := params["columns"], params["on_conflict"]
	if r.Method == http.MethodPost {
		delete(params, "columns")
		delete(params, "on_conflict")
	}
	q, err := parseRest(table, params)
	if err == nil {
		err = mayRest(table, q.Fields, token, slices.Contains(p.prefer, "return=representation") || p.single)
	}
	if err != nil {
		return p, "", err
	}
	if _, paged := params["offset"]; paged || params["limit"] != nil || len(q.Order) > 0 || r.Method == http.MethodPost && len(q.Filters) > 0 {
		return p, "", bad("A write takes no order, limit or offset, and an insert no filter.")
	}
	p.change = store.RestChange{Table: store.RestTable(table), Filters: q.Filters, Merge: slices.Contains(p.prefer, "resolution=merge-duplicates"), Ignore: slices.Contains(p.prefer, "resolution=ignore-duplicates")}
	if slices.Contains(p.prefer, "return=representation") || p.single {
		p.change.Back = &q.Fields
	}
	if len(keys) > 0 && keys[0] != "" {
		p.change.Keys = strings.Split(keys[0], ",")
	}
	if r.Method == http.MethodDelete {
		return p, callHash(r, nil), nil
	}
	raw, body, err := readBody(r)
	if err == nil {
		p.change.Rows, err = restBody(body, r.Method == http.MethodPost)
	}
	if err == nil {
		err = checkNamed(columns, p.change.Rows)
	}
	return p, callHash(r, raw), err
}

// mayRest refuses an answer that the token may not read: its scopes for writing say nothing about reading.
func mayRest(table string, fields []store.RestField, token cmo.Token, back bool) error {
	scopes, _ := store.RestScopes(store.RestTable(table), fields)
	for _, s := range scopes {
		if back && !token.Has(s) {
			return cmo.Errorf(cmo.Forbidden, "The token %q lacks the scope %s, which reading back what was written needs.", token.Name, s)
		}
	}
	return nil
}

// preferences are the parts of Prefer.
func preferences(h http.Header) []string {
	var out []string
	for part := range strings.SplitSeq(strings.Join(h.Values("Prefer"), ","), ",") {
		out = append(out, strings.TrimSpace(part))
	}
	return out
}

// restBody gives the rows of a body: an object, or for an insert an array of objects with the same keys.
func restBody(body any, many bool) ([]cmo.Fields, error) {
	if row, ok := body.(map[string]any); ok {
		return []cmo.Fields{row}, nil
	}
	list, ok := body.([]any)
	if !ok || !many {
		return nil, errNoJSON
	}
	if len(list) > store.RestMostAdded {
		return nil, &store.RestError{Code: "54000", Status: http.StatusBadRequest, Msg: "At most " + strconv.Itoa(store.RestMostAdded) + " rows at once."}
	}
	rows := make([]cmo.Fields, len(list))
	for i, item := range list {
		row, ok := item.(map[string]any)
		if !ok || i > 0 && !sameKeys(row, rows[0]) {
			return nil, &store.RestError{Code: "PGRST102", Status: http.StatusBadRequest, Msg: "All object keys must match"}
		}
		rows[i] = row
	}
	return rows, nil
}

func sameKeys(a, b map[string]any) bool {
	for k := range a {
		if _, ok := b[k]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}

// checkNamed refuses a list of columns that the rows do not have.
func checkNamed(columns []string, rows []cmo.Fields) error {
	if len(columns) == 0 || len(rows) == 0 {
		return nil
	}
	named, err := splitList(columns[0])
	if err != nil || len(named) != len(rows[0]) {
		return bad("columns names others than the rows have.")
	}
	for _, c := range named {
		if _, ok := rows[0][c]; !ok {
			return bad("columns names others than the rows have.")
		}
	}
	return nil
}

// do runs the writing and makes its answer.
func (p restWriting) do(w *store.Writer) (answer, error) {
	change := map[string]func(store.RestChange) (store.RestOutcome, error){http.MethodPost: w.RestInsert, http.MethodPatch: w.RestUpdate, http.MethodDelete: w.RestArchive}[p.method]
	done, err := change(p.change)
	if err != nil {
		return answer{}, err
	}
	if p.single && len(done.Docs) != 1 { // nothing of it stays
		return answer{}, notOne
	}
	out := answer{status: p.status(done), header: map[string]string{"Content-Range": "*/*"}}
	if p.count {
		out.header["Content-Range"] = "*/" + strconv.Itoa(done.Rows)
	}
	if applied := p.applied(); applied != "" {
		out.header["Preference-Applied"] = applied
	}
	if len(done.Waiting) > 0 {
		out.header[headerWaiting] = joinIDs(done.Waiting)
	}
	if p.change.Back == nil {
		return out, nil
	}
	out.header[echo.HeaderContentType] = echo.MIMEApplicationJSON
	if p.single {
		out.header[echo.HeaderContentType] = oneObject + "; charset=utf-8"
		out.body = done.Docs[0]
		return out, nil
	}
	out.body, err = json.Marshal(done.Docs)
	return out, err
}

var notOne = &store.RestError{Code: "PGRST116", Status: http.StatusNotAcceptable, Msg: "Cannot coerce the result to a single JSON object"}

func (p restWriting) status(done store.RestOutcome) int {
	switch {
	case len(done.Waiting) > 0:
		return http.StatusAccepted
	case p.method == http.MethodPost && (done.Added > 0 || done.Rows == 0 || !p.change.Merge):
		return http.StatusCreated
	case p.change.Back == nil && p.method != http.MethodPost:
		return http.StatusNoContent
	}
	return http.StatusOK
}

// applied are the preferences that were followed.
func (p restWriting) applied() string {
	var out []string
	for _, s := range p.prefer {
		if name, _, _ := strings.Cut(s, "="); name == "return" || name == "resolution" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// restStatus is the answer to an error in PostgREST's words; ok is false for a fault of ours.
func restStatus(err error) (status int, code, msg string, ok bool) {
	if errors.Is(err, store.ErrOtherCall) {
		return http.StatusUnprocessableEntity, "PGRST422", store.ErrOtherCall.Msg, true
	}
	if refused, ok := store.AsRest(err); ok {
		return refused.Status, refused.Code, refused.Msg, true
	}
	var own *cmo.Error
	if errors.As(err, &own) && own.Kind != cmo.Internal {
		return statuses[own.Kind], restCodes[own.Kind], own.Msg, true
	}
	return 0, "", "", false
}
