package pages

import (
	"math"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// BrandEditView is the form of the brand with what it would look like.
type BrandEditView struct {
	Form     RecordForm
	Complete string
	Bar      ui.Bar
	Gaps     []gapRow
	Preview  brandPreview
	Refresh  ui.Button
	Colors   []colorRow
}

// NewBrandEditView builds preview, completeness and contrasts from what is typed.
func NewBrandEditView(f RecordForm) BrandEditView {
	b := typedBrand(f.Values)
	v := BrandEditView{
		Form: f, Complete: figure(math.Floor(b.Complete()*100), 0) + "%", Bar: ui.Bar{Value: b.Complete(), Width: 260, Height: 6, Fluid: true},
		Gaps: gapRows(b.Gaps()), Preview: newBrandPreview(b),
		// Without script the button shows the form again with a new preview; with it, only what stands beside the form.
		Refresh: ui.Button{Label: "Update preview", Icon: "refresh-ccw-dot", Size: ui.Small, Form: "record-form", Name: "resume", Value: "1",
			Attrs: templ.Attributes{"hx-post": f.Action, "hx-include": "#record-form", "hx-trigger": "click, change from:#record-form delay:300ms",
				"hx-target": "#brand-rail", "hx-select": "#brand-rail", "hx-swap": "outerHTML", "hx-sync": "this:replace"}},
	}
	v.Preview.Note = "Made of what is typed, before it is saved. Always light, as readers see it."
	for _, k := range cmo.ColorKeys {
		v.Colors = append(v.Colors, newColorRow(k, b.Colors.Text(k), b.Colors.Text("primary")))
	}
	for i := range v.Colors {
		v.Colors[i].ID = "c-" + v.Colors[i].ID // the form's own control has the other one
	}
	return v
}

// typedBrand is the brand that a form's controls hold.
func typedBrand(v url.Values) cmo.Brand {
	last := func(name string) string {
		if list := v[name]; len(list) > 0 {
			return strings.TrimSpace(list[len(list)-1])
		}
		return ""
	}
	lines := func(name string) (out cmo.Texts) {
		for l := range strings.Lines(last(name)) {
			if l = strings.TrimSpace(l); l != "" {
				out = append(out, l)
			}
		}
		return out
	}
	parts := func(name string, keys []string) (out cmo.Traits) {
		for _, k := range keys {
			if s := last(name + "." + k); s != "" {
				out = append(out, cmo.Trait{Key: k, Values: cmo.Texts{s}})
			}
		}
		return out
	}
	b := cmo.Brand{
		Name: last("brand_name"), Tagline: last("tagline"), Mission: last("mission_statement"), Voice: last("brand_voice"), Tone: last("brand_tone"),
		Personality: lines("brand_personality"), Values: lines("core_values"), Colors: parts("brand_colors", cmo.ColorKeys), Fonts: parts("brand_fonts", cmo.FontKeys),
		LogoURL: last("logo_url"), WebsiteURL: last("website_url"), Industry: last("industry"), UniqueValue: last("unique_value_proposition"),
		Differentiators: lines("key_differentiators"), Pillars: lines("messaging_pillars"), Themes: lines("content_themes"),
	}
	for _, name := range v["competitors.name"] {
		if name != "" {
			b.Competitors = append(b.Competitors, cmo.Competitor{Name: name})
		}
	}
	return b
}
