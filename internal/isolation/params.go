package isolation

import (
	"fmt"
	"strings"
)

// collections names the kind of fixture row that :id means behind a segment of a path. A new collection of records is
// one line here; every sweep over the routes then finds its rows.
var collections = map[string]string{
	"icps": "icp", "offers": "offer", "plans": "plan", "funnels": "funnel", "campaigns": "campaign", "content": "asset",
	"calendar": "event", "brand": "brand", "changes": "change", "milestones": "milestone", "stages": "stage", "channels": "channel", "variants": "variant", "recommendations": "recommendation", "tasks": "task", "imports": "import", "runs": "run", "members": MemberKind, "users": MemberKind,
	"tenants": TenantKind, "views": "view", "bulk": "bulk",
	"invitations": "invitation", "onboarding": OnboardingKind,
	"webhooks": "webhook",
}

// values are the parameters of paths that name no row.
var values = map[string]string{"version": "1"}

// Three kinds are no rows of the tenants' tables: a member's account (the viewer's), the tenant itself, and how it was onboarded.
const (
	MemberKind     = "member"
	TenantKind     = "tenant"
	OnboardingKind = "onboarding"
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
				return nil, fmt.Errorf("%s: which kind of fixture row is an id behind %q? Name it in isolation/params.go, collections", path, segments[i-1])
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
	case MemberKind:
		return "user_tenants", "user_id", nil
	case TenantKind:
		return "os_tenant_registry", "tenant_id", nil
	case OnboardingKind:
		return "onboardings", "id", nil
	}
	some := Tenant{}
	for _, table := range some.Tables() {
		for _, r := range table.Rows {
			if r["id"] == some.RowID(kind) {
				return table.Name, "id", nil
			}
		}
	}
	return "", "", fmt.Errorf("the fixture has no row of kind %q: add one in isolation/rows.go, or the kind's right name in params.go", kind)
}
