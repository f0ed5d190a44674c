package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// partMove is the content of a list's dialog.
const partMove = "move-body"

// ctxMoved keeps what a request did for the list that is its answer.
const ctxMoved = "moved"

// campaignsNext is the list of campaigns that a form wants to return to, empty for none.
func campaignsNext(c echo.Context, sc store.Scope) string {
	next := localPath(c.FormValue("next"))
	u, err := url.Parse(next)
	if err != nil || u.Path != paths.Campaigns(sc.Tenant().Slug) {
		return ""
	}
	return u.RequestURI()
}

// inList reports that the answer is put into the place of the list of campaigns.
func inList(c echo.Context) bool { return isPartial(c) && targetID(c) == partCampaigns }

// listAfter answers with a list of campaigns as it is after a change.
func (s *Server) listAfter(c echo.Context, sc store.Scope, list string, moved pages.Moved) error {
	u, err := url.Parse(list)
	if err != nil {
		return err
	}
	next := asQuery(c, u)
	for _, key := range []string{ctxVisit, ctxScope} {
		next.Set(key, c.Get(key))
	}
	next.Set(ctxMoved, &moved)
	return s.campaignBoard(next, sc)
}
