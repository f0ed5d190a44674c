package cmo

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMask_HidesPersonalDataAndKeys(t *testing.T) {
	for text, want := range map[string]string{
		"Write to coach.two+camp@mail.example.test today":                "Write to [masked: email] today",
		"jürgen@müller.example, x%40y.test":                              "[masked: email], [masked: email]",
		"call +1 312 555 0142 or (312) 555-0142":                         "call [masked: phone] or [masked: phone]",
		"312-555-0142, 312.555.0142, 555-0142, 13125550142":              "[masked: phone], [masked: phone], [masked: phone], [masked: phone]",
		"0043 660 1234567 and 089/1234567 and 0660 123 4567":             "[masked: phone] and [masked: phone] and [masked: phone]",
		"Authorization: Bearer abc.DEF-123":                              "Authorization: [masked: key]",
		"key sk-proj-0123456789abcdef and sk_live_51Habcdef":             "key [masked: key] and [masked: key]",
		"ghp_abcdefghijklmnop AKIAABCDEFGHIJKLMNOP xoxb-12345678-abcdef": "[masked: key] [masked: key] [masked: key]",
		"eyJhbGciOi.eyJzdWIi.c2ln":                                       "[masked: key]",
		"postgres://app:hunter2@db/x":                                    "postgres[masked: key]db/x",
	} {
		if got, _ := Mask(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestMask_LeavesTheRest(t *testing.T) {
	for _, text := range []string{
		"", "Camp Parents, 4,200 reached, 15.9 % of 640", "2026-02-09 to 2026-02-28", "2026-01-13T13:27:10-06:00", "2025-2026", "150-300 words, 3-5 hashtags",
		"4161ee82-be97-4fa8-9017-5c40be3ebe19", "{{first_name}}, see {{cta_url}}", "$1,800.00", "run #1846 took 18.4 s", "task-oriented, risk-averse desk-bound words",
		"120000 impressions", "https://example.test/camps?utm_source=email", "8:00-16:30",
	} {
		if got, n := Mask(text); got != text || n != 0 {
			t.Errorf("%q became %q (%d)", text, got, n)
		}
	}
}

func TestMaskJSON_KeepsShapeAndOrder(t *testing.T) {
	in := `{"z":1,"a":{"reply_to":"desk@example.test","list":["+1 312 555 0142",3.50,true,null]},"api_key":"plain","Authorization":{"x":1},"password":"","x@y.test":"k","n":13125550142,"tokens_in":12,"html":"<b>&"}`
	want := `{"z":1,"a":{"reply_to":"[masked: email]","list":["[masked: phone]",3.50,true,null]},"api_key":"[masked: key]","Authorization":"[masked: key]","password":"","[masked: email]":"k","n":"[masked: phone]","tokens_in":12,"html":"<b>&"}`
	got, n := MaskJSON(json.RawMessage(in))
	if string(got) != want || n != 6 {
		t.Errorf("%d hidden\n got %s\nwant %s", n, got, want)
	}
	if again, n := MaskJSON(got); string(again) != `{"z":1,"a":{"reply_to":"[masked: email]","list":["[masked: phone]",3.50,true,null]},"api_key":"[masked: key]","Authorization":"[masked: key]","password":"","[masked: email]":"k","n":"[masked: phone]","tokens_in":12,"html":"<b>&"}` || n != 2 {
		t.Errorf("masking twice: %d, %s", n, again)
	}
}

func TestMaskJSON_NoJSONIsText(t *testing.T) {
	for _, in := range []string{"", "not json desk@example.test", `{"a":1} desk@example.test`, `{"a":`, strings.Repeat("[", 500) + `"desk@example.test"` + strings.Repeat("]", 500)} {
		got, _ := MaskJSON(json.RawMessage(in))
		if !json.Valid(got) || strings.Contains(string(got), "desk@") {
			t.Errorf("%.40q became %.80q", in, got)
		}
	}
}

func FuzzMaskJSON(f *testing.F) {
	f.Add(`{"a":["desk@example.test",{"b":"+1 312 555 0142"}]}`)
	f.Fuzz(func(t *testing.T, in string) {
		got, _ := MaskJSON(json.RawMessage(in))
		if !json.Valid(got) {
			t.Errorf("%q became %q", in, got)
		}
	})
}
