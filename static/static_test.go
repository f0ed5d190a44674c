package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func get(method, path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://x/", nil)
	r.URL.Path = path
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestHandler_ServesHashedNames(t *testing.T) {
	kinds := map[string]string{"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "board.js": "text/javascript; charset=utf-8", "live.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8", "favicon.svg": "image/svg+xml; charset=utf-8"}
	for name, kind := range kinds {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".js") && name != "htmx.min.js" {
			want = shorten(want)
		}
		if !regexp.MustCompile(`^/static/.+\.[0-9a-f]{12}\.[a-z]+$`).MatchString(URL(name)) {
			t.Errorf("URL(%q) = %q", name, URL(name))
		}
		plain, zipped := get("GET", URL(name), "br"), get("GET", URL(name), "br, gzip;q=0.5")
		for _, w := range []*httptest.ResponseRecorder{plain, zipped} {
			h := w.Header()
			if w.Code != 200 || h.Get("Content-Type") != kind || h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("Vary") != "Accept-Encoding" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %d %v", name, w.Code, h)
			}
		}
		if !bytes.Equal(plain.Body.Bytes(), want) || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: plain body differs", name)
		}
		z, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, want) {
			t.Errorf("%s: gzipped body differs: %v", name, err)
		}
		if w := get("HEAD", URL(name), ""); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
			t.Errorf("%s: HEAD %d, %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

// What shorten relies on: no template literal and no block comment runs over several lines.
func TestShorten_ScriptsAllowIt(t *testing.T) {
	for name := range byName {
		if !strings.HasSuffix(name, ".js") || name == "htmx.min.js" {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			if strings.Count(line, "`")%2 != 0 || strings.Contains(line, "/*") || strings.HasSuffix(line, "\\") {
				t.Errorf("%s:%d: a text or comment of several lines", name, i+1)
			}
		}
	}
	if got := string(shorten([]byte("  // why\n\tif (a) {\n\n    b('// kept');  // stays\n  }\n"))); got != "if (a) {\nb('// kept');  // stays\n}\n" {
		t.Errorf("%q", got)
	}
}

func TestHandler_NothingElse(t *testing.T) {
	for _, p := range []string{"/static/", "/static", "/static/app.css", "/static/app.000000000000.css", "/static/../static.go", "/static/static.go", "/static/src/app.css",
		"/static/./" + strings.TrimPrefix(URL("app.css"), Prefix), "/static/%2e%2e/go.mod", "//static/app.css", "/", URL("app.css") + "/"} {
		if w := get("GET", p, "gzip"); w.Code != http.StatusNotFound || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s = %d %v", p, w.Code, w.Header())
		}
	}
	if w := get("POST", URL("app.css"), ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST = %d", w.Code)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for h, want := range map[string]bool{"": false, "gzip": true, "br, GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false, "gzip; q=0.2": true, "x-gzip": false, "gzip;q=nonsense": false} {
		if got := acceptsGzip(h); got != want {
			t.Errorf("acceptsGzip(%q) = %v", h, got)
		}
	}
}

func TestURL_UnknownPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	URL("nope.css")
}

// The vendored htmx is pinned: an upgrade changes htmx.sha256 on purpose, in the same change.
func TestHTMX_IsThePinnedOne(t *testing.T) {
	b, err := os.ReadFile("htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	pin, err := os.ReadFile("htmx.sha256")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if want, _, _ := strings.Cut(string(pin), " "); hex.EncodeToString(sum[:]) != want {
		t.Errorf("htmx.min.js is %x, htmx.sha256 says %s", sum, want)
	}
	if pkg, err := os.ReadFile("../node_modules/htmx.org/dist/htmx.min.js"); err == nil && !bytes.Equal(pkg, b) {
		t.Error("htmx.min.js differs from the installed package: run make generate")
	}
}

func TestAppJS_NoInlineTricks(t *testing.T) {
	for _, name := range []string{"app.js", "live.js"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"eval(", "new Function", "innerHTML", "outerHTML", "document.write", ".style", "insertAdjacentHTML", ".onclick"} {
			if bytes.Contains(b, []byte(bad)) {
				t.Errorf("%s contains %s", name, bad)
			}
		}
	}
}

// First load of any page: at most 60 KB compressed, of which the static files take at most 45.
func TestFirstLoad_IsSmall(t *testing.T) {
	total := 0
	for _, a := range byName {
		total += len(a.gzipped)
	}
	if total > 45<<10 {
		t.Errorf("static files are %d bytes gzipped", total)
	}
}
