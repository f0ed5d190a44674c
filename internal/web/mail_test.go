package web_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/web"
)

// letterbox is a mail server that takes invitations, or says why not.
type letterbox struct {
	mu      sync.Mutex
	got     []cmo.InviteMail
	problem string
	late    bool // whether a deadline was missing
}

func (l *letterbox) Invite(ctx context.Context, i cmo.InviteMail) cmo.MailResult {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := ctx.Deadline(); !ok {
		l.late = true
	}
	l.got = append(l.got, i)
	return cmo.MailResult{Problem: l.problem}
}

// An invitation is mailed with the very link that is shown, and the page says whether it was.
func TestMemberInvite_Mailed(t *testing.T) {
	t.Parallel()
	box := &letterbox{}
	s := newSiteWith(t, func(c *web.Config) { c.Mailer = box })
	b := s.as(member(s.A, cmo.RoleOwner))
	invite := func(email string) string {
		t.Helper()
		a := b.post("/t/"+s.A.Slug+"/members", url.Values{"email": {email}, "role": {"approver"}})
		if a.status != http.StatusOK {
			t.Fatalf("%d", a.status)
		}
		return a.body
	}
	body := invite("new@example.test")
	if len(box.got) != 1 || box.late || box.got[0].To != "new@example.test" || box.got[0].Role != "Approver" || !strings.Contains(body, "The link was mailed to new@example.test") ||
		!strings.Contains(box.got[0].Link, "/invite?token=") || !strings.Contains(body, box.got[0].Link) {
		t.Errorf("%+v", box.got)
	}
	box.problem = "The mail server did not answer in time."
	if body := invite("other@example.test"); !strings.Contains(body, "The mail was not sent. Copy the link now.") || !strings.Contains(body, "in time.") || !strings.Contains(body, box.got[1].Link) {
		t.Error("the page does not say that nothing was sent")
	}
	invite2 := b.post("/t/"+s.A.Slug+"/members", url.Values{"email": {"no address"}, "role": {"approver"}})
	if invite2.status != http.StatusUnprocessableEntity || len(box.got) != 2 {
		t.Errorf("%d, %d mails", invite2.status, len(box.got))
	}
}

// Addresses are checked and kept; who does not manage the tenant does not see them, and another tenant has none of them.
func TestSettings_NotificationMail(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`DELETE FROM mail_recipients`)
	b := s.as(member(s.A, cmo.RoleAdmin))
	form := maps.Clone(settingsForm)
	page := "/t/" + s.A.Slug + "/settings"
	for _, bad := range []string{"nobody", "a@b.test\nA <c@d.test>", "a@b.test%0d%0abcc:x", "<a@b.test>", strings.Join(strings.Split("abcdefghijk", ""), "@x.test ") + "@x.test"} {
		form.Set("notify_emails", bad)
		if a := b.post(page, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#notify_emails"`) {
			t.Errorf("%q: %d", bad, a.status)
		}
	}
	form.Set("notify_emails", "Two@example.test, one@example.test\r\n one@example.test")
	if a := b.post(page, form); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if got := s.one(`SELECT string_agg(email, ' ' ORDER BY email) FROM mail_recipients WHERE tenant_id = $1`, s.A.ID); got != "one@example.test two@example.test" {
		t.Errorf("kept: %s", got)
	}
	if a := b.get(page); !strings.Contains(a.body, "one@example.test, two@example.test") || !strings.Contains(a.body, "Notification mail: nobody → 2 addresses") || !strings.Contains(a.body, "Mail is not configured: ask the operator.") {
		t.Error("the page does not say who is told")
	}
	for _, role := range cmo.Roles {
		a := s.as(member(s.A, role)).get(page)
		manages := role.Can(cmo.RightManage)
		if seen := strings.Contains(a.body, "one@example.test"); a.status != http.StatusOK || seen != manages {
			t.Errorf("%s: %d, sees the addresses: %v", role, a.status, seen)
		}
	}
	if got := s.one(`SELECT count(*)::text FROM audit_log WHERE concat(before, after, details) LIKE '%one@example.test%'`); got != "0" {
		t.Errorf("the log has addresses")
	}
	change := s.one(`SELECT id::text FROM audit_log WHERE tenant_id = $1 AND event = 'settings.saved' ORDER BY at DESC LIMIT 1`, s.A.ID)
	if a := b.post(page+"/restore", url.Values{"version": {"2"}, "change": {change}}); a.status != http.StatusSeeOther {
		t.Errorf("set back: %d", a.status)
	}
	if got := s.one(`SELECT count(*) || ' ' || min(t.currency) FROM mail_recipients r JOIN os_tenant_registry t USING (tenant_id)`); got != "2 USD" {
		t.Errorf("set back: %s", got)
	}
}
