package pages

import (
	"net/url"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// SupportQuery is a page of the runs of all tenants as its URL names it.
type SupportQuery struct{ Period, Status, Mode, Text, After string }

func (q SupportQuery) href(after string) string {
	v := url.Values{}
	for k, value := range map[string]string{"period": q.Period, "status": q.Status, "mode": q.Mode, "q": q.Text, "after": after} {
		if value != "" && (k != "period" || value != PeriodDefault) {
			v.Set(k, value)
		}
	}
	return paths.With(paths.SupportRuns, v)
}

// SupportRun is a run with its tenant.
type SupportRun struct {
	Tenant cmo.Tenant
	Run    cmo.Run
}

// SupportView is the runs of all tenants in which a person is support.
type SupportView struct {
	Lead                 string
	Text                 ui.Input
	Period, Status, Mode ui.Select
	Head                 ui.TableHead
	Rows                 []supportRow
	Pager                ui.Pager
	Empty                *ui.Empty
}

type supportRow struct {
	runRow
	Tenant, TenantHref, Bundle string
}

// NewSupportView builds the page as of now; each run is shown in its tenant's zone.
func NewSupportView(q SupportQuery, list []SupportRun, next string, tenants int, now time.Time) SupportView {
	v := SupportView{Lead: "Runs of " + plural(tenants, "tenant") + " in which you are support. Personal data and keys are masked.",
		Text:   ui.Input{Field: ui.Field{Name: "q", Label: "Subject or error", HideLabel: true}, Type: "search", Value: q.Text, Placeholder: "Subject or error", Icon: "search"},
		Period: ui.Select{Field: ui.Field{Name: "period", Label: "Period", HideLabel: true}, Value: q.Period, Options: []ui.Option{{Value: "24h", Label: "24 hours"}, {Value: "7d", Label: "7 days"}, {Value: "30d", Label: "30 days"}}},
		Status: ui.Select{Field: ui.Field{Name: "status", Label: "Status", HideLabel: true}, Value: q.Status, Options: []ui.Option{{Value: "", Label: "Any status"}}},
		Mode:   ui.Select{Field: ui.Field{Name: "mode", Label: "Mode", HideLabel: true}, Value: q.Mode, Options: []ui.Option{{Value: "", Label: "Any mode"}}},
		Head:   ui.TableHead{Label: "Runs", Caption: "Runs of all your tenants, newest first.", Columns: []ui.Column{{Label: "State"}, {Label: "Tenant"}, {Label: "Run"}, {Label: "Started"}, {Label: "Took", Right: true}, {Hidden: "Bundle", Fit: true}}},
	}
	for _, s := range append(append([]string{}, cmo.RunStatuses...), cmo.RunInvalid) {
		v.Status.Options = append(v.Status.Options, ui.Option{Value: s, Label: cmo.Label(s)})
	}
	for _, a := range cmo.Agents {
		v.Mode.Options = append(v.Mode.Options, ui.Option{Value: string(a.Mode), Label: cmo.Label(string(a.Mode))})
	}
	for _, r := range list {
		row := supportRow{runRow: newRunRow(newLocal(r.Tenant, now), r.Tenant.Slug, r.Run, true), Tenant: r.Tenant.Name, TenantHref: paths.Tenant(r.Tenant.Slug), Bundle: paths.SupportBundle(r.Tenant.Slug, r.Run.ID.String())}
		v.Rows = append(v.Rows, row)
	}
	v.Pager = ui.Pager{Label: "Runs, pages", Range: plural(len(list), "run")}
	if q.After != "" {
		v.Pager.PrevHref, v.Pager.Note = q.href(""), "Back leads to the newest."
	}
	if next != "" {
		v.Pager.NextHref = q.href(next)
	}
	if len(list) == 0 {
		v.Empty = &ui.Empty{Title: "No run matches", Text: "In this period none of your tenants has one like this.", Actions: []ui.Button{{Label: "Show the last 7 days", Href: paths.SupportRuns}}}
	}
	return v
}
