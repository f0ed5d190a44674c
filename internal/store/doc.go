// Package store holds all SQL. DB answers questions of identity, before a tenant is known; every query of tenant
// data is a method of Reader or Writer and is reached through a Scope, the proof of a membership. No tenant query
// without a Scope, and no Scope without DB.Enter.
package store
