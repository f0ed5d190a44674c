package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"
)

var residentKB = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// BenchmarkStart is the time from the command to the first page, on a new data directory and on one that is there, and the
// memory of the idle server.
func BenchmarkStart(b *testing.B) {
	for _, state := range []string{"cold", "warm"} {
		b.Run(state, func(b *testing.B) {
			var took time.Duration
			resident, n, dir := 0, 0, dataDir(b)
			for b.Loop() {
				b.StopTimer()
				if state == "cold" {
					dir = dataDir(b)
				} else if n == 0 {
					startOnce(b, dir)
				}
				b.StartTimer()
				t, kb := startOnce(b, dir)
				took, resident, n = took+t, kb, n+1
			}
			b.ReportMetric(took.Seconds()/float64(n), "s/first-page")
			b.ReportMetric(float64(resident)/1024, "MB-resident")
		})
	}
}

// startOnce starts the server on a data directory, asks for a page, and ends it.
func startOnce(b *testing.B, dir string) (took time.Duration, residentSize int) {
	b.Helper()
	addr := freeAddr(b)
	start := time.Now()
	server, _ := serving(b, []string{"AICMO_DATA_DIR=" + dir, "AICMO_ADDR=" + addr}, "serves on")
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/login", nil)
		if err != nil {
			b.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = res.Body.Close()
			break
		}
		if ctx.Err() != nil {
			b.Fatal(err)
		}
	}
	took = time.Since(start)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", server.Process.Pid))
	if m := residentKB.FindSubmatch(status); err == nil && m != nil {
		residentSize, _ = strconv.Atoi(string(m[1]))
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	_ = server.Wait()
	return took, residentSize
}
