//go:build !linux

package postgres

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
)

// isServer reports whether pid is a living PostgreSQL started with data as its
// data directory. ps shows no arguments of a zombie.
func isServer(pid int, data string) bool {
	out, err := exec.CommandContext(context.Background(), "ps", "-ww", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	args := string(out)
	return err == nil && strings.Contains(args, "postgres") && strings.Contains(args, " "+data+" ")
}
