// Package seed is a placeholder until the example data lands.
package seed

import (
	"time"

	"github.com/google/uuid"
)

// Row is a row.
type Row map[string]any

// JSON is a JSON value.
type JSON struct{ V any }

// Table is a table.
type Table struct {
	Name string
	Rows []Row
}

// User is a user.
type User struct {
	ID            uuid.UUID
	Email, Name   string
	PlatformAdmin bool
}

// Dataset is a data set.
type Dataset struct {
	Users  []User
	Tables []Table
}

// Example is empty.
func Example(time.Time) Dataset { return Dataset{} }
