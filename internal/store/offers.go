package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// offerColumns are the fields of cmo.Offer of cmo_offers c.
var offerColumns = recordColumns + `,
	c.offer_name AS name, c.offer_type AS type, coalesce(c.description, '') AS description, c.key_benefits AS benefits, c.features,
	coalesce(c.pricing_model, '') AS pricing_model, c.price_range AS price, c.target_segments AS segments, c.use_cases, c.success_metrics AS success,
	c.testimonials, c.case_studies, coalesce(c.competitive_positioning, '') AS positioning, c.launch_date, c.status,
	coalesce(c.landing_page_url, '') AS landing_url, coalesce(c.demo_url, '') AS demo_url, c.is_flagship AS flagship, c.reviewed_at,
	` + icpLinks(names("c.target_segments", "i.segment_name")) + ` AS icps,
	` + campaignLinks(`(k.target_offer_id = c.id OR k.target_offer_id IS NULL AND lower(k.target_offer) = lower(c.offer_name))`) + ` AS campaigns,
	` + funnelLinks(names("f.target_offers", "c.offer_name")) + ` AS funnels,
	` + planLinks(names("p.target_offers", "c.offer_name")) + ` AS plans
	FROM cmo_offers c ` + recordJoins

// Offers lists what the tenant sells: flagships first, then by name.
func (r *Reader) Offers() *Rows[cmo.Offer] {
	return many[cmo.Offer](r, `SELECT `+offerColumns+`
		WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		ORDER BY c.is_flagship DESC, c.offer_name, c.id LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// Offer is one offer. Archived ones are found too: links to them stay good.
func (r *Reader) Offer(id uuid.UUID) *One[cmo.Offer] {
	return one[cmo.Offer](r, `SELECT `+offerColumns+` WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}
