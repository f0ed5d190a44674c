// Package paths holds every URL of the console as a function, so that no page or handler spells one out.
package paths

import "net/url"

// Pages outside a tenant.
const (
	Root           = "/"
	Login          = "/login"
	LoginKept      = Login + "?kept=1" // what was sent over an ended session is kept
	Logout         = "/logout"
	Tenants        = "/tenants"
	Account        = "/account"
	Password       = "/account/password"
	Theme          = "/account/theme"
	Preferences    = "/account/preferences"
	RevokeSession  = "/account/sessions/revoke"
	RevokeSessions = "/account/sessions/revoke-all"
	Healthz        = "/healthz"
	Readyz         = "/readyz"
	Telemetry      = "/metrics"
	FeedFile       = "/feed/calendar.ics"
)

// LoginNext is the sign-in page that returns to next afterwards.
func LoginNext(next string) string { return Login + "?next=" + url.QueryEscape(next) }

// SignInLink is the page behind a one-time sign-in link.
func SignInLink(token string) string { return Login + "/link?token=" + url.QueryEscape(token) }

// Tenant is a tenant's home page.
func Tenant(slug string) string { return "/t/" + url.PathEscape(slug) }

// Campaigns is the campaign board.
func Campaigns(slug string) string { return Tenant(slug) + "/campaigns" }

// Campaign is one campaign's page.
func Campaign(slug, id string) string { return Campaigns(slug) + "/" + url.PathEscape(id) }

// Content is the library of content.
func Content(slug string) string { return Tenant(slug) + "/content" }

// Asset is one piece of content's page.
func Asset(slug, id string) string { return Content(slug) + "/" + url.PathEscape(id) }

// Calendar is the tenant's calendar.
func Calendar(slug string) string { return Tenant(slug) + "/calendar" }

// CalendarFeed makes the person's feed of the calendar.
func CalendarFeed(slug string) string { return Calendar(slug) + "/feed" }

// CalendarFeedRevoke ends it.
func CalendarFeedRevoke(slug string) string { return CalendarFeed(slug) + "/revoke" }

// Feed is the address that a calendar program reads. The secret stands in the query, which no log names.
func Feed(secret string) string { return FeedFile + "?key=" + url.QueryEscape(secret) }

// Funnels lists the funnels.
func Funnels(slug string) string { return Tenant(slug) + "/funnels" }

// Funnel is one funnel's page.
func Funnel(slug, id string) string { return Funnels(slug) + "/" + url.PathEscape(id) }

// StageMove puts a stage at another place of its funnel.
func StageMove(slug, id string) string { return RecordAct(slug, "stages", id, "move") }

// Recommendations is the inbox of advice.
func Recommendations(slug string) string { return Tenant(slug) + "/recommendations" }

// Recommendation is one piece of advice.
func Recommendation(slug, id string) string {
	return Recommendations(slug) + "/" + url.PathEscape(id)
}

// Metrics is the page of what campaigns report.
func Metrics(slug string) string { return Tenant(slug) + "/metrics" }

// Runs is the run log.
func Runs(slug string) string { return Tenant(slug) + "/runs" }

// RunNew is the form that starts an agent.
func RunNew(slug, mode string) string { return With(Runs(slug)+"/new", url.Values{"mode": {mode}}) }

// RunCancel ends a run.
func RunCancel(slug, id string) string { return Run(slug, id) + "/cancel" }

// RunAgain starts a run with the input of another.
func RunAgain(slug, id string) string { return Run(slug, id) + "/rerun" }

// Run is one agent run's page.
func Run(slug, id string) string { return Runs(slug) + "/" + url.PathEscape(id) }

// Members is the list of a tenant's people.
func Members(slug string) string { return Tenant(slug) + "/members" }

// Settings is what a tenant chose for itself.
func Settings(slug string) string { return Tenant(slug) + "/settings" }

// With appends query values to a path. Empty values are left out.
func With(path string, q url.Values) string {
	if e := q.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// Brand is the brand profile.
func Brand(slug string) string { return Tenant(slug) + "/brand" }

// ICPs is the board of ideal customer profiles.
func ICPs(slug string) string { return Tenant(slug) + "/icps" }

// ICP is one ideal customer profile's page.
func ICP(slug, id string) string { return ICPs(slug) + "/" + url.PathEscape(id) }

// Offers is the list of offers.
func Offers(slug string) string { return Tenant(slug) + "/offers" }

// Offer is one offer's page.
func Offer(slug, id string) string { return Offers(slug) + "/" + url.PathEscape(id) }

// Plans is the list of 90-day plans.
func Plans(slug string) string { return Tenant(slug) + "/plans" }

// Plan is one plan's page.
func Plan(slug, id string) string { return Plans(slug) + "/" + url.PathEscape(id) }

// Records is the list of a kind of record, by the segment its kind has in URLs.
func Records(slug, collection string) string { return Tenant(slug) + "/" + collection }

// RecordNew is the form for a new record.
func RecordNew(slug, collection string) string { return Records(slug, collection) + "/new" }

// RecordNewIn is the form for a new part of a record.
func RecordNewIn(slug, parents, parent, collection string) string {
	return RecordAct(slug, parents, parent, collection) + "/new"
}

// RecordAct is an act on a record of any kind: edit, history, restore, archive…
func RecordAct(slug, collection, id, act string) string {
	return Records(slug, collection) + "/" + url.PathEscape(id) + "/" + act
}

// RecordHistory is the history of a record.
func RecordHistory(slug, collection, id string) string {
	return RecordAct(slug, collection, id, "history")
}

// Kept is where forms that were sent over an ended session wait.
const Kept = "/kept"

// Reviews is a person's inbox in a tenant.
func Reviews(slug string) string { return Tenant(slug) + "/reviews" }

// Changes lists the change sets.
func Changes(slug string) string { return Tenant(slug) + "/changes" }

// Change is one change set.
func Change(slug, id string) string { return Changes(slug) + "/" + url.PathEscape(id) }

// CampaignCopy is the form that duplicates a campaign.
func CampaignCopy(slug, id string) string { return RecordAct(slug, "campaigns", id, "copy") }

// CampaignMove is the page on which a campaign takes a step; to names one, hash what its reader has seen.
func CampaignMove(slug, id, to, hash string) string {
	q := url.Values{}
	if to != "" {
		q.Set("to", to)
	}
	if hash != "" {
		q.Set("hash", hash)
	}
	return With(RecordAct(slug, "campaigns", id, "move"), q)
}
