package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// manyDrafts adds drafts to A.
func (s *site) manyDrafts(n int) []string {
	s.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.addCampaign(s.A, fmt.Sprintf("Many %02d", i), "draft", "none")
	}
	return ids
}

func (s *site) count(sql string, args ...any) (n int) {
	s.t.Helper()
	if err := s.AdminConn().QueryRow(s.t.Context(), sql, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// interrupted is an act on many of somebody that stopped half way: the first campaign done, nothing for a minute.
func (s *site) interrupted(email string, ids []string) string {
	s.t.Helper()
	act := uuid.NewString()
	s.Admin(`INSERT INTO bulk_actions (tenant_id, id, act, created_by, created_at) SELECT $1, $2, 'archive', id, now() - interval '2 minutes' FROM users WHERE email = $3`, s.A.ID, act, email)
	for i, id := range ids {
		s.Admin(`INSERT INTO bulk_items (tenant_id, id, bulk_id, item_no, campaign_id, name, done, ended_at, created_by)
			SELECT $1, gen_random_uuid(), $2, $3, $4, 'Many', CASE WHEN $3 = 1 THEN true END, CASE WHEN $3 = 1 THEN now() - interval '1 minute' END, id FROM users WHERE email = $5`, s.A.ID, act, i+1, id, email)
	}
	return act
}

// More than the first few go on behind the answer, each in its person's name; the page then lists all.
func TestBulk_GoesOnBehindTheAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	bulk, ids, act := "/t/"+s.A.Slug+"/campaigns/bulk", s.manyDrafts(30), uuid.NewString()
	if a := b.post(bulk, url.Values{"step": {"do"}, "act": {"archive"}, "bulk": {act}, "id": ids}); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	s.server.Wait()
	page := b.get(bulk + "/" + act)
	if !strings.Contains(page.body, "Archived: 30 of 30 campaigns") || !strings.Contains(page.body, "Undo: bring back 30 campaigns") || strings.Contains(page.body, "every 1s") {
		t.Errorf("the result: %d", page.status)
	}
	if n := s.count(`SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event = 'campaigns.bulk_ended' AND record_id = $2 AND details = '{"done": 30, "left_out": 0}'`, s.A.ID, act); n != 1 {
		t.Errorf("its end is audited %d times", n)
	}
}

// An open act shows how far it is and asks again by itself; an interrupted one is taken up where it stood by the one who began
// it, and by nobody else.
func TestBulk_InterruptedGoesOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleMarketer)
	b, other := s.as(email), s.as(member(s.A, cmo.RoleOwner))
	ids := s.manyDrafts(3)
	act := s.interrupted(email, ids)
	at := "/t/" + s.A.Slug + "/campaigns/bulk/" + act
	if page := b.get(at + "?list=q%3Dmany"); !strings.Contains(page.body, "Archive: 1 of 3 campaigns so far") || !strings.Contains(page.body, "This was interrupted.") || !strings.Contains(page.body, "Go on with 2 campaigns") || strings.Contains(page.body, "every 1s") {
		t.Fatalf("interrupted: %d", page.status)
	}
	if page := other.get(at); strings.Contains(page.body, "Go on with") || !strings.Contains(page.body, "who began it, can go on") {
		t.Error("somebody else is offered to go on")
	}
	if a := other.post(at+"/continue", nil); a.status < 400 || s.campaignState(ids[1]) != "none" {
		t.Errorf("somebody else goes on: %d", a.status)
	}
	s.Admin(`UPDATE bulk_items SET ended_at = now() WHERE bulk_id = $1 AND done`, act)
	if page := b.get(at); !strings.Contains(page.body, `hx-trigger="every 1s"`) || !strings.Contains(page.body, "1 of 3 looked at") || !strings.Contains(page.body, "Reload") || strings.Contains(page.body, "Go on with") {
		t.Error("one at work does not show its progress")
	}
	if a := b.post(at+"/continue", url.Values{"list": {"q=many"}}); a.status != http.StatusSeeOther || a.location() != at+"?list=q%3Dmany" {
		t.Fatalf("going on: %d %s", a.status, a.location())
	}
	if s.campaignState(ids[0]) != "none" || s.campaignState(ids[1]) != "archived" || s.campaignState(ids[2]) != "archived" {
		t.Error("it did not go on where it stood")
	}
	if page := b.get(at); !strings.Contains(page.body, "Archived: 3 of 3 campaigns") {
		t.Error("it has not ended")
	}
	if a := b.post("/t/"+s.A.Slug+"/campaigns/bulk/"+uuid.NewString()+"/continue", nil); a.status != http.StatusNotFound {
		t.Errorf("one that does not exist: %d", a.status)
	}
}

// However many go on with it at once, each campaign is changed once.
func TestBulk_ManyHandsOneAct(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := member(s.A, cmo.RoleMarketer)
	b := s.as(email)
	ids := s.manyDrafts(40)
	act := s.interrupted(email, ids)
	var hands sync.WaitGroup
	for range 6 {
		hands.Go(func() { b.post("/t/"+s.A.Slug+"/campaigns/bulk/"+act+"/continue", nil) })
	}
	hands.Wait()
	s.server.Wait()
	if n := s.count(`SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event LIKE '%archived' AND record_id = ANY ($2::uuid[])`, s.A.ID, ids); n != 39 {
		t.Errorf("archived %d times instead of 39", n)
	}
	if n := s.count(`SELECT count(*) FROM bulk_actions WHERE id = $1 AND finished_at IS NOT NULL`, act); n != 1 {
		t.Error("it has not ended")
	}
}

// A server that stops leaves an act between two campaigns, not within one.
func TestBulk_ServerStops(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleMarketer))
	ids, act := s.manyDrafts(40), uuid.NewString()
	s.server.Drain()
	b.post("/t/"+s.A.Slug+"/campaigns/bulk", url.Values{"step": {"do"}, "act": {"archive"}, "bulk": {act}, "id": ids})
	s.server.Wait()
	archived := s.count(`SELECT count(*) FROM cmo_campaigns WHERE id = ANY ($1::uuid[]) AND archived_at IS NOT NULL`, ids)
	if done := s.count(`SELECT count(*) FROM bulk_items WHERE bulk_id = $1 AND done`, act); done != 25 || archived != 25 {
		t.Errorf("%d are archived, %d noted as done", archived, done)
	}
	if page := b.get("/t/" + s.A.Slug + "/campaigns/bulk/" + act); !strings.Contains(page.body, "Archive: 25 of 40 campaigns so far") {
		t.Error("the page does not say how far it came")
	}
}
