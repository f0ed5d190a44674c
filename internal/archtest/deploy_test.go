package archtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const deploy = "../../docs/deploy/"

func deployed(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(deploy + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The image: what it runs is nobody, without a shell, from plain image names, and nothing secret is baked in.
func TestDockerfile(t *testing.T) {
	var from, user, lines []string
	for line := range strings.Lines(deployed(t, "Dockerfile")) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "", "#":
			continue
		case "FROM":
			from = append(from, strings.Fields(rest)[0])
		case "USER":
			user = append(user, rest)
		case "ADD":
			t.Errorf("%s: COPY says what it does", line)
		}
		lines = append(lines, line)
	}
	if len(from) != 2 || from[1] != "scratch" || strings.Contains(from[0], "/") {
		t.Errorf("built from %v", from)
	}
	if len(user) != 1 || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user[0]) {
		t.Errorf("runs as %v, want a number that is not root's", user)
	}
	last := strings.Join(lines, "\n")
	last = last[strings.LastIndex(last, "FROM"):]
	for _, want := range []string{`ENTRYPOINT ["/aicmo"]`, "/etc/ssl/certs/ca-certificates.crt"} {
		if !strings.Contains(last, want) {
			t.Errorf("the image lacks %s", want)
		}
	}
	if bad := regexp.MustCompile(`(?i)(ENV|ARG)\s+\S*(KEY|PASSWORD|TOKEN|SECRET|PROXY|DATABASE_URL)`).FindString(last); bad != "" {
		t.Errorf("baked in: %s", bad)
	}
	for _, dir := range regexp.MustCompile(`(?m)^COPY (\w+) `).FindAllStringSubmatch(strings.Join(lines, "\n"), -1) {
		if _, err := os.Stat("../../" + dir[1]); err != nil || !strings.Contains(deployed(t, "Dockerfile.dockerignore"), "!"+dir[1]+"\n") {
			t.Errorf("copies %s, which is not there or not sent to the build", dir[1])
		}
	}
}

// composed gives the text of each service of the compose file.
func composed(t *testing.T) map[string]string {
	t.Helper()
	_, text, _ := strings.Cut(deployed(t, "compose.yaml"), "\nservices:\n")
	text, _, _ = strings.Cut(text, "\nvolumes:\n")
	services, name := map[string]string{}, ""
	for line := range strings.Lines(text) {
		if m := regexp.MustCompile(`^  (\w+):\n$`).FindStringSubmatch(line); m != nil {
			name = m[1]
		} else if !strings.HasPrefix(line, "    ") {
			name = ""
		}
		services[name] += line
	}
	delete(services, "")
	return services
}

// The compose file: each process of ours has a read-only file system and no capability; only those that end with their
// command know the operator's login; no secret stands in the file.
func TestCompose(t *testing.T) {
	text, services := deployed(t, "compose.yaml"), composed(t)
	ours, _, _ := strings.Cut(text, "x-runtime:")
	for _, want := range []string{"read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "dockerfile: docs/deploy/Dockerfile"} {
		if !strings.Contains(ours, want) {
			t.Errorf("x-aicmo lacks %s", want)
		}
	}
	for name, operator := range map[string]bool{"migrate": true, "serve": false, "work": false, "operator": true} {
		s := services[name]
		if !strings.Contains(s, "<<: *aicmo") || strings.Contains(s, "environment: *operator") != operator {
			t.Errorf("%s: %q", name, s)
		}
		if operator == strings.Contains(s, "restart:") {
			t.Errorf("%s: whether it starts again: %q", name, s)
		}
	}
	if len(services) != 5 || !strings.Contains(services["serve"], `"127.0.0.1:8080:8080"`) {
		t.Errorf("%d services, or serve is open to the network", len(services))
	}
	for _, m := range regexp.MustCompile(`(?m)(PASSWORD|SECRET_KEY)"?: "?([^"\n,}]*)`).FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[2], "${") {
			t.Errorf("a secret stands in the file: %s", m[0])
		}
	}
	docker, err := exec.LookPath("docker")
	if err != nil {
		return // its own parser is an extra
	}
	cmd := exec.CommandContext(t.Context(), docker, "compose", "-f", deploy+"compose.yaml", "config", "-q") //nolint:gosec // found on this machine
	cmd.Env = append(os.Environ(), "POSTGRES_PASSWORD=a", "AICMO_WEB_PASSWORD=b", "AICMO_SECRET_KEY=c")
	if out, err := cmd.CombinedOutput(); err != nil && !strings.Contains(string(out), "not a docker command") && !strings.Contains(string(out), "unknown shorthand") {
		t.Errorf("docker compose cannot read it: %s", out)
	}
}

// The units: nobody's account, nothing to write to, no secret; systemd itself reads them where it is there.
func TestUnits(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, name := range []string{"aicmo.service", "aicmo-work.service"} {
		text := deployed(t, name)
		for _, want := range []string{"DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=\n", "PrivateTmp=yes", "PrivateDevices=yes", "SystemCallFilter=@system-service",
			"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "MemoryDenyWriteExecute=yes", "EnvironmentFile=/etc/aicmo/", "Restart=on-failure", "TimeoutStopSec=20"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if regexp.MustCompile(`(?m)^(Environment=|User=root|ReadWritePaths=)`).MatchString(text) || strings.Contains(text, "MIGRATE_DATABASE_URL") {
			t.Errorf("%s holds a value or right that it should not", name)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "/usr/local/bin/aicmo", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // systemd's own parser is an extra
	}
	out, err := exec.CommandContext(t.Context(), analyze, append([]string{"verify", "--man=no"}, files...)...).CombinedOutput() //nolint:gosec // found on this machine
	if err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze: %v: %s", err, out)
	}
}
