package pages

import (
	"encoding/json"
	"net/url"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// runData is one part of a run's data.
type runData struct {
	Tabs     ui.Tabs
	JSON     ui.JSON
	Masked   string // how many values are hidden
	None     string // instead of the data
	Copy     string // what the button copies
	Download string
	Whole    string
}

func newRunData(t cmo.Tenant, rec RunRecord, tab string) runData {
	r := rec.Run
	has := map[string]bool{"output": true, "input": true, "prompt": r.PromptKept, "raw": r.RawAnswer != ""}
	switch {
	case has[tab]:
	case r.RawAnswer != "" && bare(r.Output):
		tab = "raw"
	default:
		tab = "output"
	}
	id := r.ID.String()
	d := runData{Tabs: ui.Tabs{Label: "Run data"}, Copy: runTabLabels[tab], Whole: paths.RunDownload(t.Slug, id, "")}
	for _, name := range RunTabs {
		if !has[name] {
			continue
		}
		href := paths.With(paths.Run(t.Slug, id), url.Values{"tab": {name}})
		d.Tabs.Items = append(d.Tabs.Items, ui.Choice{Label: runTabLabels[name], Href: href, Current: name == tab,
			Attrs: templ.Attributes{"hx-get": href, "hx-target": "#run-data", "hx-swap": "outerMorph", "hx-push-url": "true", "hx-sync": "#run-data:replace"}})
	}
	raw := map[string]json.RawMessage{"output": r.Output, "input": r.Input, "raw": json.RawMessage(r.RawAnswer), "prompt": promptText(rec.Prompt)}[tab]
	if bare(raw) {
		d.None = map[string]string{"output": "No output.", "input": "Started without input."}[tab]
		if tab == "output" && !r.Ended() {
			d.None = "No output yet: the run has not ended."
		}
		return d
	}
	if t.Role.Masked() {
		n := 0
		if raw, n = cmo.MaskData(raw); n > 0 {
			d.Masked = plural(n, "value") + " masked for your role"
		}
	}
	d.JSON = ui.JSON{Label: runTabLabels[tab] + " of run " + figureNo(r.No), Value: raw}
	d.Download = paths.RunDownload(t.Slug, id, tab)
	return d
}

// promptText is the prompt's two parts as one text.
func promptText(p cmo.RunPrompt) json.RawMessage {
	if p == (cmo.RunPrompt{}) {
		return nil
	}
	return json.RawMessage("System\n\n" + p.System + "\n\nPrompt\n\n" + p.Prompt)
}

// bare reports that there is nothing to show.
func bare(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "{}" }
