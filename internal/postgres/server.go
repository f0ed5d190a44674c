// Package postgres runs a PostgreSQL server of our own for installations without one. Any number of processes share the
// server of one data directory: the first starts it, and it ends with the last of them, however that one ends.
//
// How long it lives is a matter of two files in the data directory. Every process holds the write end of the FIFO
// "lease"; a small sh process holds the read end and stops the server when the kernel has closed the last writer, which
// it does after a crash and kill -9 too. And every process holds a shared lock on "members", so that a newcomer under
// the exclusive "lock" can tell a server that others use from one that is about to end.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

const (
	superuser = "postgres"
	// startTimeout covers crash recovery, not only a start.
	startTimeout = 60 * time.Second
	stopTimeout  = 30 * time.Second
	pollEvery    = 10 * time.Millisecond
)

// Config says where the data are.
type Config struct {
	Dir  string       // data directory, made if missing
	Log  *slog.Logger // nil: discard
	Fast bool         // for tests: no fsync; a crash of the machine may lose data
}

// Server is a lease on a running server.
type Server struct {
	cfg     Config
	bin     binaries
	account account
	socket  string // directory of the unix socket
	members *os.File
	lease   *os.File
	started bool
}

// Ensure starts the server of cfg.Dir, or joins the running one. An error is a sentence for an operator.
func Ensure(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	cfg.Dir = dir
	s := &Server{cfg: cfg}
	if s.account, err = serverAccount(); err != nil {
		return nil, err
	}
	if err := s.makeDir(dir); err != nil {
		return nil, err
	}
	if s.bin, err = findBinaries(dir, s.account); err != nil {
		return nil, err
	}
	s.socket = socketDir(dir)
	unlock, err := lockFile(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := s.join(ctx); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// join starts or joins the server. The caller holds the lock.
func (s *Server) join(ctx context.Context) error {
	if err := s.makeDir(s.socket); err != nil {
		return err
	}
	alone, err := s.becomeMember()
	if err != nil {
		return err
	}
	if alone { // a server that still runs has nobody: it is ending, or its watcher was killed
		if err := s.stop(ctx); err != nil {
			return err
		}
	}
	if err := s.takeLease(); err != nil {
		if !errors.Is(err, errNoWatcher) {
			return err
		}
		if err := s.stop(ctx); err != nil { // without a watcher nothing would end it
			return err
		}
		if err := s.startWatcher(); err != nil {
			return err
		}
	}
	if s.reachable() {
		return nil
	}
	return s.start(ctx)
}

// URL is the address of a database as seen by a login.
func (s *Server) URL(user, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + database, RawQuery: url.Values{"host": {s.socket}}.Encode()}
	return u.String()
}

// Major is the server's major version.
func (s *Server) Major() int { return s.bin.major }

// Started reports that this process started the server, rather than joined it.
func (s *Server) Started() bool { return s.started }

// Watch brings the server back when it is gone, until ctx ends.
func (s *Server) Watch(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.reachable() {
			continue
		}
		if err := s.revive(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("the embedded database is gone and does not start", "error", err)
		}
	}
}

func (s *Server) revive(ctx context.Context) error {
	unlock, err := lockFile(ctx, filepath.Join(s.cfg.Dir, "lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if s.reachable() {
		return nil
	}
	if err := s.startWatcherIfGone(); err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	s.cfg.Log.Warn("the embedded database was gone and is back")
	return nil
}

// Close gives the lease back. If it was the last, Close waits until the server has ended.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	unlock, err := lockFile(ctx, filepath.Join(s.cfg.Dir, "lock"))
	if err != nil {
		s.release()
		return err
	}
	defer unlock()
	last := s.members != nil && tryLock(s.members) == nil
	s.release()
	if !last {
		return nil
	}
	return waitUntil(ctx, func() bool { return s.postmaster() == 0 }, "the embedded database did not end")
}

func (s *Server) release() {
	for _, f := range []*os.File{s.members, s.lease} {
		if f != nil {
			_ = f.Close()
		}
	}
	s.members, s.lease = nil, nil
}

func (s *Server) dataDir() string { return filepath.Join(s.cfg.Dir, fmt.Sprintf("pg%d", s.bin.major)) }

// waitUntil polls done until it holds or ctx ends, then says what was waited for in vain.
func waitUntil(ctx context.Context, done func() bool, otherwise string) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return errors.New(otherwise)
		case <-tick.C:
		}
	}
	return nil
}
