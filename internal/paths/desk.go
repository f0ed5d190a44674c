package paths

import "net/url"

// Attribution lists campaigns whose public mark disagrees with who made them.
func Attribution(slug string) string { return Tenant(slug) + "/attribution" }

// Search looks for records and pages of a tenant.
func Search(slug, text string) string {
	q := url.Values{}
	if text != "" {
		q.Set("q", text)
	}
	return With(Tenant(slug)+"/search", q)
}

// AssetWinner chooses between the variants of a piece of content.
func AssetWinner(slug, id string) string { return Asset(slug, id) + "/winner" }

// CalendarMove puts something of the calendar on another day.
func CalendarMove(slug string) string { return Calendar(slug) + "/move" }
