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
