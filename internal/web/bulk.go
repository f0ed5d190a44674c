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
		{post, "/t/:tenant/campaigns/bulk/:id/continue", cmo.RightEdit, scoped(s.campaignBulkContinue)},
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
