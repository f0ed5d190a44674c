package pages

import (
	"net/url"
	"strconv"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// campaignMoveSets are what a role may do with campaigns in each state, from a list whose URL is back. Without any right
// there are none, and no card has a menu.
func campaignMoveSets(t cmo.Tenant, back string) []board.MoveSet {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	var sets []board.MoveSet
	for _, s := range cmo.CampaignStates {
		set := board.MoveSet{Key: string(s)}
		for _, m := range cmo.MovesOf(s, t.Role) {
			set.Items = append(set.Items, campaignMoveItem(t.Slug, back, m))
		}
		set.Items = append(set.Items, recordItems(t.Slug, back, s)...)
		sets = append(sets, set)
	}
	return sets
}

// moveKeys are the letters of moves that many make.
var moveKeys = map[cmo.CampaignState]string{cmo.StateApproved: "A", cmo.StateChanges: "R"}

// campaignMoveItem is one step. What asks nothing is done at once, its effect being said beside it; what needs a comment or
// shows checks opens in the dialog. An approval holds what its reader saw, so it leads to the campaign's own page.
func campaignMoveItem(slug, back string, m cmo.Move) board.MoveItem {
	to := columnOf(m.To)
	i := board.MoveItem{Label: m.Verb, Hint: m.Effect, Sign: campaignSigns[m.To], Danger: m.To == cmo.StateRejected || m.To == cmo.StateCompleted}
	if to != columnOf(m.From) {
		i.Column = to
	}
	if m.From == cmo.StateInReview {
		i.Key = moveKeys[m.To]
	}
	switch {
	case m.From == cmo.StateInReview && m.To == cmo.StateApproved:
		i.Label, i.Hint, i.Href = "Read and approve…", "Opens the campaign: an approval holds what you see there.", paths.Campaign(slug, "{id}")
	case m.Asks():
		q := url.Values{"to": {string(m.To)}, "next": {back}}
		i.Label, i.Dialog, i.Href = m.Verb+"…", true, spelled(paths.With(paths.RecordAct(slug, "campaigns", "{id}", "move"), q))
	default:
		i.Action, i.Swap = spelled(paths.RecordAct(slug, "campaigns", "{id}", "move")), campaignListID
		i.Fields = [][2]string{{"from", string(m.From)}, {"to", string(m.To)}, {"next", back}}
	}
	i.Href = spelled(i.Href)
	return i
}

// recordItems are what may be done with a campaign besides moving it.
func recordItems(slug, back string, s cmo.CampaignState) []board.MoveItem {
	items := []board.MoveItem{{Label: "Duplicate…", Icon: "copy", Href: spelled(paths.CampaignCopy(slug, "{id}"))}}
	if s != cmo.StateScheduled && s != cmo.StateActive && s != cmo.StatePaused {
		items = append(items, board.MoveItem{Label: "Archive", Hint: "It leaves every list. This can be undone.", Icon: "archive",
			Action: spelled(paths.RecordAct(slug, "campaigns", "{id}", "archive")), Fields: [][2]string{{"base", "{v}"}, {"next", back}}})
	}
	return items
}

// spelled keeps the places for id and version readable in an escaped URL.
func spelled(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	p, err := url.PathUnescape(u.EscapedPath())
	if err != nil || u.RawQuery == "" {
		return p
	}
	return p + "?" + u.RawQuery
}

func columnOf(s cmo.CampaignState) string {
	for _, col := range cmo.CampaignColumns {
		for _, x := range col.States {
			if x == s {
				return col.Key
			}
		}
	}
	return ""
}

// campaignMover is a card's way to its moves, nil for who has none.
func campaignMover(t cmo.Tenant, c cmo.Campaign) *board.Mover {
	if !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	id := c.ID.String()
	return &board.Mover{Set: string(c.State()), Version: strconv.Itoa(c.Version), Object: c.Name, Href: paths.RecordAct(t.Slug, "campaigns", id, "move")}
}

// Moved is what a move did or could not do, said when the list comes back.
type Moved struct {
	ID, Name string
	From, To cmo.CampaignState
	Problem  string // nothing was changed, and why
}

// movedStatus says what a move did: "Moved “Trial Lesson” to Approved, 3 there."
func movedStatus(m Moved, n facetCounts, q CampaignQuery, shown bool) string {
	if m.Problem != "" {
		return "Nothing was changed. " + m.Problem
	}
	count := 0
	for _, col := range cmo.CampaignColumns {
		for _, s := range col.States {
			if col.Key == columnOf(m.To) && q.shows(s) {
				count += n.state(s)
			}
		}
	}
	text := "Moved “" + m.Name + "” to " + campaignWord(m.To) + ", " + figure(float64(count), 0) + " there."
	if !shown {
		text += " The filter hides it."
	}
	return text
}

// movedToast is the same for the eye, when something kept it from moving or it can be taken back.
func movedToast(t cmo.Tenant, q CampaignQuery, m Moved) *ui.Toast {
	if m.Problem != "" {
		return &ui.Toast{Bad: true, Title: "Nothing was changed", Detail: m.Problem}
	}
	back, ok := cmo.UndoOf(m.From, m.To, t.Role)
	if !ok {
		return nil
	}
	return &ui.Toast{Sign: campaignSigns[m.To], Title: "Moved to " + campaignWord(m.To), Detail: m.Name, Undo: &ui.ToastUndo{Action: paths.RecordAct(t.Slug, "campaigns", m.ID, "move"),
		Fields: [][2]string{{"from", string(back.From)}, {"to", string(back.To)}, {"next", q.List()}}}}
}
