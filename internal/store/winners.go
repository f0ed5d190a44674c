package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// ChooseWinner records which variant of a piece of content won, nil to take the choice back. The figures of that moment
// are kept with it. It changes no text, so that no approval is touched.
func (w *Writer) ChooseWinner(asset uuid.UUID, variant *uuid.UUID, reason string) error {
	c, err := one[struct{ Chosen bool }](w.Reader, `SELECT app.choose_winner(@asset, @variant, nullif(@reason, '')) AS chosen WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"asset": asset, "variant": variant, "reason": reason}).Get()
	if err == nil && !c.Chosen {
		err = cmo.Errorf(cmo.Conflict, "This wording is no longer there. Reload the page to see what is.")
	}
	return err
}

// WinnerChoices lists the latest choices between the variants of a piece of content, the newest first.
func (r *Reader) WinnerChoices(asset uuid.UUID) *Rows[cmo.WinnerChoice] {
	return many[cmo.WinnerChoice](r, `
		SELECT coalesce(l.details->>'variant', '') AS variant, coalesce(m.display_name, 'Former member') AS actor, coalesce(l.details->>'reason', '') AS reason, coalesce(l.details->'figures', '{}') AS figures, l.at
		FROM audit_log l LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = l.actor_id
		WHERE l.tenant_id = @tenant AND l.record_table = 'cmo_content_assets' AND l.record_id = @asset AND l.event IN ('asset.winner_chosen', 'asset.winner_withdrawn')
		ORDER BY l.at DESC, l.id DESC LIMIT 10`, pgx.NamedArgs{"asset": asset})
}
