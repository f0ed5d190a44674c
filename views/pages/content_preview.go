package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// preview is a wording with samples in the place of its tokens.
type preview struct {
	Sender          string
	Subject, Teaser string
	Headline, CTA   string
	Text            string
	Bubbles         []string // an SMS in the parts it is paid as
	Headlines       string   // of an ad, in one line
	Descriptions    string
	Visual          string
	Phone           bool
	Network         channelSign
}

// newPreview draws a wording as its readers would see it.
func newPreview(tenant string, a cmo.AssetDetail, v cmo.Variant, look string) templ.Component {
	fill := func(s string) string { return cmo.FillTokens(s, a.OfferName) }
	p := preview{Sender: tenant, Subject: fill(orWord(v.Subject, "No subject")), Teaser: fill(v.Preview()), Headline: fill(v.Headline), CTA: fill(v.CTA), Text: fill(v.Body),
		Visual: v.Visual, Phone: look == lookPhone, Network: newChannelSign(a.Kind())}
	switch a.Kind() {
	case "email":
		return mailPreview(p)
	case "sms":
		p.Bubbles = cmo.CountSMS(p.Text).Split(p.Text)
		return smsPreview(p)
	case "google_ads":
		heads, texts := cmo.AdLines(p.Text)
		p.Headlines, p.Descriptions = strings.Join(heads, " – "), strings.Join(texts, " ")
		return adPreview(p)
	case "facebook", "instagram", "linkedin", "twitter":
		return postPreview(p)
	}
	return pagePreview(p)
}

// frame is the class of the frame around a preview.
func (p preview) frame() string {
	if p.Phone {
		return "as-sent sent sent-phone"
	}
	return "as-sent sent"
}

// repeats reports that the call to action stands in the text already, as a link.
func (p preview) repeats() bool { return p.CTA == "" || strings.Contains(p.Text, "](") }
