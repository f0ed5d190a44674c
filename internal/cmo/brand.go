package cmo

import (
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Brand is a tenant's one brand profile.
type Brand struct {
	ID uuid.UUID
	Provenance
	Name            string
	Tagline         string
	Mission         string
	Voice           string
	Tone            string
	Personality     Texts
	Values          Texts
	Colors          Traits // primary, secondary, accent
	Fonts           Traits // heading, body
	LogoURL         string
	WebsiteURL      string
	Industry        string
	Competitors     Competitors
	UniqueValue     string
	Differentiators Texts
	Pillars         Texts
	Themes          Texts
	ReviewedAt      *time.Time // nil: no person has looked at it yet
}

// ColorKeys and FontKeys are the keys of the two objects that agents and pages use.
var (
	ColorKeys = []string{"primary", "secondary", "accent"}
	FontKeys  = []string{"heading", "body"}
)

// Competitor is someone the tenant is compared with.
type Competitor struct {
	Name  string `json:"name"`
	Notes string `json:"notes,omitempty"`
}

// Competitors is the list of them; imports may hold names only.
type Competitors []Competitor

// UnmarshalJSON reads any JSON.
func (c *Competitors) UnmarshalJSON(data []byte) (err error) {
	*c, err = looseList(data, func(v any) Competitor {
		o, ok := v.(map[string]any)
		if !ok {
			return Competitor{Name: looseText(v)}
		}
		x := Competitor{Name: looseFirst(o, "name", "title", "company"), Notes: looseFirst(o, "notes", "note", "description")}
		if rest := looseRest(o, "name", "title", "company", "notes", "note", "description"); rest != "" {
			x.Notes = strings.TrimPrefix(x.Notes+", "+rest, ", ")
		}
		return x
	})
	return err
}

// BrandGroup is a part of the brand with its fields.
type BrandGroup struct {
	Key, Label string
	Filled     int
	Of         int
}

type brandGroup struct {
	key, label string
	fields     []field[Brand]
}

var brandGroups = []brandGroup{
	{"identity", "Identity", []field[Brand]{
		{"brand_name", "brand name", func(b Brand) bool { return b.Name != "" }},
		{"industry", "industry", func(b Brand) bool { return b.Industry != "" }},
		{"website_url", "website", func(b Brand) bool { return b.WebsiteURL != "" }},
		{"logo_url", "logo address", func(b Brand) bool { return b.LogoURL != "" }},
		{"tagline", "tagline", func(b Brand) bool { return b.Tagline != "" }},
		{"mission_statement", "mission statement", func(b Brand) bool { return b.Mission != "" }},
	}},
	{"voice", "Voice", []field[Brand]{
		{"brand_voice", "voice words", func(b Brand) bool { return b.Voice != "" }},
		{"brand_tone", "tone", func(b Brand) bool { return b.Tone != "" }},
		{"brand_personality", "personality", func(b Brand) bool { return len(b.Personality) > 0 }},
		{"core_values", "core values", func(b Brand) bool { return len(b.Values) > 0 }},
	}},
	{"value", "Value", []field[Brand]{
		{"unique_value_proposition", "unique value", func(b Brand) bool { return b.UniqueValue != "" }},
		{"key_differentiators", "key differentiators", func(b Brand) bool { return len(b.Differentiators) > 0 }},
		{"competitors", "competitors", func(b Brand) bool { return len(b.Competitors) > 0 }},
	}},
	{"themes", "Themes", []field[Brand]{
		{"messaging_pillars", "messaging pillars", func(b Brand) bool { return len(b.Pillars) > 0 }},
		{"content_themes", "content themes", func(b Brand) bool { return len(b.Themes) > 0 }},
	}},
	{"look", "Look", []field[Brand]{
		{"brand_colors.primary", "primary colour", func(b Brand) bool { return b.Colors.Text("primary") != "" }},
		{"brand_colors.secondary", "secondary colour", func(b Brand) bool { return b.Colors.Text("secondary") != "" }},
		{"brand_colors.accent", "accent colour", func(b Brand) bool { return b.Colors.Text("accent") != "" }},
		{"brand_fonts.heading", "heading font", func(b Brand) bool { return b.Fonts.Text("heading") != "" }},
		{"brand_fonts.body", "body font", func(b Brand) bool { return b.Fonts.Text("body") != "" }},
	}},
}

// Groups counts what each part of the brand holds.
func (b Brand) Groups() []BrandGroup {
	out := make([]BrandGroup, len(brandGroups))
	for i, g := range brandGroups {
		out[i] = BrandGroup{g.key, g.label, len(g.fields) - len(gaps(g.fields, b)), len(g.fields)}
	}
	return out
}

// Gaps are the fields that hold nothing yet.
func (b Brand) Gaps() []Gap {
	var out []Gap
	for _, g := range brandGroups {
		out = append(out, gaps(g.fields, b)...)
	}
	return out
}

// Complete is the share of the fields that hold something, 0 to 1.
func (b Brand) Complete() float64 {
	filled, of := 0, 0
	for _, g := range b.Groups() {
		filled, of = filled+g.Filled, of+g.Of
	}
	return float64(filled) / float64(of)
}

// VoiceWords are the words of the voice, which is stored as one text.
func (b Brand) VoiceWords() Texts { return splitWords(b.Voice) }

// splitWords takes a text apart at commas, semicolons and line ends.
func splitWords(s string) Texts {
	var out Texts
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// WebAddress reports whether a text is a whole http or https address, which is the only kind pages link to.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}
