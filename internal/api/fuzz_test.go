package api

import (
	"errors"
	"net/url"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// A query in PostgREST's form is understood or refused in its words, within the limits.
func FuzzParseRest(f *testing.F) {
	for _, q := range []string{"", "select=*&id=eq.1", "select=a:b(c,d:e(*)),f&order=x.desc.nullsfirst&limit=5&offset=3", "id=not.in.(\"a,\\\"b\",c)", "select=((((", "limit=-1", "a=is.null&a=eq.", "or=(a.eq.1)", "select=a::b", "order=.", "id=in.()"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		params, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, err := parseRest("cmo_campaigns", params)
		var refused *store.RestError
		if err != nil && (!errors.As(err, &refused) || refused.Status != 400) {
			t.Fatalf("%q: %v", raw, err)
		}
		if err == nil && (q.Limit < 0 || q.Limit > restRows || q.Skip < 0 || q.Skip > restSkip || deep(q.Fields) > 4) {
			t.Fatalf("%q is read as %+v", raw, q)
		}
		for _, f := range q.Filters {
			if err == nil && len(f.Values) > restIn {
				t.Fatalf("%q has %d values", raw, len(f.Values))
			}
		}
	})
}

func deep(fields []store.RestField) int {
	if len(fields) == 0 {
		return 0
	}
	most := 0
	for _, f := range fields {
		most = max(most, deep(f.Fields))
	}
	return most + 1
}

// A body is read as rows with the same keys, or refused in words.
func FuzzRestBody(f *testing.F) {
	for _, b := range []string{"", "{}", "[]", `[{"a":1},{"a":2}]`, `[{"a":1},{"b":2}]`, `{"a":{"b":[1,null,"x"]}}`, `{"a":1e400}`, "[[[[", `{"a":1}{`, "\x00", `{"a":"\u0000"}`} {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		body, err := decodeBody(raw)
		if err != nil {
			return
		}
		rows, err := restBody(body, true)
		var refused *store.RestError
		if err != nil && (!errors.As(err, &refused) || refused.Status != 400) {
			t.Fatalf("%q: %v", raw, err)
		}
		for _, row := range rows {
			if err == nil && len(row) != len(rows[0]) {
				t.Fatalf("%q is read as %v", raw, rows)
			}
			for _, typ := range []cmo.RecordType{cmo.KindCampaign.Type(), cmo.KindAsset.Type(), cmo.SnapshotType} {
				if fields, wrong := typ.ReadJSON(row); fields == nil || wrong == nil {
					t.Fatalf("%q", raw)
				}
			}
		}
	})
}
