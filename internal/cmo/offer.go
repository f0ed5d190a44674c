package cmo

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// RecordStatuses lists the states of offers, plans and funnels.
var RecordStatuses = []string{"draft", "active", "paused", "completed"}

// Offer is something the tenant sells.
type Offer struct {
	ID uuid.UUID
	Provenance
	Name         string
	Type         string
	Description  string
	Benefits     Texts
	Features     Texts
	PricingModel string
	Price        Price
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
	*s, err = looseList(data, looseStory)
	return err
}

func looseStory(v any) Story {
	o, ok := v.(map[string]any)
	if !ok {
		return Story{Text: looseText(v)}
	}
	titles, texts := []string{"title", "headline"}, []string{"text", "quote", "summary", "result", "description"}
	people, links := []string{"by", "author", "name", "customer", "company"}, []string{"url", "link"}
	x := Story{Title: looseFirst(o, titles...), Text: looseFirst(o, texts...), By: looseFirst(o, people...), URL: looseFirst(o, links...)}
	known := slices.Concat(titles, texts, people, links)
	used := []string{x.Title, x.Text, x.By, x.URL}
	var rest []string
	for _, t := range looseTraits(o) {
		if !slices.Contains(known, t.Key) || !slices.Contains(used, t.Text()) {
			rest = append(rest, strings.ReplaceAll(t.Key, "_", " ")+": "+t.Text())
		}
	}
	if len(rest) > 0 {
		x.Text = strings.TrimPrefix(x.Text+" ("+strings.Join(rest, ", ")+")", " ")
	}
	return x
}
