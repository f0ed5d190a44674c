package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// upload is a form with a file.
func upload(t *testing.T, data, name, file string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("data", data); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// A file is shown line by line before anything is saved, saved once, and changes nothing when it comes again.
func TestImport_PreviewThenSave(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	base := "/t/" + s.A.Slug + "/metrics/imports"
	file := "date,campaign,clicks,cost\n2026-01-05," + s.A.Canary + " open house,7,$3.50\n2026-01-05,=cmd|'/c calc',1,\n2026-01-05," + s.B.Canary + " open house,9,\n"
	kind, body := upload(t, "live", `C:\numbers\january.csv`, file)
	sent := b.do(http.MethodPost, base, kind, body)
	if sent.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", sent.status, sent.body)
	}
	count := func() (n int) {
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM cmo_metrics_snapshots WHERE origin = 'import'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	preview := b.get(sent.location())
	for _, want := range []string{"january.csv", "Nothing is saved yet", "$3.50", "there is no campaign &#34;=cmd|&#39;/c calc&#39;&#34;", "there is no campaign &#34;" + s.B.Canary + " open house&#34;"} {
		if !strings.Contains(preview.body, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	if n := count(); n != 0 {
		t.Errorf("%d numbers before the confirmation", n)
	}
	for range 2 { // a double click
		if a := b.post(sent.location()+"/apply", nil); a.status != http.StatusSeeOther && a.status != http.StatusConflict {
			t.Errorf("apply: %d", a.status)
		}
	}
	again := b.do(http.MethodPost, base, kind, body)
	if a := b.get(again.location()); !strings.Contains(a.body, "As before") {
		t.Error("the same file again is not shown as known")
	}
	b.post(again.location()+"/apply", nil)
	if n := count(); n != 1 {
		t.Errorf("%d numbers", n)
	}
	if a := b.get(sent.location()); !strings.Contains(a.body, "1 added") || strings.Contains(a.body, "/apply") {
		t.Error("a saved file does not say what came of it")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).do(http.MethodPost, base, kind, body); a.status != http.StatusForbidden {
		t.Errorf("a viewer: %d", a.status)
	}
}

// What is no file of numbers is said beside the field, and what was pasted stays.
func TestImport_Refused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	base := "/t/" + s.A.Slug + "/metrics/imports"
	for text, says := range map[string]string{"": "Choose a file", "campaign,clicks\nx,1": "There is no date", "date,campaign,clicks\n2026-01-05,Nobody here,1": "there is no campaign"} {
		if a := b.post(base, url.Values{"data": {"live"}, "text": {text}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, says) || text != "" && !strings.Contains(a.body, "<textarea") {
			t.Errorf("%q: %d", text, a.status)
		}
	}
	if a := b.post(base, url.Values{"data": {"made up"}, "text": {"date"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no kind: %d", a.status)
	}
	for name, c := range map[string]struct {
		path, file string
		want       int
	}{
		"NUL":        {base, "date,campaign,clicks\n\x00", http.StatusUnprocessableEntity},
		"2 MB":       {base, strings.Repeat("a", 2<<20), http.StatusRequestEntityTooLarge},
		"elsewhere":  {"/t/" + s.A.Slug + "/campaigns/new", "x", http.StatusUnsupportedMediaType},
		"other page": {base + "/" + s.ID(s.A, "import") + "/apply", "x", http.StatusUnsupportedMediaType},
	} {
		kind, body := upload(t, "live", "a.csv", c.file)
		if a := b.do(http.MethodPost, c.path, kind, body); a.status != c.want {
			t.Errorf("%s: %d, want %d", name, a.status, c.want)
		}
	}
	kind, body := upload(t, "live", "a\x00.csv", "x")
	if a := b.do(http.MethodPost, base, kind, body); a.status >= 500 {
		t.Errorf("a strange name: %d", a.status)
	}
	if a := b.do(http.MethodPost, base, "multipart/form-data; boundary=x", "nothing"); a.status != http.StatusBadRequest {
		t.Errorf("broken multipart: %d", a.status)
	}
}
