package api

import (
	"net/url"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/store"
)

// CampaignRow is the reading that GET /rest/v1/cmo_campaigns?id=eq.ID asks for.
func CampaignRow(id uuid.UUID) (store.RestQuery, error) {
	return parseRest("cmo_campaigns", url.Values{"id": {"eq." + id.String()}})
}
