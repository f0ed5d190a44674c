package pages

import (
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

// CommentsView is the thread of comments on a record, and the form of the next one.
type CommentsView struct {
	Count  string
	Items  []commentView
	Action string // empty without the right to comment
	ID     string // the next comment's id, so that sending it twice makes one
	Next   string
	Error  string
	Typed  string
}

type commentView struct{ Author, When, RFC3339, Body, Told string }

// attrs let a refused comment take the focus.
func (v CommentsView) attrs() templ.Attributes {
	a := templ.Attributes{"maxlength": "5000"}
	if v.Error != "" {
		a["data-focus"] = ""
	}
	return a
}

// Said is a comment that was refused: what was typed, and what is wrong with it.
type Said struct{ ID, Next, Text, Problem string }

// NewComments builds the thread as of now.
func NewComments(t cmo.Tenant, kind cmo.RecordKind, id uuid.UUID, list []cmo.Comment, next string, now time.Time) CommentsView {
	l := newLocal(t, now)
	v := CommentsView{Count: countOf(len(list)), Next: next, ID: uuid.NewString()}
	for _, c := range list {
		view := commentView{Author: c.Author, When: l.moment(c.CreatedAt), RFC3339: c.CreatedAt.Format(time.RFC3339), Body: c.Body}
		if len(c.Told) > 0 {
			view.Told = "Told " + strings.Join(c.Told, ", ")
		}
		v.Items = append(v.Items, view)
	}
	if t.Role.Can(cmo.RightEdit) {
		v.Action = paths.RecordAct(t.Slug, kind.Type().Collection, id.String(), "comments")
	}
	return v
}

// newRunComments is the thread of a run, masked like the run.
func newRunComments(t cmo.Tenant, run uuid.UUID, list []cmo.Comment, now time.Time) CommentsView {
	v := NewComments(t, cmo.KindCampaign, run, list, "", now)
	for i := range v.Items {
		v.Items[i].Body = hide(v.Items[i].Body, t.Role.Masked())
	}
	if v.Action != "" {
		v.Action = paths.RunComments(t.Slug, run.String())
	}
	return v
}

// With is the thread with a refused comment still in its form.
func (v CommentsView) With(s Said) CommentsView {
	if s.Problem == "" {
		return v
	}
	v.Typed, v.Error, v.Next = s.Text, s.Problem, s.Next
	if s.ID != "" {
		v.ID = s.ID
	}
	return v
}
