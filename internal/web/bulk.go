package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// bulkRoutes are acts on many campaigns.
func (s *Server) bulkRoutes() []Route {
	return []Route{
		{post, "/t/:tenant/campaigns/bulk", cmo.RightEdit, scoped(s.campaignBulk)},
		{get, "/t/:tenant/campaigns/bulk/:id", cmo.RightRead, scoped(s.campaignBulkDone)},
		{get, "/t/:tenant/campaigns/bulk/:id/outcomes", cmo.RightRead, scoped(s.campaignBulkOutcomes)},
		{post, "/t/:tenant/campaigns/bulk/:id/continue", cmo.RightEdit, scoped(s.campaignBulkContinue)},
	}
}

// bulkAsk is what a form asks to be done with many.
type bulkAsk struct {
	rule   cmo.BulkRule
	ids    []uuid.UUID
	all    bool          // whatever the list's filter matches now
	query  string        // the list's, as the form sent it
	list   string        // the list's URL
	shown  int           // how many the list said there are
	will   int           // how many the question said would change
	of     uuid.NullUUID // an act on many whose campaigns these are
	note   string
	filter cmo.CampaignFilter
}

func bulkRequest(c echo.Context, sc store.Scope) (a bulkAsk, err error) {
	form := c.Request().PostForm
	rule, ok := cmo.BulkAct(form.Get("act")).Rule()
	switch {
	case !ok:
		return a, cmo.Errorf(cmo.Invalid, "There is no such act.")
	case !sc.Tenant().Role.Can(rule.Right):
		return a, cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include “%s”.", sc.Tenant().Name, sc.Tenant().Role, rule.Verb)
	case len(form["id"]) > cmo.BulkPicked:
		return a, cmo.Errorf(cmo.Invalid, "At most %d campaigns are picked one by one. Narrow the filter and take all that match.", cmo.BulkPicked)
	}
	a = bulkAsk{rule: rule, all: form.Get("all") != "", query: form.Get("query"), note: strings.TrimSpace(form.Get("note"))}
	a.shown, _ = strconv.Atoi(form.Get("shown"))
	a.will, _ = strconv.Atoi(form.Get("will"))
	if a.of, err = optionalID(form.Get("of")); err != nil {
		return a, err
	}
	if len([]rune(a.note)) > maxNote {
		return a, cmo.Errorf(cmo.Invalid, "A note has at most 1,000 characters.")
	}
	for _, raw := range form["id"] {
		id, err := parseID(raw)
		if err != nil {
			return a, err
		}
		a.ids = append(a.ids, id)
	}
	ask, err := campaignRequest(asQuery(c, &url.URL{RawQuery: a.query}), sc)
	a.list, a.filter = ask.query.List(), ask.query.Filter
	return a, err
}

func optionalID(raw string) (id uuid.NullUUID, err error) {
	if raw != "" {
		id.Valid = true
		id.UUID, err = parseID(raw)
	}
	return id, err
}

// campaignBulk shows what an act on many would do, campaign by campaign; confirmed, it does it.
func (s *Server) campaignBulk(c echo.Context, sc store.Scope) error {
	ask, err := bulkRequest(c, sc)
	if err != nil {
		return err
	}
	sent := c.Request().PostForm
	var wrong error
	if ask.rule.Tags() && (sent.Has("tag") || sent.Get("step") == "do") {
		ask.rule.Tag, wrong = cmo.CleanTag(sent.Get("tag"))
	}
	if sent.Get("step") == "do" && wrong == nil {
		return s.bulkDo(c, sc, ask)
	}
	return s.bulkQuestion(c, sc, ask, wrong)
}

// bulkQuestion asks before an act on many. wrong is what is wrong with the tag that was typed.
func (s *Server) bulkQuestion(c echo.Context, sc store.Scope, ask bulkAsk, wrong error) error {
	var found *store.Rows[cmo.Campaign]
	var facets *store.Rows[cmo.Facet]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		nav = readNav(r)
		found = ask.find(r)
		if ask.rule.Tags() {
			facets = r.CampaignFacets(cmo.CampaignFilter{Ended: true})
		}
		return nil
	})
	if err != nil {
		return err
	}
	d := pages.BulkData{Rule: ask.rule, Campaigns: found.List(), All: ask.all, Chosen: len(ask.ids), Shown: ask.shown, Will: ask.will,
		Query: ask.query, List: ask.list, ID: uuid.Must(uuid.NewV7()).String(), Typed: c.FormValue("tag"), Note: ask.note}
	status := http.StatusOK
	if wrong != nil {
		d.Wrong, status = wrong.Error(), http.StatusUnprocessableEntity
	}
	if facets != nil {
		d.Facets = facets.List()
	}
	view := pages.NewBulkView(sc.Tenant(), d)
	return s.render(c, status, page{shell: s.bulkShell(c, sc, view.Title, nav), body: pages.Bulk(view)})
}

// find are the campaigns an act is asked for: one more than it takes, where there are more.
func (a bulkAsk) find(r *store.Reader) *store.Rows[cmo.Campaign] {
	if a.all {
		return r.CampaignsMatching(a.filter, cmo.BulkLimit+1)
	}
	return r.CampaignsOf(a.ids)
}

func (s *Server) bulkShell(c echo.Context, sc store.Scope, title string, nav navReads) layout.Shell {
	return s.shell(c, place{title: title, section: "Campaigns", counts: nav.counts(), parent: []layout.Crumb{{Label: "Campaigns", Href: paths.Campaigns(sc.Tenant().Slug)}}})
}
