// Package postgres supervises the embedded PostgreSQL server: it finds the
// binaries (there is no download), makes the data directory once, starts the
// server or joins the one that already runs, and brings it back when it dies.
//
// Several processes may use one data directory. The first starts the server,
// the others join it, and it ends with the last of them, however that one
// ends: every process holds the write end of a FIFO (its lease) and a small
// shell child, which holds the read end, shuts the server down at end of file.
// The kernel closes the write end of a killed process, so nothing is left
// behind. Starting, joining and leaving happen under a file lock.
//
// The server listens on a unix socket in a private directory only. As root it
// runs under another account (the owner of the data, else postgres, else
// nobody), which must be able to enter every directory above the data.
//
// Existing data decides the major version and is never deleted.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"time"
)

// Superuser is the name of the server's superuser; the socket directory's
// permissions are what keeps others out.
const Superuser = "postgres"

const (
	port         = "5432" // only a part of the socket's name: nothing listens on TCP
	closeTimeout = 60 * time.Second
)

// Config says which server to run.
type Config struct {
	Dir  string       // data directory, made if missing; made absolute
	Log  *slog.Logger // nil = discard
	Fast bool         // for tests: fsync, synchronous_commit and full_page_writes off
}

// Server is one process's share in the running server.
type Server struct {
	dir     string // absolute, symbolic links resolved: two ways to write it are one server
	log     *slog.Logger
	fast    bool
	started bool

	done    chan struct{} // closed by Close
	closing sync.Once
	op      sync.Mutex // one attach or detach at a time

	mu  sync.Mutex // guards now
	now attachment
}

// attachment is a running server and this process's lease on it.
type attachment struct {
	data   cluster
	socket string // directory
	lease  lease
}

// Ensure starts the server of cfg.Dir or joins the running one. The server
// ends when the last lease is closed or its process dies. Ending ctx later
// does not end the server.
func Ensure(ctx context.Context, cfg Config) (*Server, error) {
	dir, err := makeDir(cfg.Dir)
	if err != nil {
		return nil, err
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{dir: dir, log: log, fast: cfg.Fast, done: make(chan struct{}), now: attachment{lease: noLease}}
	if s.started, err = s.attach(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// URL returns a connection string of the given user and database.
func (s *Server) URL(user, database string) string {
	return socketURL(s.current().socket, user, database)
}

// Major returns the server's major version, for example 17.
func (s *Server) Major() int { return s.current().data.major }

// Started reports whether Ensure started the server rather than joined it.
func (s *Server) Started() bool { return s.started }

// Close gives the lease back. If it was the last one, Close returns when
// PostgreSQL is gone, or with an error when that takes more than a minute.
// It also ends Watch. A second Close does nothing.
func (s *Server) Close() error {
	s.closing.Do(func() { close(s.done) })
	s.op.Lock()
	defer s.op.Unlock()
	a := s.swap(attachment{lease: noLease})
	if a.lease == noLease {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	held, err := acquire(ctx, s.dir)
	if err != nil {
		a.lease.release()
		return fmt.Errorf("gave the lease on PostgreSQL back without waiting for its end: %w", err)
	}
	defer held.release()
	pid := serverPID(a.data.path) // while it surely says so
	if !a.giveBack() {
		return nil
	}
	// The watcher ends the server by itself; this also covers a killed watcher.
	if err := stopServer(ctx, a.data.path, pid); err != nil {
		return err
	}
	s.log.Info("postgres stopped", "data", a.data.path)
	return os.RemoveAll(a.socket)
}

func (s *Server) current() attachment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// swap puts a in place and returns what was there. The socket directory and
// the version outlive Close, so that URL and Major keep answering.
func (s *Server) swap(a attachment) attachment {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.now
	if a.lease == noLease {
		a.data, a.socket = old.data, old.socket
	}
	s.now = a
	return old
}

func (s *Server) closed() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// socketURL names port and sslmode so that PGPORT and PGSSLMODE of the
// caller's environment change nothing.
func socketURL(dir, user, database string) string {
	q := url.Values{"host": {dir}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// errClosed stops a Watch that wants the server back after Close.
var errClosed = errors.New("the server was closed")
