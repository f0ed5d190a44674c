package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// cluster is a data directory of PostgreSQL; the zero value is none.
type cluster struct {
	path  string
	major int
}

var clusterName = regexp.MustCompile(`^pg[0-9]+$`)

// newestCluster returns the data in dir with the highest major version. An
// older one beside it is what an upgrade left: falling back to it would look
// like lost data.
func newestCluster(dir string) (cluster, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return cluster{}, notWritable(dir, err)
	}
	var newest cluster
	for _, e := range entries {
		if !clusterName.MatchString(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		major, err := dataMajor(path)
		if err != nil {
			return cluster{}, err
		}
		if major > newest.major {
			newest = cluster{path: path, major: major}
		}
	}
	return newest, nil
}

// dataMajor returns the version in PG_VERSION, 0 for an empty directory.
func dataMajor(path string) (int, error) {
	b, err := os.ReadFile(filepath.Join(path, "PG_VERSION"))
	if err == nil {
		major, err := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil {
			return 0, fmt.Errorf("%s/PG_VERSION holds no version that is known here: move %s away", path, path)
		}
		return major, nil
	}
	if owner, _, ok := ownerOf(path); ok && errors.Is(err, os.ErrPermission) {
		return 0, fmt.Errorf("the data in %s belongs to user %s: run as that user or choose another data directory", path, userName(owner))
	}
	if entries, rerr := os.ReadDir(path); rerr != nil || len(entries) > 0 {
		return 0, fmt.Errorf("%s is not a PostgreSQL data directory (no PG_VERSION): move it away: %w", path, err)
	}
	return 0, nil
}

// initCluster makes the data under a temporary name and renames it, so that
// half-made data is never taken for whole. A killed process's initdb may still
// run for a moment, therefore every try has a name of its own.
func initCluster(ctx context.Context, dir string, bin binaries, acct account, fast bool) (cluster, error) {
	final := filepath.Join(dir, "pg"+strconv.Itoa(bin.major))
	if old, err := filepath.Glob(final + ".new*"); err == nil {
		for _, path := range old {
			_ = os.RemoveAll(path) // what stays is cleared the next time
		}
	}
	temp, err := os.MkdirTemp(dir, filepath.Base(final)+".new-")
	if err != nil {
		return cluster{}, notWritable(dir, err)
	}
	if err := acct.own(temp); err != nil {
		return cluster{}, err
	}
	for _, locale := range localeArgs(bin.major) {
		if err = initdb(ctx, bin, acct, temp, fast, locale); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err == nil {
		err = os.Rename(temp, final)
	}
	if err != nil {
		return cluster{}, errors.Join(err, os.RemoveAll(temp))
	}
	return cluster{path: final, major: bin.major}, nil
}

// localeArgs returns the locales to try in order. PostgreSQL 17 has C.UTF-8
// built in; before, and for full text search, it comes from the system, which
// may lack it.
func localeArgs(major int) [][]string {
	if major < 17 {
		return [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
	}
	builtin := []string{"--locale-provider=builtin", "--builtin-locale=C.UTF-8"}
	return [][]string{append(builtin, "--locale=C.UTF-8"), append(builtin[:2:2], "--locale=C")}
}

func initdb(ctx context.Context, bin binaries, acct account, data string, fast bool, locale []string) error {
	args := []string{"-D", data, "-U", Superuser, "-E", "UTF8", "--auth-local=trust", "--auth-host=reject"}
	if fast {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin.dir, "initdb"), append(args, locale...)...)
	cmd.Dir = data // our own may be closed to the account
	cmd.Env = childEnv()
	cmd.SysProcAttr = acct.attr()
	cmd.Cancel = func() error { return unix.Kill(-cmd.Process.Pid, unix.SIGKILL) } // and what it started
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("initdb was stopped: %w", context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("initdb of PostgreSQL %d failed as user %s: %s", bin.major, acct.name, firstError(string(out), err))
	}
	return nil
}

// firstError returns the line in which a program says what is wrong.
func firstError(out string, err error) string {
	for line := range strings.Lines(out) {
		if strings.Contains(line, "error:") || strings.Contains(line, "FATAL:") {
			return strings.TrimSpace(line)
		}
	}
	if line := strings.TrimSpace(out); line != "" {
		return lastWords(line)
	}
	return err.Error()
}
