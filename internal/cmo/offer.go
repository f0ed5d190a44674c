package cmo

import (
	"slices"
	"strings"
	"time"
)

// OfferTypes lists what an offer can be.
var OfferTypes = []string{"product", "service", "subscription"}

// RecordStatuses lists the states of offers, plans and funnels.
var RecordStatuses = []string{"draft", "active", "paused", "completed"}

// Offer is something the tenant sells.
type Offer struct {
	Record
	Name         string
	Type         string
	Description  string
	Benefits     Texts
	Features     Texts
	PricingModel string
	Price        Range
	Segments     Texts // names of ICPs, as stored
	UseCases     Texts
	Success      Texts
	Testimonials Stories
	CaseStudies  Stories
	Positioning  string
	LaunchDate   *time.Time
	Status       string
	LandingURL   string
	DemoURL      string
	Flagship     bool
	ReviewedAt   *time.Time
	ICPs         Links // the tenant's segments that Segments names
	Campaigns    Links
	Funnels      Links
	Plans        Links
}

// Story is a testimonial or a case study.
type Story struct {
	Title string `json:"title,omitempty"`
	Text  string `json:"text,omitempty"`
	By    string `json:"by,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Stories is a list of them; imports may hold plain texts.
type Stories []Story

// UnmarshalJSON reads any JSON.
func (s *Stories) UnmarshalJSON(data []byte) (err error) {
	*s, err = unmarshalList(data, storyOf)
	return err
}

func storyOf(v any) Story {
	o, ok := v.(map[string]any)
	if !ok {
		return Story{Text: textOf(v)}
	}
	titles, texts := []string{"title", "headline"}, []string{"text", "quote", "summary", "result", "description"}
	people, links := []string{"by", "author", "name", "customer", "company"}, []string{"url", "link"}
	x := Story{Title: firstText(o, titles...), Text: firstText(o, texts...), By: firstText(o, people...), URL: firstText(o, links...)}
	known := slices.Concat(titles, texts, people, links)
	used := []string{x.Title, x.Text, x.By, x.URL}
	var rest []string
	for _, t := range traitsOf(o) {
		if !slices.Contains(known, t.Key) || !slices.Contains(used, t.Text()) {
			rest = append(rest, strings.ReplaceAll(t.Key, "_", " ")+": "+t.Text())
		}
	}
	if len(rest) > 0 {
		x.Text = strings.TrimPrefix(x.Text+" ("+strings.Join(rest, ", ")+")", " ")
	}
	return x
}
