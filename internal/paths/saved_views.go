package paths

import "net/url"

// Views lists the saved views of a list.
func Views(slug, page string) string {
	return With(Tenant(slug)+"/views", url.Values{"page": {page}})
}

// ViewSave is the form that saves a filter of a list as a view.
func ViewSave(slug, page, query string) string {
	return With(Tenant(slug)+"/views", url.Values{"page": {page}, "query": {query}}) + "#save"
}

// ViewCreate adds a view.
func ViewCreate(slug string) string { return Tenant(slug) + "/views" }

// View changes a view.
func View(slug, id string) string { return Tenant(slug) + "/views/" + url.PathEscape(id) }

// ViewLast keeps the filter that a person set without saving it.
func ViewLast(slug string) string { return Tenant(slug) + "/views/last" }
