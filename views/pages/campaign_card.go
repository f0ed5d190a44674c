package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/board"
	"github.com/ubigrowth/aicmo/views/ui"
)

// CardID is the DOM id of a campaign's card or row.
func CardID(id string) string { return "c-" + id }

func campaignCard(l local, t cmo.Tenant, q CampaignQuery, c cmo.Campaign, old staleness) board.Card {
	id := c.ID.String()
	peek := q.peek(id).Href()
	card := board.Card{
		ID: CardID(id), Title: c.Name, Href: peek, LinkAttrs: swapPeek(),
		Mark: firstMark(c), Badge: cardBadge(c), Aside: campaignChannelSigns(c.Channels),
		Sub: orWord(words(" › ", c.FunnelName, cmo.Label(c.Stage)), "No funnel"), Tags: strings.Join(c.Tags, ", "), Owner: c.OwnerName,
		When: orWord(l.span(c.StartDate, c.EndDate), "No dates yet"), Strip: cardStrip(l, c, old), Open: q.Peek == id, Mover: campaignMover(t, c),
		Select: checkOf(pickBox(t, c)),
		Attrs:  templ.Attributes{"data-campaign-id": id, "data-status": c.Status, "data-review": c.ReviewState, "data-ai": aiDriven(c)},
	}
	if c.State() == cmo.StateInReview && c.ReviewSince != nil {
		card.Facts = []board.Fact{{Text: l.age(*c.ReviewSince), Noun: "waiting for review"}}
	}
	return card
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

func firstMark(c cmo.Campaign) ui.MarkKind {
	if marks := campaignMarks(c); len(marks) > 0 {
		return marks[0]
	}
	return ""
}

// cardBadge is what neither column nor mark says.
func cardBadge(c cmo.Campaign) string {
	switch s := c.State(); {
	case s == cmo.StateScheduled || s == cmo.StatePaused || s.Ended():
		return words(" · ", originNote(c), campaignWord(s))
	case s == cmo.StateChanges && c.Drifted():
		return words(" · ", originNote(c), "Marker differs") // the strip tells what to change
	}
	return originNote(c)
}

// cardStrip says why a card waits.
func cardStrip(l local, c cmo.Campaign, old staleness) *board.Strip {
	s := c.State()
	switch {
	case s == cmo.StateChanges && c.ReviewNote != "":
		return &board.Strip{Icon: "corner-up-left", Text: shorten(c.ReviewNote, 140)}
	case old.gap != "":
		return old.strip(s.Ended())
	case c.Drifted() && c.Origin == cmo.OriginAI:
		return &board.Strip{Tone: ui.Warn, Icon: "unlink", Title: "Marker missing.", Text: "Other systems take it for manual"}
	case c.Drifted():
		return &board.Strip{Tone: ui.Warn, Icon: "unlink", Title: "Marker without a run.", Text: "Other systems take it for AI-driven"}
	case old.strip(s.Ended()) != nil:
		return old.strip(s.Ended())
	case !s.Ended() && c.Assets == 0:
		return &board.Strip{Icon: "circle-dashed", Text: "No content yet"}
	case s == cmo.StateScheduled && c.StartDate != nil:
		return &board.Strip{Icon: "clock", Text: "Launches " + l.day(*c.StartDate)}
	case s == cmo.StateApproved && c.StartDate != nil && l.past(*c.StartDate):
		return &board.Strip{Tone: ui.Warn, Icon: "clock", Text: "Planned launch was " + l.day(*c.StartDate)}
	case s == cmo.StateApproved && c.StartDate != nil:
		return &board.Strip{Icon: "clock", Text: "Planned launch " + l.day(*c.StartDate)}
	}
	return nil
}

// shorten cuts a text at a word.
func shorten(s string, limit int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= limit {
		return string(r)
	}
	cut := string(r[:limit])
	if at := strings.LastIndexByte(cut, ' '); at > limit/2 {
		cut = cut[:at]
	}
	return cut + "…"
}
