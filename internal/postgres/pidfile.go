package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// postmaster is what postmaster.pid says about a server.
type postmaster struct {
	pid    int
	socket string // directory; empty while the server is still starting
}

func pidFile(data string) string { return filepath.Join(data, "postmaster.pid") }

// readPidFile returns false when there is no readable postmaster.pid.
func readPidFile(data string) (postmaster, bool) {
	b, err := os.ReadFile(pidFile(data))
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return postmaster{}, false
	}
	pm := postmaster{pid: pid}
	if len(lines) > 4 { // pid, data, start time, port, socket directory
		pm.socket = strings.TrimSpace(lines[4])
	}
	return pm, true
}

// serverPID returns the process that serves data, 0 if there is none. A process
// that merely got the number of a dead server is not one.
func serverPID(data string) int {
	if pm, ok := readPidFile(data); ok && isServer(pm.pid, data) {
		return pm.pid
	}
	return 0
}

// stopServer ends the server of data, whose process is pid unless that is 0,
// and removes the postmaster.pid of a dead one, whose number an unrelated
// process may have by now: PostgreSQL would refuse to start. The file vanishes
// a moment before its process, so the process is what to wait for.
func stopServer(ctx context.Context, data string, pid int) error {
	if pid != 0 {
		_ = unix.Kill(pid, unix.SIGINT) // it may be gone already
		if !endsWithin(ctx, data, pid, 30*time.Second) {
			_ = unix.Kill(pid, unix.SIGQUIT)
			if !endsWithin(ctx, data, pid, 10*time.Second) {
				return fmt.Errorf("the PostgreSQL server of %s does not stop: end process %d by hand", data, pid)
			}
		}
	}
	if err := os.Remove(pidFile(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the stale %s: %w", pidFile(data), err)
	}
	return nil
}

func endsWithin(ctx context.Context, data string, pid int, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	for isServer(pid, data) {
		if pause(ctx, 5*time.Millisecond) != nil {
			return false
		}
	}
	return true
}
