package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// RestField is one thing that a select names: a column, or with Table the rows of another table.
type RestField struct {
	Column string // * for all
	As     string // its name in the answer, empty for its own
	Table  RestTable
	Fields []RestField
}

// RestFilter is one condition: column, operator, value as text; for in a list, for is one of null, true and false.
type RestFilter struct {
	Column, Op string
	Not        bool
	Values     []string
}

// RestOrder sorts by a column.
type RestOrder struct {
	Column     string
	Desc       bool
	NullsFirst bool
}

// RestQuery is a reading of one table.
type RestQuery struct {
	Table       RestTable
	Fields      []RestField
	Filters     []RestFilter
	Order       []RestOrder
	Limit, Skip int
}

// RestScopes are what a token needs to read the table and what its select embeds; ok is false for a table that is not on
// the list.
func RestScopes(t RestTable, fields []RestField) (scopes []cmo.TokenScope, ok bool) {
	d, ok := restTables[t]
	if !ok {
		return nil, false
	}
	if d.scope != "" {
		scopes = append(scopes, d.scope)
	}
	for _, f := range fields {
		if f.Table != "" { // an unknown one is refused by its query
			more, _ := RestScopes(f.Table, f.Fields)
			scopes = append(scopes, more...)
		}
	}
	return scopes, true
}

// RestRow is one row as JSON.
type RestRow struct{ Doc json.RawMessage }

// RestTotal is how many rows match in all.
type RestTotal struct{ N int }

// restOps are the operators; the value of like and ilike is text with * or %.
var restOps = map[string]string{"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "LIKE", "ilike": "ILIKE"}

// Rest reads rows of an allowed table. Tables, columns and operators that are not on the lists are refused as *RestError;
// every value is bound.
func (r *Reader) Rest(q RestQuery) *Rows[RestRow] {
	b := &restSQL{args: pgx.NamedArgs{"limit": q.Limit, "skip": q.Skip}}
	d, ok := restTables[q.Table]
	if !ok {
		return failed[RestRow](r, noTable(q.Table))
	}
	doc, where, order := b.doc(q.Table, "c", q.Fields, 0), b.where(q.Table, d, q.Filters), b.order(q.Table, d, q.Order)
	if b.err != nil {
		return failed[RestRow](r, b.err)
	}
	return many[RestRow](r, `SELECT p.doc FROM (SELECT `+doc+` AS doc, row_number() OVER (`+order+`) AS place
		FROM `+string(q.Table)+` c WHERE `+where+`) p WHERE p.place > @skip ORDER BY p.place LIMIT @limit`, b.args)
}

// RestTotal counts the rows that a reading matches on all its pages.
func (r *Reader) RestTotal(q RestQuery) *Rows[RestTotal] {
	b, d := &restSQL{args: pgx.NamedArgs{}}, restTables[q.Table]
	where := b.where(q.Table, d, q.Filters)
	if b.err != nil || d.columns == nil {
		return failed[RestTotal](r, cmp.Or(b.err, noTable(q.Table)))
	}
	return many[RestTotal](r, `SELECT count(*)::int AS n FROM `+string(q.Table)+` c WHERE `+where, b.args)
}

// restSQL collects the arguments of a statement, and the first thing that is wrong with it.
type restSQL struct {
	args pgx.NamedArgs
	err  error
}

func (b *restSQL) fail(err error) string {
	if b.err == nil {
		b.err = err
	}
	return "NULL"
}

// doc is a row of table as one JSON object.
func (b *restSQL) doc(table RestTable, alias string, fields []RestField, depth int) string {
	d := restTables[table]
	if len(fields) == 0 {
		fields = []RestField{{Column: "*"}}
	}
	var pairs []string
	for _, f := range fields {
		switch {
		case f.Table != "" && depth < 3:
			pairs = append(pairs, b.name(cmp.Or(f.As, string(f.Table)))+", "+b.embed(table, alias, f, depth+1))
		case f.Table != "":
			b.fail(&RestError{"PGRST100", 400, "More than three levels of embedding."})
		case f.Column == "*":
			for _, c := range slices.Sorted(maps.Keys(d.columns)) {
				pairs = append(pairs, "'"+c+"', "+alias+"."+c)
			}
		case d.columns[f.Column] == "":
			b.fail(noColumn(table, f.Column))
		default:
			pairs = append(pairs, b.name(cmp.Or(f.As, f.Column))+", "+alias+"."+f.Column)
		}
	}
	var groups []string
	for chunk := range slices.Chunk(pairs, 40) { // a function takes a hundred arguments
		groups = append(groups, "jsonb_build_object("+strings.Join(chunk, ", ")+")")
	}
	return strings.Join(groups, " || ")
}

// embed is the rows that belong to a row of outer as an array, or the one row that it refers to.
func (b *restSQL) embed(outer RestTable, alias string, f RestField, depth int) string {
	inner := "x" + strconv.Itoa(depth)
	for _, l := range restLinks {
		live := inner + ".archived_at IS NULL"
		switch {
		case l.from == f.Table && l.to == outer:
			return `(SELECT coalesce(jsonb_agg(` + b.doc(f.Table, inner, f.Fields, depth) + ` ORDER BY ` + inner + `.created_at, ` + inner + `.id), '[]') FROM ` + string(f.Table) + ` ` + inner +
				` WHERE ` + inner + `.tenant_id = @tenant AND ` + inner + `.` + l.column + ` = ` + alias + `.id AND ` + live + `)`
		case l.from == outer && l.to == f.Table:
			return `(SELECT ` + b.doc(f.Table, inner, f.Fields, depth) + ` FROM ` + string(f.Table) + ` ` + inner + ` WHERE ` + inner + `.tenant_id = @tenant AND ` + inner + `.id = ` + alias + `.` + l.column + `)`
		}
	}
	return b.fail(&RestError{"PGRST200", 400, "Could not find a relationship between '" + string(outer) + "' and '" + string(f.Table) + "'."})
}

func (b *restSQL) where(table RestTable, d restTable, filters []RestFilter) string {
	parts := []string{"c.tenant_id = @tenant"}
	if d.archives {
		parts = append(parts, "c.archived_at IS NULL")
	}
	for i, f := range filters {
		typ := d.columns[f.Column]
		if typ == "" {
			b.fail(noColumn(table, f.Column))
			continue
		}
		cond := b.condition(f, "c."+f.Column, typ, "f"+strconv.Itoa(i))
		if f.Not {
			cond = "NOT (" + cond + ")"
		}
		parts = append(parts, cond)
	}
	return strings.Join(parts, " AND ")
}

func (b *restSQL) condition(f RestFilter, column, typ, arg string) string {
	one := ""
	if len(f.Values) > 0 {
		one = f.Values[0]
	}
	op, known := restOps[f.Op]
	switch {
	case f.Op == "is" && slices.Contains([]string{"null", "true", "false"}, one):
		return column + " IS " + strings.ToUpper(one)
	case f.Op == "in":
		b.args[arg] = f.Values
		return column + " = ANY ((@" + arg + "::text[])::" + typ + "[])"
	case !known:
		return b.fail(&RestError{"PGRST100", 400, "Operator or value is not understood: " + f.Op})
	case op == "LIKE" || op == "ILIKE":
		b.args[arg] = strings.ReplaceAll(one, "*", "%")
		return column + "::text " + op + " @" + arg
	}
	b.args[arg] = one
	return column + " " + op + " (@" + arg + "::text)::" + typ
}

func (b *restSQL) order(table RestTable, d restTable, by []RestOrder) string {
	parts := make([]string, 0, len(by)+1)
	for _, o := range by {
		if d.columns[o.Column] == "" {
			b.fail(noColumn(table, o.Column))
		}
		dir, nulls := "ASC", " NULLS LAST"
		if o.Desc {
			dir = "DESC"
		}
		if o.NullsFirst {
			nulls = " NULLS FIRST"
		}
		parts = append(parts, "c."+o.Column+" "+dir+nulls)
	}
	return "ORDER BY " + strings.Join(append(parts, "c.id"), ", ")
}

// RestError is a refusal as PostgREST's clients read it.
type RestError struct {
	Code   string
	Status int
	Msg    string
}

func (e *RestError) Error() string { return e.Msg }

// Unwrap makes it a cmo.Error, so that it is never taken for a fault of ours.
func (e *RestError) Unwrap() error {
	kinds := map[int]cmo.Kind{403: cmo.Forbidden, 404: cmo.NotFound, 409: cmo.Conflict}
	kind, ok := kinds[e.Status]
	if !ok {
		kind = cmo.Invalid
	}
	return cmo.Errorf(kind, "%s", e.Msg)
}

func noTable(t RestTable) error {
	return &RestError{"PGRST205", 404, "Could not find the table 'public." + string(t) + "' in the schema cache"}
}

func noColumn(t RestTable, column string) error {
	return &RestError{"42703", 400, "column " + string(t) + "." + column + " does not exist"}
}

// failed is a query that is refused before it is sent.
func failed[T any](r *Reader, err error) *Rows[T] {
	if r.err == nil {
		r.err = err
	}
	return &Rows[T]{r: r}
}

// restName is a name that a program may give to a field of the answer: nothing else is written into a statement.
var restName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// name is the SQL text of a field's name in the answer.
func (b *restSQL) name(text string) string {
	if !restName.MatchString(text) {
		return b.fail(&RestError{"PGRST100", 400, "A name in select has letters, digits and underscores only."})
	}
	return "'" + text + "'"
}

// AsRest gives an error of the database, or of a row's rules, as PostgREST's clients read it. ok is false for others.
func AsRest(err error) (rest *RestError, ok bool) {
	var own *cmo.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &rest):
		return rest, true
	case errors.As(err, &pg):
		switch pg.Code {
		case "23505":
			return &RestError{pg.Code, 409, "duplicate key value violates unique constraint \"" + pg.ConstraintName + "\""}, true
		case "23503":
			return &RestError{pg.Code, 409, "insert or update on table \"" + pg.TableName + "\" violates foreign key constraint \"" + pg.ConstraintName + "\""}, true
		case "23502":
			return &RestError{pg.Code, 400, "null value in column \"" + pg.ColumnName + "\" of relation \"" + pg.TableName + "\" violates not-null constraint"}, true
		case "23514":
			return &RestError{pg.Code, 400, "new row for relation \"" + pg.TableName + "\" violates check constraint \"" + pg.ConstraintName + "\""}, true
		}
	case errors.As(err, &own) && len(own.Fields) > 0:
		return &RestError{"22P02", 400, own.Msg}, true
	}
	return nil, false
}
