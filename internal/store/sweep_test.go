package store_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// idKinds are the fixture's rows whose ids are tried for every id that a query takes.
var idKinds = []string{"campaign", "manual", "run", "funnel", "plan", "asset", "brand", "icp", "offer"}

// argument makes a value for a query's parameter: A's ids with their kind, room for rows, else nothing.
func argument(t *testing.T, typ reflect.Type, kind string, id uuid.UUID) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	switch {
	case typ == reflect.TypeFor[cmo.RecordKind]():
		v.SetString(kind)
	case typ == reflect.TypeFor[uuid.UUID]():
		v.Set(reflect.ValueOf(id))
	case typ == reflect.TypeFor[*uuid.UUID]():
		v.Set(reflect.ValueOf(&id))
	case typ.Kind() == reflect.Int, typ.Kind() == reflect.Int64:
		v.SetInt(50)
	case typ.Kind() == reflect.Struct:
		if f := v.FieldByName("Limit"); f.IsValid() {
			f.SetInt(50)
		}
		if f := v.FieldByName("Ended"); f.IsValid() {
			f.SetBool(true)
		}
	}
	return v
}

// results runs every Reader method with every id in a scope and gives what came back as JSON, by method. A new method
// is found without a line here.
func results(t *testing.T, sc store.Scope, owner storetest.Tenant) map[string]string {
	t.Helper()
	all := map[string]string{}
	readers := reflect.TypeFor[*store.Reader]()
	for i := range readers.NumMethod() {
		method := readers.Method(i)
		for _, kind := range idKinds {
			err := sc.Read(t.Context(), func(r *store.Reader) error {
				in := []reflect.Value{reflect.ValueOf(r)}
				for p := 1; p < method.Type.NumIn(); p++ {
					in = append(in, argument(t, method.Type.In(p), kind, owner.RowID(kind)))
				}
				get := method.Func.Call(in)[0].MethodByName("Get")
				if !get.IsValid() {
					t.Fatalf("%s returns no query", method.Name)
				}
				out := get.Call(nil)
				if err, ok := out[1].Interface().(error); ok {
					return err
				}
				b, err := json.Marshal(out[0].Interface())
				all[method.Name] += string(b)
				return err
			})
			if err != nil && !errors.Is(err, cmo.ErrNotFound) {
				t.Errorf("%s(%s): %v", method.Name, kind, err)
			}
		}
	}
	return all
}

// Every query, asked by B for A's rows, gives nothing of A's; asked by A it works on a real database, and most show
// A's canary, so that the sweep is known to look at something.
func TestEveryQuery_OtherTenantSeesNothing(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	own := results(t, k.Scope(owner(k.A), k.A), k.A)
	foreign := results(t, k.Scope(owner(k.B), k.B), k.A)
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
	}
	methods := reflect.TypeFor[*store.Reader]().NumMethod()
	if showing < methods/2 {
		t.Errorf("only %d of %d queries show a canary of their own tenant: the fixture covers too little", showing, methods)
	}
	t.Logf("%d queries swept, %d show their tenant's canary", methods, showing)
}
