package webhook

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
)

// Guard looks at an address as the connection does.
func Guard(ctx context.Context, address string) error {
	network := "tcp4"
	if to, err := netip.ParseAddrPort(address); err == nil && to.Addr().Is6() {
		network = "tcp6"
	}
	return guard(ctx, network, address, nil)
}

// Dial makes a connection as a try does, and closes it.
func (s *Sender) Dial(ctx context.Context, addr string) error {
	conn, err := s.client.Transport.(*http.Transport).DialContext(ctx, "tcp", addr)
	if err == nil {
		_ = conn.Close()
	}
	return err
}

// Refused reports that an address was not let through.
func Refused(err error) bool { return errors.Is(err, errRefused) }
