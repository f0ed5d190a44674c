package store

import (
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// insertRow adds a row in a program's name. With the mark, a run or the origin ai_cmo it is the AI CMO's, which needs the
// scope agent; so is a part of an AI-driven campaign that a token with this scope adds.
func (w *Writer) insertRow(table RestTable, id uuid.UUID, in cmo.Fields) error {
	if err := w.checkTenant(table, in); err != nil {
		return err
	}
	if err := checkColumns(table, in); err != nil {
		return err
	}
	if err := checkFirst(table, in); err != nil {
		return err
	}
	t := programType(table)
	if table == RestCampaigns && in["campaign_type"] == nil { // as the specification writes one
		in["campaign_type"] = "nurture"
	}
	if table == RestSnapshots && in["metric_type"] == nil {
		in["metric_type"] = "daily"
	}
	fields, err := w.readRow(table, in, nil)
	if err != nil {
		return err
	}
	ai, err := w.enterAs(table, in, fields)
	if err != nil {
		return err
	}
	for c, v := range fields {
		if v == nil { // the column's default
			delete(fields, c)
		}
	}
	if table == RestSnapshots {
		err = w.checkChannel(fields)
	}
	created := false
	if err == nil {
		created, err = w.insert(t, id, fields)
	}
	switch {
	case err != nil:
		return err
	case !created:
		return &RestError{"23505", 409, `duplicate key value violates unique constraint "` + string(table) + `_pkey"`}
	case ai:
		_, err = w.enterRun(nil)
	}
	return err
}

// checkFirst refuses a new row that claims what comes later, or what the server sets.
func checkFirst(table RestTable, in cmo.Fields) error {
	t := programType(table)
	first := map[string]any{"status": "draft", "review_state": "none", "version": 1}
	for c, v := range in {
		if _, own := t.Field(c); own || v == nil || !setByServer[c] {
			continue
		}
		switch c {
		case "tenant_id", "workspace_id", "id", "run_id":
		case "origin":
			if v != string(cmo.OriginAI) && v != string(cmo.OriginManual) || table == RestSnapshots && v != string(cmo.OriginManual) {
				return denied("the column origin of " + string(table) + " is set by the server")
			}
		default:
			if want, ok := first[c]; !ok || !cmo.Same(v, want) {
				return denied("the column " + c + " of " + string(table) + " is set by the server, or by people in the console: new rows are drafts")
			}
		}
	}
	return nil
}

// enterAs decides in whose name a new row is written, and enters the run if it is the AI CMO's.
func (w *Writer) enterAs(table RestTable, in, fields cmo.Fields) (ai bool, err error) {
	token, t := w.scope.token, programType(table)
	text, _ := fields["description"].(string)
	marked := table == RestCampaigns && cmo.Marked(text)
	ai = marked || in["run_id"] != nil || in["origin"] == string(cmo.OriginAI)
	run, _ := in["run_id"].(string)
	if ai && in["origin"] == string(cmo.OriginManual) {
		return false, invalidRow(map[string]string{"origin": "A row with the mark or a run is not manual."})
	}
	if !ai && token.Has(cmo.ScopeAgent) && table != RestSnapshots {
		if run, ai, err = w.drivenParent(t, fields); err != nil {
			return false, err
		}
	}
	switch {
	case ai && table == RestSnapshots:
		return false, denied("figures are reported, not made: a snapshot names no run")
	case ai && !token.Has(cmo.ScopeAgent):
		return false, denied("what the AI CMO made is written with the scope agent: leave out the mark “" + cmo.MarkPrefix + "” and run_id, or use another token")
	case !ai && !token.Has(programTables[table]):
		return false, denied("a manual row is written with the scope " + string(programTables[table]) + "; one of the AI CMO names its run, a campaign begins with “" + cmo.MarkPrefix + "”")
	case !ai:
		return false, nil
	}
	if marked {
		fields["description"] = cmo.WithMark(cmo.OriginAI, unmarked(text))
	}
	if run == "" {
		id, err := w.runOfServer(t, fields)
		if err != nil {
			return true, err
		}
		run = id.String()
	}
	id, ok := cmo.ReadID(run)
	if ok {
		ok, err = w.enterRun(&id)
	}
	if err == nil && !ok && in["run_id"] == nil { // the parent's run is a person's: this is work of its own
		var own uuid.UUID
		if own, err = w.runOfServer(t, fields); err == nil {
			ok, err = w.enterRun(&own)
		}
	}
	if err == nil && !ok {
		err = &RestError{"23503", 409, "run_id names no run that a program of this tenant has logged and ended"}
	}
	return true, err
}

// unmarked is a text after the mark, however that was written.
func unmarked(text string) string {
	words := len(strings.TrimSuffix(cmo.MarkPrefix, ":"))
	text = strings.TrimSpace(text)
	if len(text) >= words && strings.EqualFold(text[:words], cmo.MarkPrefix[:words]) {
		text = strings.TrimLeft(text[words:], ":-–— \t")
	}
	return text
}

// drivenParent is the run of the AI-driven record that a new part belongs to.
func (w *Writer) drivenParent(t cmo.RecordType, fields cmo.Fields) (run string, ai bool, err error) {
	column, parent := t.Parent, t.ParentKind.Type()
	if t.Kind == cmo.KindEvent {
		column, parent = "campaign_id", cmo.KindCampaign.Type()
	}
	id, ok := cmo.ReadID(fields[column])
	if column == "" || !ok {
		return "", false, nil
	}
	found, err := many[struct{ RunID *uuid.UUID }](w.Reader, `SELECT c.run_id FROM `+parent.Table+` c WHERE c.tenant_id = @tenant AND c.id = @id AND c.origin = 'ai_cmo'`, pgx.NamedArgs{"id": id}).Get()
	if err != nil || len(found) == 0 {
		return "", false, err
	}
	if found[0].RunID != nil {
		run = found[0].RunID.String()
	}
	return run, true, nil
}

// checkChannel refuses figures of a channel under another campaign.
func (w *Writer) checkChannel(fields cmo.Fields) error {
	if fields["channel_id"] == nil {
		return nil
	}
	found, err := many[struct{ ID uuid.UUID }](w.Reader, `SELECT h.id FROM cmo_campaign_channels h WHERE h.tenant_id = @tenant AND h.id::text = lower(@channel) AND h.campaign_id::text = lower(@campaign)`,
		pgx.NamedArgs{"channel": fields["channel_id"], "campaign": fields["campaign_id"]}).Get()
	if err == nil && len(found) == 0 {
		err = &RestError{"23503", 409, "channel_id names no channel of this campaign"}
	}
	return err
}

// enterRun puts what follows into a run that has ended; nil leaves it.
func (w *Writer) enterRun(run *uuid.UUID) (bool, error) {
	done, err := one[struct{ Ok bool }](w.Reader, `SELECT app.enter_run(@run) AS ok WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"run": run}).Get()
	return done.Ok, err
}

// runOfServer logs one run for all that a program's call writes without naming one.
func (w *Writer) runOfServer(t cmo.RecordType, fields cmo.Fields) (uuid.UUID, error) {
	if w.logged != nil {
		return *w.logged, nil
	}
	agent, mode := "cmo-campaign-designer", "campaigns"
	if t.Kind == cmo.KindAsset || t.Kind == cmo.KindVariant || t.Kind == cmo.KindEvent {
		agent, mode = "cmo-content-engine", "content"
	}
	name, _ := fields[t.Name].(string)
	id := newID()
	w.logged = &id
	return id, w.logRun(id, cmo.Fields{"agent": agent, "mode": mode, "status": "completed", "subject": cut300(name),
		"input": map[string]any{"note": "Logged by the server: the program named no run."}, "output": map[string]any{string(t.Kind): map[string]any{t.Name: name}}})
}

func (w *Writer) logRun(id uuid.UUID, run cmo.Fields) error {
	return w.exec(`SELECT app.log_run(@id, @run::jsonb) WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id, "run": run.JSON()})
}
