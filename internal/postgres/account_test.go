package postgres

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestEnsure_DirectoryNotWritable_IsOneSentence(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere; runs within TestOrdinaryUser")
	}
	parent := testDir(t)
	must(t, os.Chmod(parent, 0o500))
	for _, dir := range []string{parent, filepath.Join(parent, "new")} {
		_, err := Ensure(t.Context(), Config{Dir: dir})
		wantSentence(t, err, "the data directory "+dir+" is not writable by user")
	}
}

func TestEnsure_DataOfAnotherUser_IsOneSentence(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root to make it")
	}
	data := filepath.Join(testDir(t), "pg17")
	must(t, os.Mkdir(data, 0o700))
	acct, err := accountFor(filepath.Dir(data), cluster{path: data})
	if err != nil || !acct.switched || acct.uid == 0 {
		t.Errorf("data of root: %+v, %v", acct, err)
	}
	must(t, os.Chown(data, 4711, 4711))
	acct, err = accountFor(filepath.Dir(data), cluster{path: data})
	if err != nil || acct.uid != 4711 {
		t.Errorf("data of 4711: %+v, %v", acct, err)
	}
}

func TestEnsure_AsRoot_ClosedParentIsOneSentence(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	closed := filepath.Join(testDir(t), "closed")
	must(t, os.Mkdir(closed, 0o700))
	_, err := Ensure(t.Context(), Config{Dir: filepath.Join(closed, "data")})
	wantSentence(t, err, "who may not enter "+closed, "chmod o+x "+closed)
}

func TestEnsure_AsRoot_OwnDirectoryIsOpenedForTheAccountOnly(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	dir := filepath.Join(testDir(t), "data")
	must(t, os.Mkdir(dir, 0o700))
	s := ensure(t, dir)
	wantQuery(t, s, "select 'up'", "up")
	fi, err := os.Stat(dir)
	must(t, err)
	if fi.Mode().Perm() != 0o710 {
		t.Errorf("mode %v", fi.Mode())
	}
	must(t, s.Close())

	data := dataOf(t, dir) // a copy that root put back
	must(t, filepath.WalkDir(data, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, 0, 0)
	}))
	wantQuery(t, ensure(t, dir), "select 'up'", "up")
}

// TestOrdinaryUser runs this package's tests once more as an ordinary user.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("we are an ordinary user")
	}
	if testing.Short() {
		t.Skip("takes as long as all the others")
	}
	u, err := user.LookupId("1000")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Skip("no ordinary user on this machine:", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	must(t, err)
	gid, err := strconv.Atoi(u.Gid)
	must(t, err)
	temp := testDir(t)
	must(t, os.Chown(temp, uid, gid))
	program := filepath.Join(temp, "postgres.test") // the original is in a directory of root's
	copyProgram(t, os.Args[0], program)

	cmd := exec.Command(program, "-test.v", "-test.timeout=5m")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + temp, "TMPDIR=" + temp}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("as user %s: %v\n%s", u.Username, err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "--- SKIP") || strings.HasPrefix(line, "ok") || strings.HasPrefix(line, "PASS") {
			t.Logf("as user %s: %s", u.Username, strings.TrimSpace(line))
		}
	}
	t.Logf("as user %s: %d tests passed", u.Username, strings.Count(string(out), "\n--- PASS"))
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, err)
	must(t, out.Close())
}

// withoutLinks hides the symbolic links of a directory.
type withoutLinks struct{ fs.FS }

func (w withoutLinks) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(w.FS, name)
	var rest []fs.DirEntry
	for _, e := range all {
		if e.Type()&fs.ModeSymlink == 0 {
			rest = append(rest, e)
		}
	}
	return rest, err
}
