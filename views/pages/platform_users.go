package pages

import (
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// AccountsView lists the people of the installation.
type AccountsView struct {
	Text  ui.Input
	Rows  []accountRow
	Head  ui.TableHead
	Pager ui.Pager
	Empty *ui.Empty
}

type accountRow struct {
	Name, Email, Href     string
	Sign                  ui.StateKind
	State                 string
	Platform              bool
	Tenants, Sessions     string
	SignedIn, SignedInISO string
}

// NewAccountsView builds the list; limit is how many a page shows.
func NewAccountsView(text, after string, list []cmo.Account, limit int, l Clock) AccountsView {
	v := AccountsView{
		Text: ui.Input{Field: ui.Field{Name: "q", Label: "Name or email", HideLabel: true}, Type: "search", Value: text, Placeholder: "Name or email", Icon: "search"},
		Head: ui.TableHead{Label: "Users", Caption: "People with an account, by email.", Columns: []ui.Column{{Label: "Person"}, {Label: "Status"}, {Label: "Tenants", Right: true}, {Label: "Sessions now", Right: true}, {Label: "Last sign-in", Right: true}}},
	}
	further := len(list) > limit
	if further {
		list = list[:limit]
	}
	for _, a := range list {
		r := accountRow{Name: a.Name, Email: a.Email, Href: paths.PlatformUser(a.ID.String()), Platform: a.Platform, Tenants: strconv.Itoa(a.Tenants), Sessions: strconv.Itoa(a.Sessions), Sign: ui.SignOK, State: "Can sign in"}
		if a.Disabled {
			r.Sign, r.State = ui.SignNo, "Disabled"
		}
		r.SignedIn, r.SignedInISO = l.maybe(a.SignedInAt)
		v.Rows = append(v.Rows, r)
	}
	at := func(after string) string {
		q := url.Values{}
		if text != "" {
			q.Set("q", text)
		}
		if after != "" {
			q.Set("after", after)
		}
		return paths.With(paths.PlatformUsers, q)
	}
	v.Pager = ui.Pager{Label: "Users, pages", Range: plural(len(list), "person", "people")}
	if further {
		v.Pager.NextHref = at(list[limit-1].Email)
	}
	if after != "" {
		v.Pager.PrevHref, v.Pager.Note = at(""), "Back leads to the first page."
	}
	if len(list) == 0 {
		v.Empty = &ui.Empty{Title: "Nobody matches", Text: "Change or clear the search.", Actions: []ui.Button{{Label: "Show everybody", Href: paths.PlatformUsers}}}
	}
	return v
}

// AccountOfView is the platform's page of a person.
type AccountOfView struct {
	Name     string
	Notes    []ui.Note
	Facts    ui.DescriptionList
	Tenants  []accountTenant
	Sessions []accountSession
	End      string
	Switch   string // empty for oneself
	Disabled bool
	Confirm  ui.Check
	Effect   string
}

type accountTenant struct{ Name, Role, Href, Why string }

type accountSession struct{ ID, Device, Text string }

// NewAccountOfView builds the page as of now; you is the person who looks.
func NewAccountOfView(a cmo.AccountPage, you uuid.UUID, problem string, l Clock) AccountOfView {
	state, entry := "Can sign in", "None yet: signs in by link"
	if a.Disabled {
		state = "Disabled"
	}
	if a.Password {
		entry = "Set"
	}
	v := AccountOfView{Name: a.Name, Disabled: a.Disabled, End: paths.PlatformUserSessions(a.ID.String()), Switch: paths.PlatformUserDisabled(a.ID.String()),
		Facts: ui.DescriptionList{Items: []ui.Term{{Term: "Email", Value: a.Email}, {Term: "Status", Value: state}, {Term: "Password", Value: entry},
			{Term: "Platform admin", Value: map[bool]string{true: "Yes", false: "No"}[a.Platform]}, {Term: "Here since", Value: l.day(a.CreatedAt.In(l.zone))},
			{Term: "Activity", Value: "What they did", Href: paths.With(paths.PlatformAudit, url.Values{"actor": {a.Email}})},
			{Term: "Changes", Value: "What was done to the account", Href: paths.With(paths.PlatformAudit, url.Values{"record": {a.ID.String()}, "from": {auditBegin}})}}},
		Confirm: ui.Check{Name: "confirm", Value: "disable", Label: "Yes, disable " + a.Name},
		Effect:  "Signed out everywhere at once and not let in again; calendar feeds end, runs that wait are cancelled when their turn comes. Memberships stay, so that enabling gives all of it back.",
	}
	if problem != "" {
		v.Notes = append(v.Notes, ui.Note{Tone: ui.Bad, Title: "Nothing was changed.", Text: problem})
	}
	if a.ID == you {
		v.Switch = ""
	}
	for _, t := range a.Tenants {
		text := t.Role.Label()
		if !t.Active {
			text += ", tenant switched off"
		}
		why := paths.With(paths.PlatformAccess, url.Values{"email": {a.Email}, "tenant": {t.Slug}})
		v.Tenants = append(v.Tenants, accountTenant{t.Name, text, paths.PlatformTenant(t.ID.String()), why})
	}
	for _, s := range a.Sessions {
		v.Sessions = append(v.Sessions, accountSession{s.ID.String(), device(s.Agent), "since " + l.moment(s.CreatedAt.In(l.zone)) + ", last seen " + l.moment(s.SeenAt.In(l.zone))})
	}
	return v
}

// AccessAsk is whom and what "why can they" is asked about.
type AccessAsk struct {
	Email, Slug string
	Module      cmo.Module
	Right       cmo.Right
}

// AccessView answers why a person can or cannot.
type AccessView struct {
	Email, Slug   ui.Input
	Module, Right ui.Select
	Answer        *ui.Note
	Steps         []registryStep
}

// rightWords name the rights as acts.
var rightWords = map[cmo.Right]string{cmo.RightRead: "Read", cmo.RightEdit: "Edit, run agents, ask for reviews", cmo.RightApprove: "Approve, launch, pause", cmo.RightManage: "Change members and settings", cmo.RightOwn: "Make owners"}

// NewAccessView builds the page; without an answer it is the empty form.
func NewAccessView(ask AccessAsk, a *cmo.Access) AccessView {
	v := AccessView{
		Email:  ui.Input{Field: ui.Field{Name: "email", Label: "Person’s email"}, Type: "email", Value: ask.Email, Required: true},
		Slug:   ui.Input{Field: ui.Field{Name: "tenant", Label: "Tenant’s short name"}, Value: ask.Slug, Required: true, Mono: true},
		Module: ui.Select{Field: ui.Field{Name: "module", Label: "Module"}, Value: string(ask.Module)},
		Right:  ui.Select{Field: ui.Field{Name: "right", Label: "Act"}, Value: string(ask.Right)},
	}
	for _, m := range cmo.Modules {
		v.Module.Options = append(v.Module.Options, ui.Option{Value: string(m), Label: m.Label()})
	}
	for _, r := range []cmo.Right{cmo.RightRead, cmo.RightEdit, cmo.RightApprove, cmo.RightManage, cmo.RightOwn} {
		v.Right.Options = append(v.Right.Options, ui.Option{Value: string(r), Label: rightWords[r]})
	}
	if a == nil {
		return v
	}
	can := true
	link := func(ok bool, title, yes, no string) {
		s := registryStep{Title: title, Text: yes, Sign: ui.SignOK}
		switch {
		case !can:
			s.Sign, s.Text = ui.StateSkipped, "Not asked: it ended before."
		case !ok:
			can, s.Sign, s.Text = false, ui.SignNo, no
		}
		v.Steps = append(v.Steps, s)
	}
	var role cmo.Role
	if a.Role != nil {
		if role = *a.Role; role == "member" {
			role = cmo.RoleMarketer
		}
	}
	link(a.Account, "Account", "There is one.", "There is no account with this address.")
	link(!a.Disabled, "Enabled", "It may sign in.", "The account is disabled.")
	link(a.Tenant, "Tenant", "There is one.", "There is no tenant with this short name.")
	link(a.Active, "Active", "The tenant is active.", "The tenant is switched off.")
	link(role != "", "Member", "Role "+role.Label()+".", "Not a member. A platform admin, too, enters only tenants that he is a member of.")
	link(role.Can(ask.Right), "Act", role.Label()+" includes “"+rightWords[ask.Right]+"”.", role.Label()+" does not include “"+rightWords[ask.Right]+"”.")
	link(a.ModuleOn, "Module", moduleReason(*a), moduleReason(*a))
	if ask.Right == cmo.RightEdit && ask.Module == cmo.ModuleCMO {
		refusal := "The worker would refuse."
		if a.RunRefusal != nil {
			refusal = *a.RunRefusal
		}
		link(a.RunRefusal == nil, "Agents", "Workers run agents in this person’s name.", refusal)
	}
	note := ui.Note{Tone: ui.OK, Title: "Yes, this person can."}
	if !can {
		note = ui.Note{Tone: ui.Warn, Title: "No, this person cannot.", Text: "The first step that fails decides."}
	}
	v.Answer = &note
	return v
}

// moduleReason says what app.module_on looks at.
func moduleReason(a cmo.Access) string {
	place := "no place"
	if a.Bucket != nil {
		place = "place " + strconv.Itoa(*a.Bucket+1) + " of 100"
	}
	switch {
	case !a.ModuleRow:
		return "The tenant has no row for it, which means off."
	case !a.Enabled:
		return "It is off for the tenant."
	case a.BetaOnly && !a.Beta:
		return "It is for testers only, and this person is none."
	}
	return "On for " + strconv.Itoa(a.Rollout) + "% of the members; this person has " + place + "."
}
