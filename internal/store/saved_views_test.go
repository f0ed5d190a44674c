package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The database alone: whatever a query forgets, nobody sees another's private view, and only its maker and managers change a
// shared one.
func TestSavedViews_DatabaseAlone(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	private, shared := uuid.New(), uuid.New()
	for id, open := range map[uuid.UUID]bool{private: false, shared: true} {
		k.Admin(`INSERT INTO saved_views (tenant_id, id, page, name, query, shared, created_by) SELECT $1, $2, 'campaigns', CASE WHEN $3 THEN 'Shared' ELSE 'Private' END, 'q=x', $3, id FROM users WHERE email = $4`,
			k.A.ID, id, open, storetest.Email(k.A, cmo.RoleMarketer))
	}
	for _, c := range []struct {
		role                cmo.Role
		sees, changes, owns int // private views, shared ones, private ones
	}{
		{cmo.RoleMarketer, 1, 1, 1}, {cmo.RoleViewer, 0, 0, 0}, {cmo.RoleApprover, 0, 0, 0}, {cmo.RoleOwner, 0, 1, 0},
	} {
		session := storetest.Hash(k.SignIn(storetest.Email(k.A, c.role)))
		err := pgx.BeginFunc(t.Context(), k.RuntimeConn(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, k.A.ID, session); err != nil {
				return err
			}
			var sees int
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM saved_views WHERE id = $1`, private).Scan(&sees); err != nil {
				return err
			}
			touched := func(id uuid.UUID) int {
				tag, err := tx.Exec(t.Context(), `UPDATE saved_views SET query = 'q=y' WHERE tenant_id = $1 AND id = $2`, k.A.ID, id)
				if err != nil {
					t.Errorf("%s: %v", c.role, err)
				}
				return int(tag.RowsAffected())
			}
			if changed, own := touched(shared), touched(private); sees != c.sees || changed != c.changes || own != c.owns {
				t.Errorf("%s sees %d private views, changes %d shared and %d private ones", c.role, sees, changed, own)
			}
			return nil
		})
		if err != nil {
			t.Fatal(c.role, err)
		}
	}
}
