package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// results runs every Reader method in a scope, bare and full, with every id it is given, and gives what came back as
// JSON, by method. A new method is found without a line here.
func results(t *testing.T, sc store.Scope, ids []fixtureID, text string) map[string]string {
	t.Helper()
	all := map[string]string{}
	readers := reflect.TypeFor[*store.Reader]()
	for i := range readers.NumMethod() {
		method := readers.Method(i)
		if method.Name == "Reached" { // the tests' own
			continue
		}
		for round, id := range append(ids[:len(ids):len(ids)], ids[0]) { // the last round is bare for methods without an id
			for _, full := range []bool{false, true} {
				if round > 0 && round < len(ids) && !takesID(method) {
					continue
				}
				err := sc.Read(t.Context(), func(r *store.Reader) error {
					out, err := outcome(method, newMaker(method.Name, round, id, text, full).arguments(method, r))
					if err == nil {
						var b []byte
						b, err = json.Marshal(out)
						all[method.Name] += string(b)
					}
					return err
				})
				if err := fault(err); err != nil {
					t.Errorf("%s(%s, full: %v): %v", method.Name, id.table, full, err)
				}
			}
		}
		if _, ran := all[method.Name]; !ran {
			all[method.Name] = ""
		}
	}
	return all
}

// takesID reports whether an id stands anywhere in a method's arguments.
func takesID(method reflect.Method) bool {
	for p := 1; p < method.Type.NumIn(); p++ {
		if strings.Contains(fmt.Sprintf("%T", reflect.New(method.Type.In(p)).Interface()), "uuid.UUID") || holdsID(method.Type.In(p), 0) {
			return true
		}
	}
	return false
}

func holdsID(typ reflect.Type, depth int) bool {
	if strings.HasSuffix(typ.String(), "uuid.UUID") {
		return true
	}
	if typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		return depth < 4 && holdsID(typ.Elem(), depth+1)
	}
	if typ.Kind() == reflect.Struct && depth < 4 {
		for i := range typ.NumField() {
			if holdsID(typ.Field(i).Type, depth+1) {
				return true
			}
		}
	}
	return false
}

// fault is err unless it is one that people are meant to see. SQL that does not fit the schema is never one of those,
// whatever it was wrapped in.
func fault(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (strings.HasPrefix(pg.Code, "42") || strings.HasPrefix(pg.Code, "25") || strings.HasPrefix(pg.Code, "XX")) {
		return err
	}
	if err == nil || cmo.KindOf(err) != cmo.Internal && cmo.KindOf(err) != cmo.Unavailable {
		return nil
	}
	return err
}

// Every query, asked by B for A's rows, gives nothing of A's; asked by A it works on a real database, and most show
// A's canary, so that the sweep is known to look at something. Each statement names the tenant at each of its tables.
func TestEveryQuery_OtherTenantSeesNothing(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	ids := fixtureIDs(t, k.AdminConn(), k.A)
	db, statements := traced(t, k)
	own := results(t, k.Scope(owner(k.A), k.A).On(db), ids, k.A.Canary)
	foreign := results(t, k.Scope(owner(k.B), k.B).On(db), ids, k.A.Canary)
	showing := 0
	for name, text := range own {
		if strings.Contains(text, k.A.Canary) {
			showing++
		}
		if strings.Contains(text, k.B.Canary) || strings.Contains(text, k.B.ID.String()) {
			t.Errorf("%s shows B's rows to A", name)
		}
	}
	for name, text := range foreign {
		if strings.Contains(text, k.A.Canary) || strings.Contains(text, k.A.ID.String()) {
			t.Errorf("%s shows A's rows to B: %.300s", name, text)
		}
		for _, id := range ids {
			if strings.Contains(text, id.id.String()) {
				t.Errorf("%s shows B the id of A's row in %s", name, id.table)
			}
		}
	}
	if showing < len(own)/2 {
		t.Errorf("only %d of %d queries show a canary of their own tenant: the fixture covers too little", showing, len(own))
	}
	tenantOnEvery(t, k, statements)
	t.Logf("%d queries swept over %d ids, %d show their tenant's canary", len(own), len(ids), showing)
}
