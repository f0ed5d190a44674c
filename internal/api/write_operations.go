package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

func one[T any](of func(*store.Reader, uuid.UUID) *store.One[T]) func(*store.Reader, uuid.UUID) (any, error) {
	return func(r *store.Reader, id uuid.UUID) (any, error) { return of(r, id).Get() }
}

// writables are the kinds that programs write here.
func writables() []writable {
	type r = *store.Reader
	return []writable{
		{store.RestCampaigns, paths.API + "/campaigns", "", "a campaign", one(r.CampaignResource), cmo.CampaignResource{}},
		{store.RestChannels, paths.API + "/channels", paths.API + "/campaigns", "a channel", one(r.ChannelResource), cmo.ChannelResource{}},
		{store.RestAssets, paths.API + "/content", "", "a piece of content", one(r.ContentResource), cmo.ContentResource{}},
		{store.RestVariants, paths.API + "/variants", paths.API + "/content", "a wording", one(r.VariantResource), cmo.VariantResource{}},
		{store.RestEvents, paths.API + "/calendar", "", "an entry of the calendar", one(r.EventResource), cmo.EventResource{}},
	}
}

// registerWrites lists the operations that write.
func (a *API) registerWrites() {
	for _, k := range writables() {
		tag := k.path[len(paths.API)+1:]
		op := a.writeOperation(http.MethodPost, k.path, "create-"+tag, "Add "+k.noun, tag)
		op.Description += " What is new is a draft. A description that begins with `AI CMO Driven:`, or a run_id, needs the scope `agent`."
		op.DefaultStatus = http.StatusCreated
		if k.in == "" {
			huma.Register(a.huma, op, func(ctx context.Context, in *CreateIn) (*written, error) { return k.create(ctx, a, in, "") })
		} else {
			op.Path = k.in + "/{id}/" + tag
			huma.Register(a.huma, op, func(ctx context.Context, in *createPartIn) (*written, error) {
				return k.create(ctx, a, &in.CreateIn, in.ID)
			})
		}
		a.describe(op, k.schema(true), k.row)
		op = a.writeOperation(http.MethodPatch, k.path+"/{id}", "change-"+tag, "Change the named fields of "+k.noun, tag)
		op.Description += " Of a scheduled or live campaign the change waits for an approver: 202."
		huma.Register(a.huma, op, func(ctx context.Context, in *changeIn) (*written, error) { return k.change(ctx, a, in) })
		a.describe(op, k.schema(false), k.row)
		op = a.writeOperation(http.MethodDelete, k.path+"/{id}", "archive-"+tag, "Archive "+k.noun, tag)
		op.DefaultStatus = http.StatusNoContent
		huma.Register(a.huma, op, func(ctx context.Context, in *archiveIn) (*written, error) { return k.archive(ctx, a, in) })
		a.describe(op, nil, nil)
	}
	a.registerMetrics()
}

func (a *API) writeOperation(method, path, id, summary, tag string) huma.Operation {
	op := a.operation(method, path, id, summary, tag, cmo.ScopeCampaignsWrite)
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.Middlewares, op.SkipValidateBody = huma.Middlewares{a.jsonOnly}, true // the store checks it, as for the console's forms
	return op
}

// describe puts the types of body and answer into the description: the operations read and write them as bytes.
func (a *API) describe(op huma.Operation, body *huma.Schema, row any) {
	item := a.huma.OpenAPI().Paths[op.Path]
	known := map[string]*huma.Operation{http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}[op.Method]
	if body != nil {
		known.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{echo.MIMEApplicationJSON: {Schema: body}}}
	}
	status := strconv.Itoa(op.DefaultStatus)
	if op.DefaultStatus == 0 {
		status = "200"
	}
	answer := known.Responses[status]
	answer.Content = nil
	if row != nil {
		t := reflect.TypeOf(row)
		answer.Content = map[string]*huma.MediaType{echo.MIMEApplicationJSON: {Schema: a.huma.OpenAPI().Components.Schemas.Schema(t, true, t.Name())}}
	}
	if op.Method == http.MethodPatch {
		known.Responses["202"] = &huma.Response{Description: "The change waits for an approver; the answer is the row as it is", Headers: answer.Headers, Content: answer.Content}
	}
}

// schema describes a body of the kind: its fields as the console's forms check them.
func (k writable) schema(fresh bool) *huma.Schema {
	t := k.typ()
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: fieldSchemas(t)}
	ids := map[string]string{"tenant_id": "The token's own tenant, or left out"}
	if fresh {
		ids["id"], ids["run_id"] = "An id of your own; else the server makes one", "The run that made it, for the scope agent"
		s.Required = needed(t)
	}
	for name, doc := range ids {
		s.Properties[name] = &huma.Schema{Type: huma.TypeString, Format: "uuid", Description: doc}
	}
	if k.in == "" && t.Kind != cmo.KindEvent {
		s.Properties["target_icp"] = &huma.Schema{Type: huma.TypeString, Description: "Name of an ICP, in place of its id"}
	}
	if t.Kind == cmo.KindCampaign {
		s.Properties["target_offer"] = &huma.Schema{Type: huma.TypeString, Description: "Name of an offer, in place of its id"}
	}
	return s
}

func needed(t cmo.RecordType) []string {
	var out []string
	for name := range t.Missing(cmo.Fields{}) {
		if name != t.Parent && (t.Kind != cmo.KindCampaign || name != "campaign_type") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// fieldSchemas are the schemas of a type's fields.
func fieldSchemas(t cmo.RecordType) map[string]*huma.Schema {
	out := map[string]*huma.Schema{}
	zero, hundred := 0.0, 100.0
	for _, f := range t.Fields {
		s := &huma.Schema{Type: huma.TypeString, Description: f.Label, Nullable: !f.Required}
		switch f.Type {
		case cmo.FieldNumber:
			s.Type, s.Minimum = huma.TypeNumber, &zero
		case cmo.FieldPercent:
			s.Type, s.Minimum, s.Maximum = huma.TypeNumber, &zero, &hundred
		case cmo.FieldDecimal:
			s.Type = huma.TypeNumber
		case cmo.FieldInt:
			s.Type, s.Minimum = huma.TypeInteger, &zero
		case cmo.FieldBool:
			s.Type = huma.TypeBoolean
		case cmo.FieldDay:
			s.Format = "date"
		case cmo.FieldMoment:
			s.Format = "date-time"
		case cmo.FieldRef:
			s.Format = "uuid"
		case cmo.FieldURL:
			s.Format = "uri"
		case cmo.FieldList:
			s.Type, s.Items = huma.TypeArray, &huma.Schema{Type: huma.TypeString}
		case cmo.FieldRows:
			s.Type, s.Items = huma.TypeArray, &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
		case cmo.FieldGroup:
			s.Type, s.AdditionalProperties = huma.TypeObject, true
		case cmo.FieldChoice:
			for _, c := range f.Choices {
				s.Enum = append(s.Enum, c)
			}
		}
		out[f.Column] = s
	}
	return out
}
