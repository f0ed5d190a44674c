package web

import (
	"net"
	"net/netip"
	"sync"
)

// connectionsPerAddress is how many connections one address may hold open; browsers need about six.
const connectionsPerAddress = 100

// LimitPerAddress closes connections over the limit of their address at once. Trusted proxies, which carry everyone's
// requests, have no limit.
func LimitPerAddress(l net.Listener, proxies []netip.Prefix) net.Listener {
	return &limitedListener{Listener: l, proxies: proxies, open: map[netip.Addr]int{}}
}

type limitedListener struct {
	net.Listener
	proxies []netip.Prefix

	mu   sync.Mutex
	open map[netip.Addr]int
}

// Accept implements net.Listener.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		peer := addressOf(conn)
		if l.trusted(peer) {
			return conn, nil
		}
		if l.count(peer, 1) <= connectionsPerAddress {
			return &limitedConn{Conn: conn, done: sync.OnceFunc(func() { l.count(peer, -1) })}, nil
		}
		l.count(peer, -1)
		_ = conn.Close()
	}
}

// addressOf is the peer's address; those without one, as on a unix socket, count together.
func addressOf(conn net.Conn) netip.Addr {
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr()
	}
	return netip.Addr{}
}

func (l *limitedListener) trusted(a netip.Addr) bool {
	for _, p := range l.proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

func (l *limitedListener) count(a netip.Addr, by int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[a] += by
	n := l.open[a]
	if n == 0 {
		delete(l.open, a)
	}
	return n
}

type limitedConn struct {
	net.Conn
	done func()
}

// Close implements net.Conn.
func (c *limitedConn) Close() error {
	c.done()
	return c.Conn.Close()
}
