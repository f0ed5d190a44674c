package paths

import "net/url"

// SupportRuns is the run log over all tenants in which a person is support.
const SupportRuns = "/support/runs"

// SupportBundle takes out what a run is, masked, to be handed on.
func SupportBundle(slug, id string) string {
	return "/support/" + url.PathEscape(slug) + "/runs/" + url.PathEscape(id) + "/bundle"
}
