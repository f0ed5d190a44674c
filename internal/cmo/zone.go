package cmo

import (
	"sync"
	"time"
)

var zones sync.Map // name → *time.Location

// Zone is time.LoadLocation, which reads and parses a file at every call; every request needs a zone or two.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, z)
	}
	return z, err
}
