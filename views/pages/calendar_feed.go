package pages

import (
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// FeedRecord is what is known of a person's own feed.
type FeedRecord struct {
	State *cmo.FeedState // nil: there is none
	URL   string         // just made: shown once, since only its hash is kept
}

// feedView is the card about the calendar's feed.
type feedView struct {
	Action, Revoke string
	URL            string
	State          string
	Open           bool
}

func newFeedView(l local, slug string, r FeedRecord) feedView {
	v := feedView{Action: paths.CalendarFeed(slug), Revoke: paths.CalendarFeedRevoke(slug), URL: r.URL, Open: r.URL != ""}
	if r.State == nil {
		return v
	}
	v.State = "Made on " + l.moment(r.State.Since) + ", "
	if r.State.ReadAt == nil {
		v.State += "not read yet."
	} else {
		v.State += "last read on " + l.moment(*r.State.ReadAt) + "."
	}
	return v
}
