package browsertest

// states are pages in a state that no route alone shows: filtered, empty, with a drawer, refused. They are opened as
// someone whose role masks.
func (s *stage) states() []sitePage {
	s.t.Helper()
	const as = "support@example.test"
	campaign := s.richest("campaign")
	return []sitePage{
		{"campaigns, ended", firstTouch + "/campaigns?ended=1", as},
		{"campaigns, empty", firstTouch + "/campaigns?q=nothing-has-this-name", as},
		{"campaigns, table", firstTouch + "/campaigns?view=table", as},
		{"campaigns, drawer", firstTouch + "/campaigns?peek=" + campaign, as},
		{"campaign, masked", firstTouch + "/campaigns/" + campaign, as},
		{"runs, all", firstTouch + "/runs?period=all", as},
		{"run, masked", firstTouch + "/runs/" + s.richest("run"), as},
		{"not found", firstTouch + "/campaigns/00000000-0000-4000-8000-000000000000", as},
		{"bad filter", firstTouch + "/campaigns?origin=robots", as},
		{"second tenant", riverside, as},
		{"fresh campaigns, table", "/t/" + fresh + "/campaigns?view=table", as},
		{"module off", "/t/" + off, as},
	}
}
