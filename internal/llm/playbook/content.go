package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// writer writes the content of one campaign.
type writer struct {
	ground
	name   string // of the campaign
	stage  string
	intent string
	cta    string
	asked  bool // the request names the intent
	length int  // days of the campaign
	theme  string
}

// words of one variant, before they become an asset.
type wording struct {
	Title, Subject, Preview, Headline, Meta, Body, CTA string
	Tags                                               []string
	Emoji                                              string
}

// channelOf is the channel on which a content type appears, where the request names types only.
var channelOf = map[string]string{"email": "email", "sms": "sms", "ad": "google_ads", "blog": "blog", "landing_page": "landing_page", "video": "video_script", "voice_script": "voice",
	"google_ads": "google_ads", "facebook": "facebook", "instagram": "instagram", "linkedin": "linkedin", "twitter": "twitter", "voice": "voice", "video_script": "video_script"}

func content(d cmo.AgentData, in cmo.ContentInput) cmo.ContentOutput {
	w := newWriter(d, in)
	out := cmo.ContentOutput{Assets: []cmo.AssetDraft{}}
	minutes := 0
	for _, c := range contentChannels(d, in) {
		for i := range w.count(c) {
			a, b := w.pair(c, i)
			out.Assets = append(out.Assets, w.asset(c, i, "A", a), w.asset(c, i, "B", b))
			minutes += 30
		}
	}
	out.ContentSummary = cmo.ContentSummary{TotalAssets: len(out.Assets), EstimatedProductionTime: fmt.Sprintf("%.1f h to read, adapt and approve", float64(minutes)/60)}
	return out
}

func newWriter(d cmo.AgentData, in cmo.ContentInput) writer {
	icp, offer, w := "", "", writer{stage: in.FunnelStage, length: 28}
	if c := d.Campaign; c != nil {
		icp, offer = at(known(one(c.TargetICP), icps(d)), 0), at(known(one(c.TargetOffer), offers(d)), 0)
		w.name, w.stage = c.CampaignName, orElse(w.stage, c.FunnelStage)
		if s, e := day(c.StartDate), day(c.EndDate); !s.IsZero() && e.After(s) {
			w.length = int(e.Sub(s).Hours() / 24)
		}
		w.theme = c.Objective
	}
	w.stage = orElse(w.stage, "consideration")
	w.ground = newGround(d, icp, offer)
	w.intent = orElse(in.CTAIntent, intentOf(w.stage))
	w.asked = in.CTAIntent != ""
	w.cta = w.invitation(w.intent)
	return w
}

// contentChannels are the request's channels, else those of its content types, else those of the campaign that content
// is written for, else email. A type narrows the channels only where they are not named.
func contentChannels(d cmo.AgentData, in cmo.ContentInput) []string {
	var list []string
	for _, t := range in.ContentTypes {
		if t == "social_post" {
			list = append(list, socialOf(d)...)
		}
		list = append(list, channelOf[t])
	}
	if len(in.Channels) > 0 {
		list = in.Channels
	} else if len(in.ContentTypes) == 0 && d.Campaign != nil {
		for _, c := range d.Campaign.Channels {
			name := map[string]string{"video": "video_script", "phone": "voice"}[c.ChannelName]
			list = append(list, orElse(name, c.ChannelName))
		}
	}
	list = slices.DeleteFunc(unique(list), func(c string) bool { return !has(cmo.ContentChannels, c) })
	if len(list) == 0 {
		return []string{"email"}
	}
	return list
}

func socialOf(d cmo.AgentData) []string {
	var out []string
	if d.Campaign != nil {
		for _, c := range d.Campaign.Channels {
			if contentOf[c.ChannelName] == "social_post" {
				out = append(out, c.ChannelName)
			}
		}
	}
	if len(out) == 0 {
		return []string{"facebook"}
	}
	return out
}

// count is how many pieces of a channel a run writes: letters come as a sequence.
func (w writer) count(channel string) int {
	switch channel {
	case "email":
		a, _ := w.letters()
		return len(a)
	case "sms":
		return 2
	}
	return 1
}

func (w writer) pair(channel string, i int) (a, b wording) {
	switch channel {
	case "email":
		return w.emails(i)
	case "sms":
		return w.texts(i)
	case "linkedin":
		return w.linkedin()
	case "facebook", "instagram":
		return w.post()
	case "twitter":
		return w.tweet()
	case "google_ads":
		return w.ad()
	case "blog":
		return w.blog()
	case "landing_page":
		return w.page()
	case "video_script":
		return w.video()
	}
	return w.call()
}

func (w writer) asset(channel string, i int, variant string, x wording) cmo.AssetDraft {
	n := len(strings.Fields(x.Body))
	kind := contentOf[channel]
	emoji := orElse(x.Emoji, "none")
	cta := orElse(x.CTA, w.cta)
	tags := x.Tags
	if tags == nil {
		tags = []string{}
	}
	return cmo.AssetDraft{
		AssetID: fmt.Sprintf("%s-%d", strings.ReplaceAll(channel, "_", "-"), i+1), Channel: channel, AssetType: kind, FunnelStage: w.stage, Title: x.Title, Body: x.Body, Variant: variant,
		Metadata: cmo.AssetMeta{SubjectLine: x.Subject, PreviewText: x.Preview, Headline: x.Headline, MetaDescription: x.Meta, SendDay: w.sendDay(channel, i), CTA: cta, CTAURLPlaceholder: placeholder(channel),
			TargetICP: w.icp.SegmentName, TargetOffer: w.offer.OfferName, Tone: w.brand.BrandTone, WordCount: n, ReadingTime: readingTime(n), Keywords: w.keywords(), Hashtags: tags, EmojiUsage: emoji},
		DesignNotes:            w.design(channel),
		PerformancePredictions: cmo.Prediction{Confidence: "low"},
	}
}

func placeholder(channel string) string {
	if channel == "landing_page" || channel == "blog" {
		return "{{LANDING_PAGE_URL}}"
	}
	return "{{cta_url}}"
}

func readingTime(words int) string {
	if words < 200 {
		return fmt.Sprintf("%d s", max(5, words*60/220))
	}
	return fmt.Sprintf("%d min", int(math.Ceil(float64(words)/220)))
}

func (w writer) sendDay(channel string, i int) int {
	gap := map[string]int{"email": 5, "sms": 7}[channel]
	start := map[string]int{"sms": 3}[channel]
	return min(w.length, start+i*gap)
}

// keywords are the words by which people look for the offer.
func (w writer) keywords() []string {
	var out []string
	for _, s := range append([]string{w.offer.OfferName, w.brand.Industry}, w.icp.ContentPreferences.Topics...) {
		if s != "" && runes(s) <= 40 {
			out = append(out, strings.ToLower(s))
		}
	}
	return take(unique(out), 5)
}

func (w writer) design(channel string) cmo.DesignNotes {
	n := cmo.DesignNotes{VisualStyle: "One real picture: " + w.what() + ", no stock photo", ColorEmphasis: "Primary color for the button only", LayoutSuggestion: "One column, one button"}
	if c := w.brand.BrandColors.Accent; c != "" {
		n.ColorEmphasis = "Accent " + c + " for the button only"
	}
	switch channel {
	case "sms", "google_ads", "voice":
		n.VisualStyle, n.ColorEmphasis, n.LayoutSuggestion = "Text only", "None", "As it stands"
	case "instagram", "facebook", "linkedin", "twitter":
		n.LayoutSuggestion = "Picture in square format, text below"
	case "video_script":
		n.LayoutSuggestion = "Upright format, subtitles, at most 45 seconds"
	}
	return n
}
