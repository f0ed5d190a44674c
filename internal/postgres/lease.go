package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// errNoWatcher means that nobody reads the lease.
var errNoWatcher = errors.New("no watcher")

// watcher waits for the end of the lease's last writer, then stops the server of the data directories given. The number
// in postmaster.pid may be stale, so it asks for the process's name where it can.
const watcher = `while read -r _; do :; done
for d in "$@"; do
  pid=$(head -n 1 "$d/postmaster.pid" 2>/dev/null) || continue
  name=$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null || echo postgres)
  case "$name" in *postgres*) kill -INT "$pid" 2>/dev/null ;; esac
done`

func (s *Server) leasePath() string { return filepath.Join(s.cfg.Dir, "lease") }

// becomeMember takes the shared lock; alone says that no other process holds it.
func (s *Server) becomeMember() (alone bool, err error) {
	f, err := os.OpenFile(filepath.Join(s.cfg.Dir, "members"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, unusable(s.cfg.Dir, err)
	}
	s.members = f
	alone = tryLock(f) == nil
	return alone, flock(f, syscall.LOCK_SH)
}

// takeLease opens the write end of the FIFO. The kernel closes it with the process, whatever ends it.
func (s *Server) takeLease() error {
	if err := syscall.Mkfifo(s.leasePath(), 0o600); err != nil && !errors.Is(err, syscall.EEXIST) {
		return unusable(s.cfg.Dir, err)
	}
	f, err := os.OpenFile(s.leasePath(), os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) {
		return errNoWatcher
	}
	if err != nil {
		return unusable(s.cfg.Dir, err)
	}
	s.lease = f
	return nil
}

// startWatcher starts the reader of the lease and takes the lease under it.
func (s *Server) startWatcher() error {
	r, err := os.OpenFile(s.leasePath(), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return unusable(s.cfg.Dir, err)
	}
	defer func() { _ = r.Close() }()
	if err := s.takeLease(); err != nil {
		return err
	}
	if err := syscall.SetNonblock(int(r.Fd()), false); err != nil { // sh would take "nothing yet" for the end
		return err
	}
	cmd := exec.Command("/bin/sh", "-c", watcher, "aicmo-watcher", s.dataDir()) //nolint:noctx // outlives us by design
	cmd.Stdin, cmd.Dir = r, "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("the database's watcher did not start: %w", err)
	}
	go func() { _ = cmd.Wait() }()
	return nil
}

// startWatcherIfGone replaces a watcher that was killed.
func (s *Server) startWatcherIfGone() error {
	probe, err := os.OpenFile(s.leasePath(), os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err == nil {
		return probe.Close()
	}
	if s.lease != nil {
		_ = s.lease.Close()
		s.lease = nil
	}
	return s.startWatcher()
}

// socketDir is short, because a socket's path has at most 103 bytes on some systems, and the user's own.
func socketDir(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	name := fmt.Sprintf("aicmo-pg-%s-%d", hex.EncodeToString(sum[:4]), os.Getuid())
	base := os.TempDir()
	if len(base) > 60 {
		base = "/tmp"
	}
	return filepath.Join(base, name)
}

// lockFile takes the exclusive lock of a file, waiting for it until ctx ends.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unusable(filepath.Dir(path), err)
	}
	if err := waitUntil(ctx, func() bool { return tryLock(f) == nil }, "another process has been starting or stopping the database for too long"); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}

func tryLock(f *os.File) error { return flock(f, syscall.LOCK_EX|syscall.LOCK_NB) }

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
