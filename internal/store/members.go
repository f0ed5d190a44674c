package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Member is one person of the tenant.
func (r *Reader) Member(user uuid.UUID) *One[cmo.Member] {
	return one[cmo.Member](r, `
		SELECT u.user_id AS id, u.display_name AS name, CASE u.role WHEN 'member' THEN 'marketer' ELSE u.role END AS role, u.beta, u.created_at AS since
		FROM user_tenants u WHERE u.tenant_id = @tenant AND u.user_id = @user`, pgx.NamedArgs{"user": user})
}

// Invitations lists the open ones, newest first. Only owners and admins see any.
func (r *Reader) Invitations() *Rows[cmo.Invitation] {
	return many[cmo.Invitation](r, `
		SELECT i.id, i.email, i.role, coalesce(m.display_name, '') AS by, i.created_at, i.expires_at
		FROM invitations i LEFT JOIN user_tenants m ON m.tenant_id = @tenant AND m.user_id = i.created_by
		WHERE i.tenant_id = @tenant AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
		ORDER BY i.created_at DESC, i.id LIMIT 200`, nil)
}

// gap is what stands in the way of a change, NULL for nothing.
type gap struct{ Gap *string }

func (w *Writer) unlessGap(sql string, args pgx.NamedArgs) error {
	g, err := one[gap](w.Reader, sql, args).Get()
	if err != nil {
		return err
	}
	return cmo.MemberGap(g.Gap)
}

// InsertInvitation makes a link that makes the bearer a member, once within a week. The secret is stored nowhere. An earlier
// link for the address ends.
func (w *Writer) InsertInvitation(email string, role cmo.Role) (Secret, error) {
	s := NewSecret()
	return s, w.unlessGap(`SELECT app.invite_member(@id, @email, @role, @link) AS gap WHERE @tenant = app.tenant_id()`,
		pgx.NamedArgs{"id": newID(), "email": email, "role": string(role), "link": s.hash()})
}

// RevokeInvitation ends an open link.
func (w *Writer) RevokeInvitation(id uuid.UUID) error {
	r, err := one[struct{ Known bool }](w.Reader, `SELECT app.revoke_invitation(@id) AS known WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"id": id}).Get()
	if err == nil && !r.Known {
		err = cmo.ErrNotFound
	}
	return err
}

// SetMemberRole gives a member another role.
func (w *Writer) SetMemberRole(user uuid.UUID, role cmo.Role) error {
	return w.unlessGap(`SELECT app.set_member_role(@user, @role) AS gap WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"user": user, "role": string(role)})
}

// RemoveMember ends a membership. The person is out at the next transaction, and what waits in his name is cancelled.
func (w *Writer) RemoveMember(user uuid.UUID) error {
	return w.unlessGap(`SELECT app.remove_member(@user) AS gap WHERE @tenant = app.tenant_id()`, pgx.NamedArgs{"user": user})
}

// Invitation is what the bearer of a link is told. session is the zero Secret for nobody. A link that does not hold is
// cmo.ErrNotFound.
func (db *DB) Invitation(ctx context.Context, link, session Secret) (i cmo.OpenInvitation, err error) {
	var by *string
	err = db.row(ctx, `SELECT i.tenant_name, i.email, i.role, i.invited_by, i.standing FROM app.read_invitation(@link, @session) i`,
		pgx.StrictNamedArgs{"link": link.hash(), "session": session.hash()}, &i.Tenant, &i.Email, &i.Role, &by, &i.Standing)
	if by != nil {
		i.By = *by
	}
	return i, err
}

// AcceptInvitation makes the bearer a member: the invited account by its own session, or a new account with that name,
// which next is the session of. slug is the tenant to go to, empty unless the standing was new or ready.
func (db *DB) AcceptInvitation(ctx context.Context, link, session Secret, name, userAgent string) (standing cmo.Standing, slug string, next Secret, err error) {
	next = NewSecret()
	var to *string
	err = db.row(ctx, `SELECT a.standing, a.slug FROM app.accept_invitation(@link, @session, @user, @name, @next, @agent) a`,
		pgx.StrictNamedArgs{"link": link.hash(), "session": session.hash(), "user": newID(), "name": name, "next": next.hash(), "agent": userAgent}, &standing, &to)
	if to != nil {
		slug = *to
	}
	return standing, slug, next, err
}
