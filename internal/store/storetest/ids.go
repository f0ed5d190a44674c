package storetest

import (
	"context"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/isolation"
)

// Param is a parameter of a route's path that names a row.
type Param = isolation.Param

// The parameters of routes, as the live proof of isolation fills them, too.
var (
	Params  = isolation.Params
	Fill    = isolation.Fill
	TableOf = isolation.TableOf
)

// ID is the id of a tenant's fixture row of a kind, as it stands in a path.
func (k *Kit) ID(t Tenant, kind string) string {
	k.t.Helper()
	switch kind {
	case isolation.MemberKind:
	case isolation.TenantKind:
		return t.ID.String()
	default:
		return t.RowID(kind).String()
	}
	var id uuid.UUID
	if err := k.AdminConn().QueryRow(context.Background(), `SELECT id FROM users WHERE email = $1`, Email(t, cmo.RoleViewer)).Scan(&id); err != nil {
		k.t.Fatal(err)
	}
	return id.String()
}
