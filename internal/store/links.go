package store

// RecordsPerList is how many records of one kind a list shows: more are not to be expected.
const RecordsPerList = 200

// campaignLinks, funnelLinks, planLinks and offerLinks list, as cmo.Links, the records that the condition holds for.
// An archived record is linked from nowhere.
func campaignLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'name', k.campaign_name, 'status', k.status, 'review', k.review_state) ORDER BY k.campaign_name, k.id), '[]')
	  FROM cmo_campaigns k WHERE k.tenant_id = @tenant AND k.archived_at IS NULL AND ` + condition + `)`
}

func funnelLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.funnel_name, 'status', f.status) ORDER BY f.funnel_name, f.id), '[]')
	  FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL AND ` + condition + `)`
}

func planLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.plan_name, 'status', p.status) ORDER BY p.plan_name, p.id), '[]')
	  FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.archived_at IS NULL AND ` + condition + `)`
}

func offerLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.offer_name, 'status', w.status) ORDER BY w.offer_name, w.id), '[]')
	  FROM cmo_offers w WHERE w.tenant_id = @tenant AND w.archived_at IS NULL AND ` + condition + `)`
}

func icpLinks(condition string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.segment_name) ORDER BY i.priority_score DESC, i.segment_name, i.id), '[]')
	  FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.archived_at IS NULL AND ` + condition + `)`
}

// names is the condition that a JSON list of names, whatever shape an import gave it, holds a name. Case is no difference.
func names(list, name string) string {
	return `EXISTS (SELECT FROM jsonb_path_query(` + list + `, 'lax $[*]') n WHERE lower(coalesce(n ->> 'name', n #>> '{}')) = lower(` + name + `))`
}
