package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots writes a picture of every page to $AICMO_SHOTS, to be looked at: `make shots`. $AICMO_SHOTS_ONLY is a
// pattern for the names of those wanted.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("AICMO_SHOTS")
	if dir == "" {
		t.Skip("set AICMO_SHOTS to a directory")
	}
	only := regexp.MustCompile(os.Getenv("AICMO_SHOTS_ONLY"))
	s := newStage(t)
	s.shoot(dir, "sign-in", "/login")
	s.signIn("marketer@example.test")
	for name, path := range tenantPages(s) {
		if !only.MatchString(name) {
			continue
		}
		s.shoot(dir, strings.ReplaceAll(name, ", ", "-"), path)
	}
}

func (s *stage) shoot(dir, name, path string) {
	s.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		s.theme(theme)
		for _, width := range []int64{1440, 390} {
			s.do(chromedp.EmulateViewport(width, 900))
			s.open(path)
			png, err := chromedp.Run(s.ctx, chromedp.FullScreenshot(100))
			s.must(err)
			file := filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", strings.ReplaceAll(name, " ", "-"), width, theme))
			s.must(os.WriteFile(file, png, 0o600))
		}
	}
}
