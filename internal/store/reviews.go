package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// MoveCampaign moves a campaign from one state to another, with a note for its history. Approving needs the hash of what
// the person saw, empty for whatever there is. A pair that the person's role does not allow is cmo.Forbidden; cmo.Conflict
// is a campaign that was moved or changed meanwhile, or whose approval does not cover it.
func (w *Writer) MoveCampaign(id uuid.UUID, from, to cmo.CampaignState, note, hash string) error {
	m, err := one[struct{ Moved bool }](w.Reader, `SELECT app.move_campaign(@id, @from, @to, nullif(@note, ''), nullif(@hash, '')) AS moved WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": id, "from": string(from), "to": string(to), "note": note, "hash": hash}).Get()
	if err == nil && !m.Moved {
		err = cmo.Errorf(cmo.Conflict, "The campaign was moved or changed meanwhile. Reload to see it as it is now.")
	}
	if err == nil {
		w.tellMove(id, from, to)
	}
	return err
}

// RenewApproval approves an approved or live campaign anew as it is: after changed inputs, or over an applied change set.
func (w *Writer) RenewApproval(id uuid.UUID, note, hash string) error {
	m, err := one[struct{ Renewed bool }](w.Reader, `SELECT app.renew_approval(@id, nullif(@note, ''), nullif(@hash, '')) AS renewed WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": id, "note": note, "hash": hash}).Get()
	if err == nil && !m.Renewed {
		err = cmo.Errorf(cmo.Conflict, "The campaign was moved or changed meanwhile. Reload to see it as it is now.")
	}
	if err == nil {
		w.tell(cmo.EventCampaignApproved, "cmo_campaigns", id)
	}
	return err
}

// CampaignReview is what a campaign's review knows. Reading it costs the whole content: for one campaign at a time.
func (r *Reader) CampaignReview(id uuid.UUID) *One[cmo.Review] {
	return one[cmo.Review](r, `
		SELECT app.content_hash(x.content) AS hash, x.content AS now, app.campaign_inputs(@tenant, c.id) AS inputs, a.approved_at,
		  coalesce(m.display_name, CASE WHEN a.approved_by IS NOT NULL THEN 'Former member' END, '') AS approved_by, coalesce(a.note, '') AS note, coalesce(a.hash, '') AS old_hash,
		  coalesce(a.content, '{}') AS old, coalesce(a.inputs, '[]') AS old_inputs, t.four_eyes, app.made_by(@tenant, c.id, app.user_id()) AS mine,
		  coalesce((SELECT s.problem FROM campaign_starts s WHERE s.tenant_id = @tenant AND s.id = c.id AND `+startFailed+`), '') AS start_problem
		FROM cmo_campaigns c
		JOIN os_tenant_registry t ON t.tenant_id = @tenant
		CROSS JOIN LATERAL (SELECT app.campaign_content(@tenant, c.id) AS content) x
		LEFT JOIN LATERAL (SELECT p.* FROM campaign_approvals p WHERE p.tenant_id = @tenant AND p.campaign_id = c.id ORDER BY p.approved_at DESC, p.id DESC LIMIT 1) a ON true
		LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = a.approved_by
		WHERE c.tenant_id = @tenant AND c.id = @id`, pgx.NamedArgs{"id": id})
}

// mineSQL tells whether a campaign is the person's: he made it, started its run, or was its last editor.
const mineSQL = `coalesce(c.created_by = app.user_id() OR c.updated_by = app.user_id(), false)`

// seenSQL is until when the person has seen his inbox.
const seenSQL = `coalesce((SELECT s.seen_at FROM inbox_reads s WHERE s.tenant_id = @tenant AND s.id = app.user_id()), '-infinity')`

// startFailed is the condition that a campaign c still waits although a try s to start it failed.
const startFailed = `c.archived_at IS NULL AND c.status = 'scheduled' AND s.found_at >= coalesce(c.review_since, '-infinity')`

// inboxDays is how far back the inbox looks for what changed.
const inboxDays = `interval '60 days'`

// Inbox lists what waits for the person, the longest waiting first, and what others changed on what is his, newest
// first: up to 100 of each..
func (r *Reader) Inbox() *Rows[cmo.InboxItem] {
	return many[cmo.InboxItem](r, `
		WITH waiting AS (
		  SELECT CASE WHEN c.review_state = 'in_review' THEN 'review' WHEN c.review_state = 'changes_requested' THEN 'changes' ELSE app.approval_gap(@tenant, c.id) END AS kind,
		    c.id, '' AS of, c.campaign_name AS name, `+campaignState+` AS state, c.origin, '' AS actor, coalesce(c.review_note, '') AS note, coalesce(c.review_since, c.updated_at) AS at, `+mineSQL+` AS mine
		  FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		    AND (@approver::boolean AND c.review_state = 'in_review' OR c.review_state = 'changes_requested' AND `+mineSQL+`
		      OR c.review_state = 'approved' AND c.status IN ('draft', 'scheduled') AND (@approver OR `+mineSQL+`))),
		sets AS (
		  SELECT 'change_set' AS kind, s.id, '' AS of, s.title AS name, 'draft' AS state, CASE WHEN s.run_id IS NULL THEN '' ELSE 'ai_cmo' END AS origin, coalesce(`+tokenAuthor+`s.token_name, m.display_name, '') AS actor, '' AS note, s.created_at AS at, coalesce(s.created_by = app.user_id(), false) AS mine
		  FROM change_sets s LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = s.created_by AND s.run_id IS NULL
		  WHERE s.tenant_id = @tenant AND s.state = 'pending' AND (@approver OR NOT s.needs_approval)),
		starts AS (
		  SELECT 'start' AS kind, c.id, '' AS of, c.campaign_name AS name, `+campaignState+` AS state, c.origin, '' AS actor, s.problem AS note, s.found_at AS at, `+mineSQL+` AS mine
		  FROM campaign_starts s JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = s.id AND `+startFailed+`
		  WHERE s.tenant_id = @tenant AND (@approver OR `+mineSQL+`)),
		tasks AS (
		  SELECT 'task' AS kind, e.id, '' AS of, e.title AS name, 'draft' AS state, '' AS origin, '' AS actor, '' AS note, e.created_at AS at, true AS mine, e.scheduled_at AS due
		  FROM cmo_calendar_events e WHERE e.tenant_id = @tenant AND `+openTask+` AND e.assignee_id = app.user_id()),
		news AS (
		  SELECT 'moved' AS kind, c.id, '' AS of, c.campaign_name AS name, `+campaignState+` AS state, c.origin, CASE WHEN l.actor_kind = 'system' THEN '' ELSE coalesce(m.display_name, 'Former member') END AS actor,
		    coalesce(l.details->>'note', '') AS note, l.at, true AS mine
		  FROM audit_log l JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = l.record_id AND `+mineSQL+`
		  LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = l.actor_id
		  WHERE l.tenant_id = @tenant AND l.event = 'campaign.moved' AND l.actor_id IS DISTINCT FROM app.user_id() AND l.at > now() - `+inboxDays+`
		  UNION ALL
		  SELECT CASE WHEN app.user_id() = ANY (k.mentions) THEN 'mention' ELSE 'comment' END, c.id, '', c.campaign_name, `+campaignState+`, c.origin, coalesce(m.display_name, ''), k.body, k.created_at, true
		  FROM record_comments k JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = k.record_id AND (`+mineSQL+` OR app.user_id() = ANY (k.mentions))
		  LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = k.created_by
		  WHERE k.tenant_id = @tenant AND k.record_table = 'cmo_campaigns' AND k.created_by <> app.user_id() AND k.created_at > now() - `+inboxDays+`
		  UNION ALL `+mentionsElsewhere()+`)
		(SELECT kind, id, of, name, state, origin, actor, note, at, due, mine, false AS unread, true AS waiting FROM (SELECT *, NULL::timestamptz AS due FROM waiting WHERE kind <> ''
		  UNION ALL SELECT *, NULL FROM sets UNION ALL SELECT *, NULL FROM starts UNION ALL SELECT * FROM tasks) w ORDER BY at, id LIMIT 100)
		UNION ALL (SELECT kind, id, of, name, state, origin, actor, note, at, NULL, mine, at > `+seenSQL+`, false FROM news ORDER BY at DESC, id LIMIT 100)`, pgx.NamedArgs{"approver": r.scope.tenant.Role.Can(cmo.RightApprove)})
}

// InboxCount counts reviews and change sets that wait for the person, and unread news on what is his: cheap enough for
// every page.
func (r *Reader) InboxCount() *One[cmo.InboxCount] {
	return one[cmo.InboxCount](r, `
		SELECT (SELECT count(*) FROM cmo_campaigns c WHERE c.tenant_id = @tenant AND c.archived_at IS NULL
		    AND (@approver::boolean AND c.review_state = 'in_review' OR c.review_state = 'changes_requested' AND `+mineSQL+`))
		  + (SELECT count(*) FROM change_sets s WHERE s.tenant_id = @tenant AND s.state = 'pending' AND (@approver OR NOT s.needs_approval))
		  + (SELECT count(*) FROM campaign_starts s JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = s.id AND `+startFailed+` WHERE s.tenant_id = @tenant AND (@approver OR `+mineSQL+`))
		  + (SELECT count(*) FROM cmo_calendar_events e WHERE e.tenant_id = @tenant AND `+openTask+` AND e.assignee_id = app.user_id()) AS waiting,
		  (SELECT count(*) FROM (SELECT FROM record_comments k LEFT JOIN cmo_campaigns c ON c.tenant_id = @tenant AND c.id = k.record_id AND k.record_table = 'cmo_campaigns'
		    WHERE k.tenant_id = @tenant AND (`+mineSQL+` OR app.user_id() = ANY (k.mentions)) AND k.created_by <> app.user_id() AND k.created_at > greatest(`+seenSQL+`, now() - `+inboxDays+`) LIMIT 100) u) AS unread`,
		pgx.NamedArgs{"approver": r.scope.tenant.Role.Can(cmo.RightApprove)})
}

// SeeInbox notes that the person has seen his inbox.
func (w *Writer) SeeInbox() error {
	return w.exec(`INSERT INTO inbox_reads (tenant_id, id) VALUES (@tenant, app.user_id())
		ON CONFLICT ON CONSTRAINT inbox_reads_pkey DO UPDATE SET seen_at = now()`, nil)
}
