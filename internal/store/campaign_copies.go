package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// CopyCampaign copies a campaign with its channels, content and wordings as drafts under an id that the form chose: the same
// id again copies nothing and reports false. Origin and run are those of what is copied.
func (w *Writer) CopyCampaign(id, copied uuid.UUID, name string) (bool, error) {
	m, err := one[struct{ Made bool }](w.Reader, `SELECT app.copy_campaign(@id, @copy, @name) AS made WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": id, "copy": copied, "name": name}).Get()
	if err == nil && m.Made {
		if err := w.exec(`UPDATE cmo_campaigns c SET tags = o.tags FROM cmo_campaigns o WHERE c.tenant_id = @tenant AND c.id = @copy AND o.tenant_id = @tenant AND o.id = @id`,
			pgx.NamedArgs{"id": id, "copy": copied}); err != nil {
			return false, err
		}
		w.tellChange("cmo_campaigns", copied)
	}
	return m.Made, err
}

// NoteCampaignExport records that the person took the campaigns of a filter out of the console.
func (w *Writer) NoteCampaignExport(format, filter string, count int) error {
	return w.audit("campaigns.exported", "cmo_campaigns", w.scope.tenant.ID, nil, nil, cmo.Fields{"format": format, "filter": filter, "count": count})
}
