package pages

import "testing"

func TestNotCompared_SaysWhy(t *testing.T) {
	t.Parallel()
	v := CompareView{A: comparedHead{Label: "Run #1"}, B: comparedHead{Label: "Run #2"}}
	some := []string{"{}"}
	for _, c := range []struct {
		left, right []string
		want        string
	}{
		{nil, nil, "Neither run has one."},
		{nil, some, "Only Run #2 has one."},
		{some, nil, "Only Run #1 has one."},
		{some, some, "Both are the same."},
	} {
		if got := v.notCompared(c.left, c.right); got != c.want {
			t.Errorf("%v, %v: %q, not %q", c.left, c.right, got, c.want)
		}
	}
}
