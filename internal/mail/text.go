package mail

import (
	"context"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	smtp "github.com/wneessen/go-mail"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

func parseFrom(from string) (domain string, err error) {
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return "", fmt.Errorf("whom mail comes from is no address: %w", err)
	}
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:], nil
}

// maxName is how much of a name gets into a mail.
const maxName = 120

// oneLine makes a name that people typed a part of a line: no control or direction marks, no breaks, not too long.
func oneLine(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, name)
	r := []rune(strings.Join(strings.Fields(name), " "))
	if len(r) > maxName {
		r = append(r[:maxName], '…')
	}
	return string(r)
}

// Notice tells one recipient what happened.
func (s *Sender) Notice(ctx context.Context, n cmo.Notice) cmo.MailResult {
	subject, lines := noticeText(n)
	path := paths.Campaign(n.Slug, n.RecordID.String())
	if strings.HasPrefix(n.Event, "run.") {
		path = paths.Run(n.Slug, n.RecordID.String())
	}
	if n.Event == "changes.suggested" {
		path = paths.Change(n.Slug, n.RecordID.String())
	}
	settings := s.link(paths.Settings(n.Slug))
	text := strings.Join([]string{lines, s.link(path), "-- \nYou get this because your address is in the settings of " + oneLine(n.Tenant) + ":\n" + settings}, "\n\n") + "\n"
	m, problem := s.message(n.Address, n.ID.String(), oneLine(n.Tenant)+": "+subject, text)
	if problem != nil {
		return *problem
	}
	m.SetGenHeader("List-Id", "<"+n.Slug+".notifications."+s.domain+">")
	m.SetGenHeader(smtp.HeaderListUnsubscribe, "<"+settings+">")
	return s.try(ctx, m)
}

// noticeText is the subject and what is said, without anything that the tenant's people wrote but the name of the campaign.
func noticeText(n cmo.Notice) (subject, text string) {
	name, by := oneLine(n.Name), ""
	if n.Actor != "" {
		by = " by " + oneLine(n.Actor)
	}
	run := fmt.Sprintf("Run %d", n.Number)
	for _, a := range cmo.Agents {
		if string(a.Mode) == n.Name {
			run += " (" + a.Name + ")"
		}
	}
	switch {
	case n.Event == "run.timed_out":
		return run + " timed out", run + " took too long and was ended. Its page says how far it came."
	case n.ErrorKind == "budget":
		return run + " ended: budget used up", run + " ended because the budget for agent runs is used up. An owner or admin can raise it in the settings."
	case strings.HasPrefix(n.Event, "run."):
		return run + " failed", run + " failed. Its page says why and lets you try again."
	case n.Event == "campaign.start_refused":
		return "not started: " + name, "The campaign “" + name + "” was to start today and could not: " + oneLine(n.Problem)
	}
	if n.Event == "changes.suggested" {
		return "changes suggested: " + name, "Changes “" + name + "” were suggested" + by + " and wait for a decision."
	}
	switch cmo.CampaignState(n.State) {
	case cmo.StateActive:
		return "started: " + name, "The campaign “" + name + "” was started by its date, as scheduled."
	case cmo.StateApproved:
		return "approved: " + name, "The campaign “" + name + "” was approved" + by + "."
	case cmo.StateChanges:
		return "changes requested: " + name, "Changes to the campaign “" + name + "” were requested" + by + ". The comment stands on its page."
	case cmo.StateRejected:
		return "rejected: " + name, "The campaign “" + name + "” was rejected" + by + ". The comment stands on its page."
	}
	return "review requested: " + name, "A review of the campaign “" + name + "” was requested" + by + "."
}

// Invite sends an invitation's link to the invited person.
func (s *Sender) Invite(ctx context.Context, i cmo.InviteMail) cmo.MailResult {
	who := "You are invited"
	if i.By != "" {
		who = oneLine(i.By) + " invites you"
	}
	text := who + " to " + oneLine(i.Tenant) + " on AI CMO Console, as " + i.Role + ".\n\nOpen this link to join. It works once, for a week:\n\n" + i.Link +
		"\n\nIf you expect no invitation, ignore this mail.\n"
	m, problem := s.message(i.To, "", "Invitation to "+oneLine(i.Tenant), text)
	if problem != nil {
		return *problem
	}
	return s.try(ctx, m)
}

func (s *Sender) link(path string) string {
	return strings.TrimSuffix(s.cfg.Base.String(), "/") + path
}

// message is a plain text mail. With an id, every try of it has the same Message-ID, so that a second copy can be known.
func (s *Sender) message(to, id, subject, text string) (*smtp.Msg, *cmo.MailResult) {
	m := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	if err := m.From(s.cfg.From); err != nil {
		return nil, &cmo.MailResult{Problem: "AICMO_MAIL_FROM is no address.", Final: true}
	}
	if !cmo.MailAddress(to) || m.To(to) != nil {
		return nil, &cmo.MailResult{Problem: "The recipient is no address that mail can go to.", Final: true}
	}
	m.Subject(subject)
	m.SetDateWithValue(time.Now())
	if id != "" {
		m.SetMessageIDWithValue(id + "@" + s.domain)
	} else {
		m.SetMessageID()
	}
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(smtp.TypeTextPlain, text)
	return m, nil
}
