package web

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/ui"
)

// switcherLimit is how many tenants the switcher lists; the tenants page has all.
const switcherLimit = 50

// done are the messages that a page shows after a change led to it, by the query's done.
var done = map[string]string{ //nolint:gosec // words for people, no credentials
	"password": "Your password is set. Every other session was signed out.",
	"session":  "The session was signed out.",

	"imported": "The numbers are saved. Sending the same file again changes nothing.", "discarded": "Dropped. No number was changed.",
	"advice-accepted": "Accepted. What comes of it is measured once it is done.", "advice-dismissed": "Dismissed. The next analysis is told why.", "advice-snoozed": "Put off until its day.",
	"advice-done": "Marked as done.", "advice-undone": "It waits for a decision again.",
	"task-done": "Done. What comes of it is measured from tomorrow on, if it was advice about a number.", "task-dropped": "Dropped. If it was advice, the next analysis is told why.", "task-open": "It is open again.", "task-assigned": "Saved.",
	"created": "Created.", "reviewed": "Marked as reviewed.", "moved": "Moved. The audit log has who did it.", "saved": "Saved as a new version.", "restored": "Restored as a new version.", "kept": "Kept as it is.",
	"archived": "Archived. It is kept for its history and can be brought back.", "unarchived": "Brought back.", "stage-moved": "The stage stands at its new place.",
	"rescheduled": "It stands on this day now.", "winner": "The choice is on record.", "winner-back": "The choice was taken back.",
	"marks":   "Repaired. What is scheduled or live waits for an approver; what was changed meanwhile is still listed.",
	"pending": "Saved as a change that waits: the campaign is scheduled or live, and an approver applies it.", "decided": "Decided.", "renewed": "The approvals you chose and may renew cover the present versions.",
	"moved-draft": "It is a draft again.", "moved-in_review": "Sent to review. Approvers find it in their inbox.", "moved-approved": "Approved. Nothing is launched by it.",
	"moved-changes_requested": "Sent back with your comment.", "moved-rejected": "Rejected.", "moved-scheduled": "Scheduled.", "moved-active": "It is live.",
	"role": "The role is changed. It holds from the next request on.", "removed": "Removed. The person is out at the next request.", "left": "You have left the tenant.",
	"tenant-on": "The tenant is active again.", "tenant-off": "The tenant is switched off. Nobody is let in any more; nothing was deleted.", "whole": "Nothing was missing.", "repaired": "What was missing is there now.",
	"modules": "Saved. It holds from everybody’s next request on.", "account-off": "The account is disabled and signed out everywhere.", "account-on": "The account can sign in again.", "sessions": "Signed out.",
	"withdrawn": "The invitation is withdrawn.", "joined": "Welcome. Set a password, so that you can sign in again.", "welcome": "Welcome. You are a member now.", "settings": "Saved. The new settings hold from now on.",
	"onboarding-saved": "Saved. Anyone who manages the platform can go on from here.", "onboarding-dropped": "Dropped. Nothing had been made.", "onboarding-undone": "Taken back. The audit log has what was undone.",
	"token-revoked": "Revoked. It ends at its next call.",
	"webhook-saved": "Saved.", "webhook-on": "It is on.", "webhook-off": "It is off. Nothing is sent to it.", "webhook-deleted": "Deleted, with its secret and its log.",
	"webhook-tested": "The test is on its way. Reload to see what came of it.", "webhook-resent": "It is sent once more, as the same message.",
	"copied": "Duplicated. This is the copy, a draft.", "view-saved": "The view is saved.", "view-changed": "Done.",
	"moved-paused": "Paused.", "moved-completed": "Completed.",
}

// place is where in the console a page stands.
type place struct {
	title   string
	section string         // the nav item's label
	parent  []layout.Crumb // between tenant and page
	flush   bool
	moves   bool
	counts  map[string]navCount // by nav label
}

// navCount stands behind a nav item.
type navCount struct {
	n         int
	noun      string
	hot, live bool
}

// navReads are the queries of the counts in the navigation: the same on every page of a tenant.
type navReads struct {
	campaigns *store.One[cmo.CampaignCounts]
	runs      *store.One[cmo.OpenRuns]
	inbox     *store.One[cmo.InboxCount]
}

func readNav(r *store.Reader) navReads {
	return navReads{r.CampaignCounts(), r.OpenRuns(), r.InboxCount()}
}

func (q navReads) counts() map[string]navCount {
	if q.campaigns == nil { // a part of a page is rendered without its frame
		return nil
	}
	inbox := q.inbox.Value()
	return map[string]navCount{
		"Reviews":   {n: inbox.Waiting + inbox.Unread, noun: "waiting or new", hot: true},
		"Campaigns": {n: q.campaigns.Value().Open, noun: "open"},
		"Runs":      {n: q.runs.Value().Running, noun: "running", live: true},
	}
}

// navItems lists the pages of a tenant in order.
func navItems(slug string) []layout.NavGroup {
	return []layout.NavGroup{
		{Items: []layout.NavItem{
			{Label: "Home", Icon: "house", Href: paths.Tenant(slug), Key: "h"},
			{Label: "Reviews", Icon: "inbox", Href: paths.Reviews(slug), Key: "v"},
			{Label: "Changes", Icon: "file-diff", Href: paths.Changes(slug)},
			{Label: "Campaigns", Icon: "megaphone", Href: paths.Campaigns(slug), Key: "c"},
			{Label: "Content", Icon: "file-text", Href: paths.Content(slug), Key: "t"},
			{Label: "Calendar", Icon: "calendar-days", Href: paths.Calendar(slug), Key: "d"},
			{Label: "Recommendations", Icon: "lightbulb", Href: paths.Recommendations(slug), Key: "a"},
			{Label: "Metrics", Icon: "chart-no-axes-column", Href: paths.Metrics(slug), Key: "m"},
		}},
		{Label: "Strategy", Items: []layout.NavItem{
			{Label: "Brand", Icon: "badge-check", Href: paths.Brand(slug), Key: "b"},
			{Label: "ICPs", Icon: "users-round", Href: paths.ICPs(slug), Key: "i"},
			{Label: "Offers", Icon: "tag", Href: paths.Offers(slug), Key: "o"},
			{Label: "90-day plan", Icon: "route", Href: paths.Plans(slug), Key: "p"},
			{Label: "Funnels", Icon: "funnel", Href: paths.Funnels(slug), Key: "f"},
		}},
		{Label: "Agents", Items: []layout.NavItem{
			{Label: "Runs", Icon: "activity", Href: paths.Runs(slug), Key: "r"},
		}},
		{Foot: true, Items: []layout.NavItem{
			{Label: "Members", Icon: "users", Href: paths.Members(slug)},
			{Label: "Settings", Icon: "settings", Href: paths.Settings(slug)},
		}},
	}
}

// personalNav lists the pages outside a tenant.
func personalNav() []layout.NavGroup {
	return []layout.NavGroup{{Items: []layout.NavItem{
		{Label: "Tenants", Icon: "building-2", Href: paths.Tenants},
		{Label: "Account", Icon: "user-round", Href: paths.Account},
	}}}
}

// shell builds the frame of a page from what the request proved.
func (s *Server) shell(c echo.Context, p place) layout.Shell {
	sh := layout.Shell{Title: p.title, Theme: "system", Path: requestedPage(c), Assets: s.assets, Flush: p.flush, Moves: p.moves}
	v, ok := c.Get(ctxVisit).(store.Visit)
	if !ok || v.User.Email == "" {
		return sh
	}
	sh.Theme, sh.UserName, sh.UserEmail = v.User.Theme, v.User.Name, v.User.Email
	if text, ok := done[c.QueryParam("done")]; ok {
		sh.Flash = &layout.Flash{Tone: ui.OK, Title: text}
	}
	sc, _ := c.Get(ctxScope).(store.Scope)
	if sc.Tenant().Role == cmo.RoleSupport {
		sh.Banner = "You look at " + sc.Tenant().Name + " as support: you can read and change nothing, personal data and keys are masked, and its audit log has your visit."
	}
	if sh.Flash != nil {
		sh.Flash.Undo = undoOf(c, sc.Tenant())
	}
	for i, m := range v.Memberships {
		if i == switcherLimit {
			sh.MoreTenants = true
			break
		}
		sh.Tenants = append(sh.Tenants, tenantLink(m, s.zoneName(m.Zone), sameSection(c, v.User, m.Slug), m.Slug == sc.Tenant().Slug))
	}
	if t := sc.Tenant(); t.Slug != "" {
		here := tenantLink(cmo.Membership{Slug: t.Slug, Name: t.Name, Role: t.Role}, s.zoneName(t.Zone.String()), paths.Tenant(t.Slug), true)
		sh.Tenant = &here
		sh.Search = paths.Search(t.Slug, "")
		groups := navItems(t.Slug)
		if t.Role.Can(cmo.RightManage) {
			foot := &groups[len(groups)-1]
			foot.Items = append(foot.Items, layout.NavItem{Label: "Audit log", Icon: "history", Href: paths.Audit(t.Slug)})
		}
		sh.Nav = markNav(groups, p)
		sh.Crumbs = append([]layout.Crumb{{Label: t.Name, Href: here.Href}}, p.parent...)
	} else {
		groups := personalNav()
		if len(supports(v.Memberships)) > 0 {
			groups[0].Items = append(groups[0].Items, layout.NavItem{Label: "Runs, all tenants", Icon: "activity", Href: paths.SupportRuns})
		}
		if v.User.Platform {
			groups = append(groups, platformNav())
		}
		sh.Nav = markNav(groups, p)
	}
	sh.Crumbs = append(sh.Crumbs, layout.Crumb{Label: p.title})
	return sh
}

func tenantLink(m cmo.Membership, zone, href string, current bool) layout.TenantLink {
	return layout.TenantLink{Name: m.Name, Slug: m.Slug, Role: m.Role.Label(), Zone: zone, Href: href, Current: current}
}

func markNav(groups []layout.NavGroup, p place) []layout.NavGroup {
	for _, g := range groups {
		for i := range g.Items {
			item := &g.Items[i]
			item.Current = item.Label == p.section
			if n, ok := p.counts[item.Label]; ok && n.n > 0 {
				item.Count, item.Noun, item.Hot, item.Live = strconv.Itoa(n.n), n.noun, n.hot, n.live
			}
		}
	}
	return groups
}

// sameSection keeps the page when the tenant is switched: the same section there. Records are the tenant's own, so from
// one of them the way leads to its list.
func sameSection(c echo.Context, u cmo.User, slug string) string {
	if section, _, _ := strings.Cut(strings.TrimPrefix(c.Path(), "/t/:tenant/"), "/"); strings.HasPrefix(c.Path(), "/t/:tenant/") {
		return paths.Tenant(slug) + "/" + section
	}
	if c.Path() == "/t/:tenant" {
		return paths.Tenant(slug)
	}
	return landing(u, slug)
}

// zoneName is the zone's abbreviation now, CST for America/Chicago in winter.
func (s *Server) zoneName(zone string) string {
	loc, err := cmo.Zone(zone)
	if err != nil {
		return zone
	}
	return s.now().In(loc).Format("MST")
}
