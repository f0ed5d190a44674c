package web

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// maxText is the longest search text.
const maxText = 200

// idParam is a record's id in the path. What is no UUID cannot exist.
func idParam(c echo.Context, name string) (uuid.UUID, error) {
	raw := c.Param(name)
	id, err := uuid.Parse(raw)
	if err != nil || len(raw) != 36 {
		return uuid.Nil, cmo.ErrNotFound
	}
	return id, nil
}

// oneOf is a filter value that must be in the list; empty does not filter.
func oneOf(c echo.Context, name string, allowed []string) (string, error) {
	v := c.QueryParam(name)
	if v != "" && !slices.Contains(allowed, v) {
		return "", cmo.Errorf(cmo.Invalid, "The filter %s has no value %q.", name, abbreviate(v))
	}
	return v, nil
}

// textParam is a search text.
func textParam(c echo.Context, name string) (string, error) {
	v := c.QueryParam(name)
	if len([]rune(v)) > maxText {
		return "", cmo.Errorf(cmo.Invalid, "A search text has at most %d characters.", maxText)
	}
	return v, nil
}

func abbreviate(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

var zones sync.Map // name → *time.Location

// loadZone is time.LoadLocation, which reads and parses a file at every call.
func loadZone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	zones.Store(name, z)
	return z, nil
}

// someOf are filter values that must be in the list; the parameter may stand several times.
func someOf(c echo.Context, name string, allowed []string) ([]string, error) {
	var out []string
	for _, v := range c.QueryParams()[name] {
		switch {
		case v == "" || slices.Contains(out, v):
		case !slices.Contains(allowed, v):
			return nil, cmo.Errorf(cmo.Invalid, "The filter %s has no value %q.", name, abbreviate(v))
		default:
			out = append(out, v)
		}
	}
	return out, nil
}
