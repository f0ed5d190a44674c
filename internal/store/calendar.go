package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

const calendarColumns = `i.id, i.kind, i.title, i.type, i.note, i.channel, i.day, i.at, i.state, i.origin, i.asset_id, i.campaign_id, i.campaign_name, i.campaign_status, i.campaign_review`

// Calendar lists what stands on the days from one to another, both included, in a zone. It gives up to
// cmo.CalendarShown+1 items: one more says that some are left out.
func (r *Reader) Calendar(from, to time.Time, zone *time.Location) *Rows[cmo.CalendarItem] {
	if zone == nil {
		zone = time.UTC
	}
	return many[cmo.CalendarItem](r, `SELECT `+calendarColumns+` FROM app.calendar_items(@tenant, @from, @to, @zone) i`,
		pgx.NamedArgs{"from": from, "to": to, "zone": zone.String()})
}

// OwnFeed is the person's own feed of this tenant's calendar, no row without one.
func (r *Reader) OwnFeed() *Rows[cmo.FeedState] {
	return many[cmo.FeedState](r, `SELECT f.since, f.read_at FROM app.own_feed() f WHERE @tenant = app.tenant_id()`, nil)
}

// RenewFeed makes the person's feed of this tenant's calendar; the one before ends. Only the secret's hash is stored.
func (w *Writer) RenewFeed() (Secret, error) {
	s := NewSecret()
	return s, w.exec(`SELECT app.renew_feed(@feed) WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"feed": s.hash()})
}

// RevokeFeed ends the person's feed of this tenant's calendar, if there is one.
func (w *Writer) RevokeFeed() error {
	return w.exec(`SELECT app.revoke_feed() WHERE @tenant = app.tenant_id()`, nil)
}

// Feed is what a feed's secret may read now: the calendar of its tenant. One that is unknown or no longer holds is
// cmo.ErrNotFound.
func (db *DB) Feed(ctx context.Context, feed Secret, from, to time.Time) (cmo.Feed, error) {
	var f cmo.Feed
	var tenant uuid.UUID
	if err := db.row(ctx, `SELECT f.tenant_id, f.name, f.slug, f.zone FROM app.open_feed(@feed) f`, pgx.StrictNamedArgs{"feed": feed.hash()}, &tenant, &f.Tenant, &f.Slug, &f.Zone); err != nil {
		return f, err
	}
	conn, err := db.conn(ctx)
	if err != nil {
		return f, err
	}
	defer conn.Release()
	rows, err := conn.Query(ctx, `SELECT `+calendarColumns+` FROM app.feed_items(@feed, @from, @to) i`, pgx.StrictNamedArgs{"feed": feed.hash(), "from": from, "to": to})
	if err != nil {
		return f, classify(err)
	}
	f.Items, err = pgx.CollectRows(rows, pgx.RowToStructByName[cmo.CalendarItem])
	return f, classify(err)
}
