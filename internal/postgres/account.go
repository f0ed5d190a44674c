package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is whom the server runs as: ourselves, or as root somebody else,
// because PostgreSQL refuses to run as root.
type account struct {
	uid, gid int
	name     string
	switched bool
}

// accountFor returns the account for a data directory. As root it is the owner
// of the data or of the directory, so that a run with sudo does not take a
// user's data away; else postgres; else nobody.
func accountFor(dir string, data cluster) (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		acct := account{uid: uid, gid: os.Getegid(), name: userName(uid)}
		if owner, _, ok := ownerOf(data.path); ok && owner != uid {
			return acct, fmt.Errorf("the data in %s belongs to user %s: run as that user or choose another data directory",
				data.path, userName(owner))
		}
		return acct, nil
	}
	if uid, gid, ok := ownerOf(data.path); ok && uid != 0 {
		return account{uid: uid, gid: gid, name: userName(uid), switched: true}, nil
	}
	if uid, gid, ok := ownerOf(dir); ok && uid != 0 {
		if _, err := user.LookupId(strconv.Itoa(uid)); err == nil { // initdb needs a name
			return account{uid: uid, gid: gid, name: userName(uid), switched: true}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			return account{uid: int(uid), gid: int(gid), name: name, switched: true}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root: add a user named postgres, or run this program as an ordinary user")
}

// attr makes a child run as the account, in a process group of its own.
func (a account) attr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.switched {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attr
}

// own gives a file that we made to the account.
func (a account) own(path string) error {
	if !a.switched {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// claim gives data that root owns, such as a restored copy, to the account.
func (a account) claim(data string) error {
	if owner, _, ok := ownerOf(data); !ok || owner == a.uid {
		return nil
	}
	return filepath.WalkDir(data, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return a.own(path)
	})
}

// admit lets the account enter dir, if root owns it, and checks that it may
// enter every directory above.
func (a account) admit(dir string) error {
	if !a.switched {
		return nil
	}
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if owner, _, _ := ownerOf(dir); owner == 0 && !a.mayEnter(dir) {
		if err := os.Chown(dir, 0, a.gid); err != nil {
			return err
		}
		if err := os.Chmod(dir, fi.Mode().Perm()|0o010); err != nil {
			return err
		}
	}
	if closed := a.firstClosed(dir); closed != "" {
		return fmt.Errorf("PostgreSQL runs as user %s, who may not enter %s: run chmod o+x %s, choose another data directory, or run this program as an ordinary user",
			a.name, closed, closed)
	}
	return nil
}

// firstClosed returns the first directory on the way to dir that the account
// may not enter.
func (a account) firstClosed(dir string) string {
	if parent := filepath.Dir(dir); parent != dir {
		if closed := a.firstClosed(parent); closed != "" {
			return closed
		}
	}
	if !a.mayEnter(dir) {
		return dir
	}
	return ""
}

func (a account) mayEnter(dir string) bool {
	fi, err := os.Stat(dir)
	if err != nil {
		return false
	}
	uid, gid, _ := ownerOf(dir)
	bit := fs.FileMode(0o001)
	switch {
	case uid == a.uid:
		bit = 0o100
	case gid == a.gid:
		bit = 0o010
	}
	return fi.Mode().Perm()&bit != 0
}

// ownerOf returns the owner of a file, false if there is none.
func ownerOf(path string) (uid, gid int, ok bool) {
	fi, err := os.Stat(path)
	if err != nil {
		return 0, 0, false
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(st.Uid), int(st.Gid), true
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return strconv.Itoa(uid)
}
