package pages

import (
	"math"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// check is one line of the list beside a campaign.
type check struct {
	OK           bool
	Text, Detail string
}

// campaignChecks are what a reviewer would otherwise count by hand. Only what applies is listed.
func campaignChecks(c cmo.Campaign, channels []cmo.CampaignChannel, assets []cmo.Asset) []check {
	var out []check
	add := func(ok bool, text, detail string) {
		if ok {
			detail = ""
		}
		out = append(out, check{ok, text, detail})
	}
	if len(channels) > 0 {
		add(shareSum(channels) == 100, "Channel shares add up to 100%", "They add up to "+figure(shareSum(channels), 2)+"%")
	}
	add(c.StartDate != nil && c.EndDate != nil, "Start and end are set", "A date is missing")
	add(len(assets) > 0, "There is content", "No content yet")
	failed, checked := map[cmo.Rule][]string{}, map[cmo.Rule]bool{}
	var offLimits []string
	variants := 0
	for _, a := range assets {
		for _, v := range a.Variants {
			name, off := a.Title+" ("+v.Type+")", false
			variants++
			for _, f := range cmo.LintVariant(a.Kind(), v) {
				checked[f.Rule] = true
				failed[f.Rule] = appendIf(failed[f.Rule], !f.OK, name)
				off = off || f.Max > 0 && !f.OK
			}
			offLimits = appendIf(offLimits, off, name)
		}
	}
	for _, r := range []struct {
		rule cmo.Rule
		text string
	}{{cmo.RuleOptOut, "Opt-out line in every SMS"}, {cmo.RuleUnsubscribe, "Unsubscribe link in every email"}, {cmo.RuleSender, "Sender address in every email"}} {
		if checked[r.rule] {
			add(len(failed[r.rule]) == 0, r.text, firstOf(failed[r.rule]))
		}
	}
	if variants > 0 {
		add(len(failed[cmo.RuleTokens]) == 0, "Every token is known", firstOf(failed[cmo.RuleTokens]))
		add(len(offLimits) == 0, "Lengths fit their channels", firstOf(offLimits))
	}
	add(!c.Drifted(), "Origin and public marker agree", "See the note above")
	return out
}

func appendIf(list []string, ok bool, s string) []string {
	if ok {
		return append(list, s)
	}
	return list
}

// firstOf names the first two of a list and counts the rest.
func firstOf(list []string) string {
	if len(list) <= 2 {
		return strings.Join(list, "; ")
	}
	return strings.Join(list[:2], "; ") + " and " + figure(float64(len(list)-2), 0) + " more"
}

// shareSum is the sum of the channels' shares, without the noise of binary fractions.
func shareSum(channels []cmo.CampaignChannel) float64 {
	sum := 0.0
	for _, h := range channels {
		sum += h.Share
	}
	return math.Round(sum*100) / 100
}
