package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// watchScript runs PostgreSQL ("$@") and the reader of the FIFO (descriptor 3).
// Per line the reader makes a file of that name, which tells a joining process
// that it was counted. At end of file no process holds a lease any more. SIGINT
// is a fast shutdown; SIGTERM goes first because a shell's background child
// ignores SIGINT until PostgreSQL has set its handlers. When PostgreSQL ends by
// itself the reader ends too, so that a FIFO without reader means no server.
const watchScript = `"$@" </dev/null 3<&- &
pg=$!
(while read -r ack; do true >"$ack"; done; kill -TERM "$pg"; kill -INT "$pg") <&3 3<&- 2>/dev/null &
reader=$!
exec 3<&-
wait "$pg"
status=$?
kill "$reader" 2>/dev/null
exit "$status"`

const ackTimeout = 20 * time.Second

// lease is the write end of the FIFO. It is a plain descriptor, not an
// *os.File: the garbage collector must never give a lease back.
type lease int

const noLease lease = -1

func (l lease) release() {
	if l != noLease {
		_ = unix.Close(int(l))
	}
}

func leasePath(socket string) string { return filepath.Join(socket, "lease") }

// newLease makes the FIFO and opens both ends, the read end for the watcher.
func newLease(socket string, acct account) (l lease, reader *os.File, err error) {
	path := leasePath(socket)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return noLease, nil, err
	}
	if err := unix.Mkfifo(path, 0o600); err != nil {
		return noLease, nil, fmt.Errorf("cannot make the FIFO %s: %w", path, err)
	}
	if err := acct.own(path); err != nil {
		return noLease, nil, err
	}
	r, err := openFifo(path, unix.O_RDONLY) // before the write end, which needs a reader
	if err != nil {
		return noLease, nil, err
	}
	w, err := openFifo(path, unix.O_WRONLY)
	if err == nil {
		err = unix.SetNonblock(r, false) // the shell's read must wait
	}
	if err != nil {
		_ = unix.Close(r)
		lease(w).release()
		return noLease, nil, err
	}
	return lease(w), os.NewFile(uintptr(r), path), nil
}

// openLease takes a lease on the server of a socket directory, or errGone. An
// open FIFO alone proves nothing: the reader may have seen the end of file of
// a killed process just before. Only its answer does.
func openLease(ctx context.Context, socket string) (lease, error) {
	path := leasePath(socket)
	w, err := openFifo(path, unix.O_WRONLY)
	if err != nil {
		if errors.Is(err, unix.ENXIO) || errors.Is(err, unix.ENOENT) {
			return noLease, errGone
		}
		return noLease, err
	}
	ack := "ack-" + rand.Text()
	defer func() { _ = os.Remove(filepath.Join(socket, ack)) }()
	if _, err := unix.Write(w, []byte(ack+"\n")); err != nil {
		lease(w).release()
		if errors.Is(err, unix.EPIPE) {
			return noLease, errGone
		}
		return noLease, fmt.Errorf("cannot take a lease on PostgreSQL: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	for {
		_, err := os.Stat(filepath.Join(socket, ack))
		if err == nil {
			return lease(w), nil
		}
		if !hasReader(path) {
			err = errGone
		} else if err = pause(ctx, 2*time.Millisecond); err != nil {
			err = fmt.Errorf("the watcher of PostgreSQL in %s does not answer (is its disk full?): %w", socket, err)
		}
		if err != nil {
			lease(w).release()
			return noLease, err
		}
	}
}

// hasReader reports whether a watcher holds the FIFO's read end.
func hasReader(path string) bool {
	w, err := openFifo(path, unix.O_WRONLY)
	if err != nil {
		return false
	}
	lease(w).release()
	return true
}

// giveBack closes the lease and reports whether it was the last one: a reader
// sees end of file then, and "try again" while another writer is there. The
// caller holds the lock, so nobody joins meanwhile.
func (a attachment) giveBack() (last bool) {
	r, err := openFifo(leasePath(a.socket), unix.O_RDONLY)
	a.lease.release()
	if err != nil {
		return false // the server was restarted elsewhere: it hangs on others' leases
	}
	defer func() { _ = unix.Close(r) }()
	n, err := unix.Read(r, make([]byte, 1))
	return err == nil && n == 0
}

// openFifo never waits for the other end.
func openFifo(path string, mode int) (int, error) {
	for {
		fd, err := unix.Open(path, mode|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}
