package web_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// node runs a script of testdata with the packages of the project; without Node or them there is nothing to run.
func node(t *testing.T, env []string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node not found")
	}
	if _, err := os.Stat("../../node_modules/openapi-typescript"); err != nil {
		t.Skip("openapi-typescript is not installed: make deps")
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{"--no-warnings"}, args...)...) //nolint:gosec // found on the path
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return text
}

// The served description passes a public linter, a client generated from it compiles, and what it reads is the tenant's.
func TestAPI_GeneratedClient(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.program(s.A, everyScope...)
	if err := os.MkdirAll("../../tmp", 0o750); err != nil { // inside the project: Node looks for packages upwards
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("../../tmp", "client-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	client, err := os.ReadFile("testdata/client.ts")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"openapi.json": []byte(s.anonymous().get("/api/v1/openapi.json").body), "client.ts": client, "package.json": []byte(`{"type": "module"}`)} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var made struct{ Lint, Types []string }
	if err := json.Unmarshal(node(t, nil, "testdata/generate.mjs", folder), &made); err != nil {
		t.Fatal(err)
	}
	for _, problem := range made.Lint {
		t.Errorf("lint: %s", problem)
	}
	for _, problem := range made.Types {
		t.Errorf("types: %s", problem)
	}
	var got struct {
		Tenant   string
		Driven   []string
		Pages    int
		Channels int
		Wrong    int
		Missing  struct {
			Status int
			Title  string
		}
	}
	env := []string{"URL_=" + s.url, "KEY=" + strings.TrimPrefix(b.head.Get("Authorization"), "Bearer "), "OTHER=" + s.B.RowID("campaign").String()}
	if err := json.Unmarshal(node(t, env, filepath.Join(folder, "client.js")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tenant != s.A.Slug || len(got.Driven) != 1 || got.Driven[0] != s.A.RowID("campaign").String() || got.Pages != 2 || got.Channels != 1 || got.Wrong != 422 || got.Missing.Status != 404 || got.Missing.Title != "Not Found" {
		t.Errorf("%+v", got)
	}
}
