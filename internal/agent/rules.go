package agent

import (
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// need wants a text.
func (f *faults) need(at, value string) {
	if value == "" {
		f.add("%s is missing.", at)
	}
}

// oneOf wants a value of a list.
func (f *faults) oneOf(at, value string, list []string) {
	if !slices.Contains(list, value) {
		f.add("%s is %q; it must be one of %s.", at, short(value, 40), strings.Join(list, ", "))
	}
}

// allOf wants every value from a list, at least so many of them, none twice.
func (f *faults) allOf(at string, values, list []string, least int) {
	f.count(at, len(values), least, 0)
	for i, v := range values {
		f.oneOf(at, v, list)
		if slices.Contains(values[:i], v) {
			f.add("%s names %q twice.", at, v)
		}
	}
}

// count wants a number of things; most 0 has no upper end.
func (f *faults) count(at string, n, least, most int) {
	switch {
	case n < least && most == least:
		f.add("%s has %d entries; it must have %d.", at, n, least)
	case n < least:
		f.add("%s has %d entries; it needs at least %d.", at, n, least)
	case most > 0 && n > most:
		f.add("%s has %d entries; %d are the most.", at, n, most)
	}
}

// texts wants a list of different, non-empty texts.
func (f *faults) texts(at string, values []string, least, most int) {
	f.count(at, len(values), least, most)
	seen := map[string]bool{}
	for _, v := range values {
		key := strings.ToLower(strings.Join(strings.Fields(v), " "))
		switch {
		case key == "":
			f.add("%s has an empty entry.", at)
		case seen[key]:
			f.add("%s says %q twice.", at, short(v, 60))
		}
		seen[key] = true
	}
}

// known wants names of existing records. An empty list of records accepts nothing but an empty name.
func (f *faults) known(at, what, value string, names []string) {
	if value != "" && !slices.Contains(names, value) {
		f.add("%s names the %s %q, which does not exist.", at, what, short(value, 60))
	}
}

// share wants percentages that add up to 100.
func (f *faults) share(at string, shares []float64) {
	sum := 0.0
	for _, s := range shares {
		if s < 0 || s > 100 {
			f.add("%s holds a share of %g %%.", at, s)
			return
		}
		sum += s
	}
	if math.Abs(sum-100) > 0.05 {
		f.add("%s adds up to %g %%; it must be 100 %%.", at, math.Round(sum*100)/100)
	}
}

// date wants a date and gives it back.
func (f *faults) date(at, value string) (time.Time, bool) {
	d, err := time.Parse(time.DateOnly, value)
	if err != nil || d.Year() < 2000 || d.Year() > 2100 {
		f.add("%s is %q; it must be a date like 2026-01-31.", at, short(value, 40))
		return time.Time{}, false
	}
	return d, true
}

// between wants a number in a range.
func (f *faults) between(at string, v, low, high float64) {
	if v < low || v > high {
		f.add("%s is %g; it must lie between %g and %g.", at, v, low, high)
	}
}

// link wants an empty text or a web address without a password.
func (f *faults) link(at, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		f.add("%s is no web address.", at)
	}
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// money wants an open or ordered range in a currency.
func (f *faults) money(at string, low, high *float64, currency string) {
	if low != nil && *low < 0 || low != nil && high != nil && *low > *high {
		f.add("%s runs from %g to %g.", at, *low, deref(high))
	}
	if (low != nil || high != nil) && !currencyCode.MatchString(currency) {
		f.add("%s needs a currency code like USD.", at)
	}
}

func deref(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
