package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots writes a picture of every page to $AICMO_SHOTS, to be looked at: `make shots`. AICMO_SHOTS_ONLY, a regular
// expression on a page's name or path, leaves the others out.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("AICMO_SHOTS")
	if dir == "" {
		t.Skip("set AICMO_SHOTS to a directory")
	}
	newStage(t).onEvery(func(tab *stage, p sitePage) { tab.shoot(dir, p) })
}

func (s *stage) shoot(dir string, p sitePage) {
	s.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		s.theme(theme)
		for _, width := range []int64{1440, 390} {
			s.do(chromedp.EmulateViewport(width, 900))
			s.open(p.path)
			png, err := chromedp.Run(s.ctx, chromedp.FullScreenshot(100))
			s.must(err)
			name := strings.NewReplacer(", ", "-", " ", "-").Replace(p.name)
			s.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), png, 0o600))
		}
	}
}
