package cmo

import (
	"sync"
	"time"
)

var zones sync.Map // name → *time.Location

// Zone is time.LoadLocation, which reads and parses a file at every call; every request needs a zone or two. "Local" is
// the server's own zone, which no tenant is in and no database knows.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	if name == "Local" {
		return nil, Errorf(Invalid, "%q is no time zone: use a name like America/Chicago.", name)
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, z)
	}
	return z, err
}
