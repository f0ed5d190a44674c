package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// Longest notes and comments.
const (
	maxNote    = 1000
	maxComment = 5000
)

// moveReads are the queries behind a campaign's next steps.
type moveReads struct {
	campaign *store.One[cmo.Campaign]
	channels *store.Rows[cmo.CampaignChannel]
	assets   *store.Rows[cmo.Asset]
	review   *store.One[cmo.Review]
	names    *store.Rows[cmo.RecordOption]
	nav      navReads
}

func (q *moveReads) declare(r *store.Reader, id uuid.UUID) {
	q.campaign, q.channels, q.assets, q.review = r.Campaign(id), r.CampaignChannels(id), r.CampaignAssets(id), r.CampaignReview(id)
	q.names, q.nav = r.RecordOptions(cmo.KindCampaign), readNav(r)
}

func (q *moveReads) value() pages.MoveData {
	return pages.MoveData{Campaign: q.campaign.Value(), Channels: q.channels.List(), Assets: q.assets.List(), Review: q.review.Value(), Names: q.names.List()}
}

// campaignMoves shows what a campaign's next steps do, before one is taken.
func (s *Server) campaignMoves(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	to, err := oneOf(c, "to", stateNames())
	if err != nil {
		return err
	}
	return s.showMoves(c, sc, http.StatusOK, id, pages.MoveData{To: cmo.CampaignState(to), Seen: c.QueryParam("hash"), Next: campaignsNext(c, sc)})
}

func stateNames() []string {
	names := make([]string, len(cmo.CampaignStates))
	for i, s := range cmo.CampaignStates {
		names[i] = string(s)
	}
	return names
}

func (s *Server) showMoves(c echo.Context, sc store.Scope, status int, id uuid.UUID, ask pages.MoveData) error {
	var q moveReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { q.declare(r, id); return nil }); err != nil {
		return err
	}
	d := q.value()
	d.To, d.Seen, d.Note, d.Problem, d.Next = ask.To, ask.Seen, ask.Note, ask.Problem, ask.Next
	view := pages.NewMoveView(sc.Tenant(), d, s.now())
	slug := sc.Tenant().Slug
	return s.render(c, status, page{shell: s.shell(c, place{title: "Move", section: "Campaigns", counts: q.nav.counts(),
		parent: []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(slug)}, {Label: d.Campaign.Name, Href: paths.Campaign(slug, id.String())}}}),
		body: pages.CampaignMove(view), parts: map[string]templ.Component{partMove: pages.MoveDialog(view)}})
}

// campaignMove takes one step. A launch reads what it stands on in its own transaction and changes nothing when a check
// fails. Asked from a list, the answer is that list.
func (s *Server) campaignMove(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	from, to := cmo.CampaignState(c.FormValue("from")), cmo.CampaignState(c.FormValue("to"))
	ask := pages.MoveData{To: to, Note: strings.TrimSpace(c.FormValue("note")), Seen: c.FormValue("hash"), Next: campaignsNext(c, sc)}
	step, ok := cmo.MoveOf(from, to)
	switch {
	case !ok:
		return cmo.Errorf(cmo.Invalid, "There is no such step.")
	case !sc.Tenant().Role.Can(step.Right):
		return cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include “%s”.", sc.Tenant().Name, sc.Tenant().Role, step.Verb)
	}
	if ask.Problem = noteProblem(step, ask.Note); ask.Problem != "" {
		return s.notMoved(c, sc, http.StatusUnprocessableEntity, id, ask)
	}
	name := ""
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		name, err = s.takeStep(w, sc, id, step, ask.Note, ask.Seen)
		return err
	})
	if cmo.KindOf(err) == cmo.Conflict {
		ask.Problem, ask.Seen = err.(*cmo.Error).Msg, "" //nolint:errorlint // KindOf says that it is one
		return s.notMoved(c, sc, http.StatusConflict, id, ask)
	}
	if err != nil {
		return err
	}
	return s.movedTo(c, sc, ask.Next, pages.Moved{ID: id.String(), Name: name, From: from, To: to})
}

// movedTo answers a move: with the list it was asked from, else with the campaign's page.
func (s *Server) movedTo(c echo.Context, sc store.Scope, next string, m pages.Moved) error {
	switch done := "moved-" + string(m.To); {
	case next != "" && inList(c):
		return s.listAfter(c, sc, next, m)
	case next != "":
		return redirect(c, withMoveUndo(withDone(next, done), sc, m)+"#"+pages.CardID(m.ID))
	default:
		return redirect(c, withMoveUndo(withDone(paths.Campaign(sc.Tenant().Slug, m.ID), done), sc, m))
	}
}

// noteProblem is what is wrong with the note of a step.
func noteProblem(step cmo.Move, note string) string {
	switch {
	case step.Needs != "" && note == "":
		return step.Needs + " is missing: write it, so that the others know."
	case len([]rune(note)) > maxNote:
		return "A note has at most 1,000 characters."
	}
	return ""
}

// notMoved says why nothing was changed: over the list it was asked from, else on the page of moves.
func (s *Server) notMoved(c echo.Context, sc store.Scope, status int, id uuid.UUID, ask pages.MoveData) error {
	if ask.Next != "" && inList(c) {
		return s.listAfter(c, sc, ask.Next, pages.Moved{ID: id.String(), Problem: ask.Problem})
	}
	return s.showMoves(c, sc, status, id, ask)
}

// takeStep takes a step and gives the campaign's name.
func (s *Server) takeStep(w *store.Writer, sc store.Scope, id uuid.UUID, step cmo.Move, note, seen string) (name string, err error) {
	var c cmo.Campaign
	if step.Launches() {
		var q moveReads
		q.declare(w.Reader, id)
		if c, err = q.campaign.Get(); err != nil {
			return "", err
		}
		d := q.value()
		checks := cmo.LaunchChecks(d.Campaign, d.Channels, d.Assets, d.Review, s.now().In(sc.Tenant().Zone).Format("2006-01-02"))
		if at := slices.IndexFunc(checks, func(k cmo.Check) bool { return !k.OK }); at >= 0 {
			return "", cmo.Errorf(cmo.Conflict, "A check does not pass: %s. %s", checks[at].Text, checks[at].Detail)
		}
	} else if c, err = w.Campaign(id).Get(); err != nil {
		return "", err
	}
	return c.Name, w.MoveCampaign(id, step.From, step.To, note, seen)
}

// reviewInbox is what waits for the person and what others changed on his.
func (s *Server) reviewInbox(c echo.Context, sc store.Scope) error {
	var items *store.Rows[cmo.InboxItem]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { items, nav = r.Inbox(), readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Reviews", section: "Reviews", counts: nav.counts()}),
		body: pages.Reviews(pages.NewReviewsView(sc.Tenant(), items.List(), s.now()))})
}

func (s *Server) reviewsSeen(c echo.Context, sc store.Scope) error {
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.SeeInbox() }); err != nil {
		return err
	}
	return redirect(c, paths.Reviews(sc.Tenant().Slug))
}

// reviewsRenew keeps approvals whose inputs changed, each in a transaction of its own: what cannot be kept does not keep
// the others from it, and the page still lists it.
func (s *Server) reviewsRenew(c echo.Context, sc store.Scope) error {
	ids := c.Request().PostForm["id"]
	if len(ids) > 200 || len(c.FormValue("note")) > maxNote {
		return cmo.Errorf(cmo.Invalid, "Choose at most 200 campaigns, with a note of at most 1,000 characters.")
	}
	for _, raw := range ids {
		id, err := parseID(raw)
		if err != nil {
			return err
		}
		err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
			r, err := w.CampaignReview(id).Get()
			if err != nil || r.Stale() || r.Barred() {
				return err
			}
			return w.RenewApproval(id, strings.TrimSpace(c.FormValue("note")), r.Hash)
		})
		if err != nil && cmo.KindOf(err) != cmo.Conflict {
			return err
		}
	}
	return redirect(c, withDone(paths.Reviews(sc.Tenant().Slug), "renewed"))
}
