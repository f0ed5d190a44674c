package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// offerColumns are the fields of cmo.Offer of cmo_offers x.
var offerColumns = `x.id, ` + provenanceColumns + `,
	x.offer_name AS name, x.offer_type AS type, coalesce(x.description, '') AS description, x.key_benefits AS benefits, x.features,
	coalesce(x.pricing_model, '') AS pricing_model, x.price_range AS price, x.target_segments AS segments, x.use_cases, x.success_metrics AS success,
	x.testimonials, x.case_studies, coalesce(x.competitive_positioning, '') AS positioning, x.launch_date, x.status,
	coalesce(x.landing_page_url, '') AS landing_url, coalesce(x.demo_url, '') AS demo_url, x.is_flagship AS flagship, x.reviewed_at,
	` + icpLinks(names("x.target_segments", "i.segment_name")) + ` AS icps,
	` + campaignLinks(`(k.target_offer_id = x.id OR k.target_offer_id IS NULL AND lower(k.target_offer) = lower(x.offer_name))`) + ` AS campaigns,
	` + funnelLinks(names("f.target_offers", "x.offer_name")) + ` AS funnels,
	` + planLinks(names("p.target_offers", "x.offer_name")) + ` AS plans
	FROM cmo_offers x ` + provenanceFrom

// Offers lists what the tenant sells: flagships first, then by name.
func (r *Reader) Offers() *Rows[cmo.Offer] {
	return many[cmo.Offer](r, `SELECT `+offerColumns+`
		WHERE x.tenant_id = @tenant AND x.archived_at IS NULL
		ORDER BY x.is_flagship DESC, x.offer_name, x.id LIMIT @limit`, pgx.NamedArgs{"limit": RecordsPerList})
}

// Offer is one offer. Archived ones are found too: links to them stay good.
func (r *Reader) Offer(id uuid.UUID) *One[cmo.Offer] {
	return one[cmo.Offer](r, `SELECT `+offerColumns+` WHERE x.tenant_id = @tenant AND x.id = @id`, pgx.NamedArgs{"id": id})
}

// OfferSources lists what the offer's latest version was made from.
func (r *Reader) OfferSources(id uuid.UUID) *Rows[cmo.Source] {
	return many[cmo.Source](r, recordSources, pgx.NamedArgs{"table": "cmo_offers", "record": id})
}
