package cmo

import (
	"encoding/json"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// EventType is a kind of thing that a tenant's own systems can hear of.
type EventType string

// What happens in a tenant, for its own systems.
const (
	EventCampaignApproved   EventType = "campaign.approved"
	EventCampaignLaunched   EventType = "campaign.launched"
	EventCampaignPaused     EventType = "campaign.paused"
	EventCampaignChanged    EventType = "campaign.changed"
	EventRunFinished        EventType = "run.finished"
	EventRecommendationMade EventType = "recommendation.made"
	// EventTest is sent by hand, to see whether an endpoint answers. No endpoint asks for it.
	EventTest EventType = "webhook.test"
)

// EventTypes are the kinds that an endpoint can ask for, with what they mean.
var EventTypes = []struct {
	Type        EventType
	Label, What string
}{
	{EventCampaignApproved, "Campaign approved", "Also when an approval is renewed."},
	{EventCampaignLaunched, "Campaign launched", "It became active: launched, started on its date, or resumed after a pause."},
	{EventCampaignPaused, "Campaign paused", "It was active and waits now."},
	{EventCampaignChanged, "Campaign changed", "Made, edited, archived, or moved to another state; its channels and content, too."},
	{EventRunFinished, "Agent run finished", "Completed, failed, cancelled or timed out."},
	{EventRecommendationMade, "Recommendation made", "The AI CMO recommends something."},
}

// Webhook is an address of a tenant's own systems that hears of what happens.
type Webhook struct {
	ID             uuid.UUID
	URL            string
	Description    string
	Events         []EventType
	DisabledAt     *time.Time
	DisabledReason *string // person, failing, gone
	FailingSince   *time.Time
	DeliveredAt    *time.Time
	MadeBy         string
	CreatedAt      time.Time
	SecretAt       *time.Time // when its present secret was made
	FormerUntil    *time.Time // until when the secret before signs, too
	Waiting        int        // deliveries under way
}

// NewWebhook is what a form says of an endpoint.
type NewWebhook struct {
	URL, Description string
	Events           []EventType
}

// Check says what is wrong, by field.
func (w NewWebhook) Check() map[string]string {
	wrong := map[string]string{}
	if problem := CheckWebhookURL(w.URL); problem != "" {
		wrong["url"] = problem
	}
	if utf8.RuneCountInString(w.Description) > 200 {
		wrong["description"] = "Use 200 characters or fewer."
	}
	if len(w.Events) == 0 {
		wrong["events"] = "Choose at least one event."
	}
	for _, e := range w.Events {
		if !slices.ContainsFunc(EventTypes, func(known struct {
			Type        EventType
			Label, What string
		}) bool {
			return known.Type == e
		}) {
			wrong["events"] = "Choose from the events listed."
		}
	}
	return wrong
}

// WebhookPorts are those that deliveries go to.
var WebhookPorts = []string{"443", "8443"}

// CheckWebhookURL says what is wrong with an address, as far as its text tells: where its name leads is looked at with each
// delivery.
func CheckWebhookURL(text string) string {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "Enter the address that receives the events."
	case err != nil || len(text) > 2000 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }):
		return "Enter an address like https://app.example.test/webhooks, in letters of ASCII."
	case u.Scheme != "https":
		return "The address must begin with https://."
	case u.User != nil:
		return "The address may not hold a user name or password. The signature proves who sends."
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		return "Leave out the part from # on."
	case u.Port() != "" && !slices.Contains(WebhookPorts, u.Port()) || strings.HasSuffix(u.Host, ":"):
		return "Use port 443 or 8443."
	}
	return checkWebhookHost(u.Hostname())
}

const onlyPublic = "The address must be one that everybody on the internet can reach."

func checkWebhookHost(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil {
		if !PublicAddress(ip) {
			return onlyPublic
		}
		return ""
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || slices.Contains(labels, "") || strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return onlyPublic
	}
	for _, inner := range []string{"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain"} {
		if last == inner {
			return onlyPublic
		}
	}
	if strings.HasSuffix(host, ".home.arpa") {
		return onlyPublic
	}
	return ""
}

// notPublic are the ranges of unicast addresses that are nobody's on the internet, or lead to somebody else's inside: the
// special-purpose registries, cloud metadata, and translations and tunnels, which hide where they end.
var notPublic = parsePrefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32",                                                                                                         // a cloud's host, on a public address
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "64:ff9b::/96", "64:ff9b:1::/48", // the last three and 2002: tunnels and translations
)

// unicast is all that IPv6 gives out to the internet.
var unicast = netip.MustParsePrefix("2000::/3")

func parsePrefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, text := range list {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// PublicAddress reports whether an address is one on the internet, and nothing inside a network. An IPv4 address written
// as IPv6 is looked at as what it is.
func PublicAddress(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !unicast.Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// WebhookDelivery is one message to one endpoint.
type WebhookDelivery struct {
	ID, EventID, RecordID uuid.UUID
	Type                  EventType
	At                    time.Time // of what happened
	State                 string    // pending, delivered, failed
	Tries                 int
	NextAt                time.Time
	CreatedAt             time.Time
	FinishedAt            *time.Time
	Code                  *int    // of the latest answer
	Problem               *string // of the latest try
	TookMS                *int
}

// WebhookPayload is the body of a message.
type WebhookPayload struct{ Body string }

// WebhookAttempt is one try of a delivery.
type WebhookAttempt struct {
	At      time.Time
	Code    *int
	Problem *string
	Answer  string
	TookMS  int
}

// Event is a message as it is sent.
type Event struct {
	Type      EventType       `json:"type"`
	Timestamp time.Time       `json:"timestamp" doc:"When it happened"`
	Data      json.RawMessage `json:"data" doc:"The resource as the API answers with it"`
}

// NewEvent is the message that says what happened to a resource: the bytes are those of the API's answer.
func NewEvent(t EventType, at time.Time, resource any) ([]byte, error) {
	var data, body strings.Builder
	if err := WriteJSON(&data, resource); err != nil {
		return nil, err
	}
	err := WriteJSON(&body, Event{t, at.UTC(), json.RawMessage(data.String())})
	return []byte(strings.TrimSuffix(body.String(), "\n")), err
}

// WriteJSON writes a value as the API answers with it and webhooks send it.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
