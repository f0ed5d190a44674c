package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// reported says what became of figures.
type reported struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

func (a *API) registerMetrics() {
	op := a.writeOperation(http.MethodPost, paths.API+"/metrics", "report-metrics", "Report figures", "metrics")
	op.Metadata = map[string]any{scopeKey: cmo.ScopeMetricsWrite}
	op.Description = "Needs the scope `metrics:write`. A campaign, channel, day and kind have one snapshot: reporting it again writes over the named figures, and what is left out stays as it was. All of a batch is written, or nothing."
	huma.Register(a.huma, op, func(ctx context.Context, in *CreateIn) (*written, error) { return a.reportFigures(ctx, in) })
	most, least := store.RestMostAdded, 1
	snapshot := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: fieldSchemas(cmo.SnapshotType), Required: []string{"campaign_id", "snapshot_date"}}
	a.describe(op, &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"snapshots"},
		Properties: map[string]*huma.Schema{"snapshots": {Type: huma.TypeArray, MinItems: &least, MaxItems: &most, Items: snapshot}}}, reported{})
}

func (a *API) reportFigures(ctx context.Context, in *CreateIn) (*written, error) {
	return a.write(ctx, in.Key, in.RawBody, func(w *store.Writer) (answer, error) {
		rows, err := snapshotsOf(in.RawBody)
		if err != nil {
			return answer{}, err
		}
		done, err := w.RestInsert(store.RestChange{Table: store.RestSnapshots, Rows: rows, Merge: true})
		if err != nil {
			return answer{}, err
		}
		body, err := json.Marshal(reported{done.Added, done.Changed, done.Rows - done.Added - done.Changed})
		return answer{http.StatusOK, map[string]string{echo.HeaderContentType: echo.MIMEApplicationJSON}, body}, err
	})
}

// snapshotsOf reads a batch of figures.
func snapshotsOf(raw []byte) ([]cmo.Fields, error) {
	body, err := decodeBody(raw)
	if err != nil {
		return nil, err
	}
	m, _ := body.(map[string]any)
	list, ok := m["snapshots"].([]any)
	if !ok || len(m) != 1 || len(list) == 0 || len(list) > store.RestMostAdded {
		return nil, cmo.Errorf(cmo.Invalid, "The body is an object with snapshots: a list of 1 to %d.", store.RestMostAdded)
	}
	known := fieldSchemas(cmo.SnapshotType)
	rows := make([]cmo.Fields, len(list))
	for i, item := range list {
		row, ok := item.(map[string]any)
		if !ok {
			return nil, cmo.Errorf(cmo.Invalid, "Each of the snapshots is an object.")
		}
		for name := range row {
			if known[name] == nil && name != "tenant_id" {
				return nil, &cmo.Error{Kind: cmo.Invalid, Msg: "There is no such field.", Fields: map[string]string{"snapshots." + name: "There is no such field."}}
			}
		}
		rows[i] = row
	}
	return rows, nil
}
