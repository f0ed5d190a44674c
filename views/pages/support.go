package pages

import (
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// SupportRun is a run with its tenant.
type SupportRun struct {
	Tenant cmo.Tenant
	Run    cmo.Run
}

// SupportView is the runs of all tenants in which a person is support.
type SupportView struct {
	Lead    string
	Periods ui.Segmented
	Filters runFilters
	Shown   string
	Head    ui.TableHead
	Rows    []supportRow
	Pager   ui.Pager
	Empty   *ui.Empty
}

type supportRow struct {
	runRow
	Tenant, TenantHref, Bundle string
}

// NewSupportView builds the page as of now; each run is shown in its tenant's zone.
func NewSupportView(q RunQuery, runs []SupportRun, list RunList, now time.Time) SupportView {
	total := atLeast(list.Summary.Total, list.Summary.RunCut())
	v := SupportView{Lead: "Runs of " + plural(len(list.Tenants), "tenant") + " in which you are support. Personal data and keys are masked.",
		Periods: runPeriods(q), Filters: newRunFilters(q, list, true), Shown: total + " " + strings.TrimLeft(plural(list.Summary.Total, "run"), "0123456789, "),
		Head: ui.TableHead{Label: "Runs", Caption: "Runs of all your tenants, newest first, each in its tenant’s time zone.", Columns: []ui.Column{{Label: "State"}, {Label: "Tenant"}, {Label: "Run"}, {Label: "Started by", Class: "p1"}, {Label: "Started"}, {Label: "Took", Right: true}, {Hidden: "Bundle", Fit: true}}},
	}
	for _, r := range runs {
		row := supportRow{runRow: newRunRow(newLocal(r.Tenant, now), r.Tenant.Slug, r.Run, true), Tenant: r.Tenant.Name, TenantHref: paths.Tenant(r.Tenant.Slug), Bundle: paths.SupportBundle(r.Tenant.Slug, r.Run.ID.String())}
		v.Rows = append(v.Rows, row)
		list.Runs = append(list.Runs, r.Run)
	}
	v.Pager = runPager(q, list)
	if list.Horizon {
		v.Pager.Note = "Looked through " + figure(float64(list.Reach), 0) + " runs of a tenant; go on for more."
	}
	if len(runs) == 0 {
		v.Empty = runsEmpty(q, list)
	}
	return v
}
