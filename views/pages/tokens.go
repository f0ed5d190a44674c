package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// TokensView lists a tenant's API tokens and makes new ones.
type TokensView struct {
	Tokens  []tokenRow
	Empty   ui.Empty
	Made    ui.Input // the new token, shown once; without a value nothing was made
	Try     string   // a call to try it with
	Form    tokenForm
	Action  string
	Docs    string
	Address string // of the API
}

type tokenRow struct {
	Name, Scopes, Detail, State string
	Sign                        ui.StateKind
	Revoke, ID                  string
	RevokeAttrs                 templ.Attributes
}

type tokenForm struct {
	Name    ui.Input
	Scopes  []ui.Check
	Wrong   string // over the scopes
	Origins ui.Textarea
	Days    ui.Select
	Errors  ui.ErrorSummary
}

// tokenDays are how long a token may be made to last.
var tokenDays = []int{7, 30, 90, 180, 366}

// NewTokensView builds the page as of now. typed is what a refused form said, wrong its messages; made is a new token.
func NewTokensView(t cmo.Tenant, list []cmo.Token, typed cmo.NewToken, wrong map[string]string, made, address string, now time.Time) TokensView {
	l := newLocal(t, now)
	v := TokensView{
		Empty:   ui.Empty{Icon: "key-round", Title: "No token yet", Text: "A token lets a program of " + t.Name + ", like its own website, read what is here. It reads only what you tick, and only of this tenant."},
		Form:    newTokenForm(typed, wrong),
		Action:  paths.Tokens(t.Slug),
		Docs:    paths.Reference(t.Slug),
		Address: address,
	}
	if made != "" {
		v.Made = ui.Input{Field: ui.Field{Name: "made", Label: "Token"}, Value: made, ReadOnly: true, Mono: true}
		v.Try = "curl -H \"Authorization: Bearer $AICMO_TOKEN\" " + address + "/campaigns"
	}
	for _, k := range list {
		v.Tokens = append(v.Tokens, newTokenRow(l, t.Slug, k))
	}
	return v
}

func newTokenRow(l local, slug string, k cmo.Token) tokenRow {
	scopes := make([]string, len(k.Scopes))
	for i, s := range k.Scopes {
		scopes[i] = string(s)
	}
	row := tokenRow{Name: k.Name, Scopes: strings.Join(scopes, ", "), ID: k.ID.String(), Revoke: paths.Tokens(slug) + "/revoke", State: "Ends " + l.day(k.ExpiresAt.In(l.zone)), Sign: ui.SignOK,
		RevokeAttrs: templ.Attributes{"aria-label": "Revoke " + k.Name}}
	if !k.ExpiresAt.After(l.now) {
		row.State, row.Sign = "Ended "+l.day(k.ExpiresAt.In(l.zone)), ui.StateEnded
	}
	row.Detail = "Made by " + k.MadeBy + " on " + l.day(k.CreatedAt.In(l.zone)) + ", never used"
	if k.UsedAt != nil {
		row.Detail = "Made by " + k.MadeBy + " on " + l.day(k.CreatedAt.In(l.zone)) + ", last used " + l.moment(*k.UsedAt)
	}
	if len(k.Origins) > 0 {
		row.Detail += ". Pages: " + strings.Join(k.Origins, ", ")
	}
	return row
}

func newTokenForm(typed cmo.NewToken, wrong map[string]string) tokenForm {
	f := tokenForm{
		Name:    ui.Input{Field: ui.Field{Name: "name", Label: "Name", Error: wrong["name"], Hint: "The program that will use it."}, Value: typed.Name, Required: true},
		Wrong:   wrong["scopes"],
		Origins: ui.Textarea{Field: ui.Field{Name: "origins", Label: "Web pages that may call with it", Optional: true, Error: wrong["origins"], Hint: "One address a line, like https://app.example.test. Programs on a server need none."}, Value: strings.Join(typed.Origins, "\n"), Rows: 2, Mono: true},
		Days:    ui.Select{Field: ui.Field{Name: "days", Label: "Ends after", Error: wrong["days"]}, Value: strconv.Itoa(typed.Days)},
	}
	for _, d := range tokenDays {
		f.Days.Options = append(f.Days.Options, ui.Option{Value: strconv.Itoa(d), Label: plural(d, "day")})
	}
	for _, s := range cmo.TokenScopes {
		f.Scopes = append(f.Scopes, ui.Check{Name: "scopes", ID: "scope-" + strings.ReplaceAll(string(s.Scope), ":", "-"), Value: string(s.Scope), Label: s.Label, Hint: string(s.Scope), Checked: cmo.Token{Scopes: typed.Scopes}.Has(s.Scope)})
	}
	for _, field := range []struct{ name, id, label string }{{"name", "name", "Name"}, {"scopes", f.Scopes[0].ID, "What it may do"}, {"origins", "origins", "Web pages"}, {"days", "days", "Ends after"}} {
		if text := wrong[field.name]; text != "" {
			f.Errors.Items = append(f.Errors.Items, ui.FieldError{ID: field.id, Label: field.label, Text: text})
		}
	}
	return f
}
