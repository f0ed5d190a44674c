package store

// policies gives each policy of a table of ours with both its expressions.
const policies = ours + `, p AS (SELECT o.relname, q.*, concat_ws(' ; ', pg_get_expr(q.polqual, q.polrelid), pg_get_expr(q.polwithcheck, q.polrelid)) AS text
	FROM pg_policy q JOIN ours o ON o.oid = q.polrelid) `

var policyRules = []Rule{
	// The expressions are compared whole: one that merely contains the condition may be open by an OR.
	{"tenant table without its fuse (RESTRICTIVE, for all commands and roles, tenant_id = app.tenant_id())", policies + `
		SELECT relname::text FROM t WHERE NOT EXISTS (SELECT FROM p WHERE p.polrelid = t.oid AND NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
		  AND pg_get_expr(p.polqual, t.oid) IN ('(tenant_id = app.tenant_id())', '((tenant_id = app.tenant_id()) OR app.platform())')
		  AND pg_get_expr(p.polwithcheck, t.oid) = pg_get_expr(p.polqual, t.oid))`},
	{"permissive policy that asks for nobody's role, person or run", policies + `
		SELECT relname || ' ' || polname FROM p WHERE polpermissive AND EXISTS (SELECT FROM unnest(ARRAY[pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)]) e
		  WHERE e !~ 'app\.(actor_role|user_id|run_id|platform)\(\)')`},
	{"policy with a sub-select", policies + `SELECT relname || ' ' || polname FROM p WHERE text ~* '\mselect\M'`},
	{"policy that reads more than its row and the settings", policies + `
		SELECT DISTINCT relname || ' ' || polname FROM p JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
		WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid::regprocedure::text NOT IN ('app.tenant_id()', 'app.user_id()', 'app.run_id()', 'app.actor_role()', 'app.platform()', 'app.token_id()', 'app.token_name()', 'app.token_may(text)')
		  OR d.refclassid = 'pg_class'::regclass AND d.refobjid <> p.polrelid`},
	{"tenant content open to the platform", policies + `
		SELECT relname || ' ' || polname FROM p WHERE text LIKE '%platform%' AND (relname ~ '^(cmo_|agent_run|campaign_|record_)'
		  OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = p.polrelid AND a.attname = 'origin'))`},
	{"record table on which a person could pose as the AI", policies + `
		SELECT t.relname::text FROM t WHERE EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'origin' AND NOT a.attisdropped)
		  AND has_any_column_privilege('aicmo_app', t.oid, 'INSERT')
		  AND (NOT EXISTS (SELECT FROM p WHERE p.polrelid = t.oid AND p.polcmd = 'a')
		    OR EXISTS (SELECT FROM p WHERE p.polrelid = t.oid AND p.polpermissive AND p.polcmd IN ('a', '*')
		      AND NOT (text LIKE '%(origin = ''ai_cmo''::text) AND (run_id = app.run_id())%' AND text LIKE '%created_by%app.user_id()%')))`},
}

// definers are the functions that run as aicmo_admin, past every policy. Each is looked at by a person when it joins.
const definers = `ARRAY['enter_run', 'log_run', 'token_resolve', 'token_touch', 'token_add', 'token_list', 'token_revoke',
	'put_event', 'tell_change', 'put_webhook_secret', 'webhook_secret_ages', 'delete_webhook', 'test_webhook', 'resend_webhook', 'take_deliveries', 'open_delivery',
	'keep_payload', 'close_delivery', 'forget_deliveries',
	'set_mail_recipients', 'take_mails', 'open_mail', 'close_mail', 'forget_mails', 'platform_mail',
	'run_refusal', 'tell_run', 'close_steps', 'close_step', 'close_run', 'take_run', 'beat_run', 'note_run', 'hand_back_run', 'cancel_run', 'take_due',
	'renew_system', 'decide_recommendation', 'settle_outcomes', 'due_weeks', 'week_facts', 'put_week', 'audit', 'claim_run', 'count_attempt', 'due_work', 'enter', 'enter_platform', 'finish_run', 'forget_expired', 'is_system', 'link_redeem',
	'login_failed', 'login_lookup', 'module_on', 'move_campaign', 'new_session', 'password_hash', 'reap', 'resolve', 'session_close', 'session_open',
	'session_revoke', 'move_plan', 'copy_campaign', 'choose_winner', 'due_starts', 'start_campaign',
	'audit_change', 'manage_members', 'member_gap', 'set_member_role', 'end_membership', 'remove_member', 'invite_member', 'revoke_invitation', 'open_invitation',
	'read_invitation', 'accept_invitation',
	'onboardings', 'save_onboarding', 'make_first_rows', 'queue_setup', 'make_onboarding', 'undo_onboarding', 'kept_brief',
	'need_platform', 'audit_platform', 'platform_tenants', 'platform_members', 'save_tenant', 'switch_tenant', 'module_reach', 'set_module', 'make_tenant', 'onboard_tenant',
	'platform_users', 'platform_user', 'set_user_disabled', 'revoke_user_sessions', 'explain_access', 'note_refusal', 'unsealed', 'audit_head', 'put_seals', 'platform_health', 'platform_proof', 'platform_audit', 'platform_extent',
	'note_export', 'tenant_versions', 'set_preferences',
	'park_form', 'parked_forms', 'drop_parked_form', 'approval_gap', 'made_by', 'renew_approval', 'write_approval', 'renew_feed', 'revoke_feed', 'own_feed', 'open_feed', 'feed_items', 'session_touch', 'session_user_id', 'sessions', 'set_password', 'set_theme', 'uncount_attempt']`

// functions gives the functions of every schema but PostgreSQL's own and the job queue's.
const functions = `WITH f AS (SELECT p.*, n.nspname, p.oid::regprocedure::text AS call FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'river') AND n.nspname !~ '^pg_(toast|temp)') `

var functionRules = []Rule{
	{"definer function that is not on the list", functions + `SELECT call FROM f WHERE prosecdef AND (nspname <> 'app' OR proname <> ALL (` + definers + `))`},
	{"definer function without a pinned search_path", functions + `SELECT call FROM f WHERE prosecdef AND proconfig IS DISTINCT FROM '{"search_path=pg_catalog, pg_temp"}'`},
	{"definer function of somebody else than aicmo_admin", functions + `SELECT call FROM f WHERE prosecdef AND proowner::regrole::text <> 'aicmo_admin'`},
	{"definer function that builds its SQL", functions + `SELECT call FROM f WHERE prosecdef AND prosrc ~* '\mexecute\M' AND proname NOT IN ('enter', 'enter_platform', 'enter_run')`},
	{"function open to everyone", functions + `SELECT call FROM f WHERE has_function_privilege('public', oid, 'EXECUTE')`},
	{"set_config in a function (it does not reach Citus workers)", functions + `SELECT call FROM f WHERE prosrc ~* 'set_config'`},
	{"context set outside enter", functions + `SELECT call FROM f WHERE prosrc ~* 'set\s+(local\s+|session\s+)?app\.' AND NOT (nspname = 'app' AND proname IN ('enter', 'enter_platform', 'enter_run'))
		UNION ALL SELECT call FROM f WHERE proconfig::text ~* '[{,"]app\.'`},
	{"enter that hides an error", functions + `SELECT call FROM f WHERE proname IN ('enter', 'enter_platform') AND prosrc ~* 'exception\s+when'`},
	{"app.tenant_id() that reads more than its setting", functions + `
		SELECT 'app.tenant_id()' WHERE NOT EXISTS (SELECT FROM f WHERE call = 'app.tenant_id()' AND NOT prosecdef AND provolatile = 's' AND proconfig IS NULL
		  AND pg_get_function_sqlbody(oid) = 'RETURN (NULLIF(current_setting(''app.tenant''::text, true), ''''::text))::uuid')`},
}

// acl gives every right that is written down, one row each: on what, to whom, which.
const acl = `WITH all_acl AS (
	  SELECT 'table' AS kind, c.relnamespace AS ns, c.oid::regclass::text AS name, c.relkind, a.* FROM pg_class c, aclexplode(c.relacl) a WHERE c.relkind NOT IN ('c', 'i', 't')
	  UNION ALL SELECT 'column', c.relnamespace, c.oid::regclass || '.' || t.attname, c.relkind, a.* FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
	  UNION ALL SELECT 'function', p.pronamespace, p.oid::regprocedure::text, 'p', a.* FROM pg_proc p, aclexplode(p.proacl) a
	  UNION ALL SELECT 'schema', n.oid, n.nspname::text, 'n', a.* FROM pg_namespace n, aclexplode(n.nspacl) a
	  UNION ALL SELECT 'default', d.defaclnamespace, 'defaults of ' || d.defaclrole::regrole, d.defaclobjtype, a.* FROM pg_default_acl d, aclexplode(d.defaclacl) a),
	acl AS (SELECT a.kind, a.name, a.relkind, a.privilege_type AS priv, coalesce(n.nspname, '') AS ns,
	    CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS who,
	    a.kind || ' ' || a.name || ': ' || a.privilege_type || ' to ' || CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS place
	  FROM all_acl a LEFT JOIN pg_namespace n ON n.oid = a.ns
	  WHERE coalesce(n.nspname, '') NOT IN ('pg_catalog', 'information_schema') AND coalesce(n.nspname, '') !~ '^pg_(toast|temp)') `

var grantRules = []Rule{
	{"table-wide UPDATE for the runtime role (only columns may be granted)", acl + `SELECT place FROM acl WHERE kind = 'table' AND who = 'aicmo_app' AND priv = 'UPDATE' AND ns <> 'river'`},
	{"right of the runtime role that no request needs", acl + `SELECT place FROM acl WHERE who = 'aicmo_app' AND ns <> 'river'
		AND priv IN ('DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'CREATE')`},
	{"sequence or default right for the runtime role", acl + `SELECT place FROM acl WHERE who = 'aicmo_app' AND ns <> 'river' AND (relkind = 'S' OR kind = 'default')`},
	{"right of everyone or of a role that is not ours", acl + `SELECT place FROM acl WHERE who NOT IN ('aicmo_owner', 'aicmo_admin', 'aicmo_app')
		AND NOT (kind = 'schema' AND name = 'public' AND (priv = 'USAGE' OR who = 'pg_database_owner' OR who IN (SELECT rolname FROM pg_roles WHERE rolsuper)))
		AND NOT (ns IN ('public', '') AND who IN (SELECT rolname FROM pg_roles WHERE rolsuper))`},
	{"functions are open to everyone by default", `
		SELECT r.rolname::text FROM pg_roles r WHERE r.rolname IN ('aicmo_owner', 'aicmo_admin') AND NOT EXISTS (SELECT FROM pg_default_acl d
		  WHERE d.defaclrole = r.oid AND d.defaclobjtype = 'f' AND d.defaclnamespace = 0 AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0))`},
	{"key, maker or origin of a row that the runtime role may change", ours + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND NOT a.attisdropped
		  AND a.attname IN ('tenant_id', 'workspace_id', 'id', 'origin', 'run_id', 'created_by', 'created_at', 'run_no', 'fence')
		WHERE has_column_privilege('aicmo_app', t.oid, a.attnum, 'UPDATE')`},
	// Where a definer function moves a row through its states, nothing else may.
	{"state that the runtime role may change past its state machine", ours + `
		SELECT DISTINCT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND NOT a.attisdropped AND a.attname ~ '^(status|.*state)$'
		JOIN pg_proc p ON p.prosecdef AND p.prosrc ~ ('UPDATE public\.' || t.relname || '\M[^;]*\m' || a.attname || '\s*=')
		WHERE has_column_privilege('aicmo_app', t.oid, a.attnum, 'UPDATE')`},
	// What nobody may update because it moves through states, nobody may insert past its first state.
	{"state that the runtime role may insert as it likes", ours + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname ~ '^(status|.*_state|is_winner|autopilot_enabled|performance_metrics|(applied|implemented)_at)$'
		WHERE EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = t.oid AND o.attname = 'origin' AND NOT o.attisdropped)
		  AND has_column_privilege('aicmo_app', t.oid, a.attnum, 'INSERT') AND NOT has_column_privilege('aicmo_app', t.oid, a.attnum, 'UPDATE')
		  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND NOT p.polpermissive AND p.polcmd = 'a'
		    AND pg_get_expr(p.polwithcheck, t.oid) ~ ('\m' || a.attname || '\M'))`},
	{"history that the runtime role may change", ours + `
		SELECT relname || '.' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE relname IN ('audit_log', 'campaign_audit_log', 'record_versions', 'record_sources', 'agent_runs') AND has_column_privilege('aicmo_app', t.oid, a.attnum, 'UPDATE')`},
}

var roleRules = []Rule{
	{"runtime role with an attribute of power", `SELECT rolname::text FROM pg_roles WHERE rolname = 'aicmo_app' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)`},
	{"runtime role that is a member of another", `SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'aicmo_app'::regrole`},
	{"runtime role that owns something", `
		SELECT pg_describe_object(classid, objid, objsubid) FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = 'aicmo_app'::regrole AND deptype = 'o'
		  AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))`},
	{"owner or admin role that logs in or is a superuser, or an owner that bypasses", `
		SELECT rolname::text FROM pg_roles WHERE rolname IN ('aicmo_owner', 'aicmo_admin') AND (rolsuper OR rolcanlogin OR rolcreaterole OR rolbypassrls AND rolname = 'aicmo_owner')`},
	{"runtime role that may make schemas", `SELECT current_database()::text WHERE has_database_privilege('aicmo_app', current_database(), 'CREATE')`},
}
