package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// The largest reading of a table, and how far into one a page may begin.
const (
	restRows = 1000
	restSkip = 10000
	restIn   = 1000
)

func bad(msg string) error { return &store.RestError{Code: "PGRST100", Status: 400, Msg: msg} }

// parseRest reads a query in PostgREST's form. What it does not know is refused, so that nothing is quietly left out.
func parseRest(table string, params url.Values) (store.RestQuery, error) {
	q := store.RestQuery{Table: store.RestTable(table), Limit: restRows}
	var err error
	for name, values := range params {
		for _, value := range values {
			switch name {
			case "select":
				q.Fields, err = parseSelect(value)
			case "order":
				q.Order, err = parseOrder(value)
			case "limit":
				q.Limit, err = parseCount(value, restRows)
			case "offset":
				q.Skip, err = parseCount(value, restSkip)
			default:
				var f store.RestFilter
				f, err = parseFilter(name, value)
				q.Filters = append(q.Filters, f)
			}
			if err != nil {
				return q, err
			}
		}
	}
	slices.SortStableFunc(q.Filters, func(a, b store.RestFilter) int { return strings.Compare(a.Column+a.Op, b.Column+b.Op) })
	return q, nil
}

func parseCount(text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, bad("Not a count: " + abbreviate(text))
	}
	if n > most && most == restSkip {
		return 0, bad("A page begins at row 10,000 at the latest. Narrow the reading by a filter.")
	}
	return min(n, most), nil
}

// parseSelect reads "id, name:campaign_name, channels:cmo_campaign_channels(*)".
func parseSelect(text string) ([]store.RestField, error) {
	p := selectParser{rest: text}
	fields, err := p.list(0)
	if err == nil && p.rest != "" {
		err = bad("select ends too early at " + abbreviate(p.rest))
	}
	return fields, err
}

type selectParser struct {
	rest string
	n    int
}

func (p *selectParser) list(depth int) ([]store.RestField, error) {
	var out []store.RestField
	for {
		f, err := p.item(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
		p.rest = strings.TrimLeft(p.rest, " \n\t")
		if !strings.HasPrefix(p.rest, ",") {
			return out, nil
		}
		p.rest = p.rest[1:]
	}
}

func (p *selectParser) item(depth int) (f store.RestField, err error) {
	if p.n++; p.n > 200 || depth > 3 {
		return f, bad("select names too much.")
	}
	name := p.word()
	if strings.HasPrefix(p.rest, ":") && !strings.HasPrefix(p.rest, "::") {
		p.rest = p.rest[1:]
		f.As, name = name, p.word()
	}
	if name == "" {
		return f, bad("A name is missing in select before " + abbreviate(p.rest))
	}
	if !strings.HasPrefix(p.rest, "(") {
		f.Column = name
		return f, nil
	}
	p.rest = p.rest[1:]
	f.Table = store.RestTable(name)
	if f.Fields, err = p.list(depth + 1); err != nil {
		return f, err
	}
	if !strings.HasPrefix(p.rest, ")") {
		return f, bad("A ) is missing in select.")
	}
	p.rest = strings.TrimLeft(p.rest[1:], " \n\t")
	return f, nil
}

// word takes a name or * off the front.
func (p *selectParser) word() string {
	p.rest = strings.TrimLeft(p.rest, " \n\t")
	end := strings.IndexFunc(p.rest, func(r rune) bool {
		return r != '_' && r != '*' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = strings.TrimLeft(p.rest[end:], " \n\t")
	return word
}

// parseOrder reads "created_at.desc.nullslast,id".
func parseOrder(text string) (out []store.RestOrder, err error) {
	for part := range strings.SplitSeq(text, ",") {
		words := strings.Split(part, ".")
		o := store.RestOrder{Column: words[0]}
		for _, w := range words[1:] {
			switch w {
			case "asc", "nullslast":
				o.NullsFirst = false
			case "desc":
				o.Desc, o.NullsFirst = true, true
			case "nullsfirst":
				o.NullsFirst = true
			default:
				return nil, bad("order does not know " + abbreviate(w))
			}
		}
		if out = append(out, o); len(out) > 10 {
			return nil, bad("order names too much.")
		}
	}
	return out, nil
}

// parseFilter reads "eq.x", "not.is.null" or "in.(a,b)".
func parseFilter(column, text string) (store.RestFilter, error) {
	f := store.RestFilter{Column: column}
	op, value, ok := strings.Cut(text, ".")
	if ok && op == "not" {
		f.Not = true
		op, value, ok = strings.Cut(value, ".")
	}
	if !ok {
		return f, bad("A filter is written like " + abbreviate(column) + "=eq.value")
	}
	f.Op, f.Values = op, []string{value}
	if op != "in" {
		return f, nil
	}
	list, good := strings.CutPrefix(value, "(")
	list, closed := strings.CutSuffix(list, ")")
	if !good || !closed {
		return f, bad("in needs a list like (a,b).")
	}
	var err error
	f.Values, err = splitList(list)
	return f, err
}

// splitList splits at commas outside double quotes; a backslash in quotes takes the next character as it is.
func splitList(text string) ([]string, error) {
	out, cur, quoted, escaped := []string{}, strings.Builder{}, false, false
	if text == "" {
		return out, nil
	}
	for _, r := range text {
		switch {
		case escaped:
			cur.WriteRune(r)
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			out = append(out, cur.String())
			cur.Reset()
		default:
			cur.WriteRune(r)
		}
	}
	if out = append(out, cur.String()); len(out) > restIn || quoted {
		return nil, bad("in takes at most 1,000 values, each quote closed.")
	}
	return out, nil
}

// abbreviate shortens what a request said, for an answer to it.
func abbreviate(s string) string { return cmo.Cut(s, 41) }
