package storetest

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// collections names the kind of fixture row that :id means behind a segment of a path. A new collection of records is
// one line here; every sweep over the routes then finds its rows.
var collections = map[string]string{
	"icps": "icp", "offers": "offer", "plans": "plan", "funnels": "funnel", "campaigns": "campaign", "content": "asset",
	"calendar": "event", "brand": "brand", "changes": "change", "milestones": "milestone", "stages": "stage", "channels": "channel", "variants": "variant", "recommendations": "recommendation", "imports": "import", "runs": "run", "members": memberKind, "users": memberKind,
	"tenants": tenantKind, "views": "view", "bulk": "bulk",
	"invitations": "invitation", "onboarding": onboardingKind,
	"webhooks": "webhook",
}

// values are the parameters of paths that name no row.
var values = map[string]string{"version": "1"}

// Three kinds are no rows of the tenants' tables: a member's account (the viewer's), the tenant itself, and how it was onboarded.
const (
	memberKind     = "member"
	tenantKind     = "tenant"
	onboardingKind = "onboarding"
)

// Param is a parameter of a route's path that names a row: /funnels/:id/stages/:stage has a funnel and a stage.
type Param struct{ Name, Kind string }

// Params are the parameters of a path that name rows. :id is a row of the collection before it, any other a row of the
// kind it is called by.
func Params(path string) ([]Param, error) {
	var list []Param
	segments := strings.Split(path, "/")
	for i, s := range segments {
		name, ok := strings.CutPrefix(s, ":")
		if !ok || isSlug(name) || values[name] != "" {
			continue
		}
		kind := name
		if name == "id" {
			if kind = collections[segments[i-1]]; kind == "" {
				return nil, fmt.Errorf("%s: which kind of fixture row is an id behind %q? Name it in storetest/rows.go, collections", path, segments[i-1])
			}
		}
		if _, _, err := TableOf(kind); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, Param{name, kind})
	}
	return list, nil
}

// Fill puts a slug and ids into a route's path.
func Fill(path, slug string, id func(Param) string) (string, error) {
	params, err := Params(path)
	if err != nil {
		return "", err
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		name, ok := strings.CutPrefix(s, ":")
		switch {
		case s == "*":
			segments[i] = "none"
		case !ok:
		case isSlug(name):
			segments[i] = slug
		case values[name] != "":
			segments[i] = values[name]
		default:
			segments[i] = id(params[0])
			params = params[1:]
		}
	}
	return strings.Join(segments, "/"), nil
}

func isSlug(name string) bool { return name == "tenant" || name == "slug" }

// TableOf is the table that holds the rows of a kind, and the column of their id.
func TableOf(kind string) (table, id string, err error) {
	switch kind {
	case memberKind:
		return "user_tenants", "user_id", nil
	case tenantKind:
		return "os_tenant_registry", "tenant_id", nil
	case onboardingKind:
		return "onboardings", "id", nil
	}
	for _, table := range tenantA.tables() {
		for _, r := range table.Rows {
			if r["id"] == tenantA.RowID(kind) {
				return table.Name, "id", nil
			}
		}
	}
	return "", "", fmt.Errorf("the fixture has no row of kind %q: add one in storetest/fixture.go, or the kind's right name in rows.go", kind)
}

// ID is the id of a tenant's fixture row of a kind, as it stands in a path.
func (k *Kit) ID(t Tenant, kind string) string {
	k.t.Helper()
	switch kind {
	case memberKind:
	case tenantKind:
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
