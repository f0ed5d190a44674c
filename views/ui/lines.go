package ui

// LinePair is one line of a comparison of two texts: the same on both sides, or on one side only.
type LinePair struct {
	Left, Right     string
	LeftNo, RightNo int // from 1; 0: there is no such line on that side
	Changed         bool
	Skipped         int // over zero: stands for that many equal lines
}

// diffCells bounds the work of a comparison; what is larger is shown as replaced whole.
const diffCells = 4_000_000

// DiffLines pairs the lines of two texts.
func DiffLines(a, b []string) []LinePair {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []LinePair
	same := func(i, j int) { out = append(out, LinePair{Left: a[i], Right: b[j], LeftNo: i + 1, RightNo: j + 1}) }
	for i := range head {
		same(i, i)
	}
	midA, midB := a[head:len(a)-tail], b[head:len(b)-tail]
	i, j := 0, 0
	for _, m := range append(commonLines(midA, midB), [2]int{len(midA), len(midB)}) {
		out = append(out, replaced(midA[i:m[0]], midB[j:m[1]], head+i, head+j)...)
		if i, j = m[0]+1, m[1]+1; m[0] < len(midA) {
			same(head+m[0], head+m[1])
		}
	}
	for k := tail; k > 0; k-- {
		same(len(a)-k, len(b)-k)
	}
	return out
}

// replaced sets the lines that went beside those that came.
func replaced(gone, came []string, atA, atB int) []LinePair {
	var out []LinePair
	for k := range max(len(gone), len(came)) {
		p := LinePair{Changed: true}
		if k < len(gone) {
			p.Left, p.LeftNo = gone[k], atA+k+1
		}
		if k < len(came) {
			p.Right, p.RightNo = came[k], atB+k+1
		}
		out = append(out, p)
	}
	return out
}

// commonLines is a longest common part of two texts, as pairs of places.
func commonLines(a, b []string) [][2]int {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > diffCells {
		return nil
	}
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// NearChanges leaves out equal lines that are more than around lines from a change; one pair says how many.
func NearChanges(list []LinePair, around int) []LinePair {
	near := make([]bool, len(list))
	for i, p := range list {
		if p.Changed {
			for k := max(0, i-around); k <= min(len(list)-1, i+around); k++ {
				near[k] = true
			}
		}
	}
	var out []LinePair
	for i := 0; i < len(list); {
		if near[i] {
			out = append(out, list[i])
			i++
			continue
		}
		from := i
		for i < len(list) && !near[i] {
			i++
		}
		if i-from == 1 {
			out = append(out, list[from])
		} else {
			out = append(out, LinePair{Skipped: i - from})
		}
	}
	return out
}
