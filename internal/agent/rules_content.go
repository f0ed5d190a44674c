package agent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// maxPairs bounds what one run writes.
const maxPairs = 24

func parseContent(out *cmo.ContentOutput, d cmo.AgentData, in cmo.ContentInput, f *faults) {
	f.count("assets", len(out.Assets), 2, 2*maxPairs)
	pairs, channels := map[string][]cmo.AssetDraft{}, map[string]bool{}
	var ids []string
	for i := range out.Assets {
		a := &out.Assets[i]
		ruleAsset(fmt.Sprintf("assets[%d]", i), a, d, in, f)
		if len(pairs[a.AssetID]) == 0 {
			ids = append(ids, a.AssetID)
		}
		pairs[a.AssetID] = append(pairs[a.AssetID], *a)
		channels[a.Channel] = true
	}
	for _, id := range ids {
		rulePair(id, pairs[id], f)
	}
	for _, c := range in.Channels {
		if !channels[c] {
			f.add("The request asks for %s, but no asset is for it.", c)
		}
	}
	out.ContentSummary.TotalAssets = len(out.Assets) // counted, not believed
	out.ContentSummary.ChannelsCovered, out.ContentSummary.FunnelStagesCovered = []string{}, []string{}
	for _, a := range out.Assets {
		out.ContentSummary.ChannelsCovered = addOnce(out.ContentSummary.ChannelsCovered, a.Channel)
		out.ContentSummary.FunnelStagesCovered = addOnce(out.ContentSummary.FunnelStagesCovered, a.FunnelStage)
	}
}

func addOnce(list []string, v string) []string {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func ruleAsset(at string, a *cmo.AssetDraft, d cmo.AgentData, in cmo.ContentInput, f *faults) {
	f.need(at+".asset_id", a.AssetID)
	f.need(at+".title", a.Title)
	f.need(at+".body", a.Body)
	f.oneOf(at+".channel", a.Channel, cmo.ContentChannels)
	if len(in.Channels) > 0 && !slices.Contains(in.Channels, a.Channel) {
		f.add("%s.channel is %s, which the request does not name.", at, short(a.Channel, 40))
	}
	f.oneOf(at+".asset_type", a.AssetType, cmo.ContentTypes)
	f.oneOf(at+".funnel_stage", a.FunnelStage, cmo.Stages)
	if in.FunnelStage != "" && a.FunnelStage != in.FunnelStage {
		f.add("%s.funnel_stage is %s; the request says %s.", at, short(a.FunnelStage, 40), in.FunnelStage)
	}
	f.oneOf(at+".variant", a.Variant, []string{"A", "B"})
	f.oneOf(at+".metadata.emoji_usage", a.Metadata.EmojiUsage, cmo.EmojiUsages)
	f.oneOf(at+".performance_predictions.confidence", a.PerformancePredictions.Confidence, cmo.Levels)
	f.known(at+".metadata.target_icp", "ICP", a.Metadata.TargetICP, icpNames(d))
	f.known(at+".metadata.target_offer", "offer", a.Metadata.TargetOffer, offerNames(d))
	a.Metadata.WordCount = len(strings.Fields(a.Body)) // counted, not believed
	ruleCopy(at, *a, f)
}

// ruleCopy holds a wording to the limits of its channel: what regulators expect, tokens that resolve and upper ends
// strictly, lower ends by half, because a text that is a little short harms nobody.
func ruleCopy(at string, a cmo.AssetDraft, f *faults) {
	for _, x := range cmo.Failed(cmo.LintVariant(a.Channel, CopyOf(a))) {
		switch {
		case x.Must:
			f.add("%s: the %s rule of %s is not kept%s.", at, strings.ReplaceAll(string(x.Rule), "_", " "), a.Channel, detail(x.Detail))
		case x.Max > 0 && x.N > x.Max:
			f.add("%s: %s is %d; for %s %d is the most%s.", at, strings.ReplaceAll(string(x.Rule), "_", " "), x.N, a.Channel, x.Max, detail(x.Detail))
		case x.Max > 0 && (x.N < (x.Min+1)/2 || x.Min == x.Max):
			f.add("%s: %s is %d; for %s it should be %d to %d.", at, strings.ReplaceAll(string(x.Rule), "_", " "), x.N, a.Channel, x.Min, x.Max)
		}
	}
}

func detail(s string) string {
	if s == "" {
		return ""
	}
	return " (" + short(s, 60) + ")"
}

// CopyOf is a draft as the variant it becomes.
func CopyOf(a cmo.AssetDraft) cmo.Variant {
	return cmo.Variant{Name: "Variant " + a.Variant, Type: a.Variant, Subject: a.Metadata.SubjectLine, Headline: a.Metadata.Headline, Body: a.Body, CTA: a.Metadata.CTA,
		Metadata: map[string]any{"preview_text": a.Metadata.PreviewText, "meta_description": a.Metadata.MetaDescription}}
}

// rulePair wants A and B of one piece, for one channel, and not the same text twice.
func rulePair(id string, pair []cmo.AssetDraft, f *faults) {
	if len(pair) != 2 || pair[0].Variant == pair[1].Variant {
		f.add("Asset %q needs exactly one variant A and one variant B.", short(id, 60))
		return
	}
	a, b := pair[0], pair[1]
	if a.Channel != b.Channel || a.AssetType != b.AssetType {
		f.add("The variants of asset %q are for different channels.", short(id, 60))
	}
	if strings.EqualFold(strings.Join(strings.Fields(a.Body), " "), strings.Join(strings.Fields(b.Body), " ")) {
		f.add("The variants of asset %q have the same text.", short(id, 60))
	}
	if a.Metadata.SubjectLine != "" && strings.EqualFold(a.Metadata.SubjectLine, b.Metadata.SubjectLine) {
		f.add("The variants of asset %q have the same subject.", short(id, 60))
	}
}
