package pages

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// WebhooksView lists a tenant's endpoints and adds new ones.
type WebhooksView struct {
	Rows  []webhookRow
	Empty ui.Empty
	NoKey string // why none can be added
	Form  webhookForm
}

type webhookRow struct {
	Title, Href, URL, Events, Detail string
	State                            templ.Component
}

type webhookForm struct {
	URL, Description ui.Input
	Events           []ui.Check
	Wrong            string // over the events
	Errors           ui.ErrorSummary
	Action, Button   string
}

// NewWebhooksView builds the page as of now. typed is what a refused form said, wrong its messages.
func NewWebhooksView(t cmo.Tenant, list []cmo.Webhook, typed cmo.NewWebhook, wrong map[string]string, key bool, now time.Time) WebhooksView {
	l := newLocal(t, now)
	v := WebhooksView{
		Empty: ui.Empty{Icon: "webhook", Title: "No webhook yet", Text: "A webhook tells a system of " + t.Name + " at once when a campaign is approved, launched, paused or changed, a run ends, or something is recommended."},
		Form:  newWebhookForm(typed, wrong, paths.Webhooks(t.Slug), "Add webhook"),
	}
	if !key {
		v.NoKey = "This server has no key to keep their secrets with. Its operator sets AICMO_SECRET_KEY."
	}
	for _, h := range list {
		row := webhookRow{Title: webhookTitle(h), Href: paths.Webhook(t.Slug, h.ID.String()), URL: h.URL, Events: eventNames(h.Events), State: webhookState(l, h)}
		row.Detail = "Nothing delivered yet"
		if h.DeliveredAt != nil {
			row.Detail = "Last delivered " + l.moment(*h.DeliveredAt)
		}
		if h.Waiting > 0 {
			row.Detail += " · " + figureNo(int64(h.Waiting)) + " under way"
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func webhookTitle(h cmo.Webhook) string {
	if h.Description != "" {
		return h.Description
	}
	if u, err := url.Parse(h.URL); err == nil {
		return u.Host
	}
	return h.URL
}

func eventNames(events []cmo.EventType) string {
	if len(events) == len(cmo.EventTypes) {
		return "All events"
	}
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = string(e)
	}
	return strings.Join(names, ", ")
}

func webhookState(l local, h cmo.Webhook) templ.Component {
	switch {
	case h.DisabledAt != nil && *h.DisabledReason == "person":
		return ui.State(ui.StatePaused, "Off since "+l.day(h.DisabledAt.In(l.zone)))
	case h.DisabledAt != nil:
		return ui.State(ui.SignNo, "Switched off "+l.day(h.DisabledAt.In(l.zone)))
	case h.FailingSince != nil:
		return ui.State(ui.SignWarn, "Failing since "+l.moment(*h.FailingSince))
	}
	return ui.State(ui.SignOK, "On")
}

func newWebhookForm(typed cmo.NewWebhook, wrong map[string]string, action, button string) webhookForm {
	f := webhookForm{
		URL: ui.Input{Field: ui.Field{Name: "url", Label: "Address", Error: wrong["url"], Hint: "On the public internet, with https, like https://app.example.test/webhooks."}, Value: typed.URL, Type: "url", Required: true, Mono: true,
			Attrs: templ.Attributes{"maxlength": "2000"}},
		Description: ui.Input{Field: ui.Field{Name: "description", Label: "Name", Optional: true, Error: wrong["description"], Hint: "The system behind it."}, Value: typed.Description, Attrs: templ.Attributes{"maxlength": "200"}},
		Wrong:       wrong["events"], Action: action, Button: button,
	}
	for _, e := range cmo.EventTypes {
		check := ui.Check{Name: "events", ID: "event-" + strings.ReplaceAll(string(e.Type), ".", "-"), Value: string(e.Type), Label: e.Label, Hint: string(e.Type) + " · " + e.What}
		for _, chosen := range typed.Events {
			check.Checked = check.Checked || chosen == e.Type
		}
		f.Events = append(f.Events, check)
	}
	for _, field := range []struct{ name, id, label string }{{"url", "url", "Address"}, {"description", "description", "Name"}, {"events", f.Events[0].ID, "Events"}} {
		if text := wrong[field.name]; text != "" {
			f.Errors.Items = append(f.Errors.Items, ui.FieldError{ID: field.id, Label: field.label, Text: text})
		}
	}
	return f
}

// DeliveryStates are what the log can be narrowed to.
var DeliveryStates = []string{"pending", "delivered", "failed"}

// DeliveryLog is a page of an endpoint's messages.
type DeliveryLog struct {
	State string // narrowed to
	List  []cmo.WebhookDelivery
	Next  string // cursor
	First bool
}

// WebhookView is one endpoint with its log.
type WebhookView struct {
	Title  string
	State  templ.Component
	Notes  []ui.Note
	Made   ui.Input // the new secret, shown once; without a value none was made
	Facts  ui.DescriptionList
	Form   webhookForm
	Acts   []webhookAct
	Test   string
	Filter ui.Segmented
	Rows   []deliveryRow
	Empty  ui.Empty
	Pager  ui.Pager
}

// webhookAct is one thing to do with an endpoint, with what it means.
type webhookAct struct {
	Action, Name, Value string
	Text                string
	Button              ui.Button
}

type deliveryRow struct {
	Event, Href, When, ISO, Answer, Tries string
	State                                 templ.Component
}

// NewWebhookView builds the page as of now. typed is what a refused form said; made is a new secret.
func NewWebhookView(t cmo.Tenant, h cmo.Webhook, log DeliveryLog, typed *cmo.NewWebhook, wrong map[string]string, made string, now time.Time) WebhookView {
	l := newLocal(t, now)
	if typed == nil {
		typed = &cmo.NewWebhook{URL: h.URL, Description: h.Description, Events: h.Events}
	}
	id := h.ID.String()
	v := WebhookView{
		Title: webhookTitle(h), State: webhookState(l, h), Test: paths.WebhookAct(t.Slug, id, "test"), Notes: webhookNotes(l, h),
		Form:   newWebhookForm(*typed, wrong, paths.Webhook(t.Slug, id), "Save"),
		Acts:   webhookActs(t.Slug, h),
		Filter: deliveryFilter(paths.Webhook(t.Slug, id), log.State),
		Empty:  ui.Empty{Icon: "webhook", Title: "Nothing was sent", Text: "What happens from now on is listed here, each message with its tries and answers, for 30 days.", Level: 3},
	}
	if log.State != "" {
		v.Empty.Title, v.Empty.Text = "None in this state", "Other messages may be: look at all."
	}
	if made != "" {
		v.Made = ui.Input{Field: ui.Field{Name: "made", Label: "Secret"}, Value: made, ReadOnly: true, Mono: true}
	}
	v.Facts = ui.DescriptionList{Items: []ui.Term{{Term: "Added", Value: "By " + h.MadeBy + " on " + l.day(h.CreatedAt.In(l.zone))}, {Term: "Last delivered", Value: maybeMoment(l, h.DeliveredAt)}, {Term: "Secret made", Value: maybeMoment(l, h.SecretAt)}}}
	if h.FormerUntil != nil {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Secret before", Value: "Signs too, until " + l.moment(*h.FormerUntil)})
	}
	for _, d := range log.List {
		v.Rows = append(v.Rows, newDeliveryRow(l, t.Slug, id, d))
	}
	v.Pager = ui.Pager{Label: "Deliveries, pages", Range: plural(len(log.List), "delivery", "deliveries")}
	with := func(after string) string {
		q := url.Values{}
		if log.State != "" {
			q.Set("state", log.State)
		}
		if after != "" {
			q.Set("after", after)
		}
		return paths.With(paths.Webhook(t.Slug, id), q)
	}
	if log.Next != "" {
		v.Pager.NextHref = with(log.Next)
	}
	if !log.First {
		v.Pager.PrevHref, v.Pager.Note = with(""), "Back leads to the newest."
	}
	return v
}

func maybeMoment(l local, at *time.Time) string {
	if at == nil {
		return ""
	}
	return l.moment(*at)
}

func webhookNotes(l local, h cmo.Webhook) []ui.Note {
	switch {
	case h.DisabledAt != nil && *h.DisabledReason == "failing":
		return []ui.Note{{Tone: ui.Bad, Title: "Switched off.", Text: "It failed for five days. What happened since was not sent. Send a test, then switch it on."}}
	case h.DisabledAt != nil && *h.DisabledReason == "gone":
		return []ui.Note{{Tone: ui.Bad, Title: "Switched off.", Text: "It answered 410: it wants no more messages."}}
	case h.DisabledAt == nil && h.FailingSince != nil:
		return []ui.Note{{Tone: ui.Warn, Title: "Failing since " + l.moment(*h.FailingSince) + ".", Text: "Messages are tried nine times in about a day and a half. After five days without a success it is switched off."}}
	}
	return nil
}

func webhookActs(slug string, h cmo.Webhook) []webhookAct {
	id := h.ID.String()
	onOff := webhookAct{Action: paths.WebhookAct(slug, id, "switch"), Name: "on", Value: "false", Text: "What happens while it is off is not sent later.", Button: ui.Button{Label: "Switch off"}}
	if h.DisabledAt != nil {
		onOff.Value, onOff.Text, onOff.Button.Label = "true", "What happens from then on is sent.", "Switch on"
	}
	return []webhookAct{onOff,
		{Action: paths.WebhookAct(slug, id, "rotate"), Text: "A new secret is shown once. For 24 hours messages carry two signatures, so that the receiver can change over.", Button: ui.Button{Label: "Rotate the secret"}},
		{Action: paths.WebhookAct(slug, id, "delete"), Text: "The endpoint, its secret and its log are deleted.", Button: ui.Button{Label: "Delete", Tone: ui.QuietBad}},
	}
}
