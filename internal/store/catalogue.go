package store

import (
	"context"
	"fmt"
	"slices"
)

// Rule is one thing that must hold in the database's catalogue. Its query gives a row of text for each place where it
// does not. Tests and doctor run the same rules, so that a schema changed by hand is found like one changed in a file.
type Rule struct {
	Name string
	SQL  string
}

// Catalogue lists the rules of the schema: what docs/tenancy.md promises, read from PostgreSQL itself. A new table or
// policy is looked at without a line here; a new definer function must join definers.
func Catalogue() []Rule {
	return slices.Concat(tableRules, keyRules, policyRules, functionRules, grantRules, roleRules)
}

// breaches runs every rule and returns one sentence per broken one.
func (db *DB) breaches(ctx context.Context) ([]string, error) {
	conn, err := db.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	var broken []string
	for _, r := range Catalogue() {
		var places []string
		if err := conn.QueryRow(ctx, `SELECT coalesce(array_agg(f.place ORDER BY f.place), '{}') FROM (`+r.SQL+`) f (place)`).Scan(&places); err != nil {
			return nil, fmt.Errorf("the rule %q cannot be read: %w", r.Name, classify(err))
		}
		if len(places) > 0 {
			broken = append(broken, fmt.Sprintf("%s: %v", r.Name, places))
		}
	}
	return broken, nil
}

// ours are all tables of the schema, without the job queue's and the migrations' own; t those with rows of tenants.
// capabilities has a tenant_id, but holds rights and not rows: only definer functions reach it.
const ours = `WITH ours AS (
	  SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	  WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'river') AND n.nspname !~ '^pg_(toast|temp)'
	    AND c.relname <> 'goose_db_version'),
	t AS (SELECT * FROM ours WHERE relname <> 'capabilities'
	  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ours.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)) `

// TenantTables gives the names of all tables with rows of tenants.
const TenantTables = ours + `SELECT relname::text FROM t ORDER BY 1`

var tableRules = []Rule{
	{"tenant table without row level security", ours + `SELECT relname::text FROM t WHERE NOT relrowsecurity`},
	{"tenant table whose row level security its owner escapes (no FORCE)", ours + `SELECT relname::text FROM t WHERE NOT relforcerowsecurity`},
	{"table without tenant_id in reach of the runtime role", ours + `
		SELECT relname::text FROM ours WHERE oid NOT IN (SELECT oid FROM t)
		  AND (has_table_privilege('aicmo_app', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
		    OR has_any_column_privilege('aicmo_app', oid, 'SELECT, INSERT, UPDATE, REFERENCES'))`},
	{"tenant_id that is no uuid, may be NULL or has a default", ours + `
		SELECT relname::text FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant_id'
		WHERE NOT a.attnotnull OR a.atttypid <> 'uuid'::regtype OR a.atthasdef`},
	{"id that is no uuid", ours + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
		WHERE a.attidentity <> '' OR a.attname = 'id' AND a.atttypid <> 'uuid'::regtype`},
	{"workspace_id without the check that it is the tenant", ours + `
		SELECT relname::text FROM t JOIN pg_attribute w ON w.attrelid = t.oid AND w.attname = 'workspace_id' AND NOT w.attisdropped
		WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'c' AND c.convalidated
		  AND pg_get_constraintdef(c.oid) IN ('CHECK ((workspace_id = tenant_id))', 'CHECK ((tenant_id = workspace_id))'))`},
	{"text or JSON without a limit", ours + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'json'::regtype) AND a.attgenerated = ''
		  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'c' AND a.attnum = ANY (c.conkey))`},
	{"trigger or rule", `
		SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'river.%'
		UNION ALL SELECT evtname::text FROM pg_event_trigger
		UNION ALL SELECT ev_class::regclass || ' ' || rulename FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_class >= 16384`},
	{"view", `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'river') AND n.nspname !~ '^pg_(toast|temp)'`},
	{"table of somebody else than aicmo_owner", ours + `SELECT relname::text FROM ours WHERE relowner::regrole::text <> 'aicmo_owner'`},
	{"publication: it sends rows past every policy", `SELECT pubname::text FROM pg_publication`},
}

var keyRules = []Rule{
	{"primary key that is not (tenant_id, id)", ours + `
		SELECT relname::text FROM t WHERE relname <> 'os_tenant_registry' AND NOT EXISTS (SELECT FROM pg_constraint c
		  WHERE c.conrelid = t.oid AND c.contype = 'p' AND (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(c.conkey) WITH ORDINALITY k (num, ord)
		    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) = '{tenant_id,id}')`},
	{"unique index without tenant_id", ours + `
		SELECT i.indexrelid::regclass::text FROM pg_index i JOIN t ON t.oid = i.indrelid
		WHERE (i.indisunique OR i.indisexclusion) AND i.indexrelid::regclass::text NOT IN ('os_tenant_registry_pkey', 'os_tenant_registry_slug_key')
		  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id' AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))`},
	{"foreign key between tenant tables that does not pair tenant_id with tenant_id", ours + `
		SELECT t.relname || ' ' || c.conname FROM pg_constraint c JOIN t ON t.oid = c.conrelid JOIN t r ON r.oid = c.confrelid
		WHERE c.contype = 'f' AND NOT EXISTS (SELECT FROM unnest(c.conkey, c.confkey) k (mine, theirs)
		  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.mine AND a.attname = 'tenant_id'
		  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.theirs AND b.attname = 'tenant_id')`},
	{"foreign key that is neither CASCADE nor NO ACTION", ours + `
		SELECT o.relname || ' ' || c.conname FROM pg_constraint c JOIN ours o ON o.oid = c.conrelid
		WHERE c.contype = 'f' AND (c.confdeltype NOT IN ('c', 'a') OR c.confupdtype <> 'a')`},
	{"constraint that is not checked", ours + `SELECT o.relname || ' ' || c.conname FROM pg_constraint c JOIN ours o ON o.oid = c.conrelid WHERE NOT c.convalidated`},
	{"constraint without a name of its own", ours + `
		SELECT o.relname || ' ' || c.conname FROM pg_constraint c JOIN ours o ON o.oid = c.conrelid
		WHERE c.contype IN ('f', 'c') AND c.conname ~ ('^' || left(o.relname, 29) || '.*_(fkey|check)\d*$')`},
	{"index that row level security cannot use (not a btree: its operators are not leakproof)", ours + `
		SELECT i.indexrelid::regclass::text FROM pg_index i JOIN t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
		JOIN pg_am m ON m.oid = x.relam WHERE m.amname <> 'btree'`},
	{"index that is not valid", ours + `SELECT i.indexrelid::regclass::text FROM pg_index i JOIN ours o ON o.oid = i.indrelid WHERE NOT i.indisvalid`},
}
