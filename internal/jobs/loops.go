package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// sealEvery is how often a process seals what is new in the audit log; a lock lets one do it at a time.
const sealEvery = 5 * time.Second

// loop is what a process does again and again besides its jobs. What goes wrong is told, and the next beat tries again.
type loop struct {
	what  string // in words, for the log
	beat  time.Duration
	late  bool // waits for the first beat, too
	grave bool // a failure is an error in the log, else a warning
	do    func(context.Context) error
}

// loops are those of this process. Each process has its own, where a periodic job would wait for the election of a leader.
func (w *Workers) loops() []loop {
	list := []loop{
		{what: "looking for lost runs", beat: reapEvery, do: w.sweep},
		{what: "renewing the right to work", beat: time.Hour, late: true, grave: true, do: w.worker.Renew},
		{what: "starting scheduled campaigns", beat: startEvery, do: func(ctx context.Context) error { return Launch(ctx, w.worker, w.log, time.Now()) }},
	}
	if len(w.key) == 0 {
		w.log.Warn("the audit log is not sealed: AICMO_SECRET_KEY is not set")
	} else {
		list = append(list, loop{what: "sealing the audit log", beat: sealEvery, do: func(ctx context.Context) error { return w.worker.SealAll(ctx, w.key) }})
	}
	if len(w.hookKey) == 0 {
		w.log.Warn("no webhooks are sent: AICMO_SECRET_KEY is not set")
	} else {
		list = append(list, loop{what: "looking for webhooks to send", beat: deliverEvery, do: w.deliver},
			loop{what: "forgetting old deliveries", beat: time.Hour, late: true, do: w.worker.ForgetDeliveries})
	}
	if w.mailer != nil {
		list = append(list, loop{what: "looking for mail to send", beat: mailEvery, do: w.post},
			loop{what: "forgetting old mail", beat: time.Hour, late: true, do: w.worker.ForgetMails})
	}
	return list
}

// run goes on until ctx ends.
func (w *Workers) run(ctx context.Context, l loop) {
	tick := time.NewTicker(l.beat)
	defer tick.Stop()
	for wait := l.late; ; wait = true {
		if wait {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
		if err := l.do(ctx); err != nil && ctx.Err() == nil {
			level := slog.LevelWarn
			if l.grave {
				level = slog.LevelError
			}
			w.log.Log(ctx, level, l.what, "error", err)
		}
	}
}

// addJobs makes a job of each piece of work in the transaction that handed it out.
func addJobs[T any](ctx context.Context, client *river.Client[pgx.Tx], tx pgx.Tx, work []T, args func(T) river.JobArgs) error {
	list := make([]river.InsertManyParams, len(work))
	for i, x := range work {
		list[i] = river.InsertManyParams{Args: args(x)}
	}
	_, err := client.InsertManyFastTx(ctx, tx, list)
	return err
}
