package store_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// predicates finds the references to tables of tenants in an SQL text that do not carry tenant_id = @tenant at their own
// level: in the WHERE or ON of the same SELECT, not beside an OR, not by way of another table. An INSERT must write @tenant
// into tenant_id, its first column.
func predicates(sql string, tables []string) (faults []string, references int) {
	p := &sqlParser{tokens: sqlToken.FindAllString(strings.ToLower(sqlComment.ReplaceAllString(sql, " ")), -1), tables: tables}
	p.open(true)
	for p.at = 0; p.at < len(p.tokens); p.at++ {
		p.step()
	}
	for len(p.frames) > 0 {
		p.close()
	}
	return p.faults, p.references
}

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlToken   = regexp.MustCompile(`'(?:[^']|'')*'|"[^"]*"|@\w+|[a-z_]\w*(?:\.\w+)*|\S`)
	clauses    = strings.Fields("select from where on set group order having limit returning values union intersect except join left inner cross for")
	notAlias   = append(strings.Fields("as using and or when do"), clauses...)
	tenantTest = regexp.MustCompile(`^(?:(\w+)\.)?tenant_id$`)
)

// sqlBlock is one SELECT, INSERT, UPDATE or DELETE: what it refers to and which references are held to the tenant.
type sqlBlock struct {
	refs map[string]string // alias → table; the table's own name without one
	held map[string]bool
}

// sqlFrame is one pair of parentheses, or the whole statement.
type sqlFrame struct {
	block   *sqlBlock
	opens   bool   // a block of its own
	negated bool   // NOT ( … )
	clause  string // the clause at hand
	or      bool   // it has an OR at this level
	tests   []string
}

type sqlParser struct {
	tokens     []string
	at         int
	tables     []string
	frames     []*sqlFrame
	faults     []string
	references int
}

func (p *sqlParser) token(offset int) string {
	if i := p.at + offset; i >= 0 && i < len(p.tokens) {
		return p.tokens[i]
	}
	return ""
}

func (p *sqlParser) top() *sqlFrame { return p.frames[len(p.frames)-1] }

func (p *sqlParser) open(own bool) {
	f := &sqlFrame{opens: own, negated: p.token(-1) == "not"}
	if own {
		f.block = &sqlBlock{map[string]string{}, map[string]bool{}}
	} else {
		f.block, f.clause = p.top().block, p.top().clause
	}
	p.frames = append(p.frames, f)
}

// endClause keeps the tests that hold: those of a WHERE or ON without an OR beside them.
func (p *sqlParser) endClause(next string) {
	f := p.top()
	if f.opens && !f.or && (f.clause == "where" || f.clause == "on") {
		for _, alias := range f.tests {
			f.block.held[alias] = true
		}
	}
	f.clause, f.or, f.tests = next, false, nil
}

func (p *sqlParser) endBlock() {
	b := p.top().block
	for alias, table := range b.refs {
		if !b.held[alias] && (alias != table || !b.held[""]) {
			p.faults = append(p.faults, fmt.Sprintf("%s (as %s) without %s.tenant_id = @tenant", table, alias, alias))
		}
	}
	p.top().block = &sqlBlock{map[string]string{}, map[string]bool{}}
}

func (p *sqlParser) close() {
	f := p.top()
	tests := f.tests
	if f.opens {
		p.endClause("")
		p.endBlock()
	}
	p.frames = p.frames[:len(p.frames)-1]
	if len(p.frames) > 0 && !f.opens && !f.or && !f.negated {
		p.top().tests = append(p.top().tests, tests...)
	}
}

func (p *sqlParser) step() {
	switch t := p.token(0); {
	case t == "(":
		p.open(slices.Contains([]string{"select", "with", "insert", "update", "delete", "values"}, p.token(1)))
	case t == ")" && len(p.frames) > 1:
		p.close()
	case t == "or":
		p.top().or = true
	case t == "=":
		for _, side := range [][2]string{{p.token(-1), p.token(1)}, {p.token(1), p.token(-1)}} {
			if m := tenantTest.FindStringSubmatch(side[0]); m != nil && side[1] == "@tenant" {
				p.top().tests = append(p.top().tests, m[1])
			}
		}
	case t == "," && p.top().clause == "from":
		p.reference()
	case t == "into":
		p.insert()
	case t == "update" && !slices.Contains([]string{"for", "do", "key"}, p.token(-1)), t == "using":
		p.reference()
	case slices.Contains(clauses, t):
		if p.top().opens {
			p.endClause(t)
		}
		if t == "union" || t == "intersect" || t == "except" {
			p.endBlock()
		}
		if t == "from" || t == "join" {
			p.reference()
		}
	}
}

// table is the tenant table that a token names, or "".
func (p *sqlParser) table(token string) string {
	name := strings.TrimPrefix(strings.Trim(token, `"`), "public.")
	if slices.Contains(p.tables, name) {
		return name
	}
	return ""
}

// reference notes the table behind the token at hand, with its alias.
func (p *sqlParser) reference() {
	i := 1
	for p.token(i) == "only" || p.token(i) == "lateral" {
		i++
	}
	table := p.table(p.token(i))
	if table == "" || p.token(-1) == "distinct" {
		return
	}
	p.references++
	if p.token(i+1) == "as" {
		i++
	}
	alias := p.token(i + 1)
	if !regexp.MustCompile(`^\w+$`).MatchString(alias) || slices.Contains(notAlias, alias) {
		alias = table
	}
	p.top().block.refs[alias] = table
}

func (p *sqlParser) insert() {
	table := p.table(p.token(1))
	if table == "" {
		return
	}
	p.references++
	i := 2
	for p.token(i) != "(" && i < 5 {
		i++
	}
	first := p.token(i + 1)
	for p.token(i) != ")" && p.token(i) != "" {
		i++
	}
	value := p.token(i + 2) // SELECT @tenant
	if p.token(i+1) == "values" {
		value = p.token(i + 3) // VALUES (@tenant
	}
	if first != "tenant_id" || value != "@tenant" {
		p.faults = append(p.faults, fmt.Sprintf("INSERT INTO %s that does not write @tenant into tenant_id first", table))
	}
}
