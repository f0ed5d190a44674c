package playbook

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
)

// These tests read the drafts as a marketer would. What they forbid was in them once.

// contentFor writes content of one tenant for an intent and channels, through the contract.
func contentFor(t *testing.T, d cmo.AgentData, in cmo.ContentInput) cmo.ContentOutput {
	t.Helper()
	a, _ := agent.For(cmo.ModeContent)
	out, err := a.Parse(ask(t, d, cmo.ModeContent, in), d, in)
	if err != nil {
		t.Fatal(err)
	}
	return out.(cmo.ContentOutput)
}

var sentenceStop = regexp.MustCompile(`[.!?”:]\s+|\n+`)

// said are the sentences and list entries of a text that a reader would notice twice: not the link, the price and the
// footer, which each message needs.
func saidIn(body string, least int) []string {
	var out []string
	for _, s := range sentenceStop.Split(body, -1) {
		if strings.HasSuffix(s, ",") || strings.HasPrefix(s, "In the next email") || strings.HasPrefix(s, "Next in this series") { // greetings, and what leads to the next letter
			continue
		}
		s = strings.Trim(s, "-*#“”.!?: ")
		if len(strings.Fields(s)) < least || strings.Contains(s, "{{") || strings.Contains(s, "STOP") || strings.ContainsAny(s, "$€£") {
			continue
		}
		out = append(out, strings.ToLower(s))
	}
	return out
}

// Nobody gets the same sentence or list entry in two letters of one sequence, whatever the letters are for.
func TestCopy_SequencesDoNotRepeat(t *testing.T) {
	for _, x := range tenants {
		d := build(t, x.key, x.currency, x.goal, x.brief).data
		for _, intent := range cmo.CTAIntents {
			seen := map[string]string{}
			for _, a := range contentFor(t, d, cmo.ContentInput{CTAIntent: intent, Channels: []string{"email"}}).Assets {
				for _, s := range slices.Compact(saidIn(strings.ReplaceAll(a.Body, "\n"+d.Brand.BrandName+"\n", "\n"), 3)) {
					if before := seen[a.Variant+s]; before != "" && before != a.AssetID {
						t.Errorf("%s %s: %s and %s of %s both say %q", x.key, intent, before, a.AssetID, a.Variant, s)
					}
					seen[a.Variant+s] = a.AssetID
				}
			}
		}
	}
}

func TestCopy_NoTextRepeatsItself(t *testing.T) {
	for _, x := range tenants {
		for _, a := range contentFor(t, build(t, x.key, x.currency, x.goal, x.brief).data, cmo.ContentInput{Channels: cmo.ContentChannels}).Assets {
			said := saidIn(strings.ReplaceAll(a.Body, "\n"+build(t, x.key, x.currency, x.goal, x.brief).data.Brand.BrandName+"\n", "\n"), 3)
			slices.Sort(said)
			for i := 1; i < len(said); i++ {
				if said[i] == said[i-1] && a.Channel != "landing_page" && a.Channel != "blog" { // their headings return in the text
					t.Errorf("%s %s %s says %q twice", x.key, a.AssetID, a.Variant, said[i])
				}
			}
		}
	}
}

// Customers are not asked whether they know the problem, and who recommends is asked whom to tell.
func TestCopy_CustomersAreAddressedAsCustomers(t *testing.T) {
	for _, x := range tenants {
		d := build(t, x.key, x.currency, x.goal, x.brief).data
		for _, a := range contentFor(t, d, cmo.ContentInput{FunnelStage: "retention", Channels: []string{"email", "sms"}}).Assets {
			for _, p := range d.ICPs[0].PainPoints {
				if strings.Contains(a.Body, bare(p)) || strings.Contains(a.Metadata.SubjectLine, bare(p)) {
					t.Errorf("%s: a customer reads about the problem %q in %s", x.key, p, a.AssetID)
				}
			}
		}
		for _, a := range contentFor(t, d, cmo.ContentInput{CTAIntent: "refer", Channels: []string{"email"}}).Assets {
			if !regexp.MustCompile(`(?i)forward|pass .* on|tell them|recommend`).MatchString(strings.ReplaceAll(a.Body, "Recommend us", "")) {
				t.Errorf("%s %s %s asks nobody to pass it on:\n%s", x.key, a.AssetID, a.Variant, a.Body)
			}
		}
	}
}

// The voice is in the sentences, not only in the greeting: of the same records, two voices share less than half of the
// sentences that are not quoted from the records.
func TestCopy_VoiceChangesTheSentences(t *testing.T) {
	d := build(t, tenants[0].key, tenants[0].currency, tenants[0].goal, tenants[0].brief).data
	sentences := func(voice string) map[string]bool {
		brand := *d.Brand
		brand.BrandVoice, brand.BrandTone = voice, voice
		e := d
		e.Brand = &brand
		out := map[string]bool{}
		for _, a := range contentFor(t, e, cmo.ContentInput{Channels: []string{"email"}}).Assets {
			for _, s := range saidIn(a.Body, 6) {
				out[s] = true
			}
		}
		return out
	}
	lively, gentle, plain := sentences("Energetic, Playful, Bold"), sentences("Gentle, Calm, Warm"), sentences("Plain, Exact, Direct")
	for name, pair := range map[string][2]map[string]bool{"lively and gentle": {lively, gentle}, "gentle and plain": {gentle, plain}, "plain and lively": {plain, lively}} {
		same := 0
		for s := range pair[0] {
			if pair[1][s] {
				same++
			}
		}
		if same*2 > len(pair[0]) {
			t.Errorf("%s share %d of %d sentences", name, same, len(pair[0]))
		}
	}
}

// An article ends with its summary; a hashtag is a word or a name and no sentence.
func TestCopy_ArticleEndsAndTagsAreShort(t *testing.T) {
	for _, x := range tenants {
		for _, a := range build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeContent].(cmo.ContentOutput).Assets {
			if a.Channel == "blog" {
				heads := regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(a.Body, -1)
				if last := heads[len(heads)-1][1]; last != "In short" {
					t.Errorf("%s: an article ends with %q", x.key, last)
				}
			}
			for _, tag := range a.Metadata.Hashtags {
				if n := strings.Count(strings.Map(func(r rune) rune {
					if unicode.IsUpper(r) {
						return '|'
					}
					return r
				}, tag), "|"); n > 4 {
					t.Errorf("%s: %s is no hashtag", x.key, tag)
				}
			}
		}
	}
}

// A campaign publishes as often as it says: quantity and frequency of a channel are those of its outline.
func TestCopy_CampaignKeepsItsOwnRhythm(t *testing.T) {
	for _, x := range tenants {
		out := build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeCampaigns].(cmo.CampaignsOutput)
		says := map[string]bool{}
		for _, c := range out.Channels {
			n := 0
			for _, o := range out.ContentOutline {
				if o.Channel == c.ChannelName {
					n++
				}
			}
			if c.ContentTypes[0].Quantity != n {
				t.Errorf("%s %s: %d pieces promised, %d in the outline", x.key, c.ChannelName, c.ContentTypes[0].Quantity, n)
			}
			if per := map[string]float64{"One email a week": 1, "Two posts a week": 2, "Three posts a week": 3}[c.PostingFrequency]; per > 0 {
				weeks := day(out.Campaign.EndDate).Sub(day(out.Campaign.StartDate)).Hours() / 24 / 7
				if want := per * weeks; float64(n) < want-1 {
					t.Errorf("%s %s: %q over %.0f weeks, but %d pieces", x.key, c.ChannelName, c.PostingFrequency, weeks, n)
				}
			}
			if d := c.ContentTypes[0].Description; says[d] {
				t.Errorf("%s: two channels are both %q", x.key, d)
			} else {
				says[d] = true
			}
		}
	}
}

func TestCopy_FunnelKindsOfCampaignDiffer(t *testing.T) {
	for _, x := range tenants {
		for _, s := range build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeFunnels].(cmo.FunnelsOutput).Stages {
			for i, c := range s.CampaignTypes {
				if c.Description == s.Objective || i > 0 && c.Description == s.CampaignTypes[0].Description {
					t.Errorf("%s %s: %s says %q again", x.key, s.StageName, c.Type, c.Description)
				}
			}
		}
	}
}

// A business buyer has the titles of the department that the brief names, and the company's line of business; what the
// product does is no feature of a service beside it.
func TestCopy_BusinessBuyers(t *testing.T) {
	for brief, want := range map[string][2]string{
		tenants[2].brief: {"finance", "manufacturers"},
		"Rosterwise builds shift planning software for HR teams at regional hospitals. Plans start at $400 per month; training is a fixed $1,200. Direct, calm, exact voice.": {"HR", "hospitals"},
		"Stackhelm provides cloud monitoring for IT teams. Plans cost $250 per month. Exact, dry, technical voice.":                                                           {"IT", ""},
	} {
		in := cmo.SetupInput{Messages: []cmo.Message{{Role: "user", Content: brief}}}
		var out cmo.SetupOutput
		if err := json.Unmarshal([]byte(ask(t, cmo.AgentData{Tenant: cmo.AgentTenant{Currency: "USD"}, Today: today}, cmo.ModeSetup, in)), &out); err != nil {
			t.Fatal(err)
		}
		s := out.ICPSegments[0]
		if titles := strings.Join(s.JobTitles, "; "); !strings.Contains(titles, want[0]) {
			t.Errorf("%s: titles are %s", s.SegmentName, titles)
		}
		if v := strings.Join(s.IndustryVerticals, "; "); want[1] == "" && v != "" || !strings.Contains(v, want[1]) || strings.Contains(v, "team") {
			t.Errorf("%s: verticals are %q", s.SegmentName, v)
		}
		for _, o := range out.Offers[1:] {
			if len(o.Features) > 0 && slices.Equal(o.Features, out.Offers[0].Features) {
				t.Errorf("%s has the features of %s: %v", o.OfferName, out.Offers[0].OfferName, o.Features)
			}
		}
	}
}

// One campaign is not told to stop and praised in one list.
func TestCopy_AdviceDoesNotContradictItself(t *testing.T) {
	for _, x := range tenants {
		bad := map[string]bool{}
		out := build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeOptimization].(cmo.OptimizationOutput)
		for _, r := range out.Recommendations {
			if r.SupportingData.Trend == "declining" {
				bad[r.SourceName] = true
			}
		}
		for _, r := range out.Recommendations {
			if bad[r.SourceName] && strings.HasPrefix(r.Title, "Use what works") {
				t.Errorf("%s: %q beside a drop of the same campaign", x.key, r.Title)
			}
		}
	}
}

// A second brief over records that exist invents no customers, and asks for nothing that the records say.
func TestCopy_SecondBriefKnowsTheRecords(t *testing.T) {
	for _, x := range tenants {
		d := build(t, x.key, x.currency, x.goal, x.brief).data
		brand := *d.Brand
		brand.KeyDifferentiators, brand.WebsiteURL, brand.Competitors = []string{"Known"}, "https://known.example.test", []cmo.BrandCompetitor{{Name: "Known"}}
		d.Brand = &brand
		in := cmo.SetupInput{Messages: []cmo.Message{{Role: "user", Content: "We would like to sound lively, warm and honest from now on."}}}
		var out cmo.SetupOutput
		if err := json.Unmarshal([]byte(ask(t, d, cmo.ModeSetup, in)), &out); err != nil {
			t.Fatal(err)
		}
		if len(out.ICPSegments)+len(out.Offers) > 0 {
			t.Errorf("%s: from a word about the tone came %v and %v", x.key, out.ICPSegments, out.Offers)
		}
		for _, q := range out.OpenQuestions {
			if regexp.MustCompile(`sell|customers are|Who are|line of business|compare you|elsewhere|website|assumptions`).MatchString(q) {
				t.Errorf("%s asks what the records say: %q", x.key, q)
			}
		}
	}
}

// No two posts of one channel in a campaign carry the same message, as long as the records have another one.
func TestCopy_PostsSayDifferentThings(t *testing.T) {
	for _, x := range tenants {
		out := build(t, x.key, x.currency, x.goal, x.brief).outputs[cmo.ModeCampaigns].(cmo.CampaignsOutput)
		seen := map[string]bool{}
		for _, o := range out.ContentOutline {
			if key := o.Channel + o.KeyMessage; seen[key] {
				t.Errorf("%s: %s says %q again", x.key, o.ContentID, o.KeyMessage)
			} else {
				seen[key] = true
			}
		}
	}
}
