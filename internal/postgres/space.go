package postgres

import "golang.org/x/sys/unix"

// Space is how much of the disk under a directory is free to whoever asks, and how large it is, in bytes.
func Space(dir string) (free, total int64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil //nolint:gosec,unconvert // the types differ by system; no disk is that large
}
