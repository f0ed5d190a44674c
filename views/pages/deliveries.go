package pages

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

func deliveryFilter(address, state string) ui.Segmented {
	f := ui.Segmented{Label: "Deliveries", Items: []ui.Choice{{Label: "All", Href: address, Current: state == ""}}}
	for _, s := range DeliveryStates {
		f.Items = append(f.Items, ui.Choice{Label: deliveryWords[s], Href: paths.With(address, url.Values{"state": {s}}), Current: s == state})
	}
	return f
}

var deliveryWords = map[string]string{"pending": "Under way", "delivered": "Delivered", "failed": "Failed"}

func deliveryState(l local, d cmo.WebhookDelivery) templ.Component {
	switch {
	case d.State == "delivered":
		return ui.State(ui.SignOK, "Delivered")
	case d.State == "failed":
		return ui.State(ui.StateFailed, "Failed")
	case d.Tries == 0:
		return ui.State(ui.StateQueued, "Waits to be sent")
	}
	return ui.State(ui.SignWarn, "Next try "+l.moment(d.NextAt))
}

func newDeliveryRow(l local, slug, endpoint string, d cmo.WebhookDelivery) deliveryRow {
	row := deliveryRow{Event: string(d.Type), Href: paths.Delivery(slug, endpoint, d.ID.String()), When: l.clock(d.CreatedAt), ISO: d.CreatedAt.Format(time.RFC3339), State: deliveryState(l, d), Tries: plural(d.Tries, "try", "tries")}
	row.Answer = answerLine(d.Code, d.Problem, d.TookMS)
	return row
}

// answerLine is what came of a try in a few words.
func answerLine(code *int, problem *string, took *int) string {
	if took == nil {
		return "Not sent yet"
	}
	text := ""
	switch {
	case problem != nil:
		text = *problem
	case code != nil:
		text = "Answered " + strconv.Itoa(*code)
	}
	return text + " · " + figureNo(int64(*took)) + " ms"
}

// DeliveryView is one message with its tries.
type DeliveryView struct {
	Title   string
	State   templ.Component
	Facts   ui.DescriptionList
	Resend  string // empty while it is under way
	Reload  string // while it is under way
	Payload ui.JSON
	Waits   string // instead of a payload
	Tries   []tryRow
}

type tryRow struct {
	When, ISO, Line, Answer, Label string
	Sign                           ui.StateKind
}

// NewDeliveryView builds the page as of now.
func NewDeliveryView(t cmo.Tenant, h cmo.Webhook, d cmo.WebhookDelivery, payload string, tries []cmo.WebhookAttempt, now time.Time) DeliveryView {
	l := newLocal(t, now)
	v := DeliveryView{Title: string(d.Type), State: deliveryState(l, d)}
	v.Facts = ui.DescriptionList{Items: []ui.Term{
		{Term: "To", Value: h.URL, Body: monoText(h.URL)}, {Term: "webhook-id", Body: monoText(d.EventID.String())},
		{Term: "Happened", Value: l.clock(d.At)},
	}}
	if d.FinishedAt != nil {
		v.Facts.Items = append(v.Facts.Items, ui.Term{Term: "Ended", Value: l.clock(*d.FinishedAt)})
	}
	if d.State == "pending" {
		v.Reload = paths.Delivery(t.Slug, h.ID.String(), d.ID.String())
	} else {
		v.Resend = paths.DeliveryResend(t.Slug, h.ID.String(), d.ID.String())
	}
	if payload == "" {
		v.Waits = "The message is made with the first try: the record as it is then. Every further try sends the same bytes."
	}
	v.Payload = ui.JSON{Label: "Body of the message", Value: payload, Open: 2}
	for i, a := range tries {
		row := tryRow{When: l.clock(a.At), ISO: a.At.Format(time.RFC3339), Line: answerLine(a.Code, a.Problem, &a.TookMS), Answer: a.Answer, Sign: ui.SignOK, Label: "Answer to try " + strconv.Itoa(len(tries)-i)}
		if a.Problem != nil {
			row.Sign = ui.StateFailed
		}
		v.Tries = append(v.Tries, row)
	}
	return v
}
