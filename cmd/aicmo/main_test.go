package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The test binary is also the program: TestMain runs main when it is asked to.
func TestMain(m *testing.M) {
	if os.Getenv("AICMO_TEST_RUN_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program prepares a command of the program with an environment of its own.
func program(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // a hang is a failure, not the end of the suite
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.WaitDelay = 5 * time.Second
	cmd.Env = append(cleanEnv(), append([]string{"AICMO_TEST_RUN_MAIN=1"}, env...)...)
	return cmd
}

// cleanEnv is the environment without what would configure the program.
func cleanEnv() []string {
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "AICMO_") && !strings.HasPrefix(e, "DATABASE_URL=") {
			env = append(env, e)
		}
	}
	return env
}

// run gives a command's standard output, standard error and exit code.
func runProgram(t *testing.T, env []string, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := program(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Stdin = &out, &errs, strings.NewReader(stdin)
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// dataDir is a data directory that the account of an embedded server started by root can enter.
func dataDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "aicmo-cmd-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// serving starts the server and waits for the line that says where it serves; it returns all lines up to want.
func serving(t testing.TB, env []string, want string, args ...string) (cmd *exec.Cmd, line string) {
	t.Helper()
	cmd = program(t, env, append([]string{"serve"}, args...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		if strings.Contains(scan.Text(), want) {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return cmd, scan.Text()
		}
	}
	t.Fatalf("the server ended: %s", errs.String())
	return nil, ""
}

// A newcomer's first minute: start, follow the printed link, see the board with its marks. Then every command, beside
// the running server and after it.
func TestServeExample_AndCommands(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	env := []string{"AICMO_DATA_DIR=" + dataDir(t), "AICMO_ADDR=" + addr}
	server, line := serving(t, env, "/login/link?token=", "--example")
	_, link, _ := strings.Cut(line, "http://")
	u, err := url.Parse("http://" + link)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if _, body := fetch(t, client, http.MethodPost, "http://"+addr+u.Path, url.Values{"token": {u.Query().Get("token")}}); !strings.Contains(body, "First Touch Coaching") {
		t.Fatalf("after the link: %.300s", body)
	}
	if _, body := fetch(t, client, http.MethodGet, "http://"+addr+"/t/first-touch-coaching/campaigns", nil); !strings.Contains(body, `data-ai="true"`) || !strings.Contains(body, "AI CMO Driven") || !strings.Contains(body, "Camp Interest Nurture") {
		t.Fatalf("the board lacks the mark: %.300s", body)
	}
	commands(t, env)
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Fatalf("after SIGTERM: %v", err)
	}
	commands(t, env)
}

func commands(t *testing.T, env []string) {
	t.Helper()
	for _, c := range []struct {
		want  string
		stdin string
		args  []string
	}{
		{"up to date", "", []string{"migrate"}},
		{"can sign in", "violet tram over 4 hills\n", []string{"user", "add", "new@example.test", "--password-stdin", "--platform-admin"}},
		{"/login/link?token=", "", []string{"user", "link", "approver@example.test"}},
		{"/t/third", "", []string{"tenant", "add", "third", "--name", "Third", "--zone", "Europe/Paris", "--owner", "new@example.test", "--template", "classes"}},
		{"", "", []string{"member", "add", "third", "viewer@example.test", "viewer"}},
		{"", "", []string{"module", "set", "third", "ai_cmo", "off"}},
		{"Added 0 rows", "", []string{"seed", "--example"}},
		{"/t/:tenant/campaigns", "", []string{"routes"}},
		{"ok", "", []string{"doctor"}},
	} {
		out, errs, code := runProgram(t, env, c.stdin, c.args...)
		if code != 0 || !strings.Contains(out, c.want) {
			t.Errorf("%v: exit %d, %q, %q", c.args, code, out, errs)
		}
	}
}

func fetch(t *testing.T, client *http.Client, method, address string, form url.Values) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// What an operator gets wrong is one sentence that says what to do, and exit code 1.
func TestMistakes_OneSentence(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() }) // not defer: the subtests run after this function has returned
	own := []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL}
	runtimeOnly := []string{"DATABASE_URL=" + k.RuntimeURL}
	for name, c := range map[string]struct {
		env  []string
		args []string
		want string
	}{
		"port taken":       {append(own, "AICMO_ADDR="+taken.Addr().String()), []string{"serve"}, "is taken by another program"},
		"data dir":         {[]string{"AICMO_DATA_DIR=/dev/null/data", "AICMO_ADDR=127.0.0.1:0"}, []string{"serve"}, "AICMO_DATA_DIR"},
		"privileged login": {[]string{"DATABASE_URL=" + k.AdminURL, "AICMO_ADDR=127.0.0.1:0"}, []string{"serve"}, "member of aicmo_app only"},
		"no database":      {[]string{"DATABASE_URL=postgres://x@127.0.0.1:1/none", "AICMO_ADDR=127.0.0.1:0"}, []string{"serve"}, "does not answer"},
		"unreadable url":   {[]string{"DATABASE_URL=:::"}, []string{"serve"}, "DATABASE_URL cannot be read"},
		"operator's login": {runtimeOnly, []string{"user", "add", "x@example.test"}, "AICMO_MIGRATE_DATABASE_URL"},
		"example":          {append(runtimeOnly, "AICMO_ADDR=127.0.0.1:0"), []string{"serve", "--example"}, "AICMO_MIGRATE_DATABASE_URL"},
		"base url":         {append(own, "AICMO_BASE_URL=nonsense"), []string{"serve"}, "AICMO_BASE_URL"},
		"proxies":          {append(own, "AICMO_TRUSTED_PROXIES=everyone"), []string{"serve"}, "AICMO_TRUSTED_PROXIES"},
		"level":            {append(own, "AICMO_LOG=loud"), []string{"serve"}, "environment"},
		"slug":             {own, []string{"tenant", "add", "Not A Slug", "--name", "x"}, "is no slug"},
		"zone":             {own, []string{"tenant", "add", "x", "--name", "x", "--zone", "Mars/Base"}, "is no time zone"},
		"template":         {own, []string{"tenant", "add", "x", "--name", "x", "--template", "magic"}, "Choose a template"},
		"brief, no owner":  {own, []string{"tenant", "add", "x", "--name", "x", "--brief", "-"}, "asks for --owner"},
		"role":             {own, []string{"member", "add", k.A.Slug, storetest.Stranger, "emperor"}, "is no role"},
		"member":           {own, []string{"member", "add", "none", storetest.Stranger, "viewer"}, "There is no tenant"},
		"module":           {own, []string{"module", "set", k.A.Slug, "ai_ceo", "on"}, "is no module"},
		"switch":           {own, []string{"module", "set", k.A.Slug, "ai_cmo", "maybe"}, "on or off"},
		"link":             {own, []string{"user", "link", "nobody@example.test"}, "aicmo user add"},
		"weak password":    {own, []string{"user", "add", "x@example.test", "--password-stdin"}, "no password on standard input"},
		"email":            {own, []string{"user", "add", "nobody"}, "users_email_form"},
		"seed":             {own, []string{"seed"}, "--example"},
		"unknown":          {own, []string{"fly"}, "unknown command"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, errs, code := runProgram(t, c.env, "", c.args...)
			message := lastLine(errs)
			if code != 1 || !strings.Contains(message, c.want) || !strings.HasPrefix(message, "aicmo: ") {
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
}

// lastLine is the message; lines of the log may stand before it.
func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// A request under way ends before the server does.
func TestServe_GracefulStop(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	addr := freeAddr(t)
	server, _ := serving(t, []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_ADDR=" + addr}, "serves on")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	body, feed := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/login", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Expect", "100-continue") // the body goes out when the server has begun to read it
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 20 * time.Second}}
	answered := make(chan int, 1)
	go func() {
		res, err := client.Do(req)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		_ = res.Body.Close()
		answered <- res.StatusCode
	}()
	if _, err := feed.Write([]byte("email=")); err != nil {
		t.Fatal(err)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // once it refuses new connections, it is stopping
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		_ = conn.Close()
		if ctx.Err() != nil {
			t.Fatal("the server does not stop")
		}
	}
	if _, err := feed.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	_ = feed.Close()
	if status := <-answered; status != http.StatusUnprocessableEntity {
		t.Fatalf("the request under way: %d", status)
	}
	if err := server.Wait(); err != nil {
		t.Fatalf("the server's end: %v", err)
	}
}

// A new tenant and a paragraph: six modes in sequence, six rows, all completed, each within the one before.
func TestRun_SixModesFromABrief(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	env := []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL}
	for _, args := range [][]string{{"user", "add", "o@example.test"}, {"tenant", "add", "acme", "--name", "Acme", "--owner", "o@example.test"}} {
		if _, errs, code := runProgram(t, env, "", args...); code != 0 {
			t.Fatal(errs)
		}
	}
	campaign := ""
	for _, step := range []struct{ mode, input string }{
		{"setup", `{"messages":[{"role":"user","content":"Acme Bikes repairs and sells commuter bicycles in Portland. We serve daily commuters and parents who ride with kids. We offer a yearly service subscription for $240 and same-day repairs from $45. We want more subscriptions."}]}`},
		{"strategy", `{"primaryGoal":"Sell 60 service subscriptions","budget":6000}`}, {"funnels", `{}`}, {"campaigns", `{"goal":"nurture"}`}, {"content", ""}, {"optimization", `{}`},
	} {
		if step.mode == "content" {
			step.input = `{"campaignId":"` + campaign + `"}`
		}
		out, errs, code := runProgram(t, env, step.input, "run", step.mode, "--tenant", "acme", "--input", "-", "--wait", "--json")
		var r struct {
			Success  bool
			Status   string
			Data     map[string]any
			Entities map[string]any
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || !r.Success || r.Status != "completed" || len(r.Data) == 0 {
			t.Fatalf("%s: exit %d, %s, %.300s: %v", step.mode, code, errs, out, err)
		}
		if id, ok := r.Entities["campaign"].(string); ok {
			campaign = id
		}
	}
	var done int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM agent_runs r JOIN os_tenant_registry g ON g.tenant_id = r.tenant_id WHERE g.slug = 'acme' AND r.status = 'completed'`).Scan(&done); err != nil || done != 6 {
		t.Errorf("%d runs completed: %v", done, err)
	}
	if _, errs, code := runProgram(t, env, `{"nonsense":1}`, "run", "strategy", "--tenant", "acme", "--input", "-", "--wait"); code != 1 || !strings.HasPrefix(errs, "aicmo: ") {
		t.Errorf("bad input: exit %d, %s", code, errs)
	}
}
