package pages

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// MembersView lists the people of a tenant.
type MembersView struct {
	Count   string
	Members []memberRow
	Roles   []roleRow
	Note    string
	Invite  *inviteForm // for owners and admins
}

type memberRow struct {
	Name, Role, Since, SinceISO string
	You, Beta                   bool
	Href                        string // where the membership is changed
}

// roleRow is a role with what it may do and how many have it.
type roleRow struct{ Name, May, Count string }

var roleWords = map[cmo.Role]string{
	cmo.RoleOwner:    "Everything, owners and the end of the tenant included.",
	cmo.RoleAdmin:    "Everything but owners: members and settings too.",
	cmo.RoleApprover: "Edits, runs agents, approves, launches and pauses.",
	cmo.RoleMarketer: "Edits, runs agents and asks for reviews.",
	cmo.RoleSupport:  "Reads everything; personal data and keys are masked.",
	cmo.RoleViewer:   "Reads; personal data and keys are masked.",
}

// NewMembersView builds the page as of now; you is the person who looks.
func NewMembersView(t cmo.Tenant, members []cmo.Member, you uuid.UUID, now time.Time) MembersView {
	l := newLocal(t, now)
	v := MembersView{Count: plural(len(members), "member"), Note: "Owners and admins add and remove members."}
	count := map[cmo.Role]int{}
	for _, m := range members {
		count[m.Role]++
		row := memberRow{Name: m.Name, Role: m.Role.Label(), Since: l.day(m.Since.In(l.zone)), SinceISO: m.Since.Format(time.RFC3339), You: m.ID == you, Beta: m.Beta}
		if t.Role.Can(cmo.RightManage) {
			row.Href = paths.Member(t.Slug, m.ID.String())
		}
		v.Members = append(v.Members, row)
	}
	for _, r := range cmo.Roles {
		v.Roles = append(v.Roles, roleRow{r.Label(), roleWords[r], strconv.Itoa(count[r])})
	}
	return v
}

// InviteAsk is an invitation being made: what was typed and is wrong, or whom the link just made is for.
type InviteAsk struct {
	Email      string
	Role       cmo.Role
	Errors     map[string]string
	Made, Link string
	Mailed     *cmo.MailResult // nil: there is no mail server
}

// inviteForm invites people and lists who has not come yet.
type inviteForm struct {
	Action  string
	How     string
	Summary ui.ErrorSummary
	Email   ui.Input
	Role    ui.Select
	Made    *ui.Note
	Link    ui.Input
	Open    []invitationRow
}

type invitationRow struct{ Email, Text, Revoke string }

// WithInvitations adds what owners and admins see and do.
func (v MembersView) WithInvitations(t cmo.Tenant, open []cmo.Invitation, ask InviteAsk, mail bool, now time.Time) MembersView {
	if !t.Role.Can(cmo.RightManage) {
		return v
	}
	l := newLocal(t, now)
	v.Note = ""
	f := &inviteForm{Action: paths.Members(t.Slug), How: inviteHow(mail)}
	field := func(name, label, hint string) ui.Field {
		out := ui.Field{Name: name, Label: label, Hint: hint, Error: ask.Errors[name]}
		if out.Error != "" {
			f.Summary.Items = append(f.Summary.Items, ui.FieldError{ID: name, Label: label, Text: out.Error})
		}
		return out
	}
	f.Email = ui.Input{Field: field("email", "Email", ""), Type: "email", Value: ask.Email, Required: true}
	f.Role = ui.Select{Field: field("role", "Role", ""), Value: string(ask.Role), Options: roleOptions(t.Role)}
	if ask.Role == "" {
		f.Role.Value = string(cmo.RoleMarketer)
	}
	if ask.Link != "" {
		f.Made = inviteNote(ask.Made, ask.Mailed)
		f.Link = ui.Input{Field: ui.Field{Name: "invite-url", Label: "Link for " + ask.Made}, Value: ask.Link, ReadOnly: true, Mono: true}
	}
	for _, i := range open {
		text := i.Role.Label() + " · until " + l.day(i.ExpiresAt.In(l.zone))
		if i.By != "" {
			text += " · by " + i.By
		}
		f.Open = append(f.Open, invitationRow{i.Email, text, paths.InvitationRevoke(t.Slug, i.ID.String())})
	}
	v.Invite = f
	return v
}

func roleOptions(giver cmo.Role) []ui.Option {
	var list []ui.Option
	for _, r := range cmo.GrantableBy(giver) {
		list = append(list, ui.Option{Value: string(r), Label: r.Label(), Hint: roleWords[r]})
	}
	return list
}

// MemberAsk is a change of a membership that was refused.
type MemberAsk struct {
	Role                   cmo.Role
	RoleError, RemoveError string
}

// MemberView is where a membership is changed or ended.
type MemberView struct {
	Name         string
	Facts        ui.DescriptionList
	Notes        []ui.Note
	Action       string
	Roles        ui.Radios
	Remove       string
	RemoveTitle  string
	RemoveEffect string
	Confirm      ui.Check
	RemoveButton string
}

// NewMemberView builds the page as of now; you is the person who looks.
func NewMemberView(t cmo.Tenant, m cmo.Member, you uuid.UUID, ask MemberAsk, now time.Time) MemberView {
	l := newLocal(t, now)
	v := MemberView{
		Name:   m.Name,
		Facts:  ui.DescriptionList{Items: []ui.Term{{Term: "Role", Value: m.Role.Label()}, {Term: "Member since", Value: l.day(m.Since.In(l.zone))}}},
		Action: paths.Member(t.Slug, m.ID.String()), Remove: paths.MemberRemove(t.Slug, m.ID.String()),
		Roles:       ui.Radios{Field: ui.Field{Name: "role", Label: "Role", Error: ask.RoleError, Hint: "It holds from the next request on. Nobody raises his own role."}, Value: string(m.Role), Options: roleOptions(t.Role)},
		RemoveTitle: "Remove " + m.Name, RemoveButton: "Remove " + m.Name,
		RemoveEffect: m.Name + " is out at the next request. Runs that wait in this name are cancelled, runs at work end, the calendar feed ends. What " + m.Name + " made stays.",
		Confirm:      ui.Check{Name: "confirm", Value: "remove", Label: "Yes, remove " + m.Name},
	}
	if ask.Role != "" {
		v.Roles.Value = string(ask.Role)
	}
	if m.Role == cmo.RoleOwner && !t.Role.Can(cmo.RightOwn) {
		v.Action, v.Remove = "", ""
		v.Notes = append(v.Notes, ui.Note{Icon: "lock", Text: "Only an owner changes or removes an owner."})
	}
	if m.ID == you {
		v.RemoveTitle, v.RemoveButton, v.Confirm.Label = "Leave "+t.Name, "Leave "+t.Name, "Yes, leave "+t.Name
		v.RemoveEffect = "You are out at the next request, and only an owner or admin can bring you back. Runs that wait in your name are cancelled, runs at work end, your calendar feed ends. What you made stays."
	}
	if ask.RemoveError != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Bad, Title: "Not removed.", Text: ask.RemoveError})
	}
	return v
}

// InviteView is the page behind an invitation's link.
type InviteView struct {
	Token, Next     string
	Name, NameError string
	Open            cmo.OpenInvitation
}

func (v InviteView) title() string {
	if v.Open.Standing == cmo.StandingGone {
		return "Invitation"
	}
	return "Join " + v.Open.Tenant
}

func (v InviteView) lead() string {
	who := "You are invited"
	if v.Open.By != "" {
		who = v.Open.By + " invites " + v.Open.Email
	}
	return who + " as " + v.Open.Role.Label() + ". " + roleWords[v.Open.Role]
}

func (v InviteView) is(s string) bool { return v.Open.Standing == cmo.Standing(s) }

func (v InviteView) name() ui.Input {
	return ui.Input{Field: ui.Field{Name: "name", Label: "Your name", Hint: "As the others see it.", Error: v.NameError}, Value: v.Name, Autocomplete: "name", Required: true, Large: true}
}

func inviteHow(mail bool) string {
	if mail {
		return "The link is mailed to the address, and shown to you once. An existing account accepts it with its own sign-in."
	}
	return "You get a link to hand over. Nothing is sent. An existing account accepts it with its own sign-in."
}

// inviteNote says what became of an invitation's mail, and what is left to do.
func inviteNote(email string, mailed *cmo.MailResult) *ui.Note {
	switch {
	case mailed == nil:
		return &ui.Note{Tone: ui.OK, Title: "Copy the link now.", Text: "It is shown this once. Give it to " + email + " yourself: it works once, for a week."}
	case mailed.Problem != "":
		return &ui.Note{Tone: ui.Warn, Title: "The mail was not sent. Copy the link now.", Text: mailed.Problem + " Give the link to " + email + " yourself: it is shown this once and works once, for a week."}
	}
	return &ui.Note{Tone: ui.OK, Title: "The link was mailed to " + email + ".", Text: "It is also shown here, this once. It works once, for a week."}
}
