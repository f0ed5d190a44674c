// Package pages holds the content of every page: a view model in Go, made by a pure constructor, and its templ.
package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/views/ui"
)

// Link is a label with a URL.
type Link struct{ Label, Href string }

// errorWords holds title and text per status; the zero entry is a fault of ours.
var errorWords = map[int]struct{ title, text string }{
	http.StatusBadRequest:            {"This request could not be read", "Something in it is not as this page expects."},
	http.StatusForbidden:             {"You may not do this here", ""},
	http.StatusNotFound:              {"Not found", ""},
	http.StatusMethodNotAllowed:      {"This address does not take this kind of request", ""},
	http.StatusConflict:              {"Someone else was quicker", ""},
	http.StatusRequestEntityTooLarge: {"This is too large", ""},
	http.StatusUnsupportedMediaType:  {"This address takes forms only", ""},
	http.StatusTooManyRequests:       {"Too many tries", ""},
	http.StatusServiceUnavailable:    {"Back in a moment", ""},
}

const faultTitle, faultText = "Something went wrong", "The fault is ours, and it is logged under the reference below. What was saved before is safe; what this request was to do was not done."

// ErrorTitle is the heading of an error page.
func ErrorTitle(status int) string {
	if w, ok := errorWords[status]; ok {
		return w.title
	}
	return faultTitle
}

// NewErrorView is the content of an error page. msg may be shown to people; the request id finds it in the log.
func NewErrorView(status int, msg, requestID string, wayOut Link) ui.ErrorBody {
	text := msg
	if text == "" {
		text = faultText
		if w, ok := errorWords[status]; ok && w.text != "" {
			text = w.text
		}
	}
	return ui.ErrorBody{
		Title:     ErrorTitle(status),
		Text:      text,
		Reference: requestID,
		Actions:   []ui.Button{{Label: wayOut.Label, Href: wayOut.Href}},
	}
}

// NewModuleOffView says what is off in a tenant and who can turn it on.
func NewModuleOffView(m cmo.Module, tenant string) templ.Component {
	return ui.Empty{
		Icon:  "circle-dashed",
		Title: m.Label() + " is off for you in " + tenant,
		Text:  "Its data is kept. A platform admin can turn the module on for this tenant, or include you when it is rolled out to a part of its members.",
		Level: 1,
	}
}
