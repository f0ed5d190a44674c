package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is who the server runs as. PostgreSQL refuses to run as root, so root hands it to postgres or nobody; anyone
// else runs it himself.
type account struct {
	name       string
	credential *syscall.Credential // nil: this process's own
}

func serverAccount() (account, error) {
	if os.Getuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			return account{name, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody: run as an ordinary user, or set DATABASE_URL")
}

// apply makes a command run as the account, in a process group of its own: Ctrl-C in a terminal must reach us, not it.
func (a account) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: a.credential}
}

// own gives a file to the account.
func (a account) own(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// makeDir makes a directory that the account owns and can enter.
func (s *Server) makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unusable(dir, err)
	}
	if err := s.account.own(dir); err != nil {
		return unusable(dir, err)
	}
	if s.account.credential != nil {
		cmd := exec.Command("/bin/sh", "-c", `cd "$0"`, dir) //nolint:noctx // answers at once
		s.account.apply(cmd)
		cmd.Dir = "/"
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("the user %s, who runs the database for root, cannot enter %s: let others search its parent directories (chmod o+x), or set AICMO_DATA_DIR to a directory elsewhere", s.account.name, dir)
		}
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return unusable(dir, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func unusable(dir string, err error) error {
	return fmt.Errorf("the data directory %s cannot be used (%w): make it writable for you, or set AICMO_DATA_DIR to another", dir, err)
}
