package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// writers are the methods that Writer adds to Reader.
func writers() []reflect.Method {
	var list []reflect.Method
	all, readers := reflect.TypeFor[*store.Writer](), reflect.TypeFor[*store.Reader]()
	for i := range all.NumMethod() {
		if _, inherited := readers.MethodByName(all.Method(i).Name); !inherited {
			list = append(list, all.Method(i))
		}
	}
	return list
}

// leased is a scope as a worker has it: by the lease of a run that the tenant's owner started.
func leased(t *testing.T, k *storetest.Kit, db *store.DB, tenant storetest.Tenant) store.Scope {
	t.Helper()
	person := k.Scope(owner(tenant), tenant)
	lease, run := store.NewSecret(), uuid.New()
	k.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, started_by, fence, attempts, started_at, lease_expires_at)
		VALUES ($1, $1, $2, 9500, 'cmo-campaign-designer', 'campaigns', 'running', $3, $4, 1, 1, now(), now() + interval '1 hour')`, tenant.ID, run, tenant.Canary, person.User().ID)
	k.Admin(`INSERT INTO capabilities (hash, kind, user_id, tenant_id, run_id, expires_at) VALUES ($1, 'lease', $2, $3, $4, now() + interval '1 hour')`,
		storetest.Hash(lease), person.User().ID, tenant.ID, run)
	return store.ScopeOf(db, lease, person.Tenant(), person.User())
}

// programmed is a scope as a program has it, with a token that may do everything.
func programmed(t *testing.T, k *storetest.Kit, db *store.DB, tenant storetest.Tenant) store.Scope {
	t.Helper()
	ask := cmo.NewToken{Name: "Sweep " + tenant.Slug, Days: 1}
	for _, c := range cmo.TokenScopes {
		ask.Scopes = append(ask.Scopes, c.Scope)
	}
	token, err := k.Operator.AddToken(t.Context(), tenant.Slug, ask, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	sc, _, err := db.EnterToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// attempt is what became of one method in one scope.
type attempt struct {
	reached, wrote int
	faults         []error
	refused        []error // by a policy: right for one kind of scope, wrong if no kind may
}

// errUndo ends a transaction that went well.
var errUndo = errors.New("undo")

// call runs a Writer method once with each id and some rounds more, each in a transaction of its own that ends with undo:
// errUndo to roll back, nil to commit.
func call(t *testing.T, sc store.Scope, method reflect.Method, ids []fixtureID, words map[string][]string, text string, undo error) (a attempt) {
	t.Helper()
	for round := range len(ids) + 20 {
		id := ids[round%len(ids)]
		err := sc.Write(t.Context(), func(w *store.Writer) error {
			m := newMaker(method.Name, round, id, text, round%5 != 0)
			m.words = words
			_, err := outcome(method, m.arguments(method, w))
			if w.Reached() {
				a.reached++
			}
			if err == nil {
				err = undo
			}
			return err
		})
		var pg *pgconn.PgError
		switch {
		case err == nil, errors.Is(err, errUndo):
			a.wrote++
		case errors.As(err, &pg) && pg.Code == "42501" && strings.Contains(pg.Message, "row-level security"):
			a.refused = append(a.refused, err)
		case fault(err) != nil:
			a.faults = append(a.faults, err)
		}
	}
	return a
}

// Every change, made by A with A's ids, runs on a real database: it may refuse with words for people, never with SQL that
// does not fit. Most go well for some arguments, so that the sweep is known to do something. Each statement names the tenant.
func TestEveryChange_RunsOnTheSchema(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	ids, words := fixtureIDs(t, k.AdminConn(), k.A), allowedWords(t, k.AdminConn())
	db, statements := traced(t, k)
	scopes := []store.Scope{k.Scope(owner(k.A), k.A).On(db), leased(t, k, db, k.A), programmed(t, k, db, k.A)}
	working := 0
	for _, method := range writers() {
		var reached, wrote, refused int
		for _, sc := range scopes {
			a := call(t, sc, method, ids, words, "Sweep", errUndo)
			reached, wrote = reached+a.reached, wrote+a.wrote
			if len(a.refused) > 0 {
				refused++
			}
			for _, err := range a.faults {
				t.Errorf("%s: %v", method.Name, err)
				break
			}
		}
		if reached == 0 {
			t.Errorf("%s never reached the database", method.Name)
		}
		if refused == len(scopes) && wrote == 0 {
			t.Errorf("%s is refused by the policies for everyone", method.Name)
		}
		if wrote > 0 {
			working++
		}
		t.Logf("%s: %d calls reached the database, %d went well", method.Name, reached, wrote)
	}
	if working < len(writers())/2 {
		t.Errorf("only %d of %d changes ever went well", working, len(writers()))
	}
	tenantOnEvery(t, k, statements)
}

// Every change, made by B with A's ids, as a person and as a worker, changes no row of A in any table.
func TestEveryChange_OtherTenantUntouched(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	ids, words := fixtureIDs(t, k.AdminConn(), k.A), allowedWords(t, k.AdminConn())
	worker, program := leased(t, k, k.DB, k.B), programmed(t, k, k.DB, k.B)
	before, start := k.Checksum(k.A), time.Now()
	for _, method := range writers() {
		for _, sc := range []store.Scope{k.Scope(owner(k.B), k.B), k.Scope(storetest.Email(k.B, cmo.RoleMarketer), k.B), worker, program} {
			for _, err := range call(t, sc, method, ids, words, k.A.Canary, nil).faults {
				t.Errorf("%s: %v", method.Name, err)
				break
			}
		}
		if changed := storetest.Differing(before, k.Checksum(k.A)); len(changed) > 0 {
			t.Fatalf("%s, called by B, changed A's rows in %v", method.Name, changed)
		}
	}
	t.Logf("%d changes swept over %d ids in %s", len(writers()), len(ids), time.Since(start).Round(time.Second))
}
