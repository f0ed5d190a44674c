package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
)

// What each list can be narrowed by.
type (
	plain struct{ Page }

	campaigns struct {
		Page
		Status      string `query:"status" enum:"draft,scheduled,active,paused,completed"`
		ReviewState string `query:"review_state" enum:"none,in_review,changes_requested,approved,rejected"`
		Origin      string `query:"origin" enum:"ai_cmo,manual,import"`
		FunnelID    string `query:"funnel_id" format:"uuid"`
		RunID       string `query:"run_id" format:"uuid"`
	}
	content struct {
		Page
		Status     string `query:"status" maxLength:"30"`
		Channel    string `query:"channel" maxLength:"30"`
		Origin     string `query:"origin" enum:"ai_cmo,manual,import"`
		CampaignID string `query:"campaign_id" format:"uuid"`
	}
	made struct {
		Page
		Status string `query:"status" maxLength:"30"`
		Origin string `query:"origin" enum:"ai_cmo,manual,import"`
	}
	ofCampaign struct {
		Page
		Status     string `query:"status" maxLength:"30"`
		CampaignID string `query:"campaign_id" format:"uuid"`
	}
	advice struct {
		Page
		Status     string `query:"status" enum:"pending,implemented,dismissed,snoozed"`
		Severity   string `query:"severity" enum:"info,warning,critical"`
		CampaignID string `query:"campaign_id" format:"uuid"`
	}
	measured struct {
		Page
		DataMode   string `query:"data_mode" enum:"live,demo" doc:"Live and demo figures are never added up"`
		CampaignID string `query:"campaign_id" format:"uuid"`
	}
	runs struct {
		Page
		Status string `query:"status" enum:"pending,running,completed,failed,cancelled,timed_out"`
		Agent  string `query:"agent" maxLength:"60"`
		Mode   string `query:"mode" enum:"setup,strategy,funnels,campaigns,content,optimization"`
	}
)

func (p Page) cutting() Page { return p }

func (plain) query() store.ResourceQuery { return store.ResourceQuery{} }

func (in campaigns) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, ReviewState: in.ReviewState, Origin: in.Origin, FunnelID: idOf(in.FunnelID), RunID: idOf(in.RunID)}
}

func (in content) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, Channel: in.Channel, Origin: in.Origin, CampaignID: idOf(in.CampaignID)}
}

func (in made) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, Origin: in.Origin}
}

func (in ofCampaign) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, CampaignID: idOf(in.CampaignID)}
}

func (in advice) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, Severity: in.Severity, CampaignID: idOf(in.CampaignID)}
}

func (in measured) query() store.ResourceQuery {
	return store.ResourceQuery{DataMode: in.DataMode, CampaignID: idOf(in.CampaignID)}
}

func (in runs) query() store.ResourceQuery {
	return store.ResourceQuery{Status: in.Status, Agent: in.Agent, Mode: in.Mode}
}

// idOf is an id that its schema has checked; nil for none.
func idOf(text string) *uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return nil
	}
	return &id
}

// register lists every operation.
func (a *API) register() {
	type r = *store.Reader
	a.registerMe()
	collection[cmo.CampaignResource, campaigns]{paths.API + "/campaigns", "campaigns", "campaigns with their channels and content", cmo.ScopeCampaignsRead,
		r.CampaignResources, r.CampaignResource}.mount(a)
	collection[cmo.ContentResource, content]{paths.API + "/content", "content", "pieces of content with their wordings", cmo.ScopeCampaignsRead,
		r.ContentResources, r.ContentResource}.mount(a)
	collection[cmo.EventResource, ofCampaign]{paths.API + "/calendar", "calendar", "entries of the calendar", cmo.ScopeCampaignsRead,
		r.EventResources, r.EventResource}.mount(a)
	collection[cmo.SnapshotResource, measured]{paths.API + "/metrics", "metrics", "daily figures", cmo.ScopeCampaignsRead,
		r.SnapshotResources, nil}.mount(a)
	collection[cmo.RecommendationResource, advice]{paths.API + "/recommendations", "recommendations", "recommendations", cmo.ScopeCampaignsRead,
		r.RecommendationResources, r.RecommendationResource}.mount(a)
	collection[cmo.FunnelResource, made]{paths.API + "/funnels", "funnels", "funnels with their stages", cmo.ScopeFunnelsRead,
		r.FunnelResources, r.FunnelResource}.mount(a)
	collection[cmo.BrandResource, plain]{paths.API + "/brand", "brand", "brand profiles (one or none)", cmo.ScopeBrandRead,
		r.BrandResources, nil}.mount(a)
	collection[cmo.ICPResource, made]{paths.API + "/icps", "icps", "ideal customer profiles", cmo.ScopeBrandRead,
		r.ICPResources, r.ICPResource}.mount(a)
	collection[cmo.OfferResource, made]{paths.API + "/offers", "offers", "offers", cmo.ScopeBrandRead,
		r.OfferResources, r.OfferResource}.mount(a)
	collection[cmo.RunResource, runs]{paths.API + "/runs", "runs", "agent runs, without input and output", cmo.ScopeRunsRead,
		r.RunResources, nil}.mount(a)
	a.registerRuns()
	a.registerWrites()
}

// me says whose token it is and what it may do.
type me struct {
	Body struct {
		Tenant struct {
			ID       uuid.UUID `json:"id"`
			Slug     string    `json:"slug"`
			Name     string    `json:"name"`
			TimeZone string    `json:"time_zone"`
			Currency string    `json:"currency"`
		} `json:"tenant"`
		Token struct {
			Name   string           `json:"name"`
			Scopes []cmo.TokenScope `json:"scopes"`
		} `json:"token"`
		Now time.Time `json:"now" doc:"The server's clock"`
	}
}

func (a *API) registerMe() {
	huma.Register(a.huma, a.operation(http.MethodGet, paths.API+"/me", "me", "Whose token this is", "token", ""), func(ctx context.Context, _ *struct{}) (*me, error) {
		c, out := callerOf(ctx), &me{}
		t := c.scope.Tenant()
		out.Body.Tenant.ID, out.Body.Tenant.Slug, out.Body.Tenant.Name, out.Body.Tenant.TimeZone, out.Body.Tenant.Currency = t.ID, t.Slug, t.Name, t.Zone.String(), t.Currency
		out.Body.Token.Name, out.Body.Token.Scopes = c.token.Name, c.token.Scopes
		out.Body.Now = time.Now().UTC()
		return out, nil
	})
}
