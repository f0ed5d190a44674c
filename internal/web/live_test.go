package web_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// ear is a browser's end of a stream.
type ear struct {
	t     *testing.T
	body  io.ReadCloser
	lines *bufio.Scanner
	stop  context.CancelFunc
}

func (b *browser) listen(path string) *ear {
	b.site.t.Helper()
	ctx, stop := context.WithTimeout(b.site.t.Context(), time.Minute)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.url+path, nil)
	if err != nil {
		b.site.t.Fatal(err)
	}
	for name, values := range b.head {
		req.Header[name] = values
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.site.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") || res.Header.Get("Content-Encoding") != "" {
		b.site.t.Fatalf("%s: %d %v", path, res.StatusCode, res.Header)
	}
	e := &ear{b.site.t, res.Body, bufio.NewScanner(res.Body), stop}
	e.lines.Buffer(nil, 4<<20)
	b.site.t.Cleanup(func() { stop(); _ = res.Body.Close() })
	return e
}

// next is the next event and its data; the name is empty at the stream's end.
func (e *ear) next() (name, data string) {
	for e.lines.Scan() {
		switch line := e.lines.Text(); {
		case line == "" && name != "":
			return name, data
		case strings.HasPrefix(line, "event: "):
			name = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data: "):
			data += strings.TrimPrefix(line, "data: ") + "\n"
		}
	}
	return "", ""
}

// until reads events up to one that says something, and fails at the stream's end.
func (e *ear) until(name, says string) string {
	e.t.Helper()
	for {
		switch got, data := e.next(); {
		case got == "":
			e.t.Fatalf("the stream ended before %s %q", name, says)
		case got == name && strings.Contains(data, says):
			return data
		}
	}
}

// openRun adds a run that works now.
func openRun(s *site, subject string) uuid.UUID {
	id := uuid.New()
	s.Admin(`INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, mode, status, subject, started_at, lease_expires_at, created_at)
		VALUES ($1, $1, $2, (SELECT max(run_no) + 1 FROM agent_runs WHERE tenant_id = $1), 'cmo-content-engine', 'content', 'running', $3, now(), now() + interval '1 minute', now())`, s.A.ID, id, subject)
	return id
}

// change updates a run and tells of it, in one transaction as the functions of runs do.
func change(s *site, id uuid.UUID, set string) {
	s.Admin(`WITH u AS (UPDATE agent_runs SET `+set+` WHERE id = $1 RETURNING tenant_id, id) SELECT app.tell_run(tenant_id, id) FROM u`, id)
}

func TestRunLive_FollowsToTheEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := openRun(s, "Letter to desk@example.test")
	page := "/t/" + s.A.Slug + "/runs/" + id.String()
	b := s.as(member(s.A, cmo.RoleMarketer))
	if a := b.get(page); !strings.Contains(a.body, `data-live="`+page+`/live"`) {
		t.Fatal("the page of an open run does not follow it")
	}
	own, masked := b.listen(page+"/live"), s.as(member(s.A, cmo.RoleSupport)).listen(page+"/live?tab=input")
	for _, e := range []*ear{own, masked} { // the present state comes first, without any change
		e.until("state", `data-status="running"`)
	}
	change(s, id, `progress = 'Dear desk@example.test, the camp'`)
	own.until("state", "Dear desk@example.test, the camp")
	if data := masked.until("state", "the camp"); strings.Contains(data, "desk@") {
		t.Error("support reads what is hidden")
	}
	change(s, id, `status = 'completed', completed_at = now(), progress = '', lease_expires_at = NULL, output = '{"assets": [{"title": "A"}]}'`)
	for _, e := range []*ear{own, masked} {
		if data := e.until("state", `data-status="completed"`); strings.Contains(data, "data-live=") {
			t.Error("the page of an ended run still follows it")
		}
		if name, _ := e.next(); name != "close" {
			t.Errorf("after the end comes %q", name)
		}
		if name, _ := e.next(); name != "" {
			t.Errorf("after the close comes %q", name)
		}
	}
	again := b.listen(page + "/live") // a browser that comes late
	again.until("state", `data-status="completed"`)
	again.until("close", "")
	if a := b.get(page); strings.Contains(a.body, "data-live") || !strings.Contains(a.body, `data-status="completed"`) {
		t.Error("a page loaded anew does not show the same")
	}
}

func TestRunLogLive_NewRowsAndFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	log := "/t/" + s.A.Slug + "/runs"
	all, failed := b.listen(log+"/live"), b.listen(log+"/live?status=failed")
	if data := all.until("state", `id="run-rows"`); !strings.Contains(data, s.A.RowID("run").String()) {
		t.Error("the rows of before are not there")
	}
	failed.until("state", `id="run-live"`)
	id := openRun(s, "Fresh one")
	change(s, id, `progress = 'x'`)
	all.until("state", "Fresh one")
	change(s, id, `status = 'failed', error_kind = 'provider', error_message = 'No answer', completed_at = now(), lease_expires_at = NULL`)
	all.until("state", "No answer")
	failed.until("state", "No answer")
}

// What the log counts over the period follows, too.
func TestRunLogLive_CountsAndFigures(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	h := httptest.NewServer(web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}, LiveBeat: 300 * time.Millisecond}))
	t.Cleanup(h.Close)
	s := &site{Kit: k, url: h.URL, t: t}
	b := s.as(member(s.A, cmo.RoleMarketer))
	log := "/t/" + s.A.Slug + "/runs"
	total := regexp.MustCompile(`<dt class="meta">Running</dt>\s*<dd[^>]*>([0-9,]+)`)
	before := total.FindStringSubmatch(b.get(log).body)
	if before == nil {
		t.Fatal("the page shows no count of running runs")
	}
	n, err := strconv.Atoi(before[1])
	if err != nil {
		t.Fatal(err)
	}
	all := b.listen(log + "/live")
	all.until("state", `id="run-live"`)
	change(s, openRun(s, "Counted one"), `progress = 'x'`)
	for {
		if m := total.FindStringSubmatch(all.until("state", "Counted one")); m != nil && m[1] == strconv.Itoa(n+1) {
			return
		}
	}
}

// Who may no longer look sees nothing more, and is told why when the browser comes again; no answer leads elsewhere.
func TestRunLive_RightsAreProvedAtEachLook(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := openRun(s, "Watched")
	path := "/t/" + s.A.Slug + "/runs/" + id.String() + "/live"
	b := s.as(member(s.A, cmo.RoleViewer))
	e := b.listen(path)
	e.until("state", "Watched")
	s.Admin(`DELETE FROM user_tenants WHERE tenant_id = $1 AND user_id = (SELECT id FROM users WHERE email = $2)`, s.A.ID, member(s.A, cmo.RoleViewer))
	change(s, id, `subject = 'Secret now'`)
	if name, data := e.next(); name != "" {
		t.Errorf("after the membership's end comes %s %s", name, data)
	}
	session := s.SignIn(member(s.A, cmo.RoleMarketer))
	ended := s.anonymous()
	ended.use(session)
	if err := s.DB.CloseSession(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	off := s.as(member(s.A, cmo.RoleOwner))
	for name, c := range map[string]struct {
		b    *browser
		path string
		want int
	}{
		"a removed member": {b, path, 404}, "nobody": {s.anonymous(), path, 401}, "an ended session": {ended, path, 401}, "another tenant's run": {off, "/t/" + s.A.Slug + "/runs/" + s.B.RowID("run").String() + "/live", 404},
		"a stranger": {s.as(storetest.Stranger), path, 404}, "no such part": {off, path + "?tab=steps", 400}, "a bad filter": {off, "/t/" + s.A.Slug + "/runs/live?status=flying", 400},
	} {
		if a := c.b.get(c.path); a.status != c.want || a.location() != "" || strings.Contains(a.body, "<html") || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d to %q: %.80s", name, a.status, a.location(), a.body)
		}
	}
	if err := s.Operator.SetModule(t.Context(), s.A.Slug, cmo.ModuleCMO, false); err != nil {
		t.Fatal(err)
	}
	if a := off.get(path); a.status != http.StatusForbidden {
		t.Errorf("the module is off: %d", a.status)
	}
}

// A session follows a few pages at once and not a thousand; a server that stops ends the streams.
func TestRunLive_LimitAndStop(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/t/" + s.A.Slug + "/runs/live"
	b, other := s.as(member(s.A, cmo.RoleMarketer)), s.as(member(s.A, cmo.RoleOwner))
	var list []*ear
	for range 12 {
		list = append(list, b.listen(path))
	}
	if a := b.get(path); a.status != http.StatusTooManyRequests {
		t.Errorf("one more: %d", a.status)
	}
	list = append(list, other.listen(path))
	s.server.Drain()
	for _, e := range list {
		e.until("state", "run-rows")
		if name, _ := e.next(); name != "" {
			t.Errorf("after the stop comes %q", name)
		}
	}
	if a := other.get(path); a.status != http.StatusServiceUnavailable {
		t.Errorf("after the stop: %d", a.status)
	}
}
