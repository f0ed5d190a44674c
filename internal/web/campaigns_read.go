package web

import (
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// campaignReads are the queries of a page of campaigns: one trip to the database, whatever it shows.
type campaignReads struct {
	board  *store.Rows[cmo.Campaign]
	table  *store.Rows[store.CampaignRow]
	facets *store.Rows[cmo.Facet]
	nav    navReads
	views  viewReads
	stale  *store.Rows[cmo.StaleCampaign]
	detail detailReads
}

func (q *campaignReads) declare(r *store.Reader, a campaignAsk, peekOnly bool) {
	if a.peek.Valid {
		q.detail.declare(r, a.query.Filter, a.peek.UUID)
		q.detail.content = r.CampaignContent(a.peek.UUID)
	}
	if peekOnly {
		return
	}
	q.facets, q.nav = r.CampaignFacets(a.query.Filter), readNav(r)
	q.views = readViews(r, cmo.ViewCampaigns, a.query.Saved)
	q.stale = r.StaleCampaigns(a.query.Filter)
	if a.query.View == pages.ViewTable {
		q.table = r.Campaigns(a.query.Filter, store.CampaignPage{Sort: store.CampaignSort(a.query.Sort), After: a.after, Before: a.before, Limit: campaignRows})
		return
	}
	q.board = r.CampaignBoard(a.query.Filter)
}

func (q *campaignReads) list(a campaignAsk) pages.CampaignList {
	var list pages.CampaignList
	if q.facets != nil {
		list.Facets, list.Counts = q.facets.List(), q.nav.campaigns.Value()
		list.Stale = q.stale.List()
		list.Views = q.views.data(a.query.Slug, a.query.Kept())
	}
	if q.board != nil {
		list.Campaigns = q.board.List()
	}
	if q.table != nil {
		list.Campaigns, list.Prev, list.Next = tablePage(q.table.List(), a)
	}
	return list
}

func (q *campaignReads) drawer(t cmo.Tenant, query pages.CampaignQuery, now time.Time) *pages.CampaignDrawerView {
	if q.detail.campaign == nil {
		return nil
	}
	v := pages.NewCampaignDrawerView(t, query, q.detail.value(), now)
	return &v
}

// tablePage is a page of the table with the cursors beside it.
func tablePage(rows []store.CampaignRow, a campaignAsk) (list []cmo.Campaign, prev, next string) {
	page, prev, next, _ := keysetPage(rows, campaignRows, a.after != nil, a.before != nil, func(r store.CampaignRow) string {
		return store.Cursor{Key: r.SortKey, ID: r.ID}.Encode()
	})
	for _, r := range page {
		list = append(list, r.Campaign)
	}
	return list, prev, next
}

// detailReads are the queries of one campaign.
type detailReads struct {
	campaign *store.One[cmo.Campaign]
	place    *store.Rows[cmo.CampaignPlace]
	channels *store.Rows[cmo.CampaignChannel]
	sources  *store.Rows[cmo.Source]
	content  *store.Rows[cmo.ContentCount]
	assets   *store.Rows[cmo.Asset]
	review   *store.One[cmo.Review]
	comments *store.Rows[cmo.Comment]
}

func (q *detailReads) declare(r *store.Reader, f cmo.CampaignFilter, id uuid.UUID) {
	q.campaign, q.place = r.Campaign(id), r.CampaignPlace(f, id)
	q.channels, q.sources = r.CampaignChannels(id), r.CampaignSources(id)
}

func (q *detailReads) value() pages.CampaignDetail {
	d := pages.CampaignDetail{Campaign: q.campaign.Value(), Channels: q.channels.List(), Sources: q.sources.List()}
	if p := q.place.List(); len(p) > 0 {
		d.Place = &p[0]
	}
	if q.content != nil {
		d.Content = q.content.List()
	}
	if q.assets != nil {
		d.Assets, d.Review, d.Comments = q.assets.List(), q.review.Value(), q.comments.List()
	}
	return d
}
