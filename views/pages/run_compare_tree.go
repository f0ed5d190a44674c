package pages

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// compareGroup is one part of two runs' data: the values below one name of the outermost object.
type compareGroup struct {
	Name, Sub string
	Open      bool
	Rows      []compareRow

	values, differ int
	lone           bool // all of it is on one side
}

// compareRow is one value by its path. Exactly one of the forms is there: the same on both sides, both differing, or on one side.
type compareRow struct {
	Path   string
	Same   bool
	Only   string // "Only in run #12", empty where both have it
	Class  string // del or add, of one that only one side has
	A, B   string
	Blocks []textBlock // instead of A and B: longer texts, by line
	More   []leaf      // instead of A: values in a row that only one side has
}

// textBlock is a stretch of two texts: equal lines, or what stands there on each side.
type textBlock struct {
	Skipped string // "… 12 equal lines"
	Only    string
	Class   string
	Same    []compareTextLine
	A, B    []compareTextLine
}

type compareTextLine struct{ No, Text string }

// leaf is one value of a document.
type leaf struct{ path, text string }

// namingKeys tell the entries of a list apart, so that one put in before them does not make all of them differ.
var namingKeys = []string{"segment_name", "offer_name", "stage_name", "campaign_name", "channel_name", "asset_id", "content_id", "recommendation_id", "title", "label", "name", "metric", "channel", "week", "step"}

// compareTree lays two documents beside each other by path. What is no JSON is one text.
func compareTree(a, b json.RawMessage, labelA, labelB string) (groups []compareGroup, differ int) {
	left, right := leaves(a), leaves(b)
	at := map[string]int{}
	byB := map[string]string{}
	for _, x := range right {
		byB[x.path] = x.text
	}
	byA := map[string]string{}
	for _, x := range left {
		byA[x.path] = x.text
	}
	for _, path := range joinedPaths(left, right) {
		head, rest, _ := strings.Cut(path, pathSign)
		i, ok := at[head]
		if !ok {
			i = len(groups)
			at[head] = i
			groups = append(groups, compareGroup{Name: head, lone: true})
		}
		x, inA := byA[path]
		y, inB := byB[path]
		row := newCompareRow(rest, x, y, inA, inB, labelA, labelB)
		if !row.Same {
			differ++
			groups[i].Open = true
		}
		groups[i].Rows = append(groups[i].Rows, row)
		groups[i].values++
		if !row.Same {
			groups[i].differ++
		}
		groups[i].lone = groups[i].lone && row.Only != ""
	}
	for i, g := range groups {
		groups[i].Sub = plural(g.values, "value") + ", all the same"
		switch {
		case g.lone:
			groups[i].Sub = plural(g.values, "value") + ", " + lowerFirst(g.Rows[0].Only)
		case g.differ > 0:
			groups[i].Sub = countOf(g.differ) + " of " + plural(g.values, "value") + " " + map[bool]string{true: "differs", false: "differ"}[g.differ == 1]
		}
		groups[i].Rows = joinLone(g.Rows)
	}
	return groups, differ
}

// joinLone puts values of one side that follow each other into one row. Texts of several lines stay alone.
func joinLone(rows []compareRow) []compareRow {
	var out []compareRow
	for _, r := range rows {
		last := len(out) - 1
		if r.Only != "" && len(r.A) <= longText && last >= 0 && out[last].Only == r.Only && len(out[last].More) > 0 {
			out[last].More = append(out[last].More, leaf{r.Path, r.A})
			continue
		}
		if r.Only != "" && len(r.A) <= longText {
			r.More = []leaf{{r.Path, r.A}}
		}
		out = append(out, r)
	}
	return out
}

// pathSign stands between the parts of a path.
const pathSign = " › "

// joinedPaths are the paths of both, those of the right one where they belong among the left one's.
func joinedPaths(a, b []leaf) []string {
	var out []string
	inA, seen := map[string]bool{}, map[string]bool{}
	for _, x := range a {
		inA[x.path] = true
	}
	put := func(path string) {
		if !seen[path] {
			seen[path] = true
			out = append(out, path)
		}
	}
	j, known := 0, map[string]bool{}
	for _, x := range a {
		known[headOf(x.path)] = true
	}
	for _, x := range a {
		for j < len(b) && !inA[b[j].path] && (headOf(b[j].path) == headOf(x.path) || !known[headOf(b[j].path)]) {
			put(b[j].path)
			j++
		}
		put(x.path)
		if j < len(b) && b[j].path == x.path {
			j++
		}
	}
	for ; j < len(b); j++ {
		put(b[j].path)
	}
	place := map[string]int{} // parts of the same name stand together
	for _, p := range out {
		if _, ok := place[headOf(p)]; !ok {
			place[headOf(p)] = len(place)
		}
	}
	slices.SortStableFunc(out, func(x, y string) int { return place[headOf(x)] - place[headOf(y)] })
	return out
}

func headOf(path string) string { head, _, _ := strings.Cut(path, pathSign); return head }

// leaves are the values of a document in its order, by path.
func leaves(raw json.RawMessage) []leaf {
	if bare(raw) {
		return nil
	}
	if !json.Valid(raw) {
		return []leaf{{"", string(raw)}}
	}
	var out []leaf
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return []leaf{{"", string(raw)}}
	}
	walkLeaves(&out, "", v)
	return out
}

func walkLeaves(out *[]leaf, path string, v any) {
	join := func(part string) string {
		if path == "" {
			return part
		}
		return path + pathSign + part
	}
	switch x := v.(type) {
	case map[string]any:
		if len(x) == 0 {
			*out = append(*out, leaf{path, "{}"})
		}
		for _, k := range slices.Sorted(maps.Keys(x)) {
			walkLeaves(out, join(k), x[k])
		}
	case []any:
		if len(x) == 0 {
			*out = append(*out, leaf{path, "[]"})
		}
		key := namingKey(x)
		for i, item := range x {
			name := strconv.Itoa(i + 1)
			if key != "" {
				name = shorten(plainText(item.(map[string]any)[key]), 60)
			}
			walkLeaves(out, join(name), item)
		}
	default:
		*out = append(*out, leaf{path, plainText(v)})
	}
}

// namingKey is the key whose value tells the objects of a list apart, empty if none does.
func namingKey(list []any) string {
	for _, key := range namingKeys {
		seen := map[string]bool{}
		for _, item := range list {
			o, _ := item.(map[string]any)
			v, ok := o[key]
			text := shorten(plainText(v), 60)
			if !ok || text == "" || seen[text] {
				seen = nil
				break
			}
			seen[text] = true
		}
		if len(seen) > 0 {
			return key
		}
	}
	return ""
}

func plainText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case nil:
		return "null"
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// longText is from how many characters on a text is compared by line.
const longText = 240

func newCompareRow(path, a, b string, inA, inB bool, labelA, labelB string) compareRow {
	r := compareRow{Path: orWord(path, "value"), A: a, B: b}
	long := strings.Contains(a, "\n") || strings.Contains(b, "\n") || len(a)+len(b) > 2*longText && inA != inB
	switch {
	case inA && !inB:
		r.Only, r.Class = "Only in "+lowerFirst(labelA), "del"
	case inB && !inA:
		r.Only, r.Class, r.A = "Only in "+lowerFirst(labelB), "add", b
	case a == b:
		r.Same = true
	case long:
		r.Blocks = textBlocks(strings.Split(a, "\n"), strings.Split(b, "\n"), labelA, labelB)
	}
	return r
}
