package seed

import (
	"fmt"
	"maps"
	"time"
	_ "time/tzdata" // tenant-local hours must not depend on the machine's zone files

	"github.com/google/uuid"
)

// namespace is the root of every generated id.
var namespace = uuid.MustParse("6f0b8a52-5f3b-4f0e-9d1c-7c5d2f6a9e41")

// installation is everything one tenant's rows are made from.
type installation struct {
	Slug, Name, Description string
	ID                      uuid.UUID
	Zone                    string
	Funnels, Channels       []string
	Source                  string
	Concurrency             int
	Members                 []member
	Footer                  string // closes every email: how to unsubscribe and who writes
	Founded                 func(now time.Time) time.Time
	Brand                   Row
	ICPs                    []icp
	Offers                  []offer
	Plan                    plan
	Pipelines               []funnel
	Segments                []segment
	Campaigns               []campaign
	Events                  []event
	Curves                  []curve
	Advice                  []advice
	Runs                    func(b *builder) []run
}

// builder collects the rows of one tenant.
type builder struct {
	in     installation
	zone   *time.Location
	now    time.Time
	rows   map[string][]Row
	runs   []run
	byKey  map[string]run
	copies map[string][]asset // campaign key to its content
}

func newBuilder(in installation, now time.Time) *builder {
	zone, err := time.LoadLocation(in.Zone)
	if err != nil {
		panic(fmt.Sprintf("seed: zone %q: %v", in.Zone, err))
	}
	return &builder{in: in, zone: zone, now: now, rows: map[string][]Row{}, byKey: map[string]run{}, copies: readContent(in.Slug, in.Footer)}
}

// build makes every row of the tenant. Runs are planned first, because records take their times from them, and written
// last, because a run's output is what it made.
func (b *builder) build() {
	b.planRuns()
	b.addTenant()
	b.addStrategy()
	for _, c := range b.in.Campaigns {
		b.addCampaign(c)
	}
	b.addEvents()
	b.addMetrics()
	b.addSummaries()
	b.addAdvice()
	b.addRuns()
}

// id is the fixed id of a natural key in a table of this tenant.
func (b *builder) id(table, key string) uuid.UUID {
	return uuid.NewSHA1(namespace, []byte(b.in.Slug+"/"+table+"/"+key))
}

// ref is the id of a key, or nil for no key.
func (b *builder) ref(table, key string) any {
	if key == "" {
		return nil
	}
	return b.id(table, key)
}

// userID is the id of a person by the part before the @, or nil for nobody.
func userID(who string) any {
	if who == "" {
		return nil
	}
	return uuid.NewSHA1(namespace, []byte("user/"+who))
}

// add puts a row into a table.
func (b *builder) add(table, key string, row Row) Row {
	row["tenant_id"], row["id"] = b.in.ID, b.id(table, key)
	b.rows[table] = append(b.rows[table], row)
	return row
}

// maker says who made a record: a run, or a person at a time.
type maker struct {
	Run string
	By  string
	At  time.Time
}

// record adds a row of a record table, attributed to its maker.
func (b *builder) record(table, key string, m maker, row Row) Row {
	r := Row{"workspace_id": b.in.ID, "origin": "manual", "run_id": nil, "version": 1, "archived_at": nil,
		"created_by": userID(m.By), "updated_by": nil, "created_at": m.At, "updated_at": m.At}
	if m.Run != "" {
		made, ok := b.byKey[m.Run]
		if !ok {
			panic("seed: no run " + m.Run)
		}
		r["origin"], r["run_id"], r["created_by"] = "ai_cmo", b.id("agent_runs", m.Run), userID(made.By)
		r["created_at"], r["updated_at"] = made.end(), made.end()
	}
	maps.Copy(r, row)
	return b.add(table, key, r)
}

// today is the tenant's present date, as a date column holds it.
func (b *builder) today() time.Time {
	y, m, d := b.now.In(b.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// day is the date that many days from today.
func (b *builder) day(offset int) time.Time { return b.today().AddDate(0, 0, offset) }

// clock is a time of day in the tenant's zone on a date.
func (b *builder) clock(date time.Time, hour, minute int) time.Time {
	y, m, d := date.Date()
	return time.Date(y, m, d, hour, minute, 0, 0, b.zone).UTC()
}

// at is a time of day that many days from today.
func (b *builder) at(offset, hour, minute int) time.Time { return b.clock(b.day(offset), hour, minute) }

// ago is the moment that long before now.
func (b *builder) ago(d time.Duration) time.Time { return b.now.Add(-d) }

// days is that many days as a duration.
func days(n float64) time.Duration { return time.Duration(n * float64(24*time.Hour)) }

// list makes a jsonb array of strings.
func list(items ...string) JSON {
	if items == nil {
		items = []string{}
	}
	return JSON{items}
}

// object is a JSON object.
type object = map[string]any

// plain turns a column value into what a run's JSON holds: dates as text, wrapped values unwrapped.
func plain(v any) any {
	switch v := v.(type) {
	case JSON:
		return v.V
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return v
}

// pick is the named columns of a row as a JSON object.
func pick(row Row, columns ...string) object {
	o := object{}
	for _, c := range columns {
		o[c] = plain(row[c])
	}
	return o
}

// made is the rows of a table that a run made.
func (b *builder) made(table string, runKey string) []Row {
	id := b.id("agent_runs", runKey)
	var rows []Row
	for _, r := range b.rows[table] {
		if r["run_id"] == id {
			rows = append(rows, r)
		}
	}
	return rows
}

// find is the row of a table with that natural key.
func (b *builder) find(table, key string) Row {
	id := b.id(table, key)
	for _, r := range b.rows[table] {
		if r["id"] == id {
			return r
		}
	}
	panic("seed: no row " + table + "/" + key)
}
