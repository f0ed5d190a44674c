package main

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// A worker that takes up the example's open runs leaves an example that makes sense: none of them fails.
func TestExample_OpenRunsAreWorkedOff(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	if _, err := importExample(t.Context(), k.Operator); err != nil {
		t.Fatal(err)
	}
	k.Admin(`UPDATE agent_runs SET lease_expires_at = now() - interval '1 minute' WHERE status = 'running'`)
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 50`)
	worker := k.Worker()
	kern := kernel.New(kernel.Config{DB: k.DB, Worker: worker, Model: playbook.New()})
	due, err := worker.Due(t.Context(), 0*time.Second, 100)
	if err != nil || len(due) == 0 {
		t.Fatalf("%d open runs: %v", len(due), err)
	}
	for _, ref := range due {
		if _, err := kern.Execute(t.Context(), store.RunRef{TenantID: ref.TenantID, RunID: ref.RunID}); err != nil {
			t.Error(err)
		}
	}
	rows, err := k.AdminConn().Query(t.Context(), `SELECT run_no, mode, status, coalesce(error_message, ''), input::text FROM agent_runs WHERE id = ANY($1)`, ids(due))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var no int64
		var mode, status, reason, input string
		if err := rows.Scan(&no, &mode, &status, &reason, &input); err != nil {
			t.Fatal(err)
		}
		if status != "completed" {
			t.Errorf("run #%d, %s: %s: %s\n%s", no, mode, status, reason, input)
		}
	}
}

func ids(refs []store.RunRef) []string {
	out := make([]string, len(refs))
	for i, r := range refs {
		out[i] = r.RunID.String()
	}
	return out
}
