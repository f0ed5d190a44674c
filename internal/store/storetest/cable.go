package storetest

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Cable lies between the console and its database; it can be pulled, and counts round trips.
type Cable struct {
	t       testing.TB
	addr    string
	network string // of the database
	target  string

	mu       sync.Mutex
	listener net.Listener
	open     []net.Conn

	asked atomic.Bool  // the last bytes went to the database
	Trips atomic.Int64 // how often the direction turned to it
}

// NewCable plugs a cable in and gives the URL of the database at its end.
func NewCable(t testing.TB, databaseURL string) (*Cable, string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	c := &Cable{t: t, addr: "127.0.0.1:0"}
	c.network, c.target = "tcp", net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port))
	if strings.HasPrefix(cfg.Host, "/") {
		c.network, c.target = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", cfg.Host, cfg.Port)
	}
	c.Plug()
	t.Cleanup(c.Pull)
	return c, fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", cfg.User, c.addr, cfg.Database)
}

// Plug connects again.
func (c *Cable) Plug() {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", c.addr)
	if err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listener, c.addr = l, l.Addr().String()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := (&net.Dialer{}).DialContext(context.Background(), c.network, c.target)
			if err != nil {
				_ = near.Close()
				continue
			}
			c.mu.Lock()
			c.open = append(c.open, near, far)
			c.mu.Unlock()
			go func() { _, _ = io.Copy(far, turning{near, c, true}); _ = far.Close() }()
			go func() { _, _ = io.Copy(near, turning{far, c, false}); _ = near.Close() }()
		}
	}()
}

// turning notes which way the bytes go.
type turning struct {
	io.Reader
	cable *Cable
	asks  bool
}

func (r turning) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 && r.cable.asked.Swap(r.asks) != r.asks && r.asks {
		r.cable.Trips.Add(1)
	}
	return n, err
}

// Pull ends every connection and refuses new ones.
func (c *Cable) Pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.listener.Close()
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
}
