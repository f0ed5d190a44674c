package cmo

import (
	"testing"
	"time"
)

// What a form shows alike on both sides is nobody's change: the stored mark, which nobody types, and the seconds of a
// moment. With and without the version that the person started from.
func TestClashes_OnlyWhatWasTypedDiffers(t *testing.T) {
	t.Parallel()
	words := Words{Zone: time.UTC}
	stored := Fields{"campaign_name": "Nurture", "description": "AI CMO Driven: five touches", "objective": "Theirs"}
	typed := Fields{"campaign_name": "Nurture", "description": "five touches", "objective": "Mine"}
	base := Fields{"campaign_name": "Nurture", "description": "AI CMO Driven: five touches", "objective": "Before"}
	for name, from := range map[string]Fields{"from a version on record": base, "from none on record": nil} {
		c := VersionConflict{Kind: KindCampaign, Base: from, Current: Record{Data: stored}}
		if got := c.Clashes(typed, words); len(got) != 1 || got[0].Column != "objective" || !got[0].Both {
			t.Errorf("%s: %+v", name, got)
		}
	}

	// The other person's new description is theirs alone, whatever mark it was stored with.
	c := VersionConflict{Kind: KindCampaign, Base: base, Current: Record{Data: Fields{"campaign_name": "Nurture", "description": "AI CMO Driven: six touches", "objective": "Mine"}}}
	if got := c.Clashes(typed, words); len(got) != 1 || !got[0].TheirsOnly || got[0].Theirs != "six touches" || got[0].Mine != "five touches" {
		t.Errorf("a description that only they changed: %+v", got)
	}

	event := VersionConflict{Kind: KindEvent, Current: Record{Data: Fields{"scheduled_at": "2026-06-01T09:30:41Z"}}}
	if got := event.Clashes(Fields{"scheduled_at": "2026-06-01T09:30:00Z"}, words); len(got) != 0 {
		t.Errorf("a moment with seconds: %+v", got)
	}
	if got := event.Clashes(Fields{"scheduled_at": "2026-06-01T09:31:00Z"}, words); len(got) != 1 {
		t.Errorf("another minute: %+v", got)
	}
}
