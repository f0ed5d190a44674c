package store_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// fixtureID is a row of a tenant: what a sweep tries wherever a query takes an id.
type fixtureID struct {
	table string
	id    uuid.UUID
}

// fixtureIDs finds the ids of every row of a tenant. A new table or row joins the sweeps by being there.
func fixtureIDs(t *testing.T, conn *pgx.Conn, tenant storetest.Tenant) []fixtureID {
	t.Helper()
	var list []fixtureID
	for _, table := range findings(t, conn, store.TenantTables) {
		rows, err := conn.Query(t.Context(), `SELECT (to_jsonb(x) ->> 'id')::uuid FROM `+table+` x WHERE tenant_id = $1 AND to_jsonb(x) ? 'id' ORDER BY 1 LIMIT 3`, tenant.ID)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if id != tenant.ID { // the workspace
				list = append(list, fixtureID{table, id})
			}
		}
	}
	if len(list) < 25 {
		t.Fatalf("only %d rows in the fixture", len(list))
	}
	return list
}

// enumerations are the string constants of cmo and store by the name of their type, read from the source: a sweep has to
// try values that exist.
var enumerations = sync.OnceValue(func() map[string][]string {
	found := map[string][]string{}
	files, _ := filepath.Glob("*.go")
	more, _ := filepath.Glob("../cmo/*.go")
	for _, file := range append(files, more...) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			typ, named := spec.Type.(*ast.Ident)
			value, literal := spec.Values[0].(*ast.BasicLit)
			if named && literal && value.Kind == token.STRING {
				if text, err := strconv.Unquote(value.Value); err == nil {
					found[typ.Name] = append(found[typ.Name], text)
				}
			}
			return true
		})
	}
	return found
})

// maker makes arguments of any type for one call. A bare one gives ids and room for rows and else zero values; a full one
// fills everything.
type maker struct {
	id    uuid.UUID
	table string // in which the id stands
	text  string
	full  bool
	words map[string][]string // what the schema's checks allow, by the last word of the column's name
	rand  *rand.Rand
}

func newMaker(method string, round int, id fixtureID, text string, full bool) maker {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, method, round)
	return maker{id: id.id, table: id.table, text: text, full: full, rand: rand.New(rand.NewPCG(h.Sum64(), 7))} //nolint:gosec // the same values in every run
}

// allowedWords reads from the schema which words its checks allow: campaign_type IN ('nurture', …) gives them for "type".
func allowedWords(t *testing.T, conn *pgx.Conn) map[string][]string {
	t.Helper()
	words := map[string][]string{}
	for _, line := range findings(t, conn, `
		SELECT DISTINCT substring(a.attname FROM '[^_]+$') || ' ' || w[1] FROM pg_constraint c
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] CROSS JOIN regexp_matches(pg_get_constraintdef(c.oid), $$'([a-z_]+)'::text$$, 'g') w
		WHERE c.contype = 'c' AND cardinality(c.conkey) = 1 AND c.conrelid::regclass::text LIKE 'cmo%' ORDER BY 1`) {
		column, word, _ := strings.Cut(line, " ")
		words[column] = append(words[column], word)
	}
	return words
}

// arguments are those of a method after its receiver.
func (m maker) arguments(method reflect.Method, receiver any) []reflect.Value {
	in := []reflect.Value{reflect.ValueOf(receiver)}
	for p := 1; p < method.Type.NumIn(); p++ {
		in = append(in, m.value(method.Type.In(p), 0))
	}
	return in
}

func (m maker) value(typ reflect.Type, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	switch typ {
	case reflect.TypeFor[uuid.UUID]():
		return reflect.ValueOf(m.id)
	case reflect.TypeFor[*uuid.UUID]():
		if m.full && m.rand.IntN(3) == 0 {
			return v
		}
		return reflect.ValueOf(&m.id)
	case reflect.TypeFor[*time.Location]():
		return reflect.ValueOf(time.UTC)
	case reflect.TypeFor[time.Time]():
		if m.full {
			v.Set(reflect.ValueOf(time.Now().Add(-time.Duration(m.rand.IntN(240)) * time.Hour)))
		}
		return v
	case reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`{"goal": "sweep"}`))
		return v
	case reflect.TypeFor[store.WebhookKey]():
		return reflect.ValueOf(store.NewWebhookKey("sweep"))
	case reflect.TypeFor[store.RestChange]():
		return reflect.ValueOf(m.restChange())
	case reflect.TypeFor[cmo.Fields]():
		if c := m.restChange(); m.full && m.rand.IntN(2) == 0 && string(c.Table) == m.table {
			return reflect.ValueOf(c.Rows[0])
		}
	case reflect.TypeFor[cmo.Agent]():
		return reflect.ValueOf(cmo.Agents[m.rand.IntN(len(cmo.Agents))])
	}
	switch typ.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	case reflect.Bool:
		v.SetBool(!m.full || m.rand.IntN(2) == 0)
	case reflect.String:
		v.SetString(m.string(typ))
	default:
		m.compound(v, typ, depth)
	}
	return v
}

// restChange is a program's writing of the id's table, or else of campaigns.
func (m maker) restChange() store.RestChange {
	c := store.RestChange{Table: store.RestTable(m.table), Merge: m.rand.IntN(2) == 0, Filters: []store.RestFilter{{Column: "id", Op: "eq", Values: []string{m.id.String()}}}}
	rows := map[store.RestTable]cmo.Fields{
		store.RestCampaigns: {"campaign_name": m.text, "objective": m.text}, store.RestChannels: {"campaign_id": m.id.String(), "channel_name": "sms"}, store.RestAssets: {"title": m.text, "content_type": "email"},
		store.RestVariants: {"asset_id": m.id.String(), "variant_name": m.text}, store.RestEvents: {"title": m.text, "event_type": "review", "scheduled_at": "2026-01-31T09:30:00Z"},
		store.RestSnapshots: {"campaign_id": m.id.String(), "snapshot_date": "2026-01-31", "clicks": json.Number("3")}, store.RestRuns: {"agent": "cmo-plan-90day", "status": "completed"},
	}
	row := rows[c.Table]
	if row == nil {
		c.Table, row = store.RestCampaigns, rows[store.RestCampaigns]
	}
	if m.rand.IntN(2) == 0 {
		row["id"] = m.id.String()
	}
	if m.rand.IntN(3) == 0 {
		c.Back = &[]store.RestField{{Column: "*"}}
	}
	c.Rows = []cmo.Fields{row}
	return c
}

func (m maker) string(typ reflect.Type) string {
	values := enumerations()[typ.Name()]
	if typ == reflect.TypeFor[store.RestTable]() && strings.Contains(strings.Join(values, " ")+" ", m.table+" ") {
		return m.table
	}
	if typ == reflect.TypeFor[cmo.RecordKind]() && m.rand.IntN(4) > 0 { // mostly the kind that the id is of
		for _, kind := range values {
			if cmo.RecordKind(kind).Type().Table == m.table {
				return kind
			}
		}
	}
	if len(values) > 0 && typ.PkgPath() != "" {
		return values[m.rand.IntN(len(values))]
	}
	if !m.full {
		return ""
	}
	return m.text
}

func (m maker) compound(v reflect.Value, typ reflect.Type, depth int) {
	switch {
	case depth > 4:
	case typ.Kind() == reflect.Struct:
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				v.Field(i).Set(m.value(f.Type, depth+1))
				if known := m.words[strings.ToLower(f.Name)]; m.full && len(known) > 0 && f.Type.Kind() == reflect.String {
					v.Field(i).SetString(known[m.rand.IntN(len(known))])
				}
			}
			if typ.Field(i).Name == "Limit" {
				v.Field(i).SetInt(50)
			}
		}
	case typ.Kind() == reflect.Map && typ.Key().Kind() == reflect.String: // the fields of a record, by column
		v.Set(reflect.MakeMap(typ))
		for _, column := range strings.Fields(originalColumns[m.table]) {
			if m.full && (strings.HasSuffix(column, "_name") || column == "title" || m.rand.IntN(6) == 0) {
				v.SetMapIndex(reflect.ValueOf(column).Convert(typ.Key()), m.fieldValue(typ.Elem(), depth))
			}
		}
	case !m.full:
	case typ.Kind() == reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(m.value(typ.Elem(), depth+1))
	case typ.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, m.value(typ.Elem(), depth+1)))
	}
}

func (m maker) fieldValue(typ reflect.Type, depth int) reflect.Value {
	if typ.Kind() == reflect.Interface && typ.NumMethod() == 0 {
		return reflect.ValueOf(m.text)
	}
	return m.value(typ, depth+1)
}

// outcome calls a method inside a transaction and gives what it answered.
func outcome(method reflect.Method, in []reflect.Value) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panics: %v", method.Name, p)
		}
	}()
	out := method.Func.Call(in)
	if len(out) > 0 {
		if get := out[0].MethodByName("Get"); get.IsValid() { // a declared query
			out = get.Call(nil)
		}
	}
	for _, v := range out {
		if e, ok := v.Interface().(error); ok {
			err = e
		} else if v.Type() != reflect.TypeFor[error]() {
			result = v.Interface()
		}
	}
	return result, err
}
