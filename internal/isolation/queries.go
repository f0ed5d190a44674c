package isolation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// target is a row that a query is asked for.
type target struct {
	table string
	id    uuid.UUID
}

// targets are the tenant's rows with an id.
func (t Tenant) targets() []target {
	var list []target
	for _, table := range append(t.Tables(), t.kept()...) {
		for _, r := range table.Rows {
			if id, ok := r["id"].(uuid.UUID); ok {
				list = append(list, target{table.Name, id})
			}
		}
	}
	return list
}

// proveQueries asks every query of a Reader, in a scope of A, for every row of B, and for A's own, so that each is known to
// work. A new query is found without a line here.
func proveQueries(ctx context.Context, c Config, session store.Secret) (r result, err error) {
	sc, _, err := c.DB.Enter(ctx, session, liveA.Slug)
	if err != nil {
		return r, err
	}
	own, foreign := liveA.targets(), liveB.targets()
	readers := reflect.TypeFor[*store.Reader]()
	for i := range readers.NumMethod() {
		method := readers.Method(i)
		r.things++
		works := answers(ctx, sc, method, own)
		if !works {
			r.fault("The query %s never answered, so that nothing is proved of it.", method.Name)
		}
		for j, t := range foreign {
			if j > 0 && !takesID(method) {
				break
			}
			text, err := ask(ctx, sc, method, t)
			r.probes++
			switch {
			case ctx.Err() != nil:
				return r, ctx.Err()
			case err != nil && (cmo.KindOf(err) == cmo.Internal || cmo.KindOf(err) == cmo.Unavailable):
				r.fault("The query %s, asked for a row of %s of another tenant, fails otherwise than for no row.", method.Name, t.table)
			case shows(text):
				r.fault("The query %s, asked for a row of %s of another tenant, shows it.", method.Name, t.table)
			}
		}
	}
	return r, nil
}

// answers reports whether a query answers for some row of one's own, or for two of them where it takes two ids.
func answers(ctx context.Context, sc store.Scope, method reflect.Method, own []target) bool {
	for _, t := range own {
		if _, err := ask(ctx, sc, method, t); err == nil {
			return true
		}
	}
	for i := range len(own) * len(own) {
		if ids(method) < 2 {
			break
		}
		if _, err := ask(ctx, sc, method, own[i/len(own)], own[i%len(own)]); err == nil {
			return true
		}
	}
	return false
}

// ids counts a method's arguments that are ids themselves.
func ids(method reflect.Method) (n int) {
	for p := 1; p < method.Type.NumIn(); p++ {
		if method.Type.In(p) == reflect.TypeFor[uuid.UUID]() {
			n++
		}
	}
	return n
}

// shows reports whether a text holds anything of B.
func shows(text string) bool { return strings.Contains(text, liveB.Canary) }

// ask calls a method of a Reader for a row, or for rows one after the other, and gives what it answered as JSON.
func ask(ctx context.Context, sc store.Scope, method reflect.Method, t target, more ...target) (text string, err error) {
	err = sc.Read(ctx, func(r *store.Reader) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%s panics: %v", method.Name, p)
			}
		}()
		in := []reflect.Value{reflect.ValueOf(r)}
		row, rest := t, more
		for p := 1; p < method.Type.NumIn(); p++ {
			in = append(in, argument(method.Type.In(p), row, 0))
			if len(rest) > 0 && method.Type.In(p) == reflect.TypeFor[uuid.UUID]() {
				row, rest = rest[0], rest[1:]
			}
		}
		out := method.Func.Call(in)
		if len(out) > 0 {
			if get := out[0].MethodByName("Get"); get.IsValid() { // a declared query
				out = get.Call(nil)
			}
		}
		var answers []any
		for _, v := range out {
			if e, ok := v.Interface().(error); ok {
				err = errors.Join(err, e)
			} else if v.CanInterface() {
				answers = append(answers, v.Interface())
			}
		}
		if err != nil {
			return err
		}
		b, err := json.Marshal(answers)
		text = string(b)
		return err
	})
	return text, err
}

// takesID reports whether an id, or the name of a table, stands anywhere in a method's arguments.
func takesID(method reflect.Method) bool {
	for p := 1; p < method.Type.NumIn(); p++ {
		if holds(method.Type.In(p), reflect.TypeFor[uuid.UUID](), 0) || holds(method.Type.In(p), reflect.TypeFor[store.RestTable](), 0) {
			return true
		}
	}
	return false
}

// holds reports whether a type is another, or has it inside.
func holds(typ, what reflect.Type, depth int) bool {
	switch {
	case typ == what:
		return true
	case depth > 3:
	case typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice:
		return holds(typ.Elem(), what, depth+1)
	case typ.Kind() == reflect.Struct:
		for i := range typ.NumField() {
			if holds(typ.Field(i).Type, what, depth+1) {
				return true
			}
		}
	}
	return false
}

// words gives a value of a type of words that fits a row.
func words(typ reflect.Type, t target) string {
	switch typ {
	case reflect.TypeFor[cmo.RecordKind]():
		if kind := cmo.TypeOfTable(t.table).Kind; kind != "" {
			return string(kind)
		}
		return string(cmo.KindCampaign)
	case reflect.TypeFor[cmo.Mode]():
		return string(cmo.ModeSetup)
	case reflect.TypeFor[store.RestTable]():
		if _, ok := store.RestScopes(store.RestTable(t.table), nil); ok {
			return t.table
		}
		return string(store.RestCampaigns)
	}
	return ""
}

// argument makes a value: ids are the row's, lists of ids hold it, limits leave room, everything else is empty.
func argument(typ reflect.Type, t target, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	switch {
	case typ == reflect.TypeFor[uuid.UUID]():
		v.Set(reflect.ValueOf(t.id))
	case typ == reflect.TypeFor[*uuid.UUID]():
		v.Set(reflect.ValueOf(&t.id))
	case typ == reflect.TypeFor[*time.Location]():
		v.Set(reflect.ValueOf(time.UTC))
	case typ == reflect.TypeFor[time.Time]():
	case typ.Kind() == reflect.Int, typ.Kind() == reflect.Int32, typ.Kind() == reflect.Int64:
		v.SetInt(1)
	case typ.Kind() == reflect.Bool:
		v.SetBool(true)
	case typ.Kind() == reflect.String:
		v.SetString(words(typ, t))
	case typ.Kind() == reflect.Slice && holds(typ, reflect.TypeFor[uuid.UUID](), 0):
		v.Set(reflect.Append(v, argument(typ.Elem(), t, depth+1)))
	case typ.Kind() == reflect.Struct && depth < 4:
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				v.Field(i).Set(argument(f.Type, t, depth+1))
				if f.Name == "Limit" {
					v.Field(i).SetInt(50)
				}
			}
		}
	}
	return v
}
