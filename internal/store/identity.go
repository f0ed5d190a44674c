package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Visit is what one request knows of its session: who it is and which tenants are open to him.
type Visit struct {
	User        cmo.User
	Memberships []cmo.Membership // active tenants only, by name, at most 500
	LastSlug    string           // the tenant he was in last: where the root page leads, never a right
	TouchDue    bool             // the session's last sign of life is over a minute old

	tenant *cmo.Tenant
}

// Resolve answers who a session belongs to. Without one the error is ErrNoSession.
func (db *DB) Resolve(ctx context.Context, session Secret) (Visit, error) {
	return db.resolve(ctx, session, nil)
}

type resolved struct {
	UserID      uuid.UUID
	UserName    string
	UserEmail   string
	Theme       string
	HasPassword bool
	Platform    bool
	TouchDue    bool
	LastSlug    *string
	Tenants     []cmo.Membership
	TenantID    *uuid.UUID
	TenantSlug  *string
	TenantName  *string
	Role        *string
	TimeZone    *string
	Currency    *string
	Modules     json.RawMessage
	Preferences cmo.Preferences
}

func (db *DB) resolve(ctx context.Context, session Secret, slug *string) (Visit, error) {
	conn, err := db.conn(ctx)
	if err != nil {
		return Visit{}, err
	}
	defer conn.Release()
	rows, err := conn.Query(ctx, `SELECT * FROM app.resolve(@session, @slug)`, pgx.StrictNamedArgs{"session": session.hash(), "slug": slug})
	if err != nil {
		return Visit{}, db.classify(ctx, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[resolved])
	if errors.Is(err, pgx.ErrNoRows) {
		return Visit{}, ErrNoSession
	}
	if err != nil {
		return Visit{}, db.classify(ctx, err)
	}
	return r.visit()
}

func (r resolved) visit() (Visit, error) {
	v := Visit{
		User:        cmo.User{ID: r.UserID, Name: r.UserName, Email: r.UserEmail, Theme: r.Theme, Preferences: r.Preferences, HasPassword: r.HasPassword, Platform: r.Platform},
		Memberships: r.Tenants,
		TouchDue:    r.TouchDue,
	}
	if r.LastSlug != nil {
		v.LastSlug = *r.LastSlug
	}
	if r.TenantID == nil {
		return v, nil
	}
	zone, err := cmo.Zone(*r.TimeZone)
	if err != nil {
		return v, fmt.Errorf("store: tenant %s has an unknown time zone: %w", r.TenantID, err)
	}
	t := &cmo.Tenant{ID: *r.TenantID, Slug: *r.TenantSlug, Name: *r.TenantName, Role: cmo.Role(*r.Role), Zone: zone, Currency: *r.Currency, Clock: r.Preferences.Clock()}
	if err := json.Unmarshal(r.Modules, &t.Modules); err != nil {
		return v, fmt.Errorf("store: modules of tenant %s: %w", r.TenantID, err)
	}
	v.tenant = t
	return v, nil
}

// Login is an account found for signing in. A zero UserID means that there is none; callers compare a password all
// the same, so that the answer takes as long.
type Login struct {
	UserID       uuid.UUID
	PasswordHash string
	RetryAfter   time.Duration // over zero: too many attempts, nothing else is filled
	account      []byte
	address      []byte
}

// LookupLogin counts an attempt for the account and the address, and finds the account.
func (db *DB) LookupLogin(ctx context.Context, email, address string) (Login, error) {
	l := Login{account: keyOf("account", email), address: keyOf("address", address)}
	var user *uuid.UUID
	var hash *string
	var wait int
	err := db.row(ctx, `SELECT user_id, password_hash, retry_after FROM app.login_lookup(@email, @account, @address)`,
		pgx.StrictNamedArgs{"email": email, "account": l.account, "address": l.address}, &user, &hash, &wait)
	l.RetryAfter = time.Duration(wait) * time.Second
	if user != nil && hash != nil {
		l.UserID, l.PasswordHash = *user, *hash
	}
	return l, err
}

// LoginFailed records that a password did not match.
func (db *DB) LoginFailed(ctx context.Context, l Login) error {
	var user *uuid.UUID
	if l.UserID != uuid.Nil {
		user = &l.UserID
	}
	return db.do(ctx, `SELECT app.login_failed(@user)`, pgx.StrictNamedArgs{"user": user})
}

// OpenSession signs in the account whose password the caller has verified.
func (db *DB) OpenSession(ctx context.Context, l Login, userAgent string) (Secret, error) {
	s := NewSecret()
	var ok bool
	err := db.row(ctx, `SELECT app.session_open(@user, @verified, @session, @agent, @account, @address)`, pgx.StrictNamedArgs{
		"user": l.UserID, "verified": l.PasswordHash, "session": s.hash(), "agent": userAgent, "account": l.account, "address": l.address}, &ok)
	if err == nil && !ok {
		err = ErrNoSession
	}
	return s, err
}

// RedeemLink signs in by a one-time link, which is used up. ok is false for a used, old or unknown one.
func (db *DB) RedeemLink(ctx context.Context, link Secret, userAgent, address string) (s Secret, ok bool, retryAfter time.Duration, err error) {
	s = NewSecret()
	var wait int
	err = db.row(ctx, `SELECT redeemed, retry_after FROM app.link_redeem(@link, @session, @agent, @address)`, pgx.StrictNamedArgs{
		"link": link.hash(), "session": s.hash(), "agent": userAgent, "address": keyOf("address", address)}, &ok, &wait)
	return s, ok, time.Duration(wait) * time.Second, err
}

// TouchSession keeps a session alive and remembers the tenant it is in, if any.
func (db *DB) TouchSession(ctx context.Context, session Secret, tenant uuid.UUID) error {
	var t *uuid.UUID
	if tenant != uuid.Nil {
		t = &tenant
	}
	return db.do(ctx, `SELECT app.session_touch(@session, @tenant)`, pgx.StrictNamedArgs{"session": session.hash(), "tenant": t})
}

// CloseSession signs out.
func (db *DB) CloseSession(ctx context.Context, session Secret) error {
	return db.do(ctx, `SELECT app.session_close(@session)`, pgx.StrictNamedArgs{"session": session.hash()})
}

// Sessions lists the open sessions of the session's person, this one first.
func (db *DB) Sessions(ctx context.Context, session Secret) ([]cmo.Session, error) {
	conn, err := db.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	rows, _ := conn.Query(ctx, `SELECT * FROM app.sessions(@session)`, pgx.StrictNamedArgs{"session": session.hash()})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[cmo.Session])
	return list, db.classify(ctx, err)
}

// RevokeSession ends one of the person's own sessions. Somebody else's id is cmo.ErrNotFound.
func (db *DB) RevokeSession(ctx context.Context, session Secret, id uuid.UUID) error {
	n, err := db.revoke(ctx, session, &id)
	if err == nil && n == 0 {
		err = cmo.ErrNotFound
	}
	return err
}

// RevokeSessions ends every session of the person, this one too.
func (db *DB) RevokeSessions(ctx context.Context, session Secret) error {
	_, err := db.revoke(ctx, session, nil)
	return err
}

func (db *DB) revoke(ctx context.Context, session Secret, id *uuid.UUID) (n int, err error) {
	err = db.row(ctx, `SELECT app.session_revoke(@session, @id)`, pgx.StrictNamedArgs{"session": session.hash(), "id": id}, &n)
	return n, err
}

// PasswordHash is the stored hash of the session's person, empty before the first password.
func (db *DB) PasswordHash(ctx context.Context, session Secret) (string, error) {
	var h *string
	err := db.row(ctx, `SELECT app.password_hash(@session)`, pgx.StrictNamedArgs{"session": session.hash()}, &h)
	if h == nil {
		return "", err
	}
	return *h, err
}

// SetPassword stores a new password hash, ends every session of the person and opens the one returned. verified is
// the stored hash that the caller has compared the old password with, empty for a first password.
func (db *DB) SetPassword(ctx context.Context, session Secret, verified, hash string) (Secret, error) {
	next := NewSecret()
	var old *string
	if verified != "" {
		old = &verified
	}
	var ok bool
	err := db.row(ctx, `SELECT app.set_password(@session, @verified, @hash, @next)`, pgx.StrictNamedArgs{
		"session": session.hash(), "verified": old, "hash": hash, "next": next.hash()}, &ok)
	if err == nil && !ok {
		err = cmo.Errorf(cmo.Conflict, "The password was changed elsewhere meanwhile.")
	}
	return next, err
}

// SetPreferences stores how pages look to the person.
func (db *DB) SetPreferences(ctx context.Context, session Secret, p cmo.Preferences) error {
	return db.do(ctx, `SELECT app.set_preferences(@session, @hours, @dates, @landing, @campaigns)`,
		pgx.StrictNamedArgs{"session": session.hash(), "hours": p.Hours, "dates": p.Dates, "landing": p.Landing, "campaigns": p.Campaigns})
}

// SetTheme stores the person's theme: system, light or dark.
func (db *DB) SetTheme(ctx context.Context, session Secret, theme string) error {
	return db.do(ctx, `SELECT app.set_theme(@session, @theme)`, pgx.StrictNamedArgs{"session": session.hash(), "theme": theme})
}

// ParkForm keeps a form that came over an ended session, for half an hour and for that session's person only. It reports
// false when there is nobody to keep it for: the session was signed out, or never was one.
func (db *DB) ParkForm(ctx context.Context, session Secret, path, form string) (ok bool, err error) {
	err = db.row(ctx, `SELECT app.park_form(@session, @path, @form)`, pgx.StrictNamedArgs{"session": session.hash(), "path": path, "form": form}, &ok)
	return ok, err
}

// ParkedForms lists the forms kept for the session's person, newest first.
func (db *DB) ParkedForms(ctx context.Context, session Secret) ([]cmo.ParkedForm, error) {
	conn, err := db.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	rows, _ := conn.Query(ctx, `SELECT * FROM app.parked_forms(@session)`, pgx.StrictNamedArgs{"session": session.hash()})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[cmo.ParkedForm])
	return list, db.classify(ctx, err)
}

// DropParkedForm deletes one of the person's kept forms.
func (db *DB) DropParkedForm(ctx context.Context, session Secret, id uuid.UUID) error {
	return db.do(ctx, `SELECT app.drop_parked_form(@session, @id)`, pgx.StrictNamedArgs{"session": session.hash(), "id": id})
}

// ForgetExpired deletes sessions, links and counters that can no longer be used.
func (db *DB) ForgetExpired(ctx context.Context) error {
	return db.do(ctx, `SELECT app.forget_expired()`, nil)
}

func (db *DB) do(ctx context.Context, sql string, args pgx.StrictNamedArgs) error {
	var nothing any
	return db.row(ctx, sql, args, &nothing)
}
