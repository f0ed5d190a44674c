package store

import (
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// commentsShown is how many comments a thread shows: the newest.
const commentsShown = 200

// RecordComments lists the comments on a record, the oldest first.
func (r *Reader) RecordComments(kind cmo.RecordKind, id uuid.UUID) *Rows[cmo.Comment] {
	return r.comments(kind.Type().Table, id)
}

func (r *Reader) comments(table string, id uuid.UUID) *Rows[cmo.Comment] {
	return many[cmo.Comment](r, `
		SELECT k.id, k.body, coalesce(m.display_name, 'Former member') AS author, k.created_at,
		  ARRAY(SELECT n.display_name FROM user_tenants n WHERE n.tenant_id = @tenant AND n.user_id = ANY (k.mentions) AND n.user_id <> k.created_by ORDER BY n.display_name) AS told
		FROM (SELECT q.* FROM record_comments q WHERE q.tenant_id = @tenant AND q.record_table = @table AND q.record_id = @id
		  ORDER BY q.created_at DESC, q.id DESC LIMIT @limit) k
		LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = k.created_by
		ORDER BY k.created_at, k.id`, pgx.NamedArgs{"table": table, "id": id, "limit": commentsShown})
}

// InsertComment adds a comment under an id that the form chose, so that sending it twice makes one. Members named by
// @Name in it find it in their inbox.
func (w *Writer) InsertComment(id uuid.UUID, kind cmo.RecordKind, record uuid.UUID, body string) error {
	if _, err := w.Record(kind, record).Get(); err != nil {
		return err
	}
	return w.insertComment(id, kind.Type().Table, record, body)
}

func (w *Writer) insertComment(id uuid.UUID, table string, record uuid.UUID, body string) error {
	members, err := w.Members().Get()
	if err != nil {
		return err
	}
	named := cmo.Mentioned(body, members)
	if named == nil {
		named = []uuid.UUID{}
	}
	return w.exec(`
		INSERT INTO record_comments (tenant_id, id, record_table, record_id, body, mentions, created_by)
		SELECT @tenant, @id, @table, @record, @body, @named, app.user_id()
		ON CONFLICT ON CONSTRAINT record_comments_pkey DO NOTHING`,
		pgx.NamedArgs{"id": id, "table": table, "record": record, "body": body, "named": named})
}

// mentionsElsewhere are the comments on other records than campaigns that name the person, as lines of the inbox.
func mentionsElsewhere() string {
	var names []string
	for _, t := range cmo.RecordTypes {
		if t.Kind != cmo.KindCampaign {
			names = append(names, `(SELECT n.`+t.Name+` FROM `+t.Table+` n WHERE n.tenant_id = @tenant AND n.id = k.record_id AND k.record_table = '`+t.Table+`')`)
		}
	}
	names = append(names, `(SELECT 'Run #' || n.run_no FROM agent_runs n WHERE n.tenant_id = @tenant AND n.id = k.record_id AND k.record_table = '`+runsTable+`')`)
	return `SELECT 'mention', k.record_id, k.record_table, coalesce(` + strings.Join(names, ", ") + `, ''), '', '', coalesce(m.display_name, ''), k.body, k.created_at, false
		  FROM record_comments k LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = k.created_by
		  WHERE k.tenant_id = @tenant AND k.record_table <> 'cmo_campaigns' AND app.user_id() = ANY (k.mentions) AND k.created_by <> app.user_id() AND k.created_at > now() - ` + inboxDays
}
