// Package static embeds the browser's files and serves them under names that change with their content, cached for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed app.css app.js live.js board.js desk.js htmx.min.js favicon.svg
var files embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/static/"

// types are the content types of the embedded files; anything else is not served.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8",
}

type asset struct {
	url         string
	contentType string
	plain       []byte
	gzipped     []byte
}

// byName and byURL are filled once at start; the files are a part of the binary, so a failure is a build mistake.
var byName, byURL = load()

func load() (names, urls map[string]*asset) {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	names, urls = map[string]*asset{}, map[string]*asset{}
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		if path.Ext(e.Name()) == ".js" && !strings.HasSuffix(e.Name(), ".min.js") {
			b = shorten(b)
		}
		a := newAsset(e.Name(), b)
		names[e.Name()], urls[a.url] = a, a
	}
	return names, urls
}

func newAsset(name string, b []byte) *asset {
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	return &asset{
		url:         Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		contentType: types[ext],
		plain:       b,
		gzipped:     compress(b),
	}
}

// shorten takes indentation, empty lines and whole lines of comment out of our own scripts: they are read in the repository.
// No text of theirs runs over several lines; a test holds that.
func shorten(js []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(js) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			out.Write(line)
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// URL is the hashed URL of an embedded file: URL("app.css") is "/static/app.3f2a….css". An unknown name panics: it is a typing error.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.url
}

// Handler serves the hashed names and nothing else: no listings, no bare names, no other methods than GET and HEAD.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	a, ok := byURL[r.URL.Path]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, h := a.plain, w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body = a.gzipped
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}

// acceptsGzip reads an Accept-Encoding header; "gzip;q=0" refuses it.
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q = strings.ReplaceAll(q, " ", "")
		v, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 64)
		return q == "" || (err == nil && v > 0)
	}
	return false
}
