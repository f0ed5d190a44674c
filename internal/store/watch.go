package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// WatchRuns listens on a connection of its own, until ctx ends or it is lost, and tells the ids of each run that changes,
// of every tenant: ids and nothing else. It begins with nil ids, once it listens.
func (db *DB) WatchRuns(ctx context.Context, told func(tenant, run uuid.UUID)) error {
	conn, err := pgx.ConnectConfig(ctx, db.pool.Config().ConnConfig.Copy())
	if err != nil {
		return classify(err)
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = conn.Close(end)
	}()
	if _, err := conn.Exec(ctx, `LISTEN aicmo_runs`); err != nil {
		return classify(err)
	}
	told(uuid.Nil, uuid.Nil)
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("store: watching runs: %w", err)
		}
		tenant, run, ok := parseRunNews(n.Payload)
		if ok {
			told(tenant, run)
		}
	}
}

// parseRunNews reads what app.tell_run says. Whoever else may notify is not believed more than he says: ids.
func parseRunNews(payload string) (tenant, run uuid.UUID, ok bool) {
	a, b, _ := strings.Cut(payload, " ")
	tenant, err := uuid.Parse(a)
	if err != nil || tenant == uuid.Nil {
		return tenant, run, false
	}
	run, err = uuid.Parse(b)
	return tenant, run, err == nil && run != uuid.Nil
}
