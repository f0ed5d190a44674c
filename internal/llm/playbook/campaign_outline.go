package playbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// angle is one way into the subject.
type angle struct{ title, message string }

// angles are the ways into a campaign, in the order in which a reader needs them.
func (f frame) angles() []angle {
	var out []angle
	add := func(t, m string) {
		if m = upper(bare(m)); m != "" && !slices.ContainsFunc(out, func(a angle) bool { return a.message == m }) {
			out = append(out, angle{t, m})
		}
	}
	for i := range 3 { // the second round has the second entries, so that a long row of posts goes on saying something new
		for _, x := range []struct {
			title string
			list  []string
		}{{"The problem", f.pains()}, {"The doubt", unique(f.icp.Objections)}, {"The result", f.gains()}, {"The difference", f.reasons()}, {"The moment", unique(f.icp.BuyingTriggers)}} {
			if i < len(x.list) {
				add(x.title, x.list[i])
			}
		}
	}
	if len(out) == 0 {
		out = append(out, angle{"The offer", f.what()})
	}
	return out
}

var hours = map[string]string{"email": "2 h", "sms": "20 min", "social_post": "45 min", "ad": "1 h", "blog": "6 h", "landing_page": "4 h", "video": "1 day", "voice_script": "1 h", "webinar": "2 days"}

func angleAt(list []angle, i int) angle { return list[i%len(list)] }

// outline lists every piece with its day; letters of a sequence build on each other.
func (f frame) outline() []cmo.OutlineItem {
	angles := f.angles()
	var out []cmo.OutlineItem
	length := f.days()
	for ci, channel := range f.channels {
		n, before := f.pieces(channel), ""
		for i := range n {
			a := angleAt(angles, i+ci)
			id := fmt.Sprintf("%s-%d", strings.ReplaceAll(channel, "_", "-"), i+1)
			item := cmo.OutlineItem{
				ContentID: id, Title: cmo.Label(channel) + " " + fmt.Sprint(i+1) + ", " + lower(a.title), ContentType: contentOf[channel], Channel: channel, FunnelStage: f.stage,
				TargetICP: f.icp.SegmentName, KeyMessage: a.message, SupportingPoints: f.points(i), CTA: f.invitation(intentOf(f.stage)), Tone: f.brand.BrandTone,
				EstimatedProductionTime: hours[contentOf[channel]], Dependencies: one(before), PublishDate: date(f.start.AddDate(0, 0, min(length, ci*2+i*f.step(channel)))),
			}
			before = id
			out = append(out, item)
		}
	}
	return out
}

// points are two or three facts that support a piece, turned so that pieces do not repeat each other.
func (f frame) points(i int) []string {
	all := unique(append(append([]string{}, f.gains()...), append(f.reasons(), f.offer.Features...)...))
	var out []string
	for j := range min(3, len(all)) {
		out = append(out, upper(bare(at(all, i*3+j))))
	}
	return unique(out)
}

func (f frame) timeline(outline []cmo.OutlineItem) []cmo.TimelineWeek {
	weeks := int(f.end.Sub(f.start).Hours()/24)/7 + 1
	var out []cmo.TimelineWeek
	for w := 1; w <= weeks; w++ {
		from, to := date(f.start.AddDate(0, 0, (w-1)*7)), date(f.start.AddDate(0, 0, w*7-1))
		t := cmo.TimelineWeek{Week: w, Phase: "Run", Activities: []string{"Read the numbers and answer replies"}, Deliverables: []string{}, Milestones: []string{}}
		for _, o := range outline {
			if o.PublishDate >= from && o.PublishDate <= to {
				t.Deliverables = append(t.Deliverables, o.Title)
			}
		}
		switch w {
		case 1:
			t.Phase = "Start"
			t.Activities = []string{"Have all content approved", "Check page, links and opt-out lines"}
			t.Milestones = []string{"First piece is out"}
		case weeks:
			t.Phase, t.Milestones = "Close", []string{"Result compared with the goal"}
			t.Activities = []string{"Answer open requests", "Note what to keep and what to change"}
		case (weeks + 1) / 2:
			t.Phase, t.Milestones = "Check", []string{"Decide whether to go on as planned"}
			t.Activities = []string{"Compare variants if there are at least 100 clicks each", "Move budget to the better channel"}
		}
		out = append(out, t)
	}
	return out
}
