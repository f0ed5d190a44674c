// Package migrations embeds the schema: roles.sql, which is cluster-wide and idempotent, and the numbered goose
// migrations. A table's row level security stands in the file that creates the table.
package migrations

import "embed"

// FS holds the numbered migrations.
//
//go:embed [0-9]*.sql
var FS embed.FS

// Roles makes the three roles and their rights on the database; run before every migration.
//
//go:embed roles.sql
var Roles string
