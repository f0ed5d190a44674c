package pages

import (
	"encoding/json"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// textBlocks pairs the lines of two texts; equal ones far from a difference are counted only.
func textBlocks(a, b []string, labelA, labelB string) []textBlock {
	var out []textBlock
	pairs := ui.NearChanges(ui.DiffLines(a, b), contextLines)
	for i := 0; i < len(pairs); {
		j := i
		for j < len(pairs) && pairs[j].Changed == pairs[i].Changed && pairs[j].Skipped == 0 && pairs[i].Skipped == 0 {
			j++
		}
		if pairs[i].Skipped > 0 {
			out = append(out, textBlock{Skipped: "… " + plural(pairs[i].Skipped, "equal line")})
			i++
			continue
		}
		block := textBlock{}
		for _, p := range pairs[i:j] {
			if !p.Changed {
				block.Same = append(block.Same, compareTextLine{countOf(p.LeftNo), p.Left})
				continue
			}
			if p.LeftNo > 0 {
				block.A = append(block.A, compareTextLine{countOf(p.LeftNo), p.Left})
			}
			if p.RightNo > 0 {
				block.B = append(block.B, compareTextLine{countOf(p.RightNo), p.Right})
			}
		}
		switch {
		case len(block.A) > 0 && len(block.B) == 0:
			block.Only, block.Class, block.Same, block.A = "Only in "+lowerFirst(labelA), "del", block.A, nil
		case len(block.B) > 0 && len(block.A) == 0:
			block.Only, block.Class, block.Same, block.B = "Only in "+lowerFirst(labelB), "add", block.B, nil
		}
		out = append(out, block)
		i = j
	}
	return out
}

// stepsData is the steps of a run as a document: what it did, in order, how that ended and how long it took.
func stepsData(r ComparedRun) json.RawMessage {
	var list []map[string]any
	for _, s := range r.Steps {
		row := map[string]any{"step": words(", ", s.Title, map[bool]string{true: "attempt " + countOf(s.Attempt)}[s.Attempt > 1]), "status": cmo.Label(s.Status)}
		if s.Detail != "" {
			row["detail"] = s.Detail
		}
		if s.FinishedAt != nil {
			row["took"] = took(s.FinishedAt.Sub(s.StartedAt))
		}
		list = append(list, row)
	}
	if len(list) == 0 {
		return nil
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return nil
	}
	return raw
}
