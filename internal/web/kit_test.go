package web_test

import (
	"bufio"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

// site is a running console over one test's database.
type site struct {
	*storetest.Kit
	server *web.Server
	url    string
	t      *testing.T
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteWith(t, func(*web.Config) {})
}

// newSiteWith is a site whose configuration a test changes.
func newSiteWith(t *testing.T, change func(*web.Config)) *site {
	t.Helper()
	k := storetest.New(t)
	cfg := web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}, HookKey: store.NewWebhookKey("a secret of the installation, long enough")}
	change(&cfg)
	s := web.New(cfg)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return &site{k, s, h.URL, t}
}

// browser keeps cookies and does not follow redirects.
type browser struct {
	site *site
	http *http.Client
	head http.Header
}

func (s *site) anonymous() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, http.Header{}}
}

// as signs in with a session opened beside the browser.
func (s *site) as(email string) *browser {
	b := s.anonymous()
	b.use(s.SignIn(email))
	return b
}

func (b *browser) use(session store.Secret) {
	u, err := url.Parse(b.site.url)
	if err != nil {
		b.site.t.Fatal(err)
	}
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: "aicmo_session", Value: session.Encode(), Path: "/"}})
}

// answer is a response, read.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) answer { return b.do(http.MethodGet, path, "", "") }

func (b *browser) post(path string, form url.Values) answer {
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

func (b *browser) do(method, path, contentType, body string) answer {
	b.site.t.Helper()
	req, err := http.NewRequestWithContext(b.site.t.Context(), method, b.site.url+path, strings.NewReader(body))
	if err != nil {
		b.site.t.Fatal(err)
	}
	for name, values := range b.head {
		req.Header[name] = values
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.site.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return answer{res.StatusCode, res.Header, firstEvent(res.Body)} // it does not end
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.site.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// firstEvent is what a stream begins with.
func firstEvent(body io.Reader) string {
	var b strings.Builder
	for lines := bufio.NewScanner(body); lines.Scan() && lines.Text() != ""; {
		b.WriteString(lines.Text() + "\n")
	}
	return b.String()
}

var requestID = regexp.MustCompile(`req_[a-z0-9]{16}`)

// masked is the whole answer without what differs between any two requests.
func (a answer) masked() string {
	h := a.header.Clone()
	h.Del("Date")
	h.Del("X-Request-Id")
	var b strings.Builder
	_ = h.Write(&b)
	return requestID.ReplaceAllString(b.String()+a.body, "req_")
}

func (a answer) location() string { return a.header.Get("Location") }

func member(t storetest.Tenant, role cmo.Role) string { return storetest.Email(t, role) }

// ids gives, for a parameter of a route's path, what to put there.
type ids func(storetest.Param) string

// rows are the fixture rows of a tenant.
func (s *site) rows(t storetest.Tenant) ids {
	return func(p storetest.Param) string { return s.ID(t, p.Kind) }
}

// random are rows that exist nowhere.
func random(storetest.Param) string { return uuid.NewString() }

// fill replaces a route's parameters.
func (s *site) fill(path, tenant string, id ids) string {
	s.t.Helper()
	filled, err := storetest.Fill(path, tenant, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return filled
}

// params are the parameters of a route that name rows.
func (s *site) params(r web.Route) []storetest.Param {
	s.t.Helper()
	list, err := storetest.Params(r.Path)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}
