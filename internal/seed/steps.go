package seed

import "fmt"

// timeline is the steps of a run up to where it stopped.
func (b *builder) timeline(r run) []step {
	stop := stopKind(r)
	var list []step
	for _, p := range stepPlan {
		s := step{Kind: p.Kind, Title: p.Title, Detail: p.Detail, Status: "completed", Attempt: 1, Ms: b.stepMs(r, p.Kind)}
		switch p.Kind {
		case "prompt":
			s.Detail = "Prompt " + promptVersions[r.Mode]
		case "model":
			s.Detail = modelDetail(r)
		}
		if p.Kind != stop {
			list = append(list, s)
			if r.Repaired && p.Kind == "model" {
				list = append(list, repair("completed")...)
			}
			continue
		}
		return append(list, lastSteps(r, s)...)
	}
	return list
}

// stopKind is the kind of step at which the run stopped, empty for one that went through.
func stopKind(r run) string {
	switch {
	case r.Status == "completed":
		return ""
	case r.Step != "":
		return r.Step
	case r.Status == "pending":
		return "queued"
	case r.Kind == "invalid_output":
		return "validate"
	}
	return "model"
}

// stepMs is how long a step takes; 0 is whatever the others leave.
func (b *builder) stepMs(r run, kind string) int {
	ms := map[string]int{"queued": int(queuedFor(r).Milliseconds()), "claim": 6, "context": 22, "prompt": 4, "validate": 9, "save": 31}
	if r.Status == "cancelled" && r.Step == "queued" || r.Status == "pending" {
		return max(1, r.Took)
	}
	return ms[kind]
}

func modelDetail(r run) string {
	if r.In > 0 {
		return fmt.Sprintf("gpt-4.1-mini, %d tokens in, %d out", r.In, r.Out)
	}
	return "Built-in playbook, no language model"
}

// repair is an answer that broke the contract and the one try to mend it.
func repair(status string) []step {
	return []step{
		{Kind: "validate", Title: "Checked the answer against the contract", Detail: "A required field is missing", Status: "invalid", Attempt: 1, Ms: 8},
		{Kind: "repair", Title: "Asked the model to mend its answer", Detail: "Told what the contract wants", Status: status, Attempt: 2},
	}
}

// lastSteps are the steps with which a run that did not complete ends.
func lastSteps(r run, s step) []step {
	switch {
	case r.Status == "pending", r.Status == "running":
		s.Status = "running"
		if s.Kind == "model" && r.In > 0 {
			s.Detail = "gpt-4.1-mini, answer is streaming"
		}
	case r.Kind == "invalid_output":
		steps := repair("completed")
		steps[0].Detail = r.Error
		s.Status, s.Attempt, s.Detail = "invalid", 2, r.Error
		return append(steps, s)
	case r.Kind == "provider":
		var tries []step
		for n := 1; n <= 3; n++ {
			tries = append(tries, step{Kind: "model", Title: s.Title, Detail: "The provider answered 503", Status: "failed", Attempt: n})
		}
		return tries
	default:
		s.Status, s.Detail = r.Status, r.Error
		if r.Status == "cancelled" {
			s.Detail = "Cancelled by " + nameOf(r.By)
		}
	}
	return []step{s}
}
