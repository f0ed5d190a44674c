package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// FindPartID is the DOM id of what the palette finds.
const FindPartID = "find-results"

// FindPlace is a page of the tenant, or something to do there.
type FindPlace struct{ Label, Icon, Href string }

// FindView is what a search finds, by kind.
type FindView struct {
	Action, Text string
	Groups       []findGroup
	Count        string // for readers: "4 results"
	None         string
}

type findGroup struct {
	ID, Title string
	Items     []findItem
	rank      int
}

type findItem struct {
	ID, Href, Icon, Name, Note string
	rank                       int
}

// findKinds says how each kind is called and where its records stand. Kinds without a page of their own lead to what they
// are a part of.
var findKinds = []struct {
	kind, title, icon string
	href              func(slug, id, parent string) string
}{
	{"campaign", "Campaigns", "megaphone", func(slug, id, _ string) string { return paths.Campaign(slug, id) }},
	{"asset", "Content", "file-text", func(slug, id, _ string) string { return paths.Asset(slug, id) }},
	{"variant", "Variants", "file-text", func(slug, _, of string) string { return paths.Asset(slug, of) }},
	{"icp", "ICPs", "users-round", func(slug, id, _ string) string { return paths.ICP(slug, id) }},
	{"offer", "Offers", "tag", func(slug, id, _ string) string { return paths.Offer(slug, id) }},
	{"plan", "Plans", "route", func(slug, id, _ string) string { return paths.Plan(slug, id) }},
	{"milestone", "Milestones", "flag", func(slug, _, of string) string { return paths.Plan(slug, of) }},
	{"funnel", "Funnels", "funnel", func(slug, id, _ string) string { return paths.Funnel(slug, id) }},
	{"stage", "Funnel stages", "funnel", func(slug, _, of string) string { return paths.Funnel(slug, of) }},
	{"channel", "Channels", "megaphone", func(slug, _, of string) string { return paths.Campaign(slug, of) }},
	{"task", "Tasks", "list-checks", func(slug, id, _ string) string { return paths.Task(slug, id) }},
	{"event", "Events", "calendar", func(slug, id, _ string) string { return paths.RecordHistory(slug, "calendar", id) }},
	{"recommendation", "Recommendations", "lightbulb", func(slug, id, _ string) string { return paths.Recommendation(slug, id) }},
	{"run", "Runs", "activity", func(slug, id, _ string) string { return paths.Run(slug, id) }},
	{"brand", "Brand", "badge-check", func(slug, _, _ string) string { return paths.Brand(slug) }},
}

// recentShown is how many of the latest changed of a kind stand where nothing is looked for yet.
var recentShown = map[string]int{"campaign": 4, "asset": 3, "plan": 1, "funnel": 2, "run": 3}

// NewFindView builds the results as of now: the group with the best fit first.
func NewFindView(t cmo.Tenant, text string, places []FindPlace, found []cmo.Found, now time.Time) FindView {
	l := newLocal(t, now)
	v := FindView{Action: paths.Search(t.Slug, ""), Text: text}
	if g := placeGroup(cmo.FindText(text), places); len(g.Items) > 0 {
		v.Groups = append(v.Groups, g)
	}
	for _, k := range findKinds {
		g := findGroup{ID: k.kind, Title: k.title, rank: 9}
		for _, f := range found {
			if f.Kind != k.kind || text == "" && len(g.Items) == recentShown[k.kind] {
				continue
			}
			parent := ""
			if f.ParentID != nil {
				parent = f.ParentID.String()
			}
			item := findItem{ID: "find-" + k.kind + "-" + f.ID.String(), Href: k.href(t.Slug, f.ID.String(), parent), Icon: k.icon, Name: f.Name, Note: words(" · ", f.Of, l.age(f.UpdatedAt)), rank: f.Rank}
			switch {
			case k.kind == "run":
				for _, a := range cmo.Agents {
					item.Name = strings.Replace(item.Name, a.ID, a.Name, 1)
				}
			case k.kind == "channel":
				item.Name = cmo.Label(f.Name)
			case k.kind == "asset" && f.ParentID == nil:
				item.Note = l.age(f.UpdatedAt)
			}
			g.Items, g.rank = append(g.Items, item), min(g.rank, f.Rank)
		}
		if len(g.Items) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	slices.SortStableFunc(v.Groups, func(a, b findGroup) int { return cmp.Compare(a.rank, b.rank) })
	n := 0
	for _, g := range v.Groups {
		n += len(g.Items)
	}
	v.Count = plural(n, "result")
	if n == 0 {
		v.None = "Nothing here has a name like “" + text + "”."
	}
	return v
}

// placeGroup are the pages and actions whose words hold all that was looked for.
func placeGroup(text string, places []FindPlace) findGroup {
	g := findGroup{ID: "places", Title: "Pages and actions", rank: 9}
	for i, p := range places {
		label := strings.ToLower(p.Label)
		if slices.ContainsFunc(strings.Fields(text), func(w string) bool { return !strings.Contains(label, w) }) {
			continue
		}
		rank := 4
		switch {
		case label == text:
			rank = 1
		case strings.HasPrefix(label, text):
			rank = 2
		case strings.Contains(label, " "+text):
			rank = 3
		}
		g.Items, g.rank = append(g.Items, findItem{ID: "find-place-" + strconv.Itoa(i), Href: p.Href, Icon: p.Icon, Name: p.Label, rank: rank}), min(g.rank, rank)
	}
	slices.SortStableFunc(g.Items, func(a, b findItem) int { return cmp.Compare(a.rank, b.rank) })
	return g
}

// field is the search field of the page.
func (v FindView) field() ui.Input {
	return ui.Input{Field: ui.Field{Name: "q", ID: "search-text", Label: "Records, pages and actions", HideLabel: true}, Type: "search", Value: v.Text, Placeholder: "Records, pages and actions", Icon: "search",
		Attrs: map[string]any{"maxlength": strconv.Itoa(cmo.FindLongest), "data-search": true}}
}
