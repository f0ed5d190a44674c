package jobs_test

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The week that is over is summarized by itself, in the tenant's zone, once however many ask, and not for a tenant that is
// off.
func TestWeekly_OncePerTenantAndWeek(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`UPDATE cmo_campaigns SET created_at = now() - interval '30 days'`)
	k.Admin(`UPDATE tenant_module_access SET enabled = false WHERE tenant_id = $1`, k.B.ID)
	k.Admin(`INSERT INTO cmo_metrics_snapshots (tenant_id, workspace_id, campaign_id, snapshot_date, metric_type, clicks, conversions)
		SELECT $1, $1, $2, (date_trunc('week', (now() AT TIME ZONE 'America/Chicago') - interval '6 hours') - interval '7 days')::date + d, 'daily', 10, 1 FROM generate_series(0, 6) d`, k.A.ID, k.A.RowID("campaign"))
	worker := k.Worker()
	kern := kernel.New(kernel.Config{DB: k.DB, Worker: worker, Agents: oneCampaign{}, Model: slow{}})
	due, err := worker.DueWeeks(t.Context())
	if err != nil || len(due) != 1 || due[0].TenantID != k.A.ID || due[0].Week.Weekday() != time.Monday {
		t.Fatalf("due: %v, %v", due, err)
	}
	if ok, err := kern.SummarizeWeek(t.Context(), store.WeekRef{TenantID: k.B.ID, Week: due[0].Week}); err != nil || ok {
		t.Errorf("a module that is off: %v, %v", ok, err)
	}
	for range 2 { // two processes
		w, err := jobs.Start(t.Context(), jobs.Config{URL: k.RuntimeURL, Kernel: kern, Worker: worker, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = w.Stop(t.Context()) }()
	}
	await(t, k, time.Minute, `SELECT count(*) = $1 FROM river.river_job WHERE kind = 'week' AND state = 'completed'`, 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if ok, err := kern.SummarizeWeek(t.Context(), due[0]); err != nil || ok {
				t.Errorf("summarized twice: %v, %v", ok, err)
			}
		})
	}
	wg.Wait()
	var got string
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT concat_ws(' ', count(*), max(s.origin), max(s.executive_summary), (SELECT count(*) FROM audit_log a WHERE a.event = 'week.summarized'))
		FROM cmo_weekly_summaries s WHERE s.week_start = $1`, due[0].Week).Scan(&got); err != nil || got != "1 ai_cmo 7 conversions from 70 clicks; the week before cannot be compared. 1" {
		t.Errorf("%q: %v", got, err)
	}
	if due, err := worker.DueWeeks(t.Context()); err != nil || len(due) != 0 {
		t.Errorf("still due: %v, %v", due, err)
	}
}
