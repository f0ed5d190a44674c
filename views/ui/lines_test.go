package ui

import (
	"strings"
	"testing"
)

// sides are the two texts that a comparison shows.
func sides(list []LinePair) (left, right []string, changed int) {
	for _, p := range list {
		if p.LeftNo > 0 {
			left = append(left, p.Left)
		}
		if p.RightNo > 0 {
			right = append(right, p.Right)
		}
		if p.Changed {
			changed++
		}
	}
	return left, right, changed
}

func TestDiffLines(t *testing.T) {
	for _, c := range []struct {
		a, b    string
		changed int
	}{{"", "", 0}, {"a", "a", 0}, {"a b c", "a x c", 1}, {"a b c d", "a c d", 1}, {"a c", "a b c", 1}, {"a b c d e f", "b x d y f g", 4}, {"a b", "c d e", 3}, {"", "a b", 2}, {"x a b a", "a b a x", 2}} {
		a, b := strings.Fields(c.a), strings.Fields(c.b)
		left, right, changed := sides(DiffLines(a, b))
		if strings.Join(left, " ") != c.a || strings.Join(right, " ") != c.b || changed != c.changed {
			t.Errorf("%q and %q: %q and %q, %d changed, want %d", c.a, c.b, left, right, changed, c.changed)
		}
	}
}

func FuzzDiffLines(f *testing.F) {
	f.Add("a\nb\nc", "a\nc\nd")
	f.Fuzz(func(t *testing.T, a, b string) {
		la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
		left, right, changed := sides(DiffLines(la, lb))
		if strings.Join(left, "\n") != a || strings.Join(right, "\n") != b {
			t.Fatalf("%q and %q came back as %q and %q", a, b, left, right)
		}
		if (a == b) != (changed == 0) {
			t.Fatalf("%q and %q: %d changed", a, b, changed)
		}
	})
}

func TestNearChanges(t *testing.T) {
	a := strings.Split("1 2 3 4 5 6 7 8 9", " ")
	b := strings.Split("1 2 3 4 x 6 7 8 9", " ")
	list := NearChanges(DiffLines(a, b), 2)
	if len(list) != 7 || list[0].Skipped != 2 || list[3].Right != "x" || list[6].Skipped != 2 {
		t.Errorf("%+v", list)
	}
	if all := NearChanges(DiffLines(a, a), 2); len(all) != 1 || all[0].Skipped != 9 {
		t.Errorf("equal texts: %+v", all)
	}
}
