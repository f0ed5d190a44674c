// Package postgres is a placeholder until the embedded server lands.
package postgres

import (
	"context"
	"errors"
	"log/slog"
)

// Config configures Ensure.
type Config struct {
	Dir  string
	Log  *slog.Logger
	Fast bool
}

// Server is a lease.
type Server struct{}

// Ensure is not there yet.
func Ensure(context.Context, Config) (*Server, error) { return nil, errors.New("set DATABASE_URL") }

// URL is empty.
func (*Server) URL(_, _ string) string { return "" }

// Watch returns.
func (*Server) Watch(context.Context) {}

// Close does nothing.
func (*Server) Close() error { return nil }
