package pages

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestAttribution_Golden(t *testing.T) {
	t.Parallel()
	id := func(n byte) uuid.UUID { return uuid.UUID{n} }
	list := []cmo.Drifted{
		{ID: id(1), Name: "Lost", Origin: cmo.OriginAI, RunNo: ptr(int64(12)), Description: "Five touches", Status: "draft", UpdatedAt: now.Add(-time.Hour)},
		{ID: id(2), Name: "Posed", Origin: cmo.OriginImport, Description: "AI CMO Driven: x", Status: "active", UpdatedAt: now.Add(-time.Hour)},
		{ID: id(3), Name: "Waiting", Origin: cmo.OriginAI, Status: "active", Waits: true, UpdatedAt: now.Add(-time.Hour)},
	}
	golden(t, "attribution", Attribution(NewAttributionView(tenant, list, 2, now)))
	golden(t, "attribution-none", Attribution(NewAttributionView(tenant, nil, 2, now)))
}
