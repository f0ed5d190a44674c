package browsertest

// states are pages in a state that no route alone shows: filtered, empty, with a drawer, refused. They are opened as
// someone whose role masks.
func (s *stage) states() []sitePage {
	s.t.Helper()
	const as, editor = "support@example.test", "marketer@example.test"
	campaign := s.richest("campaign")
	return []sitePage{
		{"campaigns, ended", firstTouch + "/campaigns?ended=1", as},
		{"campaigns, empty", firstTouch + "/campaigns?q=nothing-has-this-name", as},
		{"campaigns, table", firstTouch + "/campaigns?view=table", as},
		{"campaigns, table of an editor", firstTouch + "/campaigns?view=table", "owner@example.test"},
		{"campaigns, view changed", firstTouch + "/campaigns?origin=manual&saved=" + viewID, as},
		{"views, a new one", firstTouch + "/views?page=campaigns&query=origin%3Dmanual%26q%3Dcamp", "owner@example.test"},
		{"campaigns, drawer", firstTouch + "/campaigns?peek=" + campaign, as},
		{"campaign, masked", firstTouch + "/campaigns/" + campaign, as},
		{"content, filtered", firstTouch + "/content?type=email&origin=manual", as},
		{"content, email", firstTouch + "/content/" + s.asset("email"), as},
		{"content, email on a phone", firstTouch + "/content/" + s.asset("email") + "?look=phone", as},
		{"content, page", firstTouch + "/content/" + s.asset("landing_page"), as},
		{"content, ad", firstTouch + "/content/" + s.asset("ad"), as},
		{"content, post as text", firstTouch + "/content/" + s.asset("social_post") + "?look=text", as},
		{"calendar, week", firstTouch + "/calendar?view=week", as},
		{"calendar, agenda", firstTouch + "/calendar?view=agenda", as},
		{"reschedule", firstTouch + "/calendar/move?item=start&id=" + campaign, "marketer@example.test"},
		{"reschedule, clash", firstTouch + "/calendar/move?item=start&day=2020-01-01&id=" + campaign, "marketer@example.test"},
		{"search, results", firstTouch + "/search?q=camp", as},
		{"search, nothing", firstTouch + "/search?q=no+such+thing", as},
		{"runs, all", firstTouch + "/runs?period=all", as},
		{"run, failed", firstTouch + "/runs/" + s.run("failed"), editor},
		{"run, running", firstTouch + "/runs/" + s.run("running"), as},
		{"runs, compared", firstTouch + "/runs/compare?a=" + s.run("completed") + "&b=" + s.run("failed"), as},
		{"run form, edit", firstTouch + "/runs/new?from=" + s.run("completed"), editor},
		{"run form, strategy", firstTouch + "/runs/new?mode=strategy", editor},
		{"run form, campaigns", firstTouch + "/runs/new?mode=campaigns&campaign=" + campaign, editor},
		{"run form, content", firstTouch + "/runs/new?mode=content", editor},
		{"run form, funnels", firstTouch + "/runs/new?mode=funnels", editor},
		{"run form, optimization", firstTouch + "/runs/new?mode=optimization", editor},
		{"run, masked", firstTouch + "/runs/" + s.richest("run"), as},
		{"not found", firstTouch + "/campaigns/00000000-0000-4000-8000-000000000000", as},
		{"bad filter", firstTouch + "/campaigns?origin=robots", as},
		{"second tenant", riverside, as},
		{"fresh campaigns, table", "/t/" + fresh + "/campaigns?view=table", as},
		{"module off", "/t/" + off, as},
	}
}

// run is the example tenant's latest run in a state.
func (s *stage) run(status string) string {
	s.t.Helper()
	return s.kit.One(`SELECT id::text FROM agent_runs WHERE tenant_id = $1 AND status = $2 ORDER BY created_at DESC, id LIMIT 1`, firstTouchID, status)
}

// asset is the example tenant's first piece of content of a type.
func (s *stage) asset(contentType string) string {
	s.t.Helper()
	return s.kit.One(`SELECT id::text FROM cmo_content_assets WHERE tenant_id = $1 AND content_type = $2 ORDER BY title, id LIMIT 1`, firstTouchID, contentType)
}
