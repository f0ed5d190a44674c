package web_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// statesFile says what every route of those who manage answers in each state of tenant and account. It is written by people.
const statesFile = "testdata/states.txt"

// states are the columns of the file: what happens to tenant A and to the person, after he has signed in.
var states = []state{
	{"active", ``},
	{"tenant-off", `UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`},
	{"module-off", `UPDATE tenant_module_access SET enabled = false WHERE tenant_id = $1 AND module_id = 'ai_cmo'`},
	{"removed", `DELETE FROM user_tenants WHERE tenant_id = $1 AND user_id IN (SELECT id FROM users WHERE email = ANY ($2))`},
	{"disabled", `UPDATE users SET disabled_at = now() WHERE email = ANY ($1)`},
}

type state struct{ name, sql string }

func (x state) args(t storetest.Tenant, emails []string) (list []any) {
	if strings.Contains(x.sql, "tenant_id = $1") {
		list = append(list, t.ID)
	}
	if strings.Contains(x.sql, "ANY") {
		list = append(list, emails)
	}
	return list
}

// managers are who asks, by the right of the route.
var managers = map[cmo.Right]string{cmo.RightManage: "admin", cmo.RightOwn: "owner", web.PlatformRight: "platform", web.SupportRight: "support"}

// Every route that manages a tenant or the platform, and every one of support, answers in each state what the file says.
func TestRoutes_StatesFile(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	var order []string
	for _, state := range states {
		s := newSite(t)
		emails := []string{storetest.Platform, member(s.A, cmo.RoleAdmin), member(s.A, cmo.RoleOwner), member(s.A, cmo.RoleSupport)}
		var routes []web.Route
		var sessions []store.Secret // opened before the state changes: they must hold no longer
		for _, r := range s.server.Routes() {
			if kind := managers[r.Right]; kind == "platform" {
				routes, sessions = append(routes, r), append(sessions, s.SignIn(storetest.Platform))
			} else if kind != "" {
				routes, sessions = append(routes, r), append(sessions, s.SignIn(member(s.A, cmo.Role(kind))))
			}
		}
		if state.sql != "" {
			s.Admin(state.sql, state.args(s.A, emails)...)
		}
		for i, r := range routes {
			key := fmt.Sprintf("%-5s %-42s %s", r.Method, r.Path, managers[r.Right])
			if !slices.Contains(order, key) {
				order = append(order, key)
			}
			b := s.anonymous()
			b.use(sessions[i])
			got[key] = append(got[key], outcome(r, b.do(r.Method, s.fill(r.Path, s.A.Slug, s.rows(s.A)), "", "")))
		}
	}
	text, err := os.ReadFile(statesFile)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if cells := strings.Fields(line); len(cells) > 3 && !strings.HasPrefix(line, "#") {
			said[strings.Join(cells[:3], " ")] = strings.Join(cells[3:], " ")
		}
	}
	for _, key := range order {
		short, want := strings.Join(strings.Fields(key), " "), strings.Join(got[key], " ")
		if said[short] != want {
			t.Errorf("%s says %q, it answers:\n%s %s", statesFile, said[short], key, columns(got[key]))
		}
		delete(said, short)
	}
	for key := range said {
		t.Errorf("%s: there is no route %s", statesFile, key)
	}
}

func columns(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, " %-10s", c)
	}
	return strings.TrimRight(b.String(), " ")
}
