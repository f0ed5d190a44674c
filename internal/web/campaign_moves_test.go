package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// inPlace makes a browser send a form as htmx does for the list of campaigns.
func (b *browser) inPlace(path string, form url.Values) answer {
	b.head = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#campaigns"}}
	defer func() { b.head = http.Header{} }()
	return b.post(path, form)
}

func TestCampaignMove_FromTheBoard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	board := "/t/" + s.A.Slug + "/campaigns"
	id := s.A.RowID("manual").String()
	state := func() string {
		var state string
		if err := s.AdminConn().QueryRow(t.Context(), `SELECT review_state FROM cmo_campaigns WHERE id = $1`, id).Scan(&state); err != nil {
			t.Fatal(err)
		}
		return state
	}
	move := url.Values{"from": {"draft"}, "to": {"in_review"}, "next": {board + "?origin=manual"}}
	a := b.inPlace(board+"/"+id+"/move", move)
	if a.status != http.StatusOK || !strings.HasPrefix(a.body, `<div id="campaigns"`) || !strings.Contains(a.body, "open house” to Needs review, 1 there.") || state() != "in_review" {
		t.Fatalf("moved: %d, %s, %.300s", a.status, state(), a.body)
	}
	if a.header.Get("HX-Push-Url") != "" || strings.Contains(a.body, `data-ai="true"`) {
		t.Error("the answer is not the list it was asked from")
	}
	if a := b.inPlace(board+"/"+id+"/move", move); a.status != http.StatusOK || !strings.Contains(a.body, "Nothing was changed") || !strings.Contains(a.body, "toast-err") {
		t.Errorf("moved again: %d %.200s", a.status, a.body)
	}
	if a := b.inPlace(board+"/"+id+"/move", url.Values{"from": {"in_review"}, "to": {"changes_requested"}, "next": {board}}); !strings.Contains(a.body, "is missing") || state() != "in_review" {
		t.Errorf("a comment that is missing: %d, %s", a.status, state())
	}
	plain := b.post(board+"/"+id+"/move", url.Values{"from": {"in_review"}, "to": {"draft"}, "next": {board + "?view=table"}})
	if plain.status != http.StatusSeeOther || plain.location() != board+"?done=moved-draft&undo=moves."+id+".in_review&view=table#c-"+id {
		t.Errorf("without script: %d %s", plain.status, plain.location())
	}
	for _, next := range []string{"https://elsewhere.example/", "//elsewhere.example", "/t/" + s.B.Slug + "/campaigns", "/login"} {
		a := b.post(board+"/"+id+"/move", url.Values{"from": {"draft"}, "to": {"in_review"}, "next": {next}})
		if a.location() != board+"/"+id+"?done=moved-in_review&undo=moves."+id+".draft" {
			t.Errorf("next %q leads to %s", next, a.location())
		}
		b.post(board+"/"+id+"/move", url.Values{"from": {"in_review"}, "to": {"draft"}})
	}
}

func TestCampaignBoard_MovesByRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	board := "/t/" + s.A.Slug + "/campaigns"
	for role, want := range map[cmo.Role][3]bool{cmo.RoleViewer: {}, cmo.RoleSupport: {}, cmo.RoleMarketer: {true, true, false}, cmo.RoleApprover: {true, true, true}} {
		b := s.as(member(s.A, role))
		for _, view := range []string{"", "?view=table"} {
			a := b.get(board + view)
			set := between(a.body, `<template data-move-set="in_review">`, `</template>`)
			got := [3]bool{strings.Contains(a.body, `data-moves="in_review"`), strings.Contains(set, "Withdraw"), strings.Contains(set, "Read and approve")}
			if got != want || strings.Contains(a.body, "New campaign") != want[0] {
				t.Errorf("%s, %q: %v, want %v", role, view, got, want)
			}
		}
	}
	b := s.as(member(s.A, cmo.RoleApprover))
	b.head = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#move-body"}}
	a := b.get(board + "/" + s.A.RowID("campaign").String() + "/move?to=rejected&next=" + url.QueryEscape(board))
	if !strings.HasPrefix(a.body, `<div class="dialog-b`) || !strings.Contains(a.body, `name="next" value="`+board+`"`) || !strings.Contains(a.body, "required") {
		t.Errorf("the dialog: %.200s", a.body)
	}
}

// between is the text between two others, empty without them.
func between(s, from, to string) string {
	_, rest, ok := strings.Cut(s, from)
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, to)
	return text
}
