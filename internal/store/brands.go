package store

import "github.com/ubigrowth/aicmo/internal/cmo"

// Brand is the tenant's brand profile: one row, or none before there is one.
func (r *Reader) Brand() *Rows[cmo.Brand] {
	return many[cmo.Brand](r, `
		SELECT `+recordColumns+`, c.brand_name AS name, coalesce(c.tagline, '') AS tagline, coalesce(c.mission_statement, '') AS mission,
		  coalesce(c.brand_voice, '') AS voice, coalesce(c.brand_tone, '') AS tone, c.brand_personality AS personality, c.core_values AS values,
		  c.brand_colors AS colors, c.brand_fonts AS fonts, coalesce(c.logo_url, '') AS logo_url, coalesce(c.website_url, '') AS website_url,
		  coalesce(c.industry, '') AS industry, c.competitors, coalesce(c.unique_value_proposition, '') AS unique_value,
		  c.key_differentiators AS differentiators, c.messaging_pillars AS pillars, c.content_themes AS themes, c.reviewed_at
		FROM cmo_brand_profiles c `+recordJoins+` WHERE c.tenant_id = @tenant`, nil)
}
