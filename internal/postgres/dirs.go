package postgres

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// makeDir makes the data directory and returns its absolute path without
// symbolic links.
func makeDir(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("the data directory of PostgreSQL is not set")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	// #nosec G301 -- as root the server's own account must be able to pass the parents
	if err := os.MkdirAll(filepath.Dir(abs), 0o755); err != nil {
		return "", notWritable(abs, err)
	}
	if err := os.Mkdir(abs, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", notWritable(abs, err)
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", notWritable(abs, err)
	}
	if fi, err := os.Stat(resolved); err != nil || !fi.IsDir() {
		return "", fmt.Errorf("the data directory %s is not a directory: remove the file or choose another data directory", abs)
	}
	return resolved, nil
}

func notWritable(dir string, err error) error {
	return fmt.Errorf("the data directory %s is not writable by user %s: change its owner or choose another one (AICMO_DATA_DIR): %w",
		dir, userName(os.Geteuid()), err)
}

// maxSocketDir keeps the socket's path within the 104 bytes of macOS.
const maxSocketDir = 104 - len("/.s.PGSQL.") - len(port) - 1

// socketDir returns the private directory of the socket and the lease. It is
// not in the data directory because a socket's path must be short.
func socketDir(dir string, acct account) string {
	sum := sha256.Sum256([]byte(dir))
	name := fmt.Sprintf("aicmo-pg-%x-%d", sum[:6], acct.uid)
	path := filepath.Join(os.TempDir(), name)
	// The server reads a comma-separated list.
	if !filepath.IsAbs(path) || len(path) > maxSocketDir || strings.ContainsAny(path, `,"`) ||
		(acct.switched && acct.firstClosed(os.TempDir()) != "") {
		path = filepath.Join("/tmp", name)
	}
	return path
}

// makeSocketDir makes the socket directory afresh: what an ended server left
// there names processes that may be others' by now. The caller holds the lock
// and no server runs.
func makeSocketDir(dir string, acct account) (string, error) {
	path := socketDir(dir, acct)
	fi, err := os.Lstat(path)
	if err == nil {
		owner, _, _ := ownerOf(path)
		if !fi.IsDir() || (owner != acct.uid && owner != os.Geteuid()) {
			return "", fmt.Errorf("%s is not ours: remove it or set TMPDIR to another directory", path)
		}
		if err := os.RemoveAll(path); err != nil {
			return "", err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return "", fmt.Errorf("cannot make the socket directory, set TMPDIR to a writable directory: %w", err)
	}
	return path, acct.own(path)
}
