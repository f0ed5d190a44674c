package api

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// WriteHead is what every write takes besides its body. Parts of inputs are exported, so that huma reads them.
type WriteHead struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Of the token, for a day: the same call again is not done twice and gets the first answer; another call with it is 422"`
}

type (
	// CreateIn is a write with a body.
	CreateIn struct {
		WriteHead
		RawBody []byte `contentType:"application/json"`
	}
	createPartIn struct {
		ID string `path:"id" format:"uuid"`
		CreateIn
	}
	changeIn struct {
		ID    string `path:"id" format:"uuid"`
		Match string `header:"If-Match" maxLength:"200" doc:"The ETag of what the change is over; 412 if it has changed since"`
		CreateIn
	}
	archiveIn struct {
		ID    string `path:"id" format:"uuid"`
		Match string `header:"If-Match" maxLength:"200"`
		WriteHead
	}
)

// written is the answer to a write, as it is kept for the same call again.
type written struct {
	Status   int
	Type     string `header:"Content-Type"`
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Waiting  string `header:"Change-Set" doc:"With 202: the id of the change set that waits for an approver, because the campaign is scheduled or live"`
	Replayed string `header:"Idempotency-Replayed" doc:"true: this is the answer of the first call"`
	Body     []byte
}

// writable is a kind of rows that programs write.
type writable struct {
	table store.RestTable
	path  string // of the collection
	in    string // of the collection that a new one is made in, for parts
	noun  string
	show  func(*store.Reader, uuid.UUID) (any, error)
	row   any // of the type that show gives
}

var errChanged = errors.New("api: the row has another tag")

func (k writable) typ() cmo.RecordType { return cmo.TypeOfTable(string(k.table)) }

func (k writable) create(ctx context.Context, a *API, in *CreateIn, parent string) (*written, error) {
	return a.write(ctx, in.Key, in.RawBody, func(w *store.Writer) (answer, error) {
		fields, err := k.fields(in.RawBody, parent, true)
		if err == nil && parent != "" {
			err = k.parent(w, parent)
		}
		if err != nil {
			return answer{}, err
		}
		id, err := w.AddByProgram(k.table, fields)
		if err != nil {
			return answer{}, err
		}
		return k.shown(ctx, w, id, answer{status: http.StatusCreated, header: map[string]string{"Location": k.path + "/" + id.String()}})
	})
}

func (k writable) change(ctx context.Context, a *API, in *changeIn) (*written, error) {
	return a.write(ctx, in.Key, in.RawBody, func(w *store.Writer) (answer, error) {
		fields, err := k.fields(in.RawBody, "", false)
		if err != nil {
			return answer{}, err
		}
		id, err := k.hold(w, in.ID, in.Match)
		if err != nil {
			return answer{}, err
		}
		waiting, err := w.ChangeByProgram(k.table, id, fields)
		if err != nil {
			return answer{}, err
		}
		out := answer{status: http.StatusOK, header: map[string]string{}}
		if len(waiting) > 0 {
			out.status, out.header[headerWaiting] = http.StatusAccepted, joinIDs(waiting)
		}
		return k.shown(ctx, w, id, out)
	})
}

func (k writable) archive(ctx context.Context, a *API, in *archiveIn) (*written, error) {
	return a.write(ctx, in.Key, nil, func(w *store.Writer) (answer, error) {
		id, err := k.hold(w, in.ID, in.Match)
		if err == nil {
			err = w.ArchiveByProgram(k.table, id)
		}
		return answer{status: http.StatusNoContent, header: map[string]string{}}, err
	})
}

// parent finds the record in whose address a part is made: another tenant's and a missing one are the same 404.
func (k writable) parent(w *store.Writer, text string) error {
	for _, p := range writables() {
		if p.path == k.in {
			id, err := uuid.Parse(text)
			if err != nil {
				return cmo.ErrNotFound
			}
			_, err = p.show(w.Reader, id)
			return err
		}
	}
	return cmo.ErrNotFound
}

// hold holds the row until the end, and compares it with what the program has seen.
func (k writable) hold(w *store.Writer, text, match string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return id, cmo.ErrNotFound
	}
	if err := w.HoldForProgram(k.table, id); err != nil || match == "" {
		return id, err
	}
	now, err := k.show(w.Reader, id)
	if err == nil && !matches(match, tagOf(now)) {
		err = errChanged
	}
	return id, err
}

// shown puts the row into an answer: all of it for a token that may read it, else its id.
func (k writable) shown(ctx context.Context, w *store.Writer, id uuid.UUID, out answer) (answer, error) {
	row, err := k.show(w.Reader, id)
	if err != nil {
		return out, err
	}
	if !callerOf(ctx).token.Has(cmo.ScopeCampaignsRead) {
		row = map[string]uuid.UUID{"id": id}
	} else {
		out.header["ETag"] = tagOf(row)
	}
	out.header[echo.HeaderContentType] = echo.MIMEApplicationJSON
	out.body, err = json.Marshal(row)
	return out, err
}

// fields reads a body: an object with fields that the kind has. parent is the id that stands in the address.
func (k writable) fields(raw []byte, parent string, fresh bool) (cmo.Fields, error) {
	body, err := decodeBody(raw)
	if err != nil {
		return nil, err
	}
	fields, ok := body.(map[string]any)
	if !ok {
		return nil, cmo.Errorf(cmo.Invalid, "The body is an object.")
	}
	known, wrong := k.schema(fresh).Properties, map[string]string{}
	for name := range fields {
		if known[name] == nil || name == k.typ().Parent && parent != "" {
			wrong[name] = "There is no such field."
		}
	}
	if len(wrong) > 0 {
		return nil, &cmo.Error{Kind: cmo.Invalid, Msg: "The body names fields that do not exist.", Fields: wrong}
	}
	if parent != "" {
		fields[k.typ().Parent] = parent
	}
	return fields, nil
}

// write runs a write in one transaction and gives its answer, or the problem.
func (a *API) write(ctx context.Context, key string, body []byte, do func(*store.Writer) (answer, error)) (*written, error) {
	c := callerOf(ctx)
	run := func() (answer, error) { return once(ctx, c.scope, key, callHash(c.request, body), do) }
	out, err := run()
	if rest, ok := store.AsRest(err); ok && rest.Code == "23505" { // perhaps another call has just added it
		out, err = run()
	}
	if err != nil {
		return nil, a.writeProblem(ctx, err)
	}
	h := out.header
	return &written{out.status, h[echo.HeaderContentType], h["ETag"], h["Location"], h[headerWaiting], h[headerReplayed], out.body}, nil
}

// writeProblem says why a write was refused: of fields that are wrong one line for each.
func (a *API) writeProblem(ctx context.Context, err error) error {
	var own *cmo.Error
	if errors.Is(err, errChanged) {
		return huma.NewError(http.StatusPreconditionFailed, "It has changed since. Read it again, and decide anew.")
	}
	if errors.Is(err, store.ErrOtherCall) {
		return huma.NewError(http.StatusUnprocessableEntity, store.ErrOtherCall.Msg)
	}
	if errors.As(err, &own) && len(own.Fields) > 0 {
		status := http.StatusUnprocessableEntity
		if own.Kind == cmo.Conflict {
			status = http.StatusConflict
		}
		return huma.NewError(status, "The body was refused.", fieldProblems("body.", own.Fields)...)
	}
	if rest, ok := store.AsRest(err); ok {
		switch rest.Code {
		case "23503":
			return huma.NewError(http.StatusUnprocessableEntity, "This refers to something that does not exist.")
		case "23502", "23514":
			return huma.NewError(http.StatusUnprocessableEntity, "A value is not allowed here.")
		}
		return huma.NewError(rest.Status, rest.Msg)
	}
	return a.problem(ctx, err)
}

// fieldProblems are a line for each field that is wrong, with the path to it.
func fieldProblems(at string, fields map[string]string) []error {
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		wrong = append(wrong, &huma.ErrorDetail{Message: fields[name], Location: at + name})
	}
	return wrong
}

// jsonOnly refuses other bodies before they are read.
func (a *API) jsonOnly(ctx huma.Context, next func(huma.Context)) {
	r := humaecho.Unwrap(ctx).Request()
	if r.Method != http.MethodGet && r.ContentLength != 0 && !isJSON(r) {
		_ = huma.WriteErr(a.huma, ctx, http.StatusUnsupportedMediaType, "Content-Type is application/json.")
		return
	}
	next(ctx)
}
