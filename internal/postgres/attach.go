package postgres

import (
	"context"
	"errors"
	"os"
	"time"
)

const (
	startTimeout    = 5 * time.Minute // recovery after a crash may replay much WAL
	leftoverTimeout = 30 * time.Second
)

// errGone says that no server runs on the data, so that one may be started.
var errGone = errors.New("the server is gone")

// attach joins the running server or starts one, and takes a lease on it. A
// lease held so far is given back only then: it may be the one that keeps the
// server alive.
func (s *Server) attach(ctx context.Context) (started bool, err error) {
	s.op.Lock()
	defer s.op.Unlock()
	if s.closed() {
		return false, errClosed
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	held, err := acquire(ctx, s.dir)
	if err != nil {
		return false, err
	}
	defer held.release()

	data, err := newestCluster(s.dir)
	if err != nil {
		return false, err
	}
	acct, err := accountFor(s.dir, data)
	if err != nil {
		return false, err
	}
	if err := errors.Join(acct.admit(s.dir), acct.own(held.path)); err != nil {
		return false, err
	}
	a, err := join(ctx, data)
	if errors.Is(err, errGone) {
		started = true
		a, err = s.start(ctx, data, acct)
	}
	if err != nil {
		return false, err
	}
	s.swap(a).lease.release()
	s.log.Info("postgres is up", "started", started, "major", a.data.major, "data", a.data.path, "socket", a.socket)
	return started, nil
}

// join takes a lease on the server of data. It needs no binaries, and finds
// the socket in postmaster.pid: the starter's TMPDIR may differ from ours.
func join(ctx context.Context, data cluster) (attachment, error) {
	pm, ok := readPidFile(data.path)
	if !ok || pm.socket == "" {
		return attachment{}, errGone
	}
	l, err := openLease(ctx, pm.socket)
	if err != nil {
		return attachment{}, err
	}
	if err := waitReady(ctx, pm.socket, func() bool { return serverPID(data.path) == 0 }); err != nil {
		l.release()
		return attachment{}, err
	}
	return attachment{data: data, socket: pm.socket, lease: l}, nil
}

// start clears away what a dead server left and starts a new one, making the
// data first where there is none. The caller holds the lock.
func (s *Server) start(ctx context.Context, data cluster, acct account) (attachment, error) {
	bin, err := findBinaries(ctx, acct, data, s.dir)
	if err != nil {
		return attachment{}, err
	}
	if data.path == "" {
		if data, err = initCluster(ctx, s.dir, bin, acct, s.fast); err != nil {
			return attachment{}, err
		}
	} else if err := acct.claim(data.path); err != nil {
		return attachment{}, err
	}
	s.log.Debug("postgres starts", "binaries", bin.dir, "user", acct.name)
	for end := time.Now().Add(leftoverTimeout); ; {
		if err := stopServer(ctx, data.path, serverPID(data.path)); err != nil {
			return attachment{}, err
		}
		socket, err := makeSocketDir(s.dir, acct)
		if err != nil {
			return attachment{}, err
		}
		a, err := launch{bin: bin, data: data, socket: socket, acct: acct, fast: s.fast}.run(ctx)
		if err == nil {
			return a, nil
		}
		var failed *startError
		again := errors.As(err, &failed) && failed.leftover() && time.Now().Before(end)
		if !again || pause(ctx, 100*time.Millisecond) != nil {
			return attachment{}, errors.Join(err, os.RemoveAll(socket))
		}
	}
}

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
