package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func owner(t storetest.Tenant) string { return storetest.Email(t, cmo.RoleOwner) }

func names(list []cmo.Campaign) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(c.Name + "\n")
	}
	return b.String()
}

func TestScope_Zero_FailsClosed(t *testing.T) {
	t.Parallel()
	var sc store.Scope
	err := sc.Read(t.Context(), func(r *store.Reader) error { t.Error("fn ran"); return nil })
	if !errors.Is(err, store.ErrNoScope) {
		t.Fatalf("read: %v", err)
	}
	if err := sc.Write(t.Context(), func(*store.Writer) error { return nil }); !errors.Is(err, store.ErrNoScope) {
		t.Fatalf("write: %v", err)
	}
}

func TestScope_Read_OwnRowsOnly(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	var list *store.Rows[cmo.Campaign]
	err := sc.Read(t.Context(), func(r *store.Reader) error {
		list = r.CampaignBoard(store.CampaignFilter{Ended: true})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := names(list.List())
	if len(list.List()) != 2 || !strings.Contains(got, k.A.Canary) || strings.Contains(got, k.B.Canary) {
		t.Fatalf("campaigns of A:\n%s", got)
	}
}

func TestEnter_Refusals(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	session := k.SignIn(owner(k.A))
	for name, slug := range map[string]string{"another tenant": k.B.Slug, "missing": "no-such-tenant", "empty": "", "evil": "'; DROP TABLE users --"} {
		sc, v, err := k.DB.Enter(t.Context(), session, slug)
		if !errors.Is(err, cmo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if v.User.Email != owner(k.A) {
			t.Errorf("%s: visit lacks the user: %+v", name, v.User)
		}
		if err := sc.Read(t.Context(), func(*store.Reader) error { return nil }); !errors.Is(err, store.ErrNoScope) {
			t.Errorf("%s: refused scope reads: %v", name, err)
		}
	}
	if _, _, err := k.DB.Enter(t.Context(), store.NewSecret(), k.A.Slug); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("unknown session: %v", err)
	}
	if _, _, err := k.DB.Enter(t.Context(), k.SignIn(storetest.Stranger), k.A.Slug); !errors.Is(err, cmo.ErrNotFound) {
		t.Errorf("stranger: %v", err)
	}
	if _, _, err := k.DB.Enter(t.Context(), k.SignIn(storetest.Platform), k.A.Slug); !errors.Is(err, cmo.ErrNotFound) {
		t.Errorf("platform admin without membership: %v", err)
	}
}

// What ends a right ends it at the next transaction, although the Scope was made before.
func TestScope_RightLost_NextTransactionRefused(t *testing.T) {
	t.Parallel()
	ends := map[string]string{
		"membership removed": `DELETE FROM user_tenants WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
		"user disabled":      `UPDATE users SET disabled_at = now() WHERE email = $1`,
		"tenant inactive":    `UPDATE os_tenant_registry SET is_active = false WHERE $1 <> ''`,
		"session revoked":    `DELETE FROM capabilities WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
		"session idle":       `UPDATE capabilities SET last_seen_at = now() - interval '31 minutes' WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
		"session old":        `UPDATE capabilities SET expires_at = now() - interval '1 second' WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
	}
	for name, sql := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := storetest.New(t)
			sc := k.Scope(owner(k.A), k.A)
			k.Admin(sql, owner(k.A))
			err := sc.Read(t.Context(), func(r *store.Reader) error { r.CampaignBoard(store.CampaignFilter{}); return nil })
			if !errors.Is(err, cmo.ErrNotFound) {
				t.Fatalf("got %v, want not found", err)
			}
		})
	}
}

func TestScope_ReadIsReadOnly(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(owner(k.A), k.A)
	err := sc.Read(t.Context(), func(r *store.Reader) error {
		_, err := (&store.Writer{Reader: r}).InsertCampaign(cmo.NewCampaign{Name: "X", Type: "nurture"})
		return err
	})
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "25006" {
		t.Fatalf("a write in Read gave %v, want 25006", err)
	}
}

func TestScope_TwoTabs_StayApart(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	session := k.SignIn(storetest.Both)
	var wg sync.WaitGroup
	for _, tenant := range []storetest.Tenant{k.A, k.B, k.A, k.B} {
		wg.Go(func() {
			for range 25 {
				sc, _, err := k.DB.Enter(t.Context(), session, tenant.Slug)
				if err != nil {
					t.Error(err)
					return
				}
				var list *store.Rows[cmo.Campaign]
				if err := sc.Read(t.Context(), func(r *store.Reader) error { list = r.CampaignBoard(store.CampaignFilter{}); return nil }); err != nil {
					t.Error(err)
					return
				}
				if !strings.Contains(names(list.List()), tenant.Canary) {
					t.Errorf("tab of %s saw %s", tenant.Slug, names(list.List()))
				}
			}
		})
	}
	wg.Wait()
}

// The runtime role without the store around it: no context, no rows; and no right to make its own.
func TestRuntimeRole_Limits(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.RuntimeConn()
	var n int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM cmo_campaigns`).Scan(&n); err != nil || n != 0 {
		t.Errorf("without a context: %d rows, %v", n, err)
	}
	for sql, state := range map[string]string{
		`SELECT * FROM users`:           "42501",
		`SELECT * FROM capabilities`:    "42501",
		`SELECT * FROM platform_admins`: "42501",
		`INSERT INTO user_tenants (tenant_id, user_id, display_name) VALUES (gen_random_uuid(), gen_random_uuid(), 'x')`: "42501",
		`UPDATE user_tenants SET role = 'owner'`:                    "42501",
		`UPDATE tenant_module_access SET enabled = true`:            "42501",
		`UPDATE os_tenant_registry SET name = 'x'`:                  "42501",
		`UPDATE cmo_campaigns SET tenant_id = gen_random_uuid()`:    "42501",
		`UPDATE cmo_campaigns SET origin = 'ai_cmo'`:                "42501",
		`UPDATE cmo_campaigns SET status = 'active'`:                "42501",
		`UPDATE agent_runs SET output = '{}'`:                       "42501",
		`DELETE FROM agent_runs`:                                    "42501",
		`DELETE FROM audit_log`:                                     "42501",
		`TRUNCATE audit_log`:                                        "42501",
		`SET ROLE aicmo_owner`:                                      "42501",
		`SET ROLE aicmo_admin`:                                      "42501",
		`SELECT app.new_session(gen_random_uuid(), '\x00', '', '')`: "42501",
		`SELECT app.enter_platform('\x00')`:                         "CM404",
		`ALTER TABLE cmo_campaigns DISABLE ROW LEVEL SECURITY`:      "42501",
	} {
		_, err := conn.Exec(t.Context(), sql)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != state {
			t.Errorf("%s: %v, want %s", sql, err, state)
		}
	}
}

func TestEnter_SecondTenantInOneTransaction_Refused(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.RuntimeConn()
	session := k.SignIn(storetest.Both)
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	enter := func(tenant uuid.UUID) error {
		_, err := tx.Exec(t.Context(), `SELECT app.enter($1, $2)`, tenant, storetest.Hash(session))
		return err
	}
	if err := enter(k.A.ID); err != nil {
		t.Fatal(err)
	}
	var pg *pgconn.PgError
	if err := enter(k.B.ID); !errors.As(err, &pg) || pg.Code != "CM404" {
		t.Fatalf("second tenant: %v", err)
	}
}

func TestPlatform_SeesRegistry_NotContent(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	conn := k.RuntimeConn()
	session := k.SignIn(storetest.Platform)
	err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT app.enter_platform($1)`, storetest.Hash(session)); err != nil {
			return err
		}
		var tenants, campaigns, runs int
		if err := tx.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM os_tenant_registry), (SELECT count(*) FROM cmo_campaigns), (SELECT count(*) FROM agent_runs)`).Scan(&tenants, &campaigns, &runs); err != nil {
			return err
		}
		if tenants != 2 || campaigns != 0 || runs != 0 {
			t.Errorf("platform sees %d tenants, %d campaigns, %d runs", tenants, campaigns, runs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
