package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// pageOf is a request for a page of A by its owner, answered without a network.
func pageOf(b *testing.B, s *site, session store.Secret, path string) *httptest.ResponseRecorder {
	b.Helper()
	req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil)
	req.Header.Set("Accept-Encoding", "gzip")
	req.AddCookie(&http.Cookie{Name: "aicmo_session", Value: session.Encode()})
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, req)
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d", path, w.Code)
	}
	return w
}

func benchSite(b *testing.B, k *storetest.Kit, db *store.DB) *site {
	b.Helper()
	s := web.New(web.Config{DB: db, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}})
	return &site{Kit: k, server: s}
}

// BenchmarkProof is the share of the board's time that is the page itself. The rest is the session, the proof of membership
// and row level security: it is what the same page and the same reading lose where all three are taken away.
func BenchmarkProof(b *testing.B) {
	guarded, open := storetest.New(b), storetest.New(b)
	hundredCards(b, guarded)
	hundredCards(b, open)
	session := guarded.SignIn(storetest.Email(guarded.A, cmo.RoleOwner))
	sc := guarded.Scope(storetest.Email(guarded.A, cmo.RoleOwner), guarded.A)
	bare := open.Scope(storetest.Email(open.A, cmo.RoleOwner), open.A)
	open.Admin(`DO $$ DECLARE t regclass; BEGIN
		FOR t IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', t); END LOOP; END $$`)
	open.Admin(`CREATE OR REPLACE FUNCTION app.enter(p_tenant uuid, p_capability bytea) RETURNS void LANGUAGE sql AS ''`)
	s := benchSite(b, guarded, guarded.DB)
	read := func(sc store.Scope) {
		err := sc.Read(b.Context(), func(r *store.Reader) error {
			r.CampaignBoard(store.CampaignFilter{})
			r.CampaignFacets(store.CampaignFilter{})
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	var page, enter, reading, bareReading time.Duration
	timed := func(total *time.Duration, act func()) {
		start := time.Now()
		act()
		*total += time.Since(start)
	}
	for b.Loop() {
		timed(&page, func() { pageOf(b, s, session, "/t/"+guarded.A.Slug+"/campaigns") })
		timed(&enter, func() {
			if _, _, err := guarded.DB.Enter(b.Context(), session, guarded.A.Slug); err != nil {
				b.Fatal(err)
			}
		})
		timed(&reading, func() { read(sc) })
		timed(&bareReading, func() { read(bare) })
	}
	without := page - enter - (reading - bareReading)
	b.ReportMetric(float64(without)/float64(page), "ratio")
	b.ReportMetric(float64(page.Microseconds())/float64(b.N), "µs/page")
	b.ReportMetric(float64(enter.Microseconds())/float64(b.N), "µs/session")
	b.ReportMetric(float64((reading-bareReading).Microseconds())/float64(b.N), "µs/scope+rls")
}

// BenchmarkTrips counts the round trips to the database of whole pages.
func BenchmarkTrips(b *testing.B) {
	k := storetest.New(b)
	hundredCards(b, k)
	c, address := storetest.NewCable(b, k.RuntimeURL)
	db, err := store.Open(b.Context(), address, store.Options{MaxConns: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	s := benchSite(b, k, db)
	session := k.SignIn(storetest.Email(k.A, cmo.RoleOwner))
	for name, path := range map[string]string{"home": "", "board": "/campaigns", "campaign": "/campaigns/" + k.A.RowID("campaign").String(),
		"run log": "/runs", "run": "/runs/" + k.A.RowID("run").String()} {
		b.Run(name, func(b *testing.B) {
			for range 8 { // statements are prepared, the session is touched
				pageOf(b, s, session, "/t/"+k.A.Slug+path)
			}
			before, n := c.Trips.Load(), 0
			for b.Loop() {
				pageOf(b, s, session, "/t/"+k.A.Slug+path)
				n++
			}
			b.ReportMetric(float64(c.Trips.Load()-before)/float64(n), "trips/page")
		})
	}
}

var asset = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js))"`)

// BenchmarkWeight is what crosses the network, compressed: each page, and the first load of the board with style and script.
func BenchmarkWeight(b *testing.B) {
	k := storetest.New(b)
	hundredCards(b, k)
	s := benchSite(b, k, k.DB)
	session := k.SignIn(storetest.Email(k.A, cmo.RoleOwner))
	for name, path := range map[string]string{"home": "", "board": "/campaigns", "run log": "/runs", "campaign": "/campaigns/" + k.A.RowID("campaign").String()} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = pageOf(b, s, session, "/t/"+k.A.Slug+path).Body.Len()
			}
			b.ReportMetric(float64(size), "B/page")
			req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/t/"+k.A.Slug+path, nil)
			req.AddCookie(&http.Cookie{Name: "aicmo_session", Value: session.Encode()})
			w := httptest.NewRecorder()
			s.server.ServeHTTP(w, req)
			text, _ := io.ReadAll(w.Body)
			for _, m := range asset.FindAllStringSubmatch(string(text), -1) {
				size += pageOf(b, s, session, m[1]).Body.Len()
			}
			b.ReportMetric(float64(size), "B/first-load")
		})
	}
}

// BenchmarkRunLog is what the run log asks for, at 10,000 runs or as many as AICMO_BENCH_RUNS says, one every 20 seconds: pages
// by cursor, a filter and a search that hardly anything matches, and the counts of a week and of all time. Nothing may grow
// with the number of runs.
func BenchmarkRunLog(b *testing.B) {
	runs := 10_000
	if n, err := strconv.Atoi(os.Getenv("AICMO_BENCH_RUNS")); err == nil {
		runs = n
	}
	k := storetest.New(b)
	deep, half := manyRuns(b, k, runs)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	const size = 10
	week, ever := cmo.RunFilter{Since: time.Now().AddDate(0, 0, -7)}, cmo.RunFilter{}
	rare, sought := cmo.RunFilter{Statuses: []string{"timed_out"}}, cmo.RunFilter{Text: "needle"}
	page := func(f cmo.RunFilter, after *store.RunCursor) func(*store.Reader) error {
		return func(r *store.Reader) error {
			p := store.RunPage{Limit: size, After: after}
			if f.Narrows() {
				horizon, err := r.RunHorizon(f, p).Get()
				if err != nil {
					return err
				}
				if len(horizon) > 0 {
					p.Until = &horizon[0]
				}
			}
			r.Runs(f, p)
			return nil
		}
	}
	counts := func(f cmo.RunFilter) func(*store.Reader) error {
		return func(r *store.Reader) error {
			r.RunFacets(f)
			r.RunSummary(f)
			r.RunBuckets(f, false, time.UTC)
			return nil
		}
	}
	for _, ask := range []struct {
		name string
		of   func(*store.Reader) error
	}{
		{"first page", page(ever, nil)}, {"page 1000", page(ever, deep)}, {"the middle", page(ever, half)},
		{"filter that nothing matches", page(rare, nil)}, {"the same from the middle on", page(rare, half)}, {"search that nothing matches", page(sought, nil)},
		{"counts of a week", counts(week)}, {"counts of all time", counts(ever)}, {"counts under a filter", counts(rare)}, {"counts under a search", counts(sought)},
	} {
		b.Run(fmt.Sprintf("%d runs, %s", runs, ask.name), func(b *testing.B) {
			for b.Loop() {
				if err := sc.Read(b.Context(), ask.of); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// manyRuns gives A that many runs, and the cursors before page 1,000 and the middle of its log. A million at a time, without
// the checks of references, which all hold.
func manyRuns(b *testing.B, k *storetest.Kit, runs int) (deep, half *store.RunCursor) {
	conn := k.AdminConn()
	sql := func(sql string, args ...any) {
		if _, err := conn.Exec(b.Context(), sql, args...); err != nil {
			b.Fatal(err)
		}
	}
	sql(`SET session_replication_role = replica`)
	const step = 1_000_000
	for from := 1; from <= runs; from += step {
		sql(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, created_at, completed_at, duration_ms)
			SELECT $1, $1, gen_random_uuid(), 100000 + n, 'cmo-campaign-designer', 'campaigns', 'completed', 'Run ' || n, now() - n * interval '20 seconds', now() - n * interval '20 seconds', 1000
			FROM generate_series($2::int, $3::int) n`, k.A.ID, from, min(runs, from+step-1))
	}
	sql(`SET session_replication_role = origin`)
	sql(`VACUUM ANALYZE agent_runs`)
	at := func(skip int) *store.RunCursor {
		c := &store.RunCursor{}
		err := conn.QueryRow(b.Context(), `SELECT created_at, id FROM agent_runs WHERE tenant_id = $1 AND run_no = 100000 + $2`, k.A.ID, skip).Scan(&c.At, &c.ID)
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	return at(min(9990, runs-10)), at(runs / 2)
}
