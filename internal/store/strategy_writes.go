package store

import (
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// MovePlan moves a plan from one state to another. A pair that is not one of cmo.PlanMoves is cmo.Forbidden; a plan that
// is no longer in from is cmo.Conflict.
func (w *Writer) MovePlan(id uuid.UUID, from, to string) error {
	type moved struct{ Moved bool }
	m, err := one[moved](w.Reader, `SELECT app.move_plan(@id, @from, @to) AS moved WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id, "from": from, "to": to}).Get()
	if err == nil && !m.Moved {
		err = cmo.Errorf(cmo.Conflict, "The plan is no longer %s. Reload to see where it is.", from)
	}
	return err
}

// MarkReviewed records that a person has looked at a brand, a segment, an offer, a plan or a funnel. It is no new version: no text changed.
func (w *Writer) MarkReviewed(kind cmo.RecordKind, id uuid.UUID) error {
	t := kind.Type()
	if !slices.Contains([]cmo.RecordKind{cmo.KindBrand, cmo.KindICP, cmo.KindOffer, cmo.KindPlan, cmo.KindFunnel}, kind) {
		return cmo.ErrNotFound
	}
	type reviewed struct{ ID uuid.UUID }
	if _, err := one[reviewed](w.Reader, `
		UPDATE `+t.Table+` c SET reviewed_at = now() WHERE c.tenant_id = @tenant AND c.id = @id RETURNING c.id`, pgx.NamedArgs{"id": id}).Get(); err != nil {
		return err
	}
	return w.audit(t.Noun+".reviewed", t.Table, id, nil, nil, cmo.Fields{})
}
