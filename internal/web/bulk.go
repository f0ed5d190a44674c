package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// bulkTime is how long one act on many may take: under the server's own limit for an answer.
const bulkTime = 20 * time.Second

// bulkRoutes are acts on many campaigns.
func (s *Server) bulkRoutes() []Route {
	return []Route{
		{post, "/t/:tenant/campaigns/bulk", cmo.RightEdit, scoped(s.campaignBulk)},
		{get, "/t/:tenant/campaigns/bulk/:id", cmo.RightRead, scoped(s.campaignBulkDone)},
	}
}

// bulkAsk is what a form asks to be done with many.
type bulkAsk struct {
	rule  cmo.BulkRule
	ids   []uuid.UUID
	all   bool   // whatever the list's filter matches now
	query string // the list's, as the form sent it
	list  string // the list's URL
	shown int    // how many the list said there are
	note  string
}

func bulkRequest(c echo.Context, sc store.Scope) (a bulkAsk, f cmo.CampaignFilter, err error) {
	form := c.Request().PostForm
	rule, ok := cmo.BulkAct(form.Get("act")).Rule()
	switch {
	case !ok:
		return a, f, cmo.Errorf(cmo.Invalid, "There is no such act.")
	case !sc.Tenant().Role.Can(rule.Right):
		return a, f, cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include “%s”.", sc.Tenant().Name, sc.Tenant().Role, rule.Verb)
	case len(form["id"]) > cmo.BulkLimit:
		return a, f, cmo.Errorf(cmo.Invalid, "At most %d campaigns are changed at once. Narrow the filter.", cmo.BulkLimit)
	}
	a = bulkAsk{rule: rule, all: form.Get("all") != "", query: form.Get("query"), note: strings.TrimSpace(form.Get("note"))}
	a.shown, _ = strconv.Atoi(form.Get("shown"))
	if len([]rune(a.note)) > maxNote {
		return a, f, cmo.Errorf(cmo.Invalid, "A note has at most 1,000 characters.")
	}
	for _, raw := range form["id"] {
		id, err := parseID(raw)
		if err != nil {
			return a, f, err
		}
		a.ids = append(a.ids, id)
	}
	ask, err := campaignRequest(asQuery(c, &url.URL{RawQuery: a.query}), sc)
	a.list = ask.query.List()
	return a, ask.query.Filter, err
}

// campaignBulk shows what an act on many would do, campaign by campaign; confirmed, it does it.
func (s *Server) campaignBulk(c echo.Context, sc store.Scope) error {
	ask, filter, err := bulkRequest(c, sc)
	if err != nil {
		return err
	}
	if c.FormValue("step") == "do" {
		return s.bulkDo(c, sc, ask)
	}
	var found *store.Rows[cmo.Campaign]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		nav = readNav(r)
		if ask.all {
			found = r.CampaignsMatching(filter, cmo.BulkLimit+1)
		} else {
			found = r.CampaignsOf(ask.ids)
		}
		return nil
	})
	if err != nil {
		return err
	}
	view := pages.NewBulkView(sc.Tenant(), pages.BulkData{Rule: ask.rule, Campaigns: found.List(), All: ask.all, Chosen: len(ask.ids), Shown: ask.shown,
		Query: ask.query, List: ask.list, ID: uuid.Must(uuid.NewV7()).String()})
	return s.render(c, http.StatusOK, page{shell: s.bulkShell(c, sc, view.Title, nav), body: pages.Bulk(view)})
}

func (s *Server) bulkShell(c echo.Context, sc store.Scope, title string, nav navReads) layout.Shell {
	return s.shell(c, place{title: title, section: "Campaigns", counts: nav.counts(), parent: []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(sc.Tenant().Slug)}}})
}

// bulkDo acts on each campaign in a transaction of its own, so that one that cannot does not keep the others from it. A closed
// tab does not stop it half way.
func (s *Server) bulkDo(c echo.Context, sc store.Scope, ask bulkAsk) error {
	id, err := parseID(c.FormValue("bulk"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "This form is damaged. Open it again.")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), bulkTime)
	defer cancel()
	first := false
	err = sc.Write(ctx, func(w *store.Writer) (err error) {
		first, err = w.StartBulk(id, ask.rule.Act, ask.note, len(ask.ids))
		return err
	})
	if err != nil {
		return err
	}
	if first {
		outcomes := s.bulkEach(ctx, c, sc, ask)
		err := sc.Write(context.WithoutCancel(ctx), func(w *store.Writer) error { return w.FinishBulk(id, outcomes) })
		if err != nil {
			return err
		}
	}
	target := paths.CampaignBulkDone(sc.Tenant().Slug, id.String())
	if ask.query != "" {
		target = paths.With(target, url.Values{"list": {ask.query}})
	}
	return redirect(c, target)
}

func (s *Server) bulkEach(ctx context.Context, c echo.Context, sc store.Scope, ask bulkAsk) []cmo.BulkOutcome {
	var outcomes []cmo.BulkOutcome
	for _, id := range ask.ids {
		out := cmo.BulkOutcome{ID: id}
		err := sc.Write(ctx, func(w *store.Writer) (err error) { out, err = w.TakeBulk(ask.rule, id, ask.note); return err })
		if err != nil {
			out.Done, out.Why = false, bulkProblem(err)
			if cmo.KindOf(err) == cmo.Internal {
				s.log.ErrorContext(ctx, "bulk act failed", ctxRequestID, requestIDOf(c), "campaign", id, "error", err)
			}
		}
		outcomes = append(outcomes, out)
	}
	return outcomes
}

// bulkProblem is an error in words for the list of outcomes.
func bulkProblem(err error) string {
	if e, ok := err.(*cmo.Error); ok && e.Kind != cmo.Internal { //nolint:errorlint // the store gives them bare
		return e.Msg
	}
	return "Something went wrong on our side. Nothing was changed on it."
}

// campaignBulkDone lists what became of each campaign.
func (s *Server) campaignBulkDone(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var act *store.One[cmo.BulkAction]
	var nav navReads
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { act, nav = r.BulkAction(id), readNav(r); return nil }); err != nil {
		return err
	}
	list, err := campaignRequest(asQuery(c, &url.URL{RawQuery: c.QueryParam("list")}), sc)
	if err != nil {
		return err
	}
	view := pages.NewBulkDoneView(sc.Tenant(), act.Value(), list.query.List(), list.query.Kept().Encode(), uuid.Must(uuid.NewV7()).String(), s.now())
	return s.render(c, http.StatusOK, page{shell: s.bulkShell(c, sc, view.Title, nav), body: pages.BulkDone(view)})
}
