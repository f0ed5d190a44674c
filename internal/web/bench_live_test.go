package web_test

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// BenchmarkLiveViewers is the memory of a thousand pages that follow the run log, both ends of their connections included,
// and how long a change takes to reach all of them.
func BenchmarkLiveViewers(b *testing.B) {
	const viewers, each = 1000, 10
	k := storetest.New(b)
	s := web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}})
	h := httptest.NewServer(s)
	defer h.Close()
	defer s.Drain()
	addr, path := strings.TrimPrefix(h.URL, "http://"), "/t/"+k.A.Slug+"/runs/live"
	before := inUse()
	var ends []*bufio.Reader
	for i := range viewers {
		session := ""
		if i%each == 0 {
			session = k.SignIn(storetest.Email(k.A, cmo.RoleMarketer)).Encode()
		}
		ends = append(ends, follow(b, addr, path, session))
	}
	used := float64(inUse()-before) / (1 << 20)
	for b.Loop() {
		k.Admin(`WITH u AS (UPDATE agent_runs SET subject = subject || '.' WHERE tenant_id = $1 RETURNING tenant_id, id) SELECT app.tell_run(tenant_id, id) FROM u`, k.A.ID)
		for _, end := range ends {
			awaitState(b, end)
		}
	}
	b.ReportMetric(used, "MB/1000viewers")
}

// inUse is the memory that the process works with.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

var lastSession string

// follow opens a stream and reads its first state. Without a session it uses the last one.
func follow(b *testing.B, addr, path, session string) *bufio.Reader {
	b.Helper()
	if session != "" {
		lastSession = session
	}
	conn, err := net.Dial("tcp", addr) //nolint:noctx // for as long as the benchmark
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: aicmo_session=%s\r\n\r\n", path, addr, lastSession); err != nil {
		b.Fatal(err)
	}
	r := bufio.NewReaderSize(conn, 512)
	awaitState(b, r)
	return r
}

// awaitState reads to the end of the next state.
func awaitState(b *testing.B, r *bufio.Reader) {
	b.Helper()
	within := false
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		if strings.HasPrefix(line, "event: state") {
			within = true
		}
		if within && line == "\n" {
			return
		}
	}
}
