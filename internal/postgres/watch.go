package postgres

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	watchInterval = 2 * time.Second
	pingTimeout   = 5 * time.Second
)

// Watch asks the server every two seconds and brings it back when it is gone.
// It returns when ctx ends or after Close.
func (s *Server) Watch(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // Close must not wait for a slow start
		select {
		case <-s.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.check(ctx)
		}
	}
}

func (s *Server) check(ctx context.Context) {
	socket := s.current().socket
	now := time.Now()
	_ = os.Chtimes(leasePath(socket), now, now) // cleaners of /tmp take what looks old
	err := ping(ctx, socket)
	if err == nil || ctx.Err() != nil {
		return
	}
	s.log.Warn("postgres does not answer, bringing it back", "error", err)
	if _, err := s.attach(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("postgres is not back yet", "error", err)
	}
}

// ping reports whether the server takes connections. Any refusal but "starting
// up or shutting down" comes from a server that works, such as one whose
// connections are all in use.
func ping(ctx context.Context, socket string) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	conn, err := pgconn.Connect(ctx, socketURL(socket, Superuser, Superuser))
	if err == nil {
		return conn.Close(ctx)
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code != "57P03" {
		return nil
	}
	return err
}

// waitReady waits until the server takes connections, errGone if it is gone
// before that.
func waitReady(ctx context.Context, socket string, gone func() bool) error {
	for wait := 5 * time.Millisecond; ; wait = min(wait+5*time.Millisecond, 250*time.Millisecond) {
		if ping(ctx, socket) == nil {
			return nil
		}
		if gone() {
			return errGone
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}
