package browsertest

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// sitePage is a page to look at.
type sitePage struct {
	name, path string
	as         string // whose address; empty for nobody's
}

// callers are whom the pages are opened as: the first of them who may.
var callers = []string{"owner@example.test", "platform@example.test", "support@example.test", "marketer@example.test", "approver@example.test", "viewer@example.test"}

// pages are the HTML pages behind the GET routes, with records of the example, each list in an empty tenant too, and
// the states of states_test.go. A new route joins by itself. AICMO_SHOTS_ONLY narrows them by name or path.
func (s *stage) pages() []sitePage {
	s.t.Helper()
	var list []sitePage
	cookies := s.cookies()
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		path := s.example(r.Path)
		as, ok := s.whoOpens(path, r.Right, cookies)
		if !ok {
			continue
		}
		name := pageName(r.Path)
		list = append(list, sitePage{name, path, as})
		if inFresh := strings.Replace(r.Path, ":tenant", fresh, 1); inFresh != r.Path && !strings.Contains(inFresh, ":") {
			list = append(list, sitePage{"fresh " + name, inFresh, "marketer@example.test"})
		}
	}
	if len(list) < 8 {
		s.t.Fatalf("only %d pages found behind the routes", len(list))
	}
	list = append(list, s.states()...)
	only, err := regexp.Compile(os.Getenv("AICMO_SHOTS_ONLY"))
	s.must(err)
	return slices.DeleteFunc(list, func(p sitePage) bool { return !only.MatchString(p.name) && !only.MatchString(p.path) })
}

// pageName reads like the route: "campaigns id", "admin tenants", "home".
func pageName(route string) string {
	name := strings.Join(strings.FieldsFunc(strings.TrimPrefix(route, "/t/:tenant"), func(r rune) bool { return r == '/' || r == ':' }), " ")
	if name == "" {
		return "home"
	}
	return name
}

// cookies signs every caller in.
func (s *stage) cookies() map[string]string {
	s.t.Helper()
	m := map[string]string{}
	for _, email := range callers {
		m[email] = s.kit.SignIn(email).Encode()
	}
	return m
}

// whoOpens finds who may open a page. What answers with anything but HTML, or leads elsewhere for everyone, is no page.
func (s *stage) whoOpens(path string, right cmo.Right, cookies map[string]string) (string, bool) {
	s.t.Helper()
	callers := callers
	if right == web.Public {
		callers = []string{""}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	refused := ""
	for _, as := range callers {
		req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
		s.must(err)
		if as != "" {
			req.AddCookie(&http.Cookie{Name: "aicmo_session", Value: cookies[as]})
		}
		res, err := client.Do(req)
		s.must(err)
		_ = res.Body.Close() // a stream of events does not end
		if html := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"); html && res.StatusCode == http.StatusOK {
			return as, true
		} else if !html || res.StatusCode < 400 || right == web.Public && res.StatusCode == http.StatusNotFound { // off, or behind a secret of its own
			return "", false
		}
		refused = fmt.Sprintf("%d for %q", res.StatusCode, as)
	}
	s.t.Errorf("%s: none of the example's people can open it (%s)", path, refused)
	return "", false
}

// example fills a route with records of the example tenant.
func (s *stage) example(route string) string {
	s.t.Helper()
	params, err := storetest.Params(route)
	s.must(err)
	rows := map[storetest.Param]string{}
	for i, below := len(params)-1, ""; i >= 0; i-- {
		row := ""
		if below != "" {
			row = s.parent(params[i].Kind, params[i+1].Kind, below)
		} else {
			row = s.richest(params[i].Kind)
		}
		rows[params[i]], below = row, row
	}
	path, err := storetest.Fill(route, strings.TrimPrefix(firstTouch, "/t/"), func(p storetest.Param) string { return rows[p] })
	s.must(err)
	return path
}

// references are the foreign keys from any table to one: table and column.
func (s *stage) references(to string) [][2]string {
	s.t.Helper()
	rows, err := s.kit.AdminConn().Query(s.t.Context(), `SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
		WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND a.attname <> 'tenant_id' ORDER BY 1, 2`, to)
	s.must(err)
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (p [2]string, err error) { err = r.Scan(&p[0], &p[1]); return p, err })
	s.must(err)
	return list
}

// richest is the example tenant's row of a kind that most other rows belong to: the page with the most on it.
func (s *stage) richest(kind string) string {
	s.t.Helper()
	table, id, err := storetest.TableOf(kind)
	s.must(err)
	if kind == "onboarding" { // of the platform: it has no tenant_id, and no other row refers to it
		var row uuid.UUID
		s.must(s.kit.AdminConn().QueryRow(s.t.Context(), `SELECT id FROM onboardings ORDER BY id LIMIT 1`).Scan(&row))
		return row.String()
	}
	order := "0::bigint"
	for _, ref := range s.references(table) {
		order += fmt.Sprintf(" + (SELECT count(*) FROM %s c WHERE c.tenant_id = t.tenant_id AND c.%s = t.%s)", ref[0], ref[1], id)
	}
	if kind == "task" { // an entry of the calendar with a page of its own
		order = "(t.event_type = 'task')::int::bigint * 1000 + " + order
	}
	var row uuid.UUID
	s.must(s.kit.AdminConn().QueryRow(s.t.Context(), fmt.Sprintf(`SELECT %s FROM %s t WHERE tenant_id = $1 ORDER BY %s DESC, %[1]s LIMIT 1`, id, table, order), firstTouchID).Scan(&row))
	return row.String()
}

// parent is the row that another one belongs to.
func (s *stage) parent(kind, childKind, child string) string {
	s.t.Helper()
	table, _, err := storetest.TableOf(kind)
	s.must(err)
	childTable, childID, err := storetest.TableOf(childKind)
	s.must(err)
	for _, ref := range s.references(table) {
		if ref[0] == childTable {
			var row uuid.UUID
			s.must(s.kit.AdminConn().QueryRow(s.t.Context(), fmt.Sprintf(`SELECT %s FROM %s WHERE %s = $1`, ref[1], childTable, childID), child).Scan(&row))
			return row.String()
		}
	}
	return s.richest(kind)
}
