package cmo

import "time"

// Health are the database's figures of the installation; no tenant is named.
type Health struct {
	Version        string
	Bytes          int64
	Connections    int
	MaxConnections int
	Waiting        int
	OldestWaiting  *time.Time
	Working        int
	Stuck          int
	EndedHour      int
	FailedHour     int
	Unsealed       int
	OldestUnsealed *time.Time
	Tenants        int
	Users          int
}

// Installation is everything that the health page judges.
type Installation struct {
	Health
	Answered time.Duration // how long the database took
	Schema   SchemaState
	Answers  Answers
	Model    ModelState
	Disk     DiskState
	Proof    *IsolationProof // nil: never asked for
	Mail     MailHealth
	Mailing  bool   // this server knows a mail server
	Console  string // version of the program
}

// SchemaState is how the database's schema and the program's migrations stand.
type SchemaState struct {
	Applied int64 // the newest migration in the database
	Known   int64 // the newest that the program has
	Missing int   // how many of the program's are not in the database
}

// Answers is what a server answered in the last hour.
type Answers struct {
	Since  time.Time // when it began to count
	Count  int
	Faults int           // with a 5xx
	P95    time.Duration // nineteen of twenty took no longer
}

// ModelState is what asking the model provider gave.
type ModelState struct {
	Provider, Model string
	Elsewhere       bool // this server asks no model: runs are worked on by others
	Offline         bool // no provider is asked: the built-in playbook
	Unsure          bool // it answers, but does not say whether the key is right
	Fault           string
	Took            time.Duration
	At              time.Time
}

// DiskState is the space where the data lie, where it can be known: for the embedded database.
type DiskState struct {
	Known       bool
	Free, Total int64
}

// IsolationProof is what one run of `aicmo doctor --isolation` found.
type IsolationProof struct {
	At                              time.Time
	Version                         string
	TookMS                          int
	Tables, Queries, Routes, Probes int
	Faults                          []string
}
