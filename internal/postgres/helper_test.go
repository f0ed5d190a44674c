package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"
)

// deadline bounds every wait; it is no measurement.
const deadline = 60 * time.Second

const helperDir = "AICMO_POSTGRES_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		helper(dir)
		return
	}
	code := m.Run()
	if template != "" {
		cleanUp(template)
	}
	os.Exit(code)
}

// template is a directory with data, made once: initdb takes most of a test.
var template string

// seededDir is a testDir with data whose server does not run.
func seededDir(t *testing.T) string {
	t.Helper()
	if template == "" {
		dir, err := os.MkdirTemp("", "aicmo-pgtest-")
		must(t, err)
		template = dir
		must(t, os.Chmod(dir, 0o711))
		s, err := Ensure(t.Context(), Config{Dir: dir, Fast: true})
		must(t, err)
		must(t, s.Close())
	}
	dir, data := testDir(t), dataOf(t, template)
	out, err := exec.Command("cp", "-Rp", data, filepath.Join(dir, filepath.Base(data))).CombinedOutput()
	if err != nil {
		t.Fatalf("cp: %v: %s", err, out)
	}
	return dir
}

// helper is an application in a process of its own: it says what Ensure gave
// it, then obeys: "close" gives the lease back, "watch" starts Watch.
func helper(dir string) {
	s, err := Ensure(context.Background(), Config{Dir: dir, Fast: true})
	if err != nil {
		fmt.Printf("error %v\n", err)
		os.Exit(1)
	}
	fmt.Printf("started=%t major=%d\n", s.Started(), s.Major())
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		switch in.Text() {
		case "close":
			fmt.Printf("closed %v\n", s.Close())
			return
		case "watch":
			go s.Watch(context.Background())
			fmt.Println("watching")
		}
	}
}

// app is a helper process.
type app struct {
	cmd   *exec.Cmd
	in    io.Writer
	out   *bufio.Scanner
	hello string
}

// launchApp starts an application; ready waits for what Ensure gave it.
func launchApp(t *testing.T, dir string) *app {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	a := &app{cmd: cmd, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(a.kill)
	return a
}

func (a *app) ready(t *testing.T) *app {
	t.Helper()
	a.hello = a.line(t)
	if !strings.HasPrefix(a.hello, "started=") {
		t.Fatalf("application: %s", a.hello)
	}
	return a
}

func (a *app) line(t *testing.T) string {
	t.Helper()
	if !a.out.Scan() {
		t.Fatalf("the application said nothing: %v", a.out.Err())
	}
	return a.out.Text()
}

func (a *app) tell(t *testing.T, what string) string {
	t.Helper()
	_, err := fmt.Fprintln(a.in, what)
	must(t, err)
	return a.line(t)
}

// kill is kill -9.
func (a *app) kill() {
	_ = a.cmd.Process.Kill()
	_ = a.cmd.Wait()
}

// testDir is a directory that the server's account may enter; t.TempDir is
// closed to it when the tests run as root.
func testDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "aicmo-pgtest-")
	must(t, err)
	must(t, os.Chmod(dir, 0o711))
	dir, err = filepath.EvalSymlinks(dir)
	must(t, err)
	t.Cleanup(func() { cleanUp(dir) })
	return dir
}

// cleanUp removes a directory that the test made, and the socket directory
// that a killed process leaves.
func cleanUp(dir string) {
	if data, err := newestCluster(dir); err == nil {
		if acct, err := accountFor(dir, data); err == nil {
			_ = os.RemoveAll(socketDir(dir, acct))
		}
	}
	_ = os.RemoveAll(dir)
}

func ensure(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Ensure(t.Context(), Config{Dir: dir, Fast: true})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// query runs a statement that returns one text over a connection of its own.
func query(ctx context.Context, s *Server, sql string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL(Superuser, Superuser))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	var got string
	err = conn.QueryRow(ctx, sql).Scan(&got)
	return got, err
}

func wantQuery(t *testing.T, s *Server, sql, want string) {
	t.Helper()
	got, err := query(t.Context(), s, sql)
	if err != nil || got != want {
		t.Fatalf("%s = %q, %v; want %q", sql, got, err, want)
	}
}

// eventually polls until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(deadline); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %v: %s", deadline, what)
}

// postmasterOf returns the number of the living server below dir.
func postmasterOf(t *testing.T, dir string) int {
	t.Helper()
	data := dataOf(t, dir)
	pid := serverPID(data)
	if pid == 0 {
		t.Fatalf("no server runs on %s", data)
	}
	return pid
}

func dataOf(t *testing.T, dir string) string {
	t.Helper()
	c, err := newestCluster(dir)
	must(t, err)
	if c.path == "" {
		t.Fatalf("no data in %s", dir)
	}
	return c.path
}

func ended(t *testing.T, dir string, pid int) {
	t.Helper()
	data := dataOf(t, dir)
	eventually(t, "PostgreSQL ends", func() bool { return !isServer(pid, data) })
}

func kill9(t *testing.T, pid int) {
	t.Helper()
	must(t, unix.Kill(pid, unix.SIGKILL))
}

// watcherOf returns the processes that hold the read end of the lease.
func watcherOf(t *testing.T, socket string) []int {
	t.Helper()
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("finding the watcher needs /proc")
	}
	fds, err := filepath.Glob("/proc/[0-9]*/fd/0")
	must(t, err)
	var pids []int
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err == nil && target == leasePath(socket) {
			pid, err := strconv.Atoi(strings.Split(fd, "/")[2])
			must(t, err)
			pids = append(pids, pid)
		}
	}
	return pids
}

// majors returns the bin directory of each version that is found here.
func majors(t *testing.T, dirs []string) map[int]string {
	t.Helper()
	acct, err := accountFor("/", cluster{})
	must(t, err)
	found := map[int]string{}
	for _, d := range dirs {
		if major, err := version(t.Context(), d, acct, "/"); err == nil && major >= minMajor {
			found[major] = d
		} else if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Logf("%s: %v", d, err)
		}
	}
	return found
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
