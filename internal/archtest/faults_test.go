package archtest

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Each fault of the list can still be planted: its text stands in its file once, and its test exists.
func TestFaults_Apply(t *testing.T) {
	for _, f := range faults {
		text := source(t, f.file)
		if n := strings.Count(text, f.old); n != 1 {
			t.Errorf("%s: its text stands %d times in %s", f.name, n, f.file)
		}
		tests, err := filepath.Glob("../" + f.pkg + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		for name := range strings.SplitSeq(f.run, "|") {
			found := false
			for _, file := range tests {
				found = found || strings.Contains(source(t, strings.TrimPrefix(file, "../")), "func "+name)
			}
			if !found {
				t.Errorf("%s: internal/%s has no test %s", f.name, f.pkg, name)
			}
		}
	}
}

// source is a file of the repository, by its path from the root or from internal.
func source(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		text, err = os.ReadFile("../" + file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each fault, planted through a build overlay that leaves the files as they are, turns its test red. It builds and runs
// a package a fault, so it waits for `make faults`.
func TestFaults_AllRed(t *testing.T) {
	if os.Getenv("AICMO_FAULTS") == "" {
		t.Skip("make faults")
	}
	caught := 0
	for _, f := range faults {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), func(t *testing.T) {
			out, err := plant(t, f)
			switch {
			case err == nil:
				t.Errorf("nobody noticed: %s", f.name)
			case !strings.Contains(out, "--- FAIL"):
				t.Errorf("it did not come to the test:\n%s", out)
			default:
				caught++
			}
		})
	}
	t.Logf("%d of %d caught", caught, len(faults))
}

// plant runs the fault's test on the faulty tree and returns what it printed.
func plant(t *testing.T, f fault) (string, error) {
	t.Helper()
	dir := t.TempDir()
	file, err := filepath.Abs("../../" + f.file)
	if err != nil {
		t.Fatal(err)
	}
	faulty := filepath.Join(dir, filepath.Base(f.file))
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: faulty}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{faulty: strings.Replace(source(t, f.file), f.old, f.new, 1), filepath.Join(dir, "overlay.json"): string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-overlay", filepath.Join(dir, "overlay.json"), "-run", "^("+f.run+")", "./internal/"+f.pkg) //nolint:gosec // the list is ours
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	return string(out), err
}
