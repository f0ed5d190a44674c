package agent

import (
	"math"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy bounds everything in an answer: texts lose control and direction signs, lists that are missing become empty, and
// what is too long or no number is a fault.
func tidy(out any, f *faults) { tidyValue(reflect.ValueOf(out).Elem(), "", f) }

func tidyValue(v reflect.Value, at string, f *faults) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			tidyValue(v.Elem(), at, f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			tidyValue(v.Field(i), strings.TrimPrefix(at+"."+name, "."), f)
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if v.Len() > maxItems {
			f.add("%s has %d entries; %d are the most.", at, v.Len(), maxItems)
			return
		}
		for i := range v.Len() {
			tidyValue(v.Index(i), at, f)
		}
	case reflect.String:
		v.SetString(tidyText(v.String()))
		most := maxText
		if name := at[strings.LastIndexByte(at, '.')+1:]; strings.HasSuffix(name, "_name") || name == "title" || name == "name" || name == "label" {
			most = maxName
		}
		if n := utf8.RuneCountInString(v.String()); n > most {
			f.add("%s has %d characters; %d are the most.", at, n, most)
		}
	case reflect.Float64:
		if n := v.Float(); math.IsNaN(n) || math.Abs(n) > 1e11 {
			f.add("%s is out of range.", at)
		}
	case reflect.Int:
		if n := v.Int(); n < 0 || n > math.MaxInt32 {
			f.add("%s is out of range.", at)
		}
	}
}

// tidyText drops what no reader sees and what turns a line around; line ends and tabs stay.
func tidyText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200b, r == 0xfeff, r >= 0xe0000 && r <= 0xe007f:
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s)
}
