package web_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// withoutHanging is the browser with an upper bound: a request that waits for the database fails the test.
func withoutHanging(b *browser) *browser {
	b.http.Timeout = 20 * time.Second
	return b
}

func unavailable(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || strings.Contains(a.body, "SQLSTATE") || strings.Contains(a.body, "127.0.0.1") {
		t.Errorf("%s: %d, Retry-After %q", what, a.status, a.header.Get("Retry-After"))
	}
}

// While the database is away, pages say so at once and the process stays alive; the first request after its return is
// answered, with no restart, however many connections had been lying in the pool.
func TestOutage_PagesSaySo_FirstRequestAfterwardsIsAnswered(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	c, url := storetest.NewCable(t, k.RuntimeURL)
	db, err := store.Open(t.Context(), url, store.Options{MaxConns: 6})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s := siteOver(t, k, web.Config{DB: db})
	b := withoutHanging(s.as(member(s.A, cmo.RoleOwner)))
	board := "/t/" + s.A.Slug + "/campaigns"
	var wg sync.WaitGroup
	for range 6 { // fill the pool
		wg.Go(func() { b.get(board) })
	}
	wg.Wait()
	for range 3 {
		c.Pull()
		unavailable(t, "board", b.get(board))
		unavailable(t, "board again", b.get(board))
		unavailable(t, "sign-in", b.post("/login", map[string][]string{"email": {"owner@example.test"}, "password": {"wrong password"}}))
		if a := b.get("/healthz"); a.status != http.StatusOK {
			t.Errorf("healthz: %d", a.status)
		}
		if a := b.get("/readyz"); a.status != http.StatusServiceUnavailable {
			t.Errorf("readyz: %d", a.status)
		}
		c.Plug()
		if a := b.get(board); a.status != http.StatusOK || !strings.Contains(a.body, s.A.Canary) {
			t.Errorf("first request after the return: %d", a.status)
		}
		if a := b.get("/readyz"); a.status != http.StatusOK {
			t.Errorf("readyz after the return: %d", a.status)
		}
	}
}

// When every connection is taken, further requests are told so and do not queue up; one given back serves again.
func TestPoolExhausted_SaysSo_Recovers(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	db, err := store.Open(t.Context(), k.RuntimeURL, store.Options{MaxConns: 2, Acquire: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s := siteOver(t, k, web.Config{DB: db})
	session := k.SignIn(member(k.A, cmo.RoleOwner))
	b := withoutHanging(s.anonymous())
	b.use(session)
	taken, let, done := make(chan struct{}, 2), make(chan struct{}), make(chan error, 2)
	for range 2 {
		sc, _, err := db.Enter(t.Context(), session, k.A.Slug)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			done <- sc.Read(t.Context(), func(r *store.Reader) error {
				if _, err := r.CampaignCounts().Get(); err != nil {
					return err
				}
				taken <- struct{}{}
				select {
				case <-let:
				case <-t.Context().Done():
				}
				return nil
			})
		}()
		select {
		case <-taken:
		case err := <-done:
			t.Fatalf("the connections were not taken: %v", err)
		}
	}
	board := "/t/" + s.A.Slug + "/campaigns"
	for range 4 {
		unavailable(t, "board", b.get(board))
	}
	close(let)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	if a := b.get(board); a.status != http.StatusOK {
		t.Errorf("after one was given back: %d", a.status)
	}
}
