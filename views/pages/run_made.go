package pages

import (
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// madeRow is what the run made of one kind.
type madeRow struct {
	Kind, Count string
	Names       []madeName
	More        string
}

// madeName is one record with where it stands today.
type madeName struct {
	Link
	State string
	Sign  ui.StateKind // empty: there is no sign for it
}

// madeKinds are the words for what a run makes, in the order of reading. Kinds without names are only counted.
var madeKinds = []struct {
	kind, one, many string
	named           bool
}{
	{"brand", "Brand profile", "Brand profiles", true}, {"icp", "ICP", "ICPs", true}, {"offer", "Offer", "Offers", true}, {"plan", "Plan", "Plans", true},
	{"milestone", "Milestone", "Milestones", true}, {"funnel", "Funnel", "Funnels", true}, {"stage", "Stage", "Stages", true},
	{"campaign", "Campaign", "Campaigns", true}, {"channel", "Channel", "Channels", true}, {"asset", "Asset", "Assets", true},
	{"variant", "Variant", "Variants", false}, {"event", "Calendar event", "Calendar events", false}, {"recommendation", "Recommendation", "Recommendations", true}, {"summary", "Weekly summary", "Weekly summaries", true},
}

// madeNames is how many names one kind shows.
const madeNames = 6

func madeRows(t cmo.Tenant, rec RunRecord) (rows []madeRow, nothing string) {
	for _, k := range madeKinds {
		row := madeRow{Kind: k.one}
		for _, m := range rec.Made {
			if m.Kind != k.kind {
				continue
			}
			if row.Count = figure(float64(m.Count), 0); m.Count > 1 {
				row.Kind = k.many
			}
			if !k.named {
				continue
			}
			if len(row.Names) == madeNames {
				row.More = "and " + figure(float64(m.Count-madeNames), 0) + " more"
				break
			}
			row.Names = append(row.Names, newMadeName(t, m))
		}
		if row.Count != "" {
			rows = append(rows, row)
		}
	}
	switch {
	case len(rows) > 0:
	case !rec.Run.Ended():
		nothing = "Nothing yet: what a run makes is saved at its end, all at once."
	case rec.Run.Status == "completed":
		nothing = "It made no records; its answer is its output."
	default:
		nothing = "Nothing was saved."
	}
	return rows, nothing
}

// madeSigns are the signs of where a record stands, for those that are no campaign.
var madeSigns = map[string]ui.StateKind{
	"unreviewed": ui.StateReview, "reviewed": ui.SignOK, "draft": ui.StateDraft, "active": ui.StateLive, "live": ui.StateLive, "paused": ui.StatePaused, "completed": ui.StateEnded,
	"archived": ui.StateEnded, "review": ui.StateReview, "approved": ui.StateApproved, "scheduled": ui.StateScheduled, "pending": ui.StateQueued, "dismissed": ui.StateRejected,
	"implemented": ui.SignOK, "missed": ui.SignWarn, "in_review": ui.StateReview, "changes_requested": ui.StateChanges, "rejected": ui.StateRejected,
}

// madeWords are the words for it where the stored value says too little.
var madeWords = map[string]string{"unreviewed": "Not reviewed yet", "active": "Live", "in_review": "In review", "pending": "Waiting"}

func newMadeName(t cmo.Tenant, m cmo.RunMade) madeName {
	n := madeName{Link: Link{Label: hide(m.Name, t.Role.Masked())}, State: orWord(madeWords[m.State], cmo.Label(m.State)), Sign: madeSigns[m.State]}
	if m.Kind == "channel" {
		n.Label = cmo.Label(m.Name)
	}
	if m.Kind == "offer" && m.State == "active" {
		n.State = "In use"
	}
	if m.Version > 1 {
		n.State = words(", ", n.State, "changed since")
	}
	if m.Page != nil {
		n.Href = madePage(t.Slug, m.Kind, *m.Page)
	}
	return n
}

// madePage is the page that shows a record of a kind.
func madePage(slug, kind string, page uuid.UUID) string {
	id := page.String()
	switch kind {
	case "brand":
		return paths.Brand(slug)
	case "icp":
		return paths.ICP(slug, id)
	case "offer":
		return paths.Offer(slug, id)
	case "plan", "milestone":
		return paths.Plan(slug, id)
	case "funnel", "stage":
		return paths.Funnel(slug, id)
	case "campaign", "channel":
		return paths.Campaign(slug, id)
	case "asset", "variant":
		return paths.Asset(slug, id)
	case "recommendation":
		return paths.Recommendation(slug, id)
	}
	return ""
}

// changeRow is a change set with what the run suggests for existing records.
type changeRow struct{ Title, Href, State, Size string }

func changeRows(t cmo.Tenant, sets []cmo.ChangeSet) []changeRow {
	var out []changeRow
	for _, s := range sets {
		out = append(out, changeRow{Title: hide(s.Title, t.Role.Masked()), Href: paths.Change(t.Slug, s.ID.String()), State: orWord(changeStates[s.State], s.State), Size: plural(s.Items, "change")})
	}
	return out
}
