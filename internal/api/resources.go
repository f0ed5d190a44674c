package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Page is what every list takes.
type Page struct {
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rows per page"`
	Cursor string    `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before"`
	Fields []string  `query:"fields" maxItems:"60" doc:"Names of the fields to answer with; without it all"`
	Since  time.Time `query:"updated_since" doc:"Only what changed at or after this moment"`
}

// narrows is a list's input: the page and what it can be narrowed by.
type narrows interface {
	cutting() Page
	query() store.ResourceQuery
}

func (p Page) base() (store.ResourceQuery, error) {
	after, err := store.ParseRunCursor(p.Cursor)
	q := store.ResourceQuery{Limit: p.Limit, After: after}
	if !p.Since.IsZero() {
		q.Since = &p.Since
	}
	return q, err
}

// listed is one page of a list.
type listed[T any] struct {
	Link string `header:"Link" doc:"The next page, rel=next"`
	Body struct {
		Data       []T     `json:"data"`
		NextCursor *string `json:"next_cursor" doc:"null: this is the last page"`
	}
}

type byID struct {
	ID     string   `path:"id" format:"uuid"`
	Fields []string `query:"fields" maxItems:"60" doc:"Names of the fields to answer with; without it all"`
}

type found[T any] struct {
	ETag string `header:"ETag" doc:"For If-Match of a change and If-None-Match of a reading"`
	Body T
}

// placed is a row with its place in a list.
type placed interface {
	Position() (time.Time, uuid.UUID)
}

// collection is a kind of rows with its operations.
type collection[T placed, In narrows] struct {
	path, tag, noun string
	scope           cmo.TokenScope
	list            func(*store.Reader, store.ResourceQuery) *store.Rows[T]
	one             func(*store.Reader, uuid.UUID) *store.One[T] // nil: there is no page of one
}

func (c collection[T, In]) mount(a *API) {
	op := a.operation(http.MethodGet, c.path, "list-"+c.tag, "List "+c.noun, c.tag, c.scope)
	huma.Register(a.huma, op, func(ctx context.Context, in *In) (*listed[T], error) { return c.answer(ctx, a, *in) })
	if c.one == nil {
		return
	}
	op = a.operation(http.MethodGet, c.path+"/{id}", "get-"+c.tag, "Read one of the "+c.noun, c.tag, c.scope)
	huma.Register(a.huma, op, func(ctx context.Context, in *byID) (*found[T], error) {
		id, err := uuid.Parse(in.ID)
		if err != nil {
			return nil, a.problem(ctx, cmo.ErrNotFound)
		}
		if err := checkFields[T](in.Fields); err != nil {
			return nil, a.problem(ctx, err)
		}
		var row *store.One[T]
		if err := callerOf(ctx).scope.Read(ctx, func(r *store.Reader) error { row = c.one(r, id); return nil }); err != nil {
			return nil, a.problem(ctx, err)
		}
		return &found[T]{tagOf(row.Value()), row.Value()}, nil
	})
}

func (c collection[T, In]) answer(ctx context.Context, a *API, in In) (*listed[T], error) {
	p, q := in.cutting(), in.query()
	base, err := p.base()
	if err == nil {
		err = checkFields[T](p.Fields)
	}
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	q.Limit, q.After, q.Since = base.Limit, base.After, base.Since
	var rows *store.Rows[T]
	if err := callerOf(ctx).scope.Read(ctx, func(r *store.Reader) error { rows = c.list(r, q); return nil }); err != nil {
		return nil, a.problem(ctx, err)
	}
	out := &listed[T]{}
	list := rows.List()
	out.Body.Data = append([]T{}, list[:min(len(list), p.Limit)]...)
	if len(list) > p.Limit {
		at, id := list[p.Limit-1].Position()
		next := store.RunCursor{At: at, ID: id}.Encode()
		out.Body.NextCursor, out.Link = &next, "<"+c.path+"?cursor="+next+">; rel=\"next\""
	}
	return out, nil
}

// operation describes a call, with the problems that each may end in.
func (a *API) operation(method, path, id, summary, tag string, scope cmo.TokenScope) huma.Operation {
	op := huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}, Security: []map[string][]string{{"token": {}}},
		Metadata: map[string]any{scopeKey: scope}, Errors: []int{400, 401, 403, 404, 422, 429, 500, 503}}
	if scope != "" {
		op.Description = "Needs the scope `" + string(scope) + "`."
	}
	return op
}

// checkFields refuses a field that the type does not have.
func checkFields[T any](fields []string) error {
	known := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		known[f.Tag.Get("json")] = true
	}
	for _, f := range fields {
		if f == "" || !known[f] {
			return cmo.Errorf(cmo.Invalid, "There is no field %q.", f)
		}
	}
	return nil
}
