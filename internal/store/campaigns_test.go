package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// plantCampaigns adds one manual campaign of every state to A, with names, dates and budgets that repeat, and archives
// the fixture's own two.
func plantCampaigns(k *storetest.Kit, copies int) {
	for i := range copies {
		for n, state := range cmo.CampaignStates {
			status, review := string(state), "approved"
			if slices.Contains([]cmo.CampaignState{cmo.StateDraft, cmo.StateInReview, cmo.StateChanges, cmo.StateApproved, cmo.StateRejected}, state) {
				status, review = "draft", string(state)
			}
			if state == cmo.StateDraft {
				review = "none"
			}
			k.Admin(`INSERT INTO cmo_campaigns (tenant_id, workspace_id, campaign_name, campaign_type, objective, description, status, review_state, review_since, start_date, budget_allocation, funnel_stage, primary_kpi)
				VALUES ($1, $1, $2, 'email_nurture', 'Fill the week', 'Words', $3, $4, now() - $5::int * interval '1 hour', CASE WHEN $5::int % 2 = 0 THEN date '2026-02-01' END, $5::int % 3, 'conversion', '{"metric":"bookings","target":"30 bookings"}')`,
				k.A.ID, fmt.Sprintf("Été %d", n%2), status, review, i+n)
		}
	}
	k.Admin(`UPDATE cmo_campaigns SET archived_at = now() WHERE id = ANY ($1)`, []uuid.UUID{k.A.RowID("campaign"), k.A.RowID("manual")})
}

func read(t *testing.T, sc store.Scope, fn func(r *store.Reader)) {
	t.Helper()
	if err := sc.Read(t.Context(), func(r *store.Reader) error { fn(r); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestCampaignBoard_ColumnsAndOrder(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantCampaigns(k, 3)
	sc := k.Scope(owner(k.A), k.A)
	f := store.CampaignFilter{Ended: true}
	var list *store.Rows[cmo.Campaign]
	read(t, sc, func(r *store.Reader) { list = r.CampaignBoard(f) })
	var order []uuid.UUID // as the board shows them: column by column
	for _, col := range cmo.CampaignColumns {
		pos := 0
		for _, c := range list.List() {
			if !slices.Contains(col.States, c.State()) {
				continue
			}
			pos++
			order = append(order, c.ID)
			var place *store.Rows[cmo.CampaignPlace]
			read(t, sc, func(r *store.Reader) { place = r.CampaignPlace(f, c.ID) })
			if p := place.List(); len(p) != 1 || p[0].Position != pos || p[0].Count != 3*len(col.States) || p[0].State != c.State() {
				t.Errorf("%s %d: place %+v", col.Key, pos, p)
			}
		}
	}
	if len(order) != 27 {
		t.Fatalf("%d campaigns on the board", len(order))
	}
	for i, id := range order {
		var place *store.Rows[cmo.CampaignPlace]
		read(t, sc, func(r *store.Reader) { place = r.CampaignPlace(f, id) })
		p := place.List()[0]
		if (i > 0) != (p.PrevID != nil) || i > 0 && *p.PrevID != order[i-1] || (i < 26) != (p.NextID != nil) || i < 26 && *p.NextID != order[i+1] {
			t.Errorf("neighbours of %d: %+v", i, p)
		}
	}
	if c := list.List()[0]; c.PrimaryKPI.Target != 30 || c.Type != "email_nurture" {
		t.Errorf("campaign: %+v", c)
	}
}

func TestCampaigns_PagesMeet(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantCampaigns(k, 3)
	sc := k.Scope(owner(k.A), k.A)
	for _, sort := range []store.CampaignSort{"updated", "name", "start", "budget", "none such"} {
		var all []store.CampaignRow
		page := store.CampaignPage{Sort: sort, Limit: 4}
		for {
			var rows *store.Rows[store.CampaignRow]
			read(t, sc, func(r *store.Reader) { rows = r.Campaigns(store.CampaignFilter{}, page) })
			list := rows.List()
			more := len(list) > page.Limit
			all = append(all, list[:min(len(list), page.Limit)]...)
			if !more {
				break
			}
			last := all[len(all)-1]
			page.After = &store.Cursor{Key: last.SortKey, ID: last.ID}
		}
		if len(all) != 21 {
			t.Fatalf("%s: %d rows over the pages", sort, len(all))
		}
		var back *store.Rows[store.CampaignRow]
		read(t, sc, func(r *store.Reader) {
			back = r.Campaigns(store.CampaignFilter{}, store.CampaignPage{Sort: sort, Limit: 4, Before: &store.Cursor{Key: all[8].SortKey, ID: all[8].ID}})
		})
		for i, row := range back.List() {
			if row.ID != all[7-i].ID {
				t.Errorf("%s: backwards row %d differs", sort, i)
			}
		}
	}
}

func TestCampaignFacets_CountWhatChoosingShows(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	plantCampaigns(k, 2)
	k.Admin(`UPDATE cmo_campaigns SET archived_at = NULL WHERE id = $1`, k.A.RowID("campaign"))
	sc := k.Scope(owner(k.A), k.A)
	for _, f := range []store.CampaignFilter{{}, {Ended: true}, {Origin: cmo.OriginAI}, {Text: "WEEK"}, {States: []cmo.CampaignState{cmo.StateActive, cmo.StateRejected}}, {Channel: "email", Type: "nurture", Stage: "consideration"}} {
		var facets *store.Rows[cmo.Facet]
		read(t, sc, func(r *store.Reader) { facets = r.CampaignFacets(f) })
		if len(facets.List()) == 0 {
			t.Errorf("%+v: no facets", f)
		}
		for _, facet := range facets.List() {
			g := f
			switch facet.Name {
			case "origin":
				g.Origin = cmo.Origin(facet.Value)
			case "state":
				g.States = []cmo.CampaignState{cmo.CampaignState(facet.Value)}
			case "type":
				g.Type = facet.Value
			case "channel":
				g.Channel = facet.Value
			case "stage":
				g.Stage = facet.Value
			}
			var list *store.Rows[cmo.Campaign]
			read(t, sc, func(r *store.Reader) { list = r.CampaignBoard(g) })
			if len(list.List()) != facet.Count {
				t.Errorf("%+v: %+v, but choosing it shows %d", f, facet, len(list.List()))
			}
		}
	}
	var marked *store.Rows[cmo.Campaign]
	read(t, sc, func(r *store.Reader) { marked = r.CampaignBoard(store.CampaignFilter{Text: "AI CMO Driven"}) })
	if len(marked.List()) != 0 {
		t.Error("the mark is found as text")
	}
}

func TestCampaign_Parts(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	id := k.A.RowID("campaign")
	var (
		c        *store.One[cmo.Campaign]
		counts   *store.One[cmo.CampaignCounts]
		channels *store.Rows[cmo.CampaignChannel]
		content  *store.Rows[cmo.ContentCount]
		assets   *store.Rows[cmo.Asset]
		sources  *store.Rows[cmo.Source]
	)
	read(t, sc, func(r *store.Reader) {
		c, counts, channels, content, assets, sources = r.Campaign(id), r.CampaignCounts(), r.CampaignChannels(id), r.CampaignContent(id), r.CampaignAssets(id), r.CampaignSources(id)
	})
	if v := c.Value(); v.RunAgent != "cmo-campaign-designer" || v.Prompt != "campaigns/v1" || *v.RunNo != 9001 || !v.Marked || v.Drifted() || v.Assets != 1 || v.Variants != 1 {
		t.Errorf("campaign: %+v", v)
	}
	if got := counts.Value(); got != (cmo.CampaignCounts{Total: 2, Open: 2}) {
		t.Errorf("counts: %+v", got)
	}
	if got := content.List(); len(got) != 1 || got[0] != (cmo.ContentCount{ContentType: "email", Assets: 1, Variants: 1}) {
		t.Errorf("content: %+v", got)
	}
	if a := assets.List(); len(a) != 1 || len(a[0].Variants) != 1 || a[0].Variants[0].Subject != k.A.Canary || a[0].Variants[0].Type != "A" {
		t.Errorf("assets: %+v", a)
	}
	if s := sources.List(); len(s) != 1 || s[0] != (cmo.Source{SourceTable: "cmo_brand_profiles", SourceVersion: 1, Name: k.A.Canary}) {
		t.Errorf("sources: %+v", s)
	}
	if h := channels.List(); len(h) != 1 || h[0].Share != 100 {
		t.Errorf("channels: %+v", h)
	}
}

// Another tenant's campaign is nowhere: not by id, not in a list, a place or a count.
func TestCampaign_OtherTenant_NotFound(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.B), k.B)
	id := k.A.RowID("campaign")
	err := sc.Read(t.Context(), func(r *store.Reader) error { r.Campaign(id); return nil })
	if !errors.Is(err, cmo.ErrNotFound) {
		t.Errorf("campaign: %v", err)
	}
	read(t, sc, func(r *store.Reader) {
		all := store.CampaignFilter{Ended: true}
		place, channels, content, assets, sources := r.CampaignPlace(all, id), r.CampaignChannels(id), r.CampaignContent(id), r.CampaignAssets(id), r.CampaignSources(id)
		board, table, facets := r.CampaignBoard(all), r.Campaigns(all, store.CampaignPage{Limit: 50}), r.CampaignFacets(all)
		if _, err := facets.Get(); err != nil {
			t.Fatal(err)
		}
		if n := len(place.List()) + len(channels.List()) + len(content.List()) + len(assets.List()) + len(sources.List()); n != 0 {
			t.Errorf("%d rows of A", n)
		}
		if strings.Contains(fmt.Sprint(board.List(), table.List(), facets.List()), k.A.Canary) {
			t.Error("rows of A in a list")
		}
	})
}
