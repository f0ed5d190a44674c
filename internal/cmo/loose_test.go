package cmo

import (
	"encoding/json"
	"reflect"
	"testing"
)

func read[T any](t *testing.T, raw string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

func TestTexts_AnyShape(t *testing.T) {
	for raw, want := range map[string]Texts{
		`["a"," b ",""]`: {"a", "b"}, `"one"`: {"one"}, `null`: nil, `{}`: nil, `[1,true,null]`: {"1", "yes"},
		`[{"name":"Camp","week":2}]`: {"Camp (week: 2)"}, `[{"x_y":["a","b"]}]`: {"x y: a, b"}, `[["a","b"]]`: {"a, b"},
	} {
		if got := read[Texts](t, raw); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}

func TestTraits_KeepTheirShape(t *testing.T) {
	got := read[Traits](t, `{"tone":"calm","formats":["a","b"],"n":3}`)
	if got.Text("tone") != "calm" || got.Text("formats") != "a, b" || len(got.Except("tone", "n")) != 1 {
		t.Errorf("%+v", got)
	}
	back, err := json.Marshal(got)
	if err != nil || string(back) != `{"formats":["a","b"],"n":"3","tone":"calm"}` {
		t.Errorf("%s %v", back, err)
	}
}

func TestAmount_NumberOrWords(t *testing.T) {
	for raw, want := range map[string]Amount{
		`0`: {Known: true}, `4.5`: {N: 4.5, Known: true}, `"60"`: {N: 60, Known: true}, `"1,200"`: {N: 1200, Known: true},
		`"60 forms"`: {N: 60, Known: true, Words: "forms"}, `"about 5"`: {Words: "about 5"}, `null`: {}, `"NaN"`: {Words: "NaN"}, `""`: {},
	} {
		if got := read[Amount](t, raw); got != want {
			t.Errorf("%s: %+v, want %+v", raw, got, want)
		}
	}
}

func TestRange_AnyShape(t *testing.T) {
	if r := read[Price](t, `{"min":149,"max":"189","currency":"USD","per":"child"}`); r.Min.N != 149 || r.Max.N != 189 || r.Currency != "USD" || r.Note != "per: child" {
		t.Errorf("%+v", r)
	}
	if r := read[Price](t, `{}`); r.Given() {
		t.Errorf("%+v", r)
	}
	if r := read[Price](t, `{"min":0}`); !r.Given() || r.Max.Given() {
		t.Errorf("%+v", r)
	}
}

func TestLists_KeepWhatImportsHold(t *testing.T) {
	if c := read[Competitors](t, `["League",{"name":"Club","notes":"far","price":"high"}]`); len(c) != 2 || c[0].Name != "League" || c[1].Notes != "far, price: high" {
		t.Errorf("%+v", c)
	}
	if s := read[Stories](t, `["Great",{"quote":"Loved it","author":"A parent","stars":5},{"title":"Camp","name":"Club","company":"Other"}]`); len(s) != 3 || s[0].Text != "Great" ||
		s[1].Text != "Loved it (stars: 5)" || s[1].By != "A parent" || s[2].By != "Club" || s[2].Text != "(company: Other)" {
		t.Errorf("%+v", s)
	}
	if r := read[PlanRisks](t, `["Rain",{"risk":"Heat","mitigation":"Shade","owner":"Coach"}]`); len(r) != 2 || r[0].Risk != "Rain" || r[1].Mitigation != "Shade (owner: Coach)" {
		t.Errorf("%+v", r)
	}
	if g := read[PlanGoals](t, `["Reach",{"metric":"leads","target_value":5,"channels":["email"],"owner":"x"}]`); len(g) != 2 || g[1].Target.N != 5 || g[1].Measurement != "owner: x" || g[1].Channels[0] != "email" {
		t.Errorf("%+v", g)
	}
	if m := read[PlanMonth](t, `{"theme":"Launch","weekly_checkpoints":["w",{"week":2,"focus":"f","deliverables":"one"}],"goal":"g"}`); m.Focus != "Launch" || len(m.Weeks) != 2 || m.Weeks[1].Deliverables[0] != "one" || len(m.Rest) != 1 {
		t.Errorf("%+v", m)
	}
}

func FuzzLoose(f *testing.F) {
	for _, s := range []string{`[]`, `{}`, `[{"week":[[1]]}]`, `{"min":{"a":1}}`, `"x"`, `[null]`, `{"weekly_checkpoints":3}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		for _, v := range []json.Unmarshaler{new(Texts), new(Traits), new(Amount), new(Price), new(Competitors), new(Stories), new(PlanGoals), new(PlanShares), new(PlanRisks), new(PlanMoney), new(PlanMonth)} {
			if err := json.Unmarshal(data, v); err != nil {
				t.Errorf("%T of %s: %v", v, data, err)
			}
			if _, err := json.Marshal(v); err != nil {
				t.Errorf("%T of %s back: %v", v, data, err)
			}
		}
	})
}

func TestContrast(t *testing.T) {
	if c := Contrast("#000", "#ffffff"); c < 20.99 || c > 21.01 {
		t.Errorf("black on white: %v", c)
	}
	if c := Contrast("#767676", "#fff"); c < 4.5 || c > 4.6 {
		t.Errorf("the lightest grey that passes on white: %v", c)
	}
	if Contrast("red", "#fff") != 0 || Color("#12345").Valid() || Color("#1d4d3a").TextOn() != "#ffffff" || Color("#f4b740").TextOn() != "#000000" {
		t.Error("colours are read wrongly")
	}
}

func TestBrand_GapsAreNamed(t *testing.T) {
	b := Brand{Name: "n", Tagline: "t", Colors: read[Traits](t, `{"primary":"#123456"}`)}
	if g := b.Groups(); g[0].Filled != 2 || g[4].Filled != 1 || g[4].Of != 5 {
		t.Errorf("%+v", g)
	}
	if n := len(b.Gaps()); n != 17 || b.Complete() != 3.0/20 {
		t.Errorf("%d gaps, complete %v", n, b.Complete())
	}
}

func TestWebAddress(t *testing.T) {
	for s, want := range map[string]bool{
		"https://a.example.test/x?y=1": true, "http://a": true, "javascript:alert(1)": false, "//a": false, "ftp://a": false, "https://": false,
		"https://u:p@a.example.test": false, "a.example.test": false, "": false, "https://\x00": false,
	} {
		if WebAddress(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}
