package store_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A person's campaign is manual and unmarked, whatever he types.
func TestInsertCampaign_PersonCannotForgeTheMark(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	var got cmo.Campaign
	err := sc.Write(t.Context(), func(w *store.Writer) error {
		id, err := w.InsertCampaign(cmo.NewCampaign{Name: "Forged", Type: "nurture", Description: "AI CMO Driven: AI CMO Driven: by hand"})
		if err != nil {
			return err
		}
		got, err = w.Campaign(id).Get()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Origin != cmo.OriginManual || got.Marked || got.RunID != nil || got.Description == "" {
		t.Fatalf("%+v", got)
	}
}

// The database itself refuses what a person's transaction may not write, without the store's help.
func TestAttribution_HeldByTheDatabase(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	const insert = `INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, created_by`
	a, b := k.A.ID.String(), k.B.ID.String()
	for name, sql := range map[string]string{
		"origin forged":       insert + `, origin, description) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', app.user_id(), 'ai_cmo', 'AI CMO Driven: x')`,
		"origin with run":     insert + `, origin, run_id, description) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', app.user_id(), 'ai_cmo', '` + k.A.RowID("run").String() + `', 'AI CMO Driven: x')`,
		"mark on manual":      insert + `, description) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', app.user_id(), 'AI CMO Driven: x')`,
		"mark stripped":       `UPDATE cmo_campaigns SET description = 'plain' WHERE id = '` + k.A.RowID("campaign").String() + `'`,
		"mark typed":          `UPDATE cmo_campaigns SET description = 'AI CMO Driven: x' WHERE id = '` + k.A.RowID("manual").String() + `'`,
		"other tenant":        insert + `) VALUES ('` + b + `', '` + b + `', 'x', 'nurture', app.user_id())`,
		"born live":           insert + `, status, review_state) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', app.user_id(), 'active', 'approved')`,
		"autopilot":           insert + `, autopilot_enabled) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', app.user_id(), true)`,
		"somebody else's":     insert + `) VALUES ('` + a + `', '` + a + `', 'x', 'nurture', gen_random_uuid())`,
		"content published":   `INSERT INTO cmo_content_assets (tenant_id, workspace_id, title, content_type, status, created_by) VALUES ('` + a + `', '` + a + `', 'x', 'email', 'published', app.user_id())`,
		"winner from birth":   `INSERT INTO cmo_content_variants (tenant_id, workspace_id, asset_id, variant_name, is_winner, created_by) VALUES ('` + a + `', '` + a + `', '` + k.A.RowID("asset").String() + `', 'x', true, app.user_id())`,
		"results made up":     `INSERT INTO cmo_content_variants (tenant_id, workspace_id, asset_id, variant_name, performance_metrics, created_by) VALUES ('` + a + `', '` + a + `', '` + k.A.RowID("asset").String() + `', 'x', '{"clicks": 9}', app.user_id())`,
		"plan born active":    `INSERT INTO cmo_marketing_plans (tenant_id, workspace_id, plan_name, status, created_by) VALUES ('` + a + `', '` + a + `', 'x', 'active', app.user_id())`,
		"funnel born active":  `INSERT INTO cmo_funnels (tenant_id, workspace_id, funnel_name, status, created_by) VALUES ('` + a + `', '` + a + `', 'x', 'active', app.user_id())`,
		"advice decided":      `INSERT INTO cmo_recommendations (tenant_id, workspace_id, recommendation_type, title, status, created_by) VALUES ('` + a + `', '` + a + `', 'x', 'x', 'implemented', app.user_id())`,
		"run already ended":   `INSERT INTO agent_runs (tenant_id, workspace_id, id, run_no, agent, started_by) SELECT '` + a + `', '` + a + `', gen_random_uuid(), 77, 'cmo-plan-90day', gen_random_uuid()`,
		"audit for another":   `INSERT INTO audit_log (tenant_id, id, event, actor_kind, actor_id) VALUES ('` + a + `', gen_random_uuid(), 'x', 'person', gen_random_uuid())`,
		"step without lease":  `INSERT INTO agent_run_steps (tenant_id, id, run_id, step_no, kind, title, status) VALUES ('` + a + `', gen_random_uuid(), '` + k.A.RowID("run").String() + `', 9, 'save', 'x', 'completed')`,
		"version for another": `INSERT INTO record_versions (tenant_id, id, record_table, record_id, version, actor_id, data) VALUES ('` + a + `', gen_random_uuid(), 'x', gen_random_uuid(), 1, gen_random_uuid(), '{}')`,
	} {
		if code, _ := as(t, k, storetest.Email(k.A, cmo.RoleOwner), sql); code != "42501" {
			t.Errorf("%s: SQLSTATE %q, want 42501", name, code)
		}
	}
	if code, _ := as(t, k, storetest.Email(k.A, cmo.RoleOwner), insert+`) VALUES ('`+a+`', '`+a+`', 'x', 'nurture', app.user_id())`); code != "" {
		t.Errorf("an honest insert fails with %s", code)
	}
	if code, _ := as(t, k, storetest.Email(k.A, cmo.RoleViewer), insert+`) VALUES ('`+a+`', '`+a+`', 'x', 'nurture', app.user_id())`); code != "42501" {
		t.Errorf("a viewer inserts: %q", code)
	}
	if _, n := as(t, k, storetest.Email(k.A, cmo.RoleViewer), `UPDATE cmo_campaigns SET campaign_name = 'x'`); n != 0 {
		t.Errorf("a viewer updates %d rows", n)
	}
}

// A reference to another tenant's row fails exactly like one to no row.
func TestReferences_ForeignLikeMissing(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	insert := func(funnel uuid.UUID) error {
		return sc.Write(t.Context(), func(w *store.Writer) error {
			_, err := w.InsertCampaign(cmo.NewCampaign{Name: "x", Type: "nurture", FunnelID: &funnel})
			return err
		})
	}
	foreign, missing := insert(k.B.RowID("funnel")), insert(uuid.New())
	var f, m *pgconn.PgError
	if !errors.As(foreign, &f) || !errors.As(missing, &m) || f.Code != "23503" || f.Code != m.Code || f.ConstraintName != m.ConstraintName {
		t.Fatalf("foreign: %v; missing: %v", foreign, missing)
	}
	if err := insert(k.A.RowID("funnel")); err != nil {
		t.Fatalf("own: %v", err)
	}
}

// Every pair of states, by every role: the function's verdict is the table's, and nothing else moves.
func TestMoveCampaign_EveryPairAndRole(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	edit := []cmo.Role{cmo.RoleOwner, cmo.RoleAdmin, cmo.RoleApprover, cmo.RoleMarketer}
	approve := edit[:3]
	allowed := map[[2]cmo.CampaignState][]cmo.Role{
		{cmo.StateDraft, cmo.StateInReview}: edit, {cmo.StateChanges, cmo.StateInReview}: edit, {cmo.StateRejected, cmo.StateDraft}: edit,
		{cmo.StateInReview, cmo.StateDraft}: edit, {cmo.StateApproved, cmo.StateInReview}: edit,
		{cmo.StateInReview, cmo.StateApproved}: approve, {cmo.StateInReview, cmo.StateChanges}: approve, {cmo.StateInReview, cmo.StateRejected}: approve,
		{cmo.StateApproved, cmo.StateScheduled}: approve, {cmo.StateApproved, cmo.StateActive}: approve, {cmo.StateScheduled, cmo.StateApproved}: approve,
		{cmo.StateScheduled, cmo.StateActive}: approve, {cmo.StateActive, cmo.StatePaused}: approve, {cmo.StateActive, cmo.StateCompleted}: approve,
		{cmo.StatePaused, cmo.StateActive}: approve, {cmo.StatePaused, cmo.StateCompleted}: approve,
	}
	id := k.A.RowID("campaign")
	stored := map[cmo.CampaignState][2]string{cmo.StateDraft: {"draft", "none"}}
	for _, s := range cmo.CampaignStates[1:] {
		stored[s] = [2]string{"draft", string(s)}
		if s == cmo.StateScheduled || s == cmo.StateActive || s == cmo.StatePaused || s == cmo.StateCompleted {
			stored[s] = [2]string{string(s), "approved"}
		}
	}
	k.Admin(`UPDATE cmo_campaigns SET review_state = 'approved' WHERE id = $1`, id)
	k.Admin(`SELECT app.adopt_approvals()`) // launches need an approval of what there is
	admin := k.AdminConn()
	for _, role := range cmo.Roles {
		sc := k.Scope(storetest.Email(k.A, role), k.A)
		for _, from := range cmo.CampaignStates {
			for _, to := range cmo.CampaignStates {
				if _, err := admin.Exec(t.Context(), `UPDATE cmo_campaigns SET status = $2, review_state = $3 WHERE id = $1`, id, stored[from][0], stored[from][1]); err != nil {
					t.Fatal(err)
				}
				err := sc.Write(t.Context(), func(w *store.Writer) error { return w.MoveCampaign(id, from, to, "why", "") })
				var status, review string
				if err := admin.QueryRow(t.Context(), `SELECT status, review_state FROM cmo_campaigns WHERE id = $1`, id).Scan(&status, &review); err != nil {
					t.Fatal(err)
				}
				now, may := cmo.NewCampaignState(status, review), contains(allowed[[2]cmo.CampaignState{from, to}], role)
				if may && (err != nil || now != to) || !may && (cmo.KindOf(err) != cmo.Forbidden || now != from) {
					t.Errorf("%s: %s to %s: %v, now %s", role, from, to, err, now)
				}
			}
		}
	}
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	err := sc.Write(t.Context(), func(w *store.Writer) error { return w.MoveCampaign(id, cmo.StateDraft, cmo.StateInReview, "", "") })
	if cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("moved meanwhile: %v", err)
	}
	err = sc.Write(t.Context(), func(w *store.Writer) error {
		return w.MoveCampaign(k.B.RowID("campaign"), cmo.StateInReview, cmo.StateApproved, "", "")
	})
	if cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("another tenant's campaign: %v", err)
	}
}

func contains(list []cmo.Role, r cmo.Role) bool {
	for _, x := range list {
		if x == r {
			return true
		}
	}
	return false
}

func TestInsertRun_NumbersAndKeys(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	insert := func(key string) error {
		return sc.Write(t.Context(), func(w *store.Writer) error {
			_, err := w.InsertRun(store.NewRun{Agent: cmo.Agents[0], Subject: "x", Input: json.RawMessage(`{}`), IdempotencyKey: key})
			return err
		})
	}
	for _, key := range []string{"", "", "k1"} {
		if err := insert(key); err != nil {
			t.Fatal(err)
		}
	}
	if err := insert("k1"); cmo.KindOf(err) != cmo.Conflict {
		t.Fatalf("the same key again: %v", err)
	}
	var numbers string
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT string_agg(run_no::text, ',' ORDER BY run_no) FROM agent_runs WHERE status = 'pending'`).Scan(&numbers); err != nil || numbers != "1,2,3" {
		t.Fatalf("%s, %v", numbers, err)
	}
	viewer := k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A)
	err := viewer.Write(t.Context(), func(w *store.Writer) error {
		_, err := w.InsertRun(store.NewRun{Agent: cmo.Agents[0], Input: json.RawMessage(`{}`)})
		return err
	})
	var pending int
	if qerr := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM agent_runs WHERE status = 'pending'`).Scan(&pending); qerr != nil || pending != 3 {
		t.Fatalf("a viewer started a run: %v, %d pending", err, pending)
	}
}

// as runs one statement as the runtime role inside a tenant and gives its SQLSTATE and row count.
func as(t *testing.T, k *storetest.Kit, email, sql string, args ...any) (code string, rows int64) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), k.RuntimeConn(), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, storetest.Hash(k.SignIn(email))); err != nil {
			t.Fatal(err)
		}
		tag, err := tx.Exec(t.Context(), sql, args...)
		rows = tag.RowsAffected()
		return err
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code, rows
	}
	if err != nil {
		t.Fatal(err)
	}
	return "", rows
}
