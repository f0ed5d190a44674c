package web

import (
	"sync"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// latencies are the upper bounds, in seconds, by which answers are counted.
var latencies = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// rates counts a server's answers of the last hour, minute by minute, for the health page: a rate since the start would
// hide what went wrong just now.
type rates struct {
	now     func() time.Time
	since   time.Time
	mu      sync.Mutex
	minutes [60]minuteRates
}

type minuteRates struct {
	at     int64 // minutes since 1970
	count  int
	faults int
	took   [13]int // by latencies, and what took longer than all of them
}

func newRates(now func() time.Time) *rates { return &rates{now: now, since: now()} }

func (r *rates) note(status int, took time.Duration) {
	at := r.now().Unix() / 60
	r.mu.Lock()
	defer r.mu.Unlock()
	m := &r.minutes[at%60]
	if m.at != at {
		*m = minuteRates{at: at}
	}
	m.count++
	if status >= 500 {
		m.faults++
	}
	i := 0
	for i < len(latencies) && took.Seconds() > latencies[i] {
		i++
	}
	m.took[i]++
}

// lastHour sums up. P95 is the upper bound of the group in which it lies.
func (r *rates) lastHour() cmo.Answers {
	now := r.now()
	a := cmo.Answers{Since: r.since}
	if hour := now.Add(-time.Hour); a.Since.Before(hour) {
		a.Since = hour
	}
	var took [13]int
	r.mu.Lock()
	for _, m := range r.minutes {
		if m.at <= now.Unix()/60-60 {
			continue
		}
		a.Count, a.Faults = a.Count+m.count, a.Faults+m.faults
		for i, n := range m.took {
			took[i] += n
		}
	}
	r.mu.Unlock()
	for i, below := 0, 0; i < len(took) && a.Count > 0; i++ {
		if below += took[i]; below*20 >= a.Count*19 {
			a.P95 = time.Duration(latencies[min(i, len(latencies)-1)] * float64(time.Second))
			break
		}
	}
	return a
}
