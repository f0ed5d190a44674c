package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// heldLock is the lock under which processes start, join and leave the server.
type heldLock struct {
	path string
	f    *os.File
}

// acquire takes the lock of dir, waiting for it until ctx ends. It asks again
// and again because a waiting flock cannot be interrupted.
func acquire(ctx context.Context, dir string) (*heldLock, error) {
	path := filepath.Join(dir, "pg.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600) // as root, dir may be a user's
	if err != nil {
		return nil, notWritable(dir, err)
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return &heldLock{path: path, f: f}, nil
		}
		if errors.Is(err, unix.EWOULDBLOCK) || errors.Is(err, unix.EINTR) {
			err = pause(ctx, 10*time.Millisecond)
		}
		if err != nil {
			_ = f.Close()
			return nil, fmt.Errorf("cannot lock %s: %w", path, err)
		}
	}
}

// release gives the lock back; the file stays, since removing it would let
// two processes hold locks on two files of one name.
func (l *heldLock) release() { _ = l.f.Close() }
