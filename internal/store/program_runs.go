package store

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// loggedColumns are what a program may say of a run that it did by itself, with the type of each.
var loggedColumns = map[string]string{"agent": "text", "mode": "text", "status": "text", "subject": "text", "error_message": "text", "provider": "text", "model": "text", "prompt_version": "text",
	"input": "object", "output": "object", "tokens_in": "count", "tokens_out": "count", "duration_ms": "count", "cost_usd": "amount", "completed_at": "moment"}

// insertRun logs a run that a program did by itself and that has ended.
func (w *Writer) insertRun(id uuid.UUID, in cmo.Fields) error {
	if err := w.checkTenant(RestRuns, in); err != nil {
		return err
	}
	run, wrong := cmo.Fields{}, map[string]string{}
	for _, c := range slices.Sorted(maps.Keys(in)) {
		v := in[c]
		typ, known := loggedColumns[c]
		switch {
		case c == "tenant_id" || c == "workspace_id" || c == "id":
		case !known && restTables[RestRuns].columns[c] != "" && v != nil:
			return denied("the column " + c + " of agent_runs is set by the server")
		case !known && restTables[RestRuns].columns[c] == "":
			return noneToWrite(RestRuns, c)
		case v == nil:
		case !cmo.LoggedValue(typ, v):
			wrong[c] = "This is no value that the column can hold."
		default:
			run[c] = v
		}
	}
	maps.Copy(wrong, checkLogged(run))
	if len(wrong) > 0 {
		return invalidRow(wrong)
	}
	there, err := many[struct{ ID uuid.UUID }](w.Reader, `SELECT r.id FROM agent_runs r WHERE r.tenant_id = @tenant AND r.id = @id`, map[string]any{"id": id}).Get()
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return &RestError{"23505", 409, `duplicate key value violates unique constraint "agent_runs_pkey"`}
	}
	if _, ok := run["subject"]; !ok {
		run["subject"] = cut300(subjectOf(run))
	}
	return w.logRun(id, run)
}

// checkLogged holds the rules over a run's columns.
func checkLogged(run cmo.Fields) map[string]string {
	wrong := map[string]string{}
	agent, ok := cmo.AgentByID(run["agent"])
	mode, given := run["mode"].(string)
	switch {
	case !ok:
		wrong["agent"] = "Name one of the six agents, like cmo-campaign-designer."
	case !given:
		run["mode"] = string(agent.Mode)
	case mode != string(agent.Mode):
		wrong["mode"] = "The mode of this agent is " + string(agent.Mode) + "."
	}
	status, _ := run["status"].(string)
	if !slices.Contains([]string{"completed", "failed", "cancelled", "timed_out"}, status) {
		wrong["status"] = "A run is logged when it has ended: completed, failed, cancelled or timed_out."
	}
	if (status == "failed" || status == "timed_out") && run["error_message"] == nil {
		wrong["error_message"] = "Say why it failed."
	}
	return wrong
}

// subjectOf is what a run was about, as far as its answer or input names a campaign.
func subjectOf(run cmo.Fields) string {
	for _, side := range []string{"output", "input"} {
		m, _ := run[side].(map[string]any)
		for _, inner := range []any{m["campaign"], any(m)} {
			o, _ := inner.(map[string]any)
			for _, key := range []string{"campaign_name", "funnel_name", "plan_name", "goal"} {
				if text, ok := o[key].(string); ok && text != "" {
					return text
				}
			}
		}
	}
	return ""
}
