package pages

import (
	"maps"
	"slices"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

var originLabels = map[cmo.Origin]string{cmo.OriginAI: "AI-driven", cmo.OriginManual: "Manual", cmo.OriginImport: "Imported"}

func newCampaignFilters(q CampaignQuery, n facetCounts) filterBar {
	f := newFilterBar("Campaigns", "campaigns", campaignListID, paths.Campaigns(q.Slug), q.Filter.Text, q.keep)
	f.Origins = originChoice(q.Filter.Origin, n, campaignListID, func(o cmo.Origin) string {
		return q.with(func(f *cmo.CampaignFilter) { f.Origin = o }).Href()
	})
	f.Extra = endedFilter(q)
	f.add(campaignMenus(q, n)...)
	if q.View == ViewTable {
		f.addSort(sortMenu(q), sortField(q))
	}
	f.Phone.Check = &ui.Check{Name: "ended", ID: "m-ended", Value: "1", Label: "Show ended campaigns", Checked: q.Filter.Ended}
	f.Phone.Keep = q.keep(append(f.names(), "ended")...)
	f.count(q.Filter.Text != "", q.Filter.Ended)
	if q.Filtered() || q.Filter.Ended {
		f.Phone.Clear = q.unfiltered().Href()
	}
	return f
}

// keep are the values that a form without fields of these names has to carry along.
func (q CampaignQuery) keep(except ...string) []hiddenField {
	return keepFields(q.first().values(), except)
}

// endedFilter says whether ended campaigns are hidden; its cross turns that round. A choice of states overrules it.
func endedFilter(q CampaignQuery) *ui.PillX {
	if len(q.Filter.States) > 0 {
		return nil
	}
	to := q.with(func(f *cmo.CampaignFilter) { f.Ended = !f.Ended }).Href()
	p := &ui.PillX{Label: "Ended", Value: "hidden", Href: to, Attrs: swapList()}
	if q.Filter.Ended {
		p.Value = "shown"
	}
	return p
}

func campaignMenus(q CampaignQuery, n facetCounts) []filterMenu {
	href := func(set func(f *cmo.CampaignFilter, v string)) func(string) string {
		return func(v string) string { return q.with(func(f *cmo.CampaignFilter) { set(f, v) }).Href() }
	}
	state := filterMenu{name: "state", label: "State", any: "Any state", href: href(func(f *cmo.CampaignFilter, v string) {
		f.States = nil
		if v != "" {
			f.States = []cmo.CampaignState{cmo.CampaignState(v)}
		}
	})}
	for _, s := range cmo.CampaignStates {
		state.values = append(state.values, menuValue{value: string(s), label: campaignWord(s), sign: campaignSigns[s], count: n.state(s)})
	}
	for _, s := range q.Filter.States {
		state.chosen = append(state.chosen, string(s))
	}
	f := q.Filter
	menus := []filterMenu{state,
		listMenu("type", "Type", "Any type", f.Type, cmo.CampaignTypes, n.by["type"], href(func(f *cmo.CampaignFilter, v string) { f.Type = v })),
		listMenu("channel", "Channel", "Any channel", f.Channel, cmo.Channels, n.by["channel"], href(func(f *cmo.CampaignFilter, v string) { f.Channel = v })),
		listMenu("stage", "Stage", "Any stage", f.Stage, cmo.Stages, n.by["stage"], href(func(f *cmo.CampaignFilter, v string) { f.Stage = v })),
	}
	if tags := tagMenu(f.Tag, n.by["tag"], href(func(f *cmo.CampaignFilter, v string) { f.Tag = v })); len(tags.values) > 0 {
		menus = append(menus, tags)
	}
	return menus
}

// tagMenu offers the tags there are, the most used ones first.
func tagMenu(chosen string, counts map[string]int, href func(string) string) filterMenu {
	m := filterMenu{name: "tag", label: "Tag", any: "Any tag", href: href}
	tags := slices.Sorted(maps.Keys(counts))
	if chosen != "" {
		m.chosen = []string{chosen}
		if counts[chosen] == 0 {
			tags = append(tags, chosen)
		}
	}
	slices.SortStableFunc(tags, func(a, b string) int { return counts[b] - counts[a] })
	for _, t := range tags {
		m.values = append(m.values, menuValue{value: t, label: t, count: counts[t]})
	}
	return m
}
