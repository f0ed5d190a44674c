package store

import "github.com/ubigrowth/aicmo/internal/cmo"

// Brand is the tenant's brand profile: one row, or none before there is one.
func (r *Reader) Brand() *Rows[cmo.Brand] {
	return many[cmo.Brand](r, `
		SELECT x.id, `+provenanceColumns+`, x.brand_name AS name, coalesce(x.tagline, '') AS tagline, coalesce(x.mission_statement, '') AS mission,
		  coalesce(x.brand_voice, '') AS voice, coalesce(x.brand_tone, '') AS tone, x.brand_personality AS personality, x.core_values AS values,
		  x.brand_colors AS colors, x.brand_fonts AS fonts, coalesce(x.logo_url, '') AS logo_url, coalesce(x.website_url, '') AS website_url,
		  coalesce(x.industry, '') AS industry, x.competitors, coalesce(x.unique_value_proposition, '') AS unique_value,
		  x.key_differentiators AS differentiators, x.messaging_pillars AS pillars, x.content_themes AS themes, x.reviewed_at
		FROM cmo_brand_profiles x `+provenanceFrom+` WHERE x.tenant_id = @tenant`, nil)
}
