package paths

import "net/url"

// RunDownload is a run's data as a file: one part of it, or with none everything.
func RunDownload(slug, id, part string) string {
	q := url.Values{}
	if part != "" {
		q.Set("part", part)
	}
	return With(Run(slug, id)+"/download", q)
}

// RunEdit is the form that starts a run with the changed input of another.
func RunEdit(slug, id string) string {
	return With(Runs(slug)+"/new", url.Values{"from": {id}})
}

// RunNewFor is the form that starts an agent, about a record: campaign, funnel, stage, plan or icp.
func RunNewFor(slug, mode, kind, id string) string {
	return With(Runs(slug)+"/new", url.Values{"mode": {mode}, kind: {id}})
}

// RunLive streams a run's page while it is open.
func RunLive(slug, id string) string { return Run(slug, id) + "/live" }

// RunLogLive streams the rows of the run log.
func RunLogLive(slug string) string { return Runs(slug) + "/live" }

// Start is the guided first run of a tenant.
func Start(slug string) string { return Tenant(slug) + "/start" }

// StartLive streams it.
func StartLive(slug string) string { return Start(slug) + "/live" }

// RunComments takes comments on a run.
func RunComments(slug, id string) string { return Run(slug, id) + "/comments" }

// RunVerdict takes what a person says of a run.
func RunVerdict(slug, id string) string { return Run(slug, id) + "/verdict" }

// RunCompare shows two runs side by side, or with none asks which.
func RunCompare(slug, a, b string) string {
	q := url.Values{}
	if a != "" {
		q.Set("a", a)
	}
	if b != "" {
		q.Set("b", b)
	}
	return With(Runs(slug)+"/compare", q)
}
