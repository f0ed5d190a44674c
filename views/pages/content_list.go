package pages

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// ContentList is what the store knows for a page of the library.
type ContentList struct {
	Items      []cmo.ContentItem
	Facets     []cmo.Facet
	Campaigns  []cmo.ContentCampaign
	Prev, Next string // cursors of the pages before and after
}

// ContentView is the library of content.
type ContentView struct {
	Filters filterBar
	Shown   string // "14 of 40"
	Status  string // what a change of filter is announced with
	Empty   *ui.Empty
	Head    ui.TableHead
	Rows    []contentRow
	Pager   ui.Pager
}

type contentRow struct {
	DOM, Href, Title, Message  string
	ID, Status, AI             string // the hooks
	Sign                       ui.StateKind
	State                      string
	Marks                      []ui.MarkKind
	Note                       string
	Channel                    channelSign
	Type                       string
	Campaign, CampaignHref     string
	Stage, Publish, Late       string
	Variants, Checks, CheckTip string
	ChecksOK                   bool
	Updated, UpdatedTime       string
}

// assetSigns give each state of content its glyph.
var assetSigns = map[string]ui.StateKind{
	"draft": ui.StateDraft, "review": ui.StateReview, "approved": ui.StateApproved, "scheduled": ui.StateScheduled, "live": ui.StateLive,
	"published": ui.StateCompleted, "archived": ui.StateEnded,
}

func assetWord(status string) string {
	if status == "review" {
		return "In review"
	}
	return cmo.Label(status)
}

// NewContentView builds the page as of now.
func NewContentView(t cmo.Tenant, q ContentQuery, list ContentList, now time.Time) ContentView {
	n := facetCounts{by: map[string]map[string]int{}}
	for _, f := range list.Facets {
		if n.by[f.Name] == nil {
			n.by[f.Name] = map[string]int{}
		}
		n.by[f.Name][f.Value] = f.Count
	}
	n.matching = n.by["all"][""]
	total := n.by["total"][""]
	v := ContentView{Filters: newContentFilters(q, n, list.Campaigns), Shown: strconv.Itoa(n.matching) + " of " + strconv.Itoa(total), Status: plural(n.matching, "piece") + " of content"}
	if n.matching == 0 {
		v.Empty = contentEmpty(q, total)
		return v
	}
	l := newLocal(t, now)
	order := contentSortWords[q.Sort]
	v.Head = ui.TableHead{ID: "content-rows", Label: "Content", Caption: "Content, sorted by " + order + ". Dates in " + l.now.Format("MST") + ". " + v.Status + ".", Columns: []ui.Column{
		contentColumn(q, "Title", "title", "ascending"), {Label: "State"}, {Label: "Origin", Class: "p3"}, {Label: "Type"}, {Label: "Campaign"}, {Label: "Stage", Class: "p2"},
		contentColumn(q, "Publish on", "publish", "ascending"), {Label: "Wordings", Class: "p1"}, {Label: "Checks"}, contentColumn(q, "Changed", SortUpdated, "descending"),
	}}
	v.Head.Columns[9].Right, v.Head.Columns[9].Class = true, "p1"
	for _, i := range list.Items {
		v.Rows = append(v.Rows, newContentRow(l, t.Slug, i))
	}
	v.Pager = ui.Pager{Label: "Content, pages", Range: pagerRange(len(list.Items), n.matching, q.After == "" && q.Before == "", "piece"), Note: "Sorted by " + order}
	if list.Prev != "" {
		to := q.first()
		to.Before = list.Prev
		v.Pager.PrevHref = to.Href()
	}
	if list.Next != "" {
		to := q.first()
		to.After = list.Next
		v.Pager.NextHref = to.Href()
	}
	return v
}

// pagerRange says which part of a list a page shows.
func pagerRange(rows, of int, first bool, noun string) string {
	switch {
	case rows == of:
		return plural(of, noun)
	case first:
		return "1–" + figure(float64(rows), 0) + " of " + figure(float64(of), 0)
	}
	return figure(float64(rows), 0) + " of " + figure(float64(of), 0)
}

var contentSortWords = map[string]string{SortUpdated: "latest change", "title": "title", "publish": "publish date"}

func contentColumn(q ContentQuery, label, sort, direction string) ui.Column {
	c := ui.Column{Label: label, Href: q.sorted(sort), Attrs: swapInto(ContentPartID)}
	if q.Sort == sort {
		c.Sort = direction
	}
	return c
}

func newContentFilters(q ContentQuery, n facetCounts, campaigns []cmo.ContentCampaign) filterBar {
	f := newFilterBar("Content", "content", ContentPartID, paths.Content(q.Slug), q.Filter.Text, q.keep)
	f.Origins = originChoice(q.Filter.Origin, n, ContentPartID, func(o cmo.Origin) string {
		return q.with(func(f *cmo.ContentFilter) { f.Origin = o }).Href()
	})
	href := func(set func(f *cmo.ContentFilter, v string)) func(string) string {
		return func(v string) string { return q.with(func(f *cmo.ContentFilter) { set(f, v) }).Href() }
	}
	x := q.Filter
	f.add(
		listMenu("type", "Type", "Any type", x.Type, present(cmo.AssetTypes, n.by["type"], x.Type), n.by["type"], href(func(f *cmo.ContentFilter, v string) { f.Type = v })),
		listMenu("channel", "Channel", "Any channel", x.Channel, present(cmo.AssetChannels, n.by["channel"], x.Channel), n.by["channel"], href(func(f *cmo.ContentFilter, v string) { f.Channel = v })),
		listMenu("stage", "Stage", "Any stage", x.Stage, cmo.Stages, n.by["stage"], href(func(f *cmo.ContentFilter, v string) { f.Stage = v })),
		contentCampaignMenu(q, n, campaigns), contentStatusMenu(q, n, href(func(f *cmo.ContentFilter, v string) { f.Status = v })),
	)
	sort, field := ui.PillMenu{Label: "Sort", Icon: "arrow-up-down"}, ui.Select{Field: ui.Field{Name: "sort", ID: "m-sort", Label: "Sorted by"}, Value: q.Sort}
	for _, by := range []string{SortUpdated, "title", "publish"} {
		sort.Items = append(sort.Items, ui.Choice{Label: "By " + contentSortWords[by], Href: q.sorted(by), Current: by == q.Sort, Attrs: swapInto(ContentPartID)})
		field.Options = append(field.Options, ui.Option{Value: by, Label: cmo.Label(contentSortWords[by])})
	}
	f.addSort(sort, field)
	f.Phone.Keep = q.keep(f.names()...)
	f.count(x.Text != "")
	if x.Narrows() {
		f.Phone.Clear = q.with(func(f *cmo.ContentFilter) { *f = cmo.ContentFilter{} }).Href()
	}
	return f
}

// present are the values that some item has, and the chosen one.
func present(values []string, counts map[string]int, chosen string) []string {
	var out []string
	for _, v := range values {
		if counts[v] > 0 || v == chosen {
			out = append(out, v)
		}
	}
	return out
}

func contentCampaignMenu(q ContentQuery, n facetCounts, campaigns []cmo.ContentCampaign) filterMenu {
	m := filterMenu{name: "campaign", label: "Campaign", any: "Any campaign", href: func(v string) string {
		return q.with(func(f *cmo.ContentFilter) {
			id, err := uuid.Parse(v)
			f.Campaign = uuid.NullUUID{UUID: id, Valid: err == nil}
		}).Href()
	}}
	for _, c := range campaigns {
		m.values = append(m.values, menuValue{value: c.ID.String(), label: c.Name, count: n.by["campaign"][c.ID.String()]})
	}
	if q.Filter.Campaign.Valid {
		m.chosen = []string{q.Filter.Campaign.UUID.String()}
	}
	return m
}

func contentStatusMenu(q ContentQuery, n facetCounts, href func(string) string) filterMenu {
	m := filterMenu{name: "status", label: "State", any: "Any state", href: href}
	for _, s := range cmo.AssetStatuses {
		m.values = append(m.values, menuValue{value: s, label: assetWord(s), sign: assetSigns[s], count: n.by["status"][s]})
	}
	if q.Filter.Status != "" {
		m.chosen = []string{q.Filter.Status}
	}
	return m
}

func contentEmpty(q ContentQuery, total int) *ui.Empty {
	if total == 0 {
		return &ui.Empty{
			Icon: "file-text", Title: "No content yet",
			Text:    "The Content Engine writes emails, messages, posts and pages for a campaign, each in two wordings. Everything it drafts waits here and on its campaign for a person.",
			Actions: []ui.Button{{Label: "Go to campaigns", Icon: "megaphone", Href: paths.Campaigns(q.Slug)}},
		}
	}
	all := q.with(func(f *cmo.ContentFilter) { *f = cmo.ContentFilter{} }).Href()
	return &ui.Empty{Icon: "search-x", Title: "No content matches", Text: "None of " + plural(total, "piece") + " fits this filter.",
		Actions: []ui.Button{{Label: "Clear the filter", Href: all, Attrs: swapInto(ContentPartID)}}}
}

func newContentRow(l local, slug string, i cmo.ContentItem) contentRow {
	id := i.ID.String()
	r := contentRow{
		DOM: "c-" + id, ID: id, Href: paths.Asset(slug, id), Title: i.Title, Message: shorten(i.KeyMessage, 90), Status: i.Status, AI: strconv.FormatBool(i.Origin == cmo.OriginAI),
		Sign: assetSigns[i.Status], State: assetWord(i.Status), Marks: assetMarks(i), Channel: newChannelSign(i.Kind()), Type: cmo.Label(i.ContentType),
		Campaign: i.CampaignName, Stage: orNone(cmo.Label(i.Stage)), Publish: "No date", Updated: l.age(i.UpdatedAt), UpdatedTime: i.UpdatedAt.Format(time.RFC3339),
	}
	if i.Origin == cmo.OriginImport {
		r.Note = "Imported"
	}
	if i.CampaignID != nil {
		r.CampaignHref = paths.Campaign(slug, i.CampaignID.String())
	}
	if i.PublishDate != nil {
		r.Publish = l.day(*i.PublishDate)
	}
	r.Variants = wordingText(i.Asset)
	r.ChecksOK, r.Checks = assetChecks(i.Asset)
	return r
}

// assetMarks says who made a piece of content.
func assetMarks(i cmo.ContentItem) []ui.MarkKind {
	return recordMarks(cmo.Provenance{Origin: i.Origin, EditedByName: i.EditedByName})
}

// wordingText names the variants: "A, B" or "A, B; A wins".
func wordingText(a cmo.Asset) string {
	var types []string
	for _, v := range a.Variants {
		types = append(types, v.Type)
	}
	if len(types) == 0 {
		return "Not written"
	}
	text := words(", ", types...)
	if w := a.Winner(); w != nil {
		text += "; " + w.Type + " chosen"
	}
	return text
}

// assetChecks sums up the checks of all wordings.
func assetChecks(a cmo.Asset) (ok bool, text string) {
	if len(a.Variants) == 0 {
		return false, none
	}
	checked, failed := 0, 0
	for _, v := range a.Variants {
		found := cmo.LintVariant(a.Kind(), v)
		checked += len(found)
		failed += len(cmo.Failed(found))
	}
	switch {
	case checked == 0:
		return true, "Nothing to check"
	case failed == 0:
		return true, "All pass"
	}
	return false, figure(float64(failed), 0) + " to look at"
}
