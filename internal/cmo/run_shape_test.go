package cmo

import "testing"

// Every field that a form has stands among those of its mode's JSON.
func TestInputFields_HoldTheForms(t *testing.T) {
	for mode, fields := range runFields {
		have := map[string]InputField{}
		for _, f := range InputFields(mode) {
			have[f.Name] = f
		}
		for _, f := range fields {
			if _, ok := have[f.Name]; !ok && f.Kind != InBrief {
				t.Errorf("%s lacks %s", mode, f.Name)
			}
		}
	}
	if f := InputFields(ModeContent)[0]; f != (InputField{"campaignId", "id", true}) {
		t.Errorf("%+v", f)
	}
}
