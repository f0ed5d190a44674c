package store

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// runInvalid are the failed runs whose answer broke the contract; they count under failed and under their own value.
const runInvalid = `(r.status = 'failed' AND coalesce(r.error_kind, '') = 'invalid_output')`

// dim is one dimension of a filter: a condition that the facets of the others leave in.
type dim struct{ name, sql string }

// runDims are the conditions that a filter sets, the period left out. A dimension that is not set is true, so that the
// facets can name each of them.
func runDims(f cmo.RunFilter) ([]dim, pgx.NamedArgs) {
	args := pgx.NamedArgs{}
	add := func(name, sql string, value any, set bool) dim {
		if !set {
			return dim{name, "true"}
		}
		args[name] = value
		return dim{name, sql}
	}
	return []dim{
		add("status", `(r.status = ANY (@status) OR ('`+cmo.RunInvalid+`' = ANY (@status) AND `+runInvalid+`))`, f.Statuses, len(f.Statuses) > 0),
		add("agent", `r.agent = ANY (@agent)`, f.Agents, len(f.Agents) > 0),
		add("via", `r.started_via = ANY (@via)`, f.Vias, len(f.Vias) > 0),
		add("mode", `r.mode = @mode`, f.Mode, f.Mode != ""),
		add("model", `r.model = ANY (@model)`, f.Models, len(f.Models) > 0),
		add("who", `(r.started_via = 'person' AND r.started_by = ANY (@who))`, f.Starters, len(f.Starters) > 0),
		textDim(f, args),
	}, args
}

// hidden matches more than cmo.Mask hides, so that a text that it does not match shows the same to everyone.
const hidden = `@|%40|[0-9][0-9 ()/.-]{4,}[0-9]|(sk|pk|rk)[-_]|bearer|basic\s|gh[oprsu]_|github_pat|xox[a-z]-|akia|aiza|eyj|://[^/@[:space:]]*:`

// textDim looks for a text in subject, error, input and output. For roles that see texts masked it looks in subject and
// error only, and there only where nothing is hidden: else a search would spell out what is.
func textDim(f cmo.RunFilter, args pgx.NamedArgs) dim {
	if f.Text == "" {
		return dim{"text", "true"}
	}
	args["text"] = f.Text
	if f.Masked {
		return dim{"text", `((position(lower(@text) IN lower(r.subject)) > 0 AND r.subject !~* '` + hidden + `')
		  OR (position(lower(@text) IN lower(coalesce(r.error_message, ''))) > 0 AND r.error_message !~* '` + hidden + `'))`}
	}
	quoted := string(cmo.Quote(f.Text)) // as it stands inside a JSON text
	args["quoted"] = quoted[1 : len(quoted)-1]
	return dim{"text", `(position(lower(@text) IN lower(concat_ws(' ', r.subject, r.error_message))) > 0
	  OR position(lower(@quoted) IN lower(r.input::text)) > 0 OR position(lower(@quoted) IN lower(r.output::text)) > 0)`}
}

// runPeriod is the condition of the filter's period, the one that the index of the log answers.
func runPeriod(f cmo.RunFilter, args pgx.NamedArgs) string {
	if f.Since.IsZero() {
		return `r.tenant_id = @tenant`
	}
	args["since"] = f.Since
	return `r.tenant_id = @tenant AND r.created_at >= @since`
}

// runColumns are the fields of cmo.Run. r.tenant_id = @tenant stands in the caller's WHERE.
var runColumns = `
	r.id, r.run_no AS no, r.agent, coalesce(r.mode, '') AS mode, r.status, coalesce(r.error_kind, '') AS error_kind,
	coalesce(r.error_message, '') AS error_message, r.subject, r.started_via AS via,
	coalesce(u.display_name, CASE WHEN r.started_by IS NOT NULL AND r.started_via = 'person' THEN 'Former member' END, r.token_name, '') AS started_by_name,
	coalesce(CASE WHEN r.status = 'running' THEN (SELECT s.title FROM agent_run_steps s WHERE s.tenant_id = @tenant AND s.run_id = r.id ORDER BY s.step_no DESC LIMIT 1) END, '') AS doing,
	r.attempts, r.cost_usd, r.duration_ms, r.created_at, r.started_at, r.completed_at,
	CASE WHEN r.status = 'completed' THEN (SELECT coalesce(jsonb_object_agg(e.key, CASE jsonb_typeof(e.value) WHEN 'array' THEN jsonb_array_length(e.value) ELSE 1 END), '{}')
	  FROM jsonb_each(r.output) e WHERE e.key = ANY ('{` + strings.Join(cmo.ResultKeys, ",") + `}')
	    AND e.value NOT IN ('[]', '{}', 'null')) ELSE '{}' END AS result`

const runFrom = `
	FROM agent_runs r LEFT JOIN user_tenants u ON u.tenant_id = @tenant AND u.user_id = r.started_by AND r.started_via = 'person'`

// RunPage says which page of the log is wanted: the one after (older than) a run, before it, or with neither the newest;
// with Until it ends there.
type RunPage struct {
	After, Before, Until *RunCursor
	Limit                int
}

// RunCursor is where a page of the log was cut.
type RunCursor struct {
	At time.Time
	ID uuid.UUID
}

// Encode is the cursor as it stands in a URL.
func (c RunCursor) Encode() string {
	return Cursor{Key: c.At.UTC().Format(time.RFC3339Nano), ID: c.ID}.Encode()
}

// ParseRunCursor reads what Encode wrote. An empty text is no cursor; anything else that does not fit is cmo.Invalid.
func ParseRunCursor(text string) (*RunCursor, error) {
	c, err := ParseCursor(text)
	if c == nil || err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339Nano, c.Key)
	if at = at.UTC(); err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return nil, errDamagedCursor
	}
	return &RunCursor{At: at, ID: c.ID}, nil
}

// runSpan is the page's part of the log as a condition, and its direction. The times by themselves add nothing but for the
// planner, which knows two of them as a range and two comparisons of rows as half of a half: among ten million runs it would
// read them all.
func runSpan(f cmo.RunFilter, p RunPage, args pgx.NamedArgs) (cond, order string) {
	dir, beyond, cut := "DESC", "<", p.After
	within := ">="
	if p.Before != nil {
		dir, beyond, within, cut = "ASC", ">", "<=", p.Before
	}
	cond = runPeriod(f, args)
	if cut != nil {
		cond += ` AND (r.created_at, r.id) ` + beyond + ` (@at, @id) AND r.created_at ` + beyond + `= @at`
		args["at"], args["id"] = cut.At, cut.ID
	}
	if p.Until != nil {
		cond += ` AND (r.created_at, r.id) ` + within + ` (@until, @until_id) AND r.created_at ` + within + ` @until`
		args["until"], args["until_id"] = p.Until.At, p.Until.ID
	}
	return cond, ` ORDER BY r.created_at ` + dir + `, r.id ` + dir
}

// Runs is one page of the log, newest first. It gives up to Limit+1 rows: one more than asked says that there is a
// further page. With Before the rows come in reverse, nearest first.
func (r *Reader) Runs(f cmo.RunFilter, p RunPage) *Rows[cmo.Run] {
	dims, args := runDims(f)
	where, order := runSpan(f, p, args)
	for _, d := range dims {
		if d.sql != "true" {
			where += " AND " + d.sql
		}
	}
	args["limit"] = p.Limit + 1
	return many[cmo.Run](r, `SELECT `+runColumns+runFrom+` WHERE `+where+order+` LIMIT @limit`, args)
}

// RunHorizon is the run at which a filtered page has to end, no row when the log is shorter: a rare match must not cost
// a walk through years of runs. The planner can only use it as a value, so it is asked for before Runs.
func (r *Reader) RunHorizon(f cmo.RunFilter, p RunPage) *Rows[RunCursor] {
	args := pgx.NamedArgs{"span": f.Horizon()}
	where, order := runSpan(f, p, args)
	return many[RunCursor](r, `
		SELECT h.at, h.id FROM (SELECT r.created_at AS at, r.id, row_number() OVER (`+order+`) AS place
		  FROM agent_runs r WHERE `+where+order+` LIMIT @span) h WHERE h.place = @span`, args)
}

// runBase is the newest runs of the period, each with what the filter says of it. Counting stops there, so that it
// costs the same at any number of runs.
func runBase(f cmo.RunFilter) (sql string, dims []dim, args pgx.NamedArgs) {
	dims, args = runDims(f)
	args["window"] = f.Window()
	flags := make([]string, len(dims))
	for i, d := range dims {
		flags[i] = d.sql + " AS in_" + d.name
	}
	return `
		WITH base AS MATERIALIZED (
		  SELECT r.created_at, r.status, r.agent, coalesce(r.mode, '') AS mode, r.started_via AS via, coalesce(r.model, '') AS model,
		    CASE WHEN r.started_via = 'person' THEN r.started_by END AS who, r.duration_ms, r.cost_usd, ` + runInvalid + ` AS invalid,
		    ` + strings.Join(flags, ", ") + `
		  FROM agent_runs r WHERE ` + runPeriod(f, args) + ` ORDER BY r.created_at DESC, r.id DESC LIMIT @window)`, dims, args
}

// matchesAll is the whole filter as a condition on base, one dimension left out if it is named.
func matchesAll(dims []dim, except string) string {
	var all []string
	for _, d := range dims {
		if d.name != except {
			all = append(all, "in_"+d.name)
		}
	}
	return strings.Join(all, " AND ")
}

// RunFacets counts per facet value what choosing it would show.
func (r *Reader) RunFacets(f cmo.RunFilter) *Rows[cmo.Facet] {
	base, dims, args := runBase(f)
	return many[cmo.Facet](r, base+`
		SELECT 'status' AS name, status AS value, count(*) AS count FROM base WHERE `+matchesAll(dims, "status")+` GROUP BY status
		UNION ALL SELECT 'status', '`+cmo.RunInvalid+`', count(*) FROM base WHERE invalid AND `+matchesAll(dims, "status")+`
		UNION ALL SELECT 'agent', agent, count(*) FROM base WHERE `+matchesAll(dims, "agent")+` GROUP BY agent
		UNION ALL SELECT 'mode', mode, count(*) FROM base WHERE `+matchesAll(dims, "mode")+` GROUP BY mode
		UNION ALL SELECT 'via', via, count(*) FROM base WHERE `+matchesAll(dims, "via")+` GROUP BY via
		UNION ALL (SELECT 'model', model, count(*) FROM base WHERE model <> '' AND `+matchesAll(dims, "model")+` GROUP BY model ORDER BY 3 DESC, 2 LIMIT 12)
		UNION ALL (SELECT 'who', who::text, count(*) FROM base WHERE who IS NOT NULL AND `+matchesAll(dims, "who")+` GROUP BY who ORDER BY 3 DESC, 2 LIMIT 12)`, args)
}

// RunSummary sums up the runs under the filter.
func (r *Reader) RunSummary(f cmo.RunFilter) *One[cmo.RunSummary] {
	base, dims, args := runBase(f)
	return one[cmo.RunSummary](r, base+`
		SELECT (SELECT count(*) FROM base) AS window, @window::int AS most, count(*) AS total, count(*) FILTER (WHERE status NOT IN ('pending', 'running')) AS ended,
		  count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status IN ('failed', 'timed_out')) AS attention,
		  count(*) FILTER (WHERE status = 'running') AS running, count(*) FILTER (WHERE status = 'pending') AS pending,
		  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE status = 'completed') AS median_ms,
		  sum(cost_usd) AS cost_usd, count(cost_usd) AS costed
		FROM base WHERE `+matchesAll(dims, ""), args)
}

// RunBuckets counts the runs under the filter per agent and hour or day of a time zone, oldest first. Times without runs
// have no row.
func (r *Reader) RunBuckets(f cmo.RunFilter, hourly bool, zone *time.Location) *Rows[cmo.RunBucket] {
	base, dims, args := runBase(f)
	args["unit"], args["zone"] = "day", zone.String()
	if hourly {
		args["unit"] = "hour"
	}
	return many[cmo.RunBucket](r, base+`
		SELECT date_trunc(@unit, created_at, @zone) AS at, agent, count(*) AS total, count(*) FILTER (WHERE status IN ('failed', 'timed_out')) AS bad,
		  count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status NOT IN ('pending', 'running')) AS ended
		FROM base WHERE `+matchesAll(dims, "")+` GROUP BY 1, 2 ORDER BY 1, 2`, args)
}

// RunStarters names the people of the tenant, who may have started runs. Who has left has no row.
func (r *Reader) RunStarters() *Rows[cmo.RunStarter] {
	return many[cmo.RunStarter](r, `SELECT m.user_id AS id, m.display_name AS name FROM user_tenants m WHERE m.tenant_id = @tenant ORDER BY m.display_name, m.user_id LIMIT 500`, nil)
}

// OpenRuns counts what waits and what works now.
func (r *Reader) OpenRuns() *One[cmo.OpenRuns] {
	return one[cmo.OpenRuns](r, `
		SELECT count(*) FILTER (WHERE r.status = 'running') AS running, count(*) FILTER (WHERE r.status = 'pending') AS pending
		FROM agent_runs r WHERE r.tenant_id = @tenant AND r.status IN ('pending', 'running')`, nil)
}
