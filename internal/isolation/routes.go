package isolation

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/store"
)

// Site is the console, served to the proof alone.
type Site struct {
	URL    string
	Cookie string // name of the session's cookie
	Routes []Route
}

// Route is a line of the route table.
type Route struct {
	Method, Path, Right string
	API                 bool
}

// The rights of routes that belong to no tenant.
const platformRight = "platform"

// visitor asks the site in the name of A's owner, or of a program of A.
type visitor struct {
	client *http.Client
	site   Site
	header http.Header
}

// answer is a response, read, without what differs between any two requests.
type answer struct {
	status int
	text   string
}

var requestID = regexp.MustCompile(`req_[a-z0-9]{16}`)

func (v visitor) do(ctx context.Context, method, path string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, v.site.URL+path, nil)
	if err != nil {
		return answer{}, err
	}
	req.Header = v.header.Clone()
	res, err := v.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body := ""
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") { // it does not end
		for lines := bufio.NewScanner(res.Body); lines.Scan() && lines.Text() != ""; {
			body += lines.Text() + "\n"
		}
	} else {
		b, err := io.ReadAll(res.Body)
		if err != nil {
			return answer{}, err
		}
		body = string(b)
	}
	for _, h := range []string{"Date", "X-Request-Id", "RateLimit", "Content-Length"} {
		res.Header.Del(h)
	}
	var text strings.Builder
	_ = res.Header.Write(&text)
	return answer{res.StatusCode, requestID.ReplaceAllString(text.String()+body, "req_")}, nil
}

// idOf is the id of a tenant's row of a kind, as it stands in a path.
func (t Tenant) idOf(kind string) string {
	switch kind {
	case MemberKind:
		return t.owner().String()
	case TenantKind:
		return t.ID.String()
	}
	return t.RowID(kind).String()
}

// proveRoutes asks every route for B's rows: in B's own place, and in A's with B's ids. What B is must be the same afterwards.
func proveRoutes(ctx context.Context, c Config, session, token store.Secret) (r result, err error) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	person := visitor{client, c.Site, http.Header{"Cookie": {c.Site.Cookie + "=" + session.Encode()}}}
	program := visitor{client, c.Site, http.Header{"Authorization": {"Bearer " + store.EncodeToken(token)}}}
	before, err := c.Operator.Checksums(ctx, liveB.ID)
	if err != nil {
		return r, err
	}
	for _, route := range c.Site.Routes {
		r.things++
		for _, path := range expand(route) {
			p := routeProof{result: &r, route: route, visitor: person}
			p.route.Path = path
			if route.API {
				p.visitor = program
			}
			if err := p.run(ctx); err != nil {
				if ctx.Err() != nil {
					return r, ctx.Err()
				}
				p.fault("cannot be asked: %v", err)
			}
		}
	}
	after, err := c.Operator.Checksums(ctx, liveB.ID)
	if err != nil {
		return r, err
	}
	for _, table := range Differing(before, after) {
		r.fault("Requests of one tenant changed rows of another in %s.", table)
	}
	if r.things == 0 {
		r.fault("No route was found.")
	}
	return r, nil
}

// expand writes a path of the API like the others, one for each table where it names one.
func expand(route Route) []string {
	path := strings.NewReplacer("{", ":", "}", "").Replace(route.Path)
	if !strings.Contains(path, ":table") {
		return []string{path}
	}
	var list []string
	for _, t := range liveB.Tables() {
		if _, ok := store.RestScopes(store.RestTable(t.Name), nil); ok {
			list = append(list, strings.ReplaceAll(path, ":table", t.Name))
		}
	}
	return list
}

// Differing lists the tables in which two checksums of the same tenants differ.
func Differing(before, after []store.Checksum) []string {
	sums := map[string]string{}
	for _, s := range before {
		sums[s.TenantID.String()+s.Table] = fmt.Sprint(s.Rows, s.Sum)
	}
	var list []string
	for _, s := range after {
		if key := s.TenantID.String() + s.Table; sums[key] != fmt.Sprint(s.Rows, s.Sum) {
			list = append(list, s.Table)
		} else {
			delete(sums, key)
		}
	}
	for _, s := range before { // what has gone whole
		if key := s.TenantID.String() + s.Table; sums[key] != "" {
			list = append(list, s.Table)
			delete(sums, key)
		}
	}
	return list
}

// routeProof probes one route.
type routeProof struct {
	*result
	route   Route
	visitor visitor
}

func (p routeProof) fault(format string, args ...any) {
	p.result.fault("%s %s: "+format, append([]any{p.route.Method, p.route.Path}, args...)...)
}

func (p routeProof) ask(ctx context.Context, slug, query string, id func(Param) string) (answer, error) {
	path, err := Fill(p.route.Path, slug, id)
	if err != nil {
		return answer{}, err
	}
	p.probes++
	a, err := p.visitor.do(ctx, p.route.Method, path+query)
	if err == nil && shows(a.text) {
		p.fault("shows a row of another tenant")
	}
	return a, err
}

func (p routeProof) run(ctx context.Context) error {
	params, err := Params(p.route.Path)
	if err != nil {
		return err
	}
	inTenant := strings.HasPrefix(p.route.Path, "/t/:tenant")
	if inTenant {
		if err := p.foreignTenant(ctx); err != nil {
			return err
		}
	}
	for _, param := range params {
		if err := p.foreignRow(ctx, param); err != nil {
			return err
		}
	}
	rows := func(q Param) string { return liveA.idOf(q.Kind) }
	if p.route.Method != http.MethodGet { // one's own is left alone: nothing may start to work for it
		if strings.HasPrefix(p.route.Path, "/rest/") {
			_, err = p.ask(ctx, "", p.naming(), rows)
		}
		return err
	}
	own, err := p.ask(ctx, liveA.Slug, "", rows)
	if err != nil {
		return err
	}
	switch {
	case p.route.Right == platformRight && own.status != http.StatusNotFound:
		p.fault("is there for somebody who is no platform admin (%d)", own.status)
	case (inTenant || p.route.API) && (own.status >= http.StatusBadRequest || len(params) > 0 && !strings.Contains(own.text, liveA.Canary) && !strings.Contains(own.text, liveA.ID.String())):
		p.fault("does not show one's own row (%d), so that nothing is proved", own.status)
	}
	_, err = p.ask(ctx, liveA.Slug, p.naming(), rows)
	return err
}

// naming is a query that names the other tenant, in vain.
func (p routeProof) naming() string {
	if strings.HasPrefix(p.route.Path, "/rest/") {
		return "?tenant_id=eq." + liveB.ID.String()
	}
	return "?tenant_id=" + liveB.ID.String() + "&workspace_id=" + liveB.ID.String() + "&tenant=" + liveB.Slug
}

// foreignTenant asks in B's own place, as somebody who is no member: it must be as if B did not exist.
func (p routeProof) foreignTenant(ctx context.Context) error {
	rows := func(q Param) string { return liveB.idOf(q.Kind) }
	foreign, err := p.ask(ctx, liveB.Slug, "", rows)
	if err != nil {
		return err
	}
	missing, err := p.ask(ctx, "isolation-canary-none", "", rows)
	if err != nil {
		return err
	}
	if foreign.status != http.StatusNotFound || strings.ReplaceAll(foreign.text, liveB.Slug, "SLUG") != strings.ReplaceAll(missing.text, "isolation-canary-none", "SLUG") {
		p.fault("a tenant of others is not answered like a missing one (%d, %d)", foreign.status, missing.status)
	}
	return nil
}

// foreignRow asks in A for a row of B, in one parameter: it must be as if the row did not exist. An unsafe request without a
// form may be refused for that first, if it is so for a missing row, too.
func (p routeProof) foreignRow(ctx context.Context, param Param) error {
	at := func(id string) func(Param) string {
		return func(q Param) string {
			if q == param {
				return id
			}
			return liveA.idOf(q.Kind)
		}
	}
	one, other := liveB.idOf(param.Kind), uuid.NewString()
	foreign, err := p.ask(ctx, liveA.Slug, "", at(one))
	if err != nil {
		return err
	}
	missing, err := p.ask(ctx, liveA.Slug, "", at(other))
	if err != nil {
		return err
	}
	if foreign.status < http.StatusBadRequest || strings.ReplaceAll(foreign.text, one, "ID") != strings.ReplaceAll(missing.text, other, "ID") {
		p.fault("a row of another tenant in :%s is not answered like a missing one (%d, %d)", param.Name, foreign.status, missing.status)
	}
	return nil
}
