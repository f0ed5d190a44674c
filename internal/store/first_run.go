package store

import (
	"github.com/ubigrowth/aicmo/internal/cmo"
)

// StartSteps is how far the tenant is with each of the six modes, in their order. What the AI CMO drafted waits until a
// person has said that he looked at it, has changed it, or has moved it on.
func (r *Reader) StartSteps() *Rows[cmo.StartStep] {
	return many[cmo.StartStep](r, `
		WITH had AS (
		  SELECT 1 AS place, 'setup' AS mode, b.reviewed_at IS NULL AND b.updated_by IS NULL AND b.origin = 'ai_cmo' AS waits FROM cmo_brand_profiles b WHERE b.tenant_id = @tenant AND b.archived_at IS NULL
		  UNION ALL SELECT 1, 'setup', i.reviewed_at IS NULL AND i.updated_by IS NULL AND i.origin = 'ai_cmo' FROM cmo_icp_segments i WHERE i.tenant_id = @tenant AND i.archived_at IS NULL
		  UNION ALL SELECT 1, 'setup', o.reviewed_at IS NULL AND o.updated_by IS NULL AND o.origin = 'ai_cmo' FROM cmo_offers o WHERE o.tenant_id = @tenant AND o.archived_at IS NULL
		  UNION ALL SELECT 2, 'strategy', p.reviewed_at IS NULL AND p.updated_by IS NULL AND p.status = 'draft' AND p.origin = 'ai_cmo' FROM cmo_marketing_plans p WHERE p.tenant_id = @tenant AND p.archived_at IS NULL
		  UNION ALL SELECT 3, 'funnels', f.reviewed_at IS NULL AND f.updated_by IS NULL AND f.status = 'draft' AND f.origin = 'ai_cmo' FROM cmo_funnels f WHERE f.tenant_id = @tenant AND f.archived_at IS NULL
		  UNION ALL SELECT 4, 'campaigns', c.status = 'draft' AND c.review_state IN ('none', 'in_review', 'changes_requested') AND c.origin = 'ai_cmo' FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		  UNION ALL SELECT 5, 'content', a.status IN ('draft', 'review') AND a.origin = 'ai_cmo' AND coalesce(q.review_state, 'none') <> 'approved'
		    FROM cmo_content_assets a LEFT JOIN cmo_campaigns q ON q.tenant_id = @tenant AND q.id = a.campaign_id WHERE a.tenant_id = @tenant AND a.archived_at IS NULL
		  UNION ALL SELECT 6, 'optimization', n.status = 'pending' AND n.origin = 'ai_cmo' FROM cmo_recommendations n WHERE n.tenant_id = @tenant AND n.archived_at IS NULL),
		counted AS (SELECT h.mode, count(*) AS made, count(*) FILTER (WHERE h.waits) AS waiting FROM had h GROUP BY h.mode)
		SELECT m.mode, coalesce(k.made, 0) AS made, coalesce(k.waiting, 0) AS waiting, l.id AS run_id, l.run_no, coalesce(l.status, '') AS run_status
		FROM (VALUES (1, 'setup'), (2, 'strategy'), (3, 'funnels'), (4, 'campaigns'), (5, 'content'), (6, 'optimization')) m (place, mode)
		LEFT JOIN counted k ON k.mode = m.mode
		LEFT JOIN LATERAL (SELECT g.id, g.run_no, g.status FROM agent_runs g WHERE g.tenant_id = @tenant AND g.mode = m.mode ORDER BY g.created_at DESC, g.id DESC LIMIT 1) l ON true
		ORDER BY m.place`, nil)
}
