package archtest

// fault is one line of shipped code as a tired person might leave it, and the test that must go red over it.
type fault struct {
	name     string
	file     string // from the root
	old, new string // the old text stands in the file exactly once
	pkg, run string // the test
}

// faults are planted one by one by `make faults`. That each still applies is tested with every `make test`.
var faults = []fault{
	{"a route's right is not asked for", "internal/web/routes.go", `if !sc.Tenant().Role.Can(right) {`, `if false {`, "web", "TestRoutes_RightsFile"},
	{"the module gate is gone from pages", "internal/web/routes.go", `if !sc.Tenant().Has(cmo.ModuleCMO) {`, `if false {`, "web", "TestModuleOff_EveryTenantRoute"},
	{"requests of other sites are taken", "internal/web/middleware.go", `if err := protection.Check(c.Request()); err != nil && !paths`,
		`if err := protection.Check(c.Request()); err != nil && false && !paths`, "web", "TestUnsafeRoutes_CrossOrigin_Refused"},
	{"resolve gives a tenant to a stranger", "migrations/0009_create_session_functions.sql",
		`FROM public.os_tenant_registry r JOIN public.user_tenants ut ON ut.tenant_id = r.tenant_id AND ut.user_id = resolve.user_id
    WHERE r.slug`, `FROM public.os_tenant_registry r JOIN public.user_tenants ut ON ut.tenant_id = r.tenant_id
    WHERE r.slug`, "web", "TestTenantRoutes_NotAMember_SameAsMissing"},
	{"enter asks for no membership of this person", "migrations/0029_run_for_tokens.sql",
		`JOIN public.user_tenants ut ON ut.user_id = c.user_id AND ut.tenant_id = p_tenant`, `JOIN public.user_tenants ut ON ut.tenant_id = p_tenant`, "store", "TestEnter_Refusals|TestScope_RightLost"},
	{"a disabled person's session goes on", "migrations/0009_create_session_functions.sql",
		`WHERE c.hash = p_session AND c.kind = 'session' AND u.disabled_at IS NULL`, `WHERE c.hash = p_session AND c.kind = 'session'`, "web", "TestSession_Ends"},
	{"the fuse admits every tenant", "migrations/0001_create_context.sql", `fuse text := 'tenant_id = app.tenant_id()'`, `fuse text := 'tenant_id IS NOT NULL'`, "store", "TestEveryTable_SecondLockAlone"},
	{"row level security is not forced", "migrations/0001_create_context.sql", "  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);\n", "", "store", "TestSchema_Rules"},
	{"a query lost its predicate", "internal/store/campaigns.go", `c.tenant_id = @tenant AND c.id = @id`, `c.id = @id AND @tenant::uuid IS NOT NULL`, "store", "TestEveryQuery_OtherTenantSeesNothing|TestEveryChange_RunsOnTheSchema"},
	{"a second, other tenant may be entered", "migrations/0029_run_for_tokens.sql", `IF app.tenant_id() <> p_tenant THEN`, `IF false THEN`, "store", "TestEnter_SecondTenantInOneTransaction_Refused"},
	{"a page's transaction may write", "internal/store/scope.go", `"BEGIN READ ONLY"`, `"BEGIN"`, "store", "TestScope_ReadIsReadOnly"},
	{"a refused transaction is not rolled back", "internal/store/reader.go", `_, _ = r.conn.Exec(ctx, "ROLLBACK")`, `_ = ctx`, "store", "TestScope_Refusal_KeepsTheConnection|TestScope_PoolOfOne"},
	{"columns are compared only when there is a row", "internal/store/query.go", `if err := sameColumns[T](q.sql, rows.FieldDescriptions()); err != nil {`,
		`if err := error(nil); err != nil {`, "store", "TestQuery_ColumnsFit_WithoutARow"},
	{"a sign-in link works twice", "migrations/0009_create_session_functions.sql", `WHERE l.hash = p_link AND l.used_at IS NULL AND`, `WHERE l.hash = p_link AND`, "web", "TestLink_GetDoesNotConsume_PostSignsInOnce"},
	{"the session from before sign-in lives on", "internal/web/session.go", `if err := st.db.CloseSession(r.Context(), old); err != nil {`, `if err := error(nil); err != nil {
			_ = old`, "web", "TestSession_Fixation"},
	{"a fault shows its cause", "internal/web/errors.go", `status, msg := http.StatusInternalServerError, ""`, `status, msg := http.StatusInternalServerError, err.Error()`, "web", "TestPanic_IsAnErrorPage"},
	{"NUL and broken text reach handlers", "internal/web/middleware.go", `func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }`,
		`func clean(s string) bool { return utf8.ValidString(s) || true }`, "web", "TestEveryRoute_BadInput_NoFault"},
	{"a body without a length has no limit", "internal/web/middleware.go", `r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)`, `_ = r.Body`, "web", "TestLargeBody_Chunked_413"},
	{"what other runs have set aside is not counted", "internal/kernel/reserve.go", `s.Tokens+s.ReservedTokens+most.Tokens > limit, s.Spent+s.ReservedUSD+most.USD > s.Budget:`,
		`false:`, "kernel", "TestReserve_"},
	{"two runs count what is left at the same moment", "internal/store/run_start.go", "\tw.lockRuns()\n\tconst others", "\tconst others", "kernel", "TestReserve_ParallelRuns"},
	{"a lost lease does not end the transaction", "migrations/0036_reserve_for_runs.sql", `IF p_holds IS NOT TRUE THEN`, `IF false THEN`, "kernel", "TestExecute_"},
	{"a worker ends a run that is no longer its own", "migrations/0036_reserve_for_runs.sql", `id = p_run AND fence = p_fence AND status = 'running'
    AND (`, `id = p_run AND status = 'running'
    AND (`, "store", "TestRun_ClaimLeaseFinish|TestRun_StateMachine_Random"},
	{"a person may write rows of a run", "migrations/0001_create_context.sql",
		`((origin = ''ai_cmo'' AND run_id = app.run_id()) OR (origin <> ''ai_cmo'' AND run_id IS NULL AND app.run_id() IS NULL))`, `true`, "store", "TestAttribution_HeldByTheDatabase"},
	{"a save over a newer version wins silently", "internal/store/records.go", `if err != nil || now.Version == base {`, `if err != nil || true {`, "store", "TestSaveRecord_TwoAtOnce|TestSaveRecord_EveryKind"},
	{"a launch looks at no approval", "migrations/0013_create_reviews.sql", `CASE WHEN a.hash IS NULL OR a.hash <> app.content_hash(app.campaign_content(p_tenant, p_campaign)) THEN 'stale'`,
		`CASE WHEN false THEN 'stale'`, "store", "TestApproval_StaleAfterAnyEdit"},
	{"the author approves alone under four eyes", "migrations/0013_create_reviews.sql", `IF four AND app.made_by(`, `IF false AND app.made_by(`, "store", "TestApproval_FourEyes"},
	{"a form over an ended session is lost", "internal/web/errors.go", `kept := s.keepForm(c)`, `kept := false`, "web", "TestKeptForm_OfferedAfterSignIn"},
	{"sign-in leads to another site", "internal/web/auth.go", `v := pages.LoginView{Email: email, Next: localPath(c.FormValue("next"))}`, `v := pages.LoginView{Email: email, Next: c.FormValue("next")}`, "web", "TestOpenRedirect_Refused"},
	{"support sees addresses and keys", "internal/cmo/tenant.go", `return r == RoleSupport || r == RoleViewer || r == RoleAPI`, `return false`, "web", "TestRuns_Masked"},
	{"a token's scope is not asked for", "internal/api/enter.go", `need != "" && !t.Has(need)`, `need == "?" && !t.Has(need)`, "web", "TestAPI_EveryOperation_OwnTenantOnly"},
	{"a token opens another tenant", "migrations/0029_run_for_tokens.sql",
		`AND t.tenant_id = p_tenant AND t.expires_at > now()
      JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
      WHERE c.hash = p_capability AND c.kind IN ('token', 'lease') AND c.tenant_id = p_tenant AND`, `AND t.expires_at > now()
      JOIN public.os_tenant_registry r ON r.tenant_id = c.tenant_id AND r.is_active
      WHERE c.hash = p_capability AND c.kind IN ('token', 'lease') AND`, "store", "TestToken_EntersItsTenantOnly"},
	{"a program writes for another tenant", "internal/store/program.go", `if id, good := cmo.ReadID(v); !good || id != w.scope.tenant.ID {`, `if _, good := cmo.ReadID(v); !good {`, "web", "TestRest_SupabaseClient|TestRestWrite_BadInput_Clear4xx"},
	{"a program takes away what is live", "internal/store/program.go", `if len(live) > 0 {`, `if false {`, "web", "TestRestWrite_LiveCampaign_Waits"},
	{"a key's answer is given to another call", "internal/store/api_calls.go", `c.body_hash = @hash AS same`, `true OR c.body_hash = @hash AS same`, "web", "TestIdempotencyKey"},
	{"anybody goes on with somebody's act on many", "internal/web/bulk_work.go", `case !act.Mine:`, `case false:`, "web", "TestBulk_InterruptedGoesOn"},
	{"an act on many asks for no right of its own", "internal/web/bulk.go", `case !sc.Tenant().Role.Can(rule.Right):`, `case false:`, "web", "TestBulk_EachByItself"},
	{"a server that stops goes on with an act on many", "internal/web/bulk_work.go", `for s.work.ctx.Err() == nil && s.bulkStep(`, `for s.bulkStep(`, "web", "TestBulk_ServerStops"},
	{"an export ignores the filter", "internal/web/campaign_export.go", `w.CampaignsMatching(ask.query.Filter, cmo.ExportLimit+1)`, `w.CampaignsMatching(store.CampaignFilter{}, cmo.ExportLimit+1)`, "web", "TestCampaignExport_EqualsTheFilter"},
	{"an exported cell is a formula", "internal/cmo/export.go", `strings.ContainsRune("=+-@\t\r\n", rune(s[0]))`, `strings.ContainsRune("+-@\t\r\n", rune(s[0]))`, "cmo", "TestWriteCSV_SafeAndWhole"},
	{"a copy takes the AI's work for a person's", "migrations/0018_keep_views.sql", `SELECT t, t, p_copy, c.origin, c.run_id, me, CASE`, `SELECT t, t, p_copy, 'manual', NULL, me, CASE`, "web", "TestCampaignCopy_KeepsWhoseWorkItIs"},
	{"a board does not say what moved on", "internal/store/campaign_stale.go", `(t.version > s.source_version OR t.archived_at IS NOT NULL)`, `t.archived_at IS NOT NULL`, "web", "TestCampaignBoard_SaysWhatIsStale"},
	{"a private view is shown to others", "migrations/0018_keep_views.sql", `CREATE POLICY own ON saved_views AS RESTRICTIVE FOR SELECT USING (shared OR created_by = app.user_id());`,
		`CREATE POLICY own ON saved_views AS RESTRICTIVE FOR SELECT USING (true);`, "store", "TestSavedViews_DatabaseAlone"},
	{"a shared view is changed by whoever sees it", "migrations/0018_keep_views.sql", `(created_by = app.user_id() OR shared AND app.actor_role() = ANY ('{owner,admin}'::text[])))`,
		`(created_by = app.user_id() OR shared))`, "store", "TestSavedViews_DatabaseAlone"},
	{"a page lets whoever sees a shared view edit it", "internal/cmo/saved_view.go", `return v.Mine || v.Shared && role.Can(RightManage)`, `return v.Mine || v.Shared`, "web", "TestSavedViews_MineSharedAndOthers"},
	{"a tag makes an approval stale", "migrations/0040_tag_campaigns.sql", `is_winner,performance_metrics,tags}`, `is_winner,performance_metrics}`, "web", "TestBulk_Tags"},
	{"a tag on a live campaign waits for an approval", "internal/store/records.go", `if w.applied == nil && !ordering(t, changed) {`, `if w.applied == nil {`, "web", "TestBulk_Tags"},
	{"who tagged a campaign may not approve it", "migrations/0040_tag_campaigns.sql", ` AND x.changed IS DISTINCT FROM '{tags}'::text[]`, ``, "web", "TestBulk_Tags"},
	{"an act on all that match does not ask again when the list changed", "internal/web/bulk_work.go", `if changed = ask.all && len(ids) != ask.will; changed {`, `if changed = false; changed {`, "web", "TestBulk_MoreThanOnePage"},
	{"a forged mark is no drift", "internal/store/attribution.go", ` OR c.origin <> 'ai_cmo' AND starts_with(lower(coalesce(c.description, '')), 'ai cmo driven:'))`, `)`, "web", "TestAttribution_ListsAndRepairs"},
	{"a winner without figures needs no reason", "internal/web/winners.go", `variant != nil && ask.Reason == "" && cmo.NeedsReason(a.Variants)`, `variant != nil && ask.Reason == "" && cmo.NeedsReason(a.Variants) && false`, "web", "TestAssetWinner_ReasonFiguresUndo"},
	{"a clash in the calendar is not named first", "internal/web/calendar_move.go", `.Clashes()) > 0 && c.FormValue("anyway") == ""`, `.Clashes()) > 0 && false`, "web", "TestCalendarMove_ClashesFirst"},
	{"a campaign starts by itself over a stale approval", "migrations/0028_send_webhooks.sql", `IF p_problem IS NULL AND gap <> '' THEN RETURN false; END IF;`, `IF false THEN RETURN false; END IF;`, "jobs", "TestStartCampaign_InputsMovedOn_NotStarted"},
	{"what was not built on a record is kept over it", "internal/store/record_sources.go", `if of[id] == "" {`, `if false {`, "web", "TestHistory_BuiltOn_KeptInBulk"},
	{"an address is told what was before it", "migrations/0038_prefer.sql", ` AND l.at >= r.created_at`, ``, "jobs", "TestMail_EachKindTold_TenantsApart"},
	{"a mail that cannot be sent is taken for sent", "internal/jobs/mail.go", `m.worker.CloseMail(written, ref, got.Problem, again)`, `m.worker.CloseMail(written, ref, "", again)`, "jobs", "TestMail_RetriedUntilTaken"},
	{"a changed secret leaves workers their rights", "internal/store/rotate.go", "endRights(ctx, tx, `true`)", "endRights(ctx, tx, `false`)", "../cmd/aicmo", "TestRotateKey"},
	{"secrets of webhooks stay under the old key", "internal/store/rotate.go", `sealSecretsAnew(ctx, tx, NewWebhookKey(from), NewWebhookKey(to))`, `sealSecretsAnew(ctx, tx, NewWebhookKey(from), NewWebhookKey(from))`, "../cmd/aicmo", "TestRotateKey"},
	{"a registry's entry is saved over a newer version", "migrations/0037_follow_platform.sql", `IF greatest(last, 1) <> p_version THEN RETURN 'conflict'; END IF;`, ``, "web", "TestTenantEntry_Conflict"},
	{"taking out the platform's log leaves no entry", "internal/store/audit.go", `SELECT app.note_export(@details)`, `SELECT @details::jsonb`, "web", "TestPlatformAudit_Export"},
	{"how a person reads times stops at a tenant", "internal/store/identity.go", `Clock: r.Preferences.Clock()}`, `Clock: cmo.Clock{}}`, "web", "TestPreferences_ClockOnEveryPage"},
}
