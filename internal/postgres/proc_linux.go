package postgres

import (
	"fmt"
	"os"
	"strings"
)

// isServer reports whether pid is a living PostgreSQL that works in data: a
// server makes its data directory the working directory. A zombie has none.
func isServer(pid int, data string) bool {
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || !strings.HasPrefix(string(comm), "postgres") {
		return false
	}
	cwd, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	want, err := os.Stat(data)
	return err == nil && os.SameFile(cwd, want)
}
