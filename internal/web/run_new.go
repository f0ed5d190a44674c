package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// runNew is the form that starts an agent. The URL names the mode and may fill in fields; or it names a run whose input
// fills the form, or a record that the run is to be about.
func (s *Server) runNew(c echo.Context, sc store.Scope) error {
	_, modes := agentKeys()
	mode, err := oneOf(c, "mode", modes)
	if err != nil {
		return err
	}
	from, err := s.runFrom(c, sc, c.QueryParam("from"))
	if err != nil {
		return err
	}
	ask := pages.RunAsk{Mode: cmo.Mode(mode), Key: uuid.NewString(), Values: url.Values{}}
	if mode == "" {
		ask.Mode = cmo.ModeSetup
	}
	if from != nil {
		ask.Mode, ask.From, ask.Values, ask.Base = cmo.Mode(from.Mode), &from.Run, cmo.RunValues(cmo.Mode(from.Mode), from.Input), from.Input
		return s.runForm(c, sc, http.StatusOK, ask)
	}
	for _, f := range cmo.RunFields(ask.Mode) {
		if v := c.QueryParams()[f.Name]; len(v) > 0 {
			ask.Values[f.Name] = slices.Clone(v)
		}
	}
	if err := s.runAbout(c, sc, &ask); err != nil {
		return err
	}
	return s.runForm(c, sc, http.StatusOK, ask)
}

// runFrom is the run whose input a form begins with; nil for none.
func (s *Server) runFrom(c echo.Context, sc store.Scope, raw string) (*cmo.RunDetail, error) {
	if raw == "" {
		return nil, nil //nolint:nilnil // none is no error
	}
	id, err := parseID(raw)
	if err != nil {
		return nil, err
	}
	var run *store.One[cmo.RunDetail]
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { run = r.Run(id); return nil }); err != nil {
		return nil, err
	}
	r := run.Value()
	if r.Mode == "" {
		return nil, cmo.Errorf(cmo.Conflict, "This run has no mode, so that it cannot be started again.")
	}
	return &r, nil
}

// namedRecords asks for the records that a form names, and for the lists it offers.
func namedRecords(values url.Values) cmo.AgentNeeds {
	n := cmo.AgentNeeds{Plan: true, Funnels: true, Campaigns: true}
	for name, into := range map[string]**uuid.UUID{"planId": &n.PlanID, "funnelId": &n.FunnelID, "stageId": &n.StageID, "campaignId": &n.CampaignID} {
		if id, err := uuid.Parse(values.Get(name)); err == nil {
			*into = &id
		}
	}
	return n
}

// runAbout resolves what the URL names: an id that this tenant does not have is cmo.ErrNotFound, another tenant's
// included. A campaign, stage, funnel, plan, ICP, asset or the brand fills in what the mode asks for.
func (s *Server) runAbout(c echo.Context, sc store.Scope, ask *pages.RunAsk) error {
	var n cmo.AgentNeeds
	var icp, brand, asset *uuid.UUID
	for _, p := range []struct {
		into  **uuid.UUID
		names []string
	}{{&n.CampaignID, []string{"campaign", "campaignId"}}, {&n.StageID, []string{"stage", "stageId"}}, {&n.FunnelID, []string{"funnel", "funnelId"}}, {&n.PlanID, []string{"plan", "planId"}},
		{&icp, []string{"icp"}}, {&brand, []string{"brand"}}, {&asset, []string{"asset"}}} {
		for _, name := range p.names {
			if raw := c.QueryParam(name); raw != "" {
				id, err := parseID(raw)
				if err != nil {
					return err
				}
				*p.into = &id
			}
		}
	}
	if n == (cmo.AgentNeeds{}) && icp == nil && brand == nil && asset == nil {
		return nil
	}
	var rows *store.One[store.AgentRows]
	var record *store.One[cmo.Record]
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error {
		rows = r.AgentData(n)
		switch {
		case icp != nil:
			record = r.Record(cmo.KindICP, *icp)
		case brand != nil:
			record = r.Record(cmo.KindBrand, *brand)
		case asset != nil:
			record = r.Record(cmo.KindAsset, *asset)
		}
		return nil
	})
	if err != nil {
		return err
	}
	data, err := rows.Value().Decode()
	if err != nil {
		return err
	}
	if n.CampaignID != nil && data.Campaign == nil || n.StageID != nil && data.Stage == nil || n.FunnelID != nil && data.Funnel == nil || n.PlanID != nil && data.Plan == nil {
		return cmo.ErrNotFound
	}
	switch {
	case icp != nil:
		ask.Values.Set("currentStep", "icp")
		ask.About = "Suggestions about the ICP “" + record.Value().Name + "” come as changes that you decide."
	case brand != nil:
		ask.Values.Set("currentStep", "brand")
		ask.About = "Suggestions about the brand come as changes that you decide."
	case asset != nil:
		ask.Values.Set("campaignId", record.Value().Parent())
		ask.About = "Content anew in place of “" + record.Value().Name + "”, which stays until you archive it."
	default:
		fillAbout(ask, n, data)
	}
	return nil
}

// fillAbout fills in what a mode takes from the records it is about.
func fillAbout(ask *pages.RunAsk, n cmo.AgentNeeds, d cmo.AgentData) {
	set := func(name string, id *uuid.UUID) {
		if id != nil {
			ask.Values.Set(name, id.String())
		}
	}
	switch ask.Mode {
	case cmo.ModeContent:
		set("campaignId", n.CampaignID)
		if ask.Stage = n.StageID; d.Stage != nil && n.CampaignID == nil {
			ask.About = "For the stage “" + d.Stage.StageName + "”: its campaigns stand first below."
		}
	case cmo.ModeCampaigns:
		set("planId", n.PlanID)
		set("funnelId", n.FunnelID)
		set("stageId", n.StageID)
		if k := d.Campaign; k != nil {
			set("funnelId", k.FunnelID)
			set("stageId", k.FunnelStageID)
			if slices.Contains(cmo.CampaignTypes, k.CampaignType) {
				ask.Values.Set("goal", k.CampaignType)
			}
			ask.Values.Set("budgetNotes", "More like “"+k.CampaignName+"”: "+k.Objective)
			ask.About = "A new campaign like “" + k.CampaignName + "”."
		}
	case cmo.ModeOptimization:
		set("planId", n.PlanID)
		set("funnelId", n.FunnelID)
		if k := d.Campaign; k != nil {
			ask.Values = url.Values{"campaignId": {k.ID.String()}}
			ask.About = "Why “" + k.CampaignName + "” does as it does: the analysis compares its own numbers, as a whole and by channel, with the period before."
		}
	case cmo.ModeFunnels:
		set("planId", n.PlanID)
	}
}
