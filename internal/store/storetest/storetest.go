// Package storetest gives each test a migrated PostgreSQL database of its own with two tenants full of canaries,
// reached as the runtime role. It is for tests only.
package storetest

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/isolation"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/postgres"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/migrations"
)

// Kit is one test's database.
type Kit struct {
	DB         *store.DB
	Operator   *store.Operator
	RuntimeURL string // the login of requests: a member of aicmo_app
	AdminURL   string // superuser: for looking behind the scenes and planting faults
	A, B       Tenant

	t testing.TB
}

const runtimeLogin = "aicmo_test"

//go:embed fill.go
var fillSource string

// New clones the template. The server is the embedded one, shared by all test processes of this user, or that of
// AICMO_TEST_DATABASE_URL (a superuser's).
func New(t testing.TB) *Kit {
	t.Helper()
	ctx := context.Background()
	server, err := cluster()
	if err != nil {
		t.Fatalf("no test database: %v", err)
	}
	template, err := server.template(ctx)
	if err != nil {
		t.Fatalf("test template: %v", err)
	}
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := server.exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)); err != nil {
		t.Fatalf("clone: %v", err)
	}
	k := &Kit{RuntimeURL: server.url(runtimeLogin, name), AdminURL: server.url(server.superuser, name), A: tenantA, B: tenantB, t: t}
	t.Cleanup(func() {
		if err := server.exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatalf("job queue: %v", err)
	}
	if k.DB, err = store.Open(ctx, k.RuntimeURL, store.Options{MaxConns: 8, Queue: queue}); err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(k.DB.Close)
	if k.Operator, err = store.OpenOperator(ctx, k.AdminURL); err != nil {
		t.Fatalf("open operator: %v", err)
	}
	t.Cleanup(k.Operator.Close)
	return k
}

// Admin runs SQL as the superuser.
func (k *Kit) Admin(sql string, args ...any) {
	k.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, k.AdminURL)
	if err != nil {
		k.t.Fatalf("admin: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		k.t.Fatalf("admin: %v", err)
	}
}

// One is a text that the superuser reads.
func (k *Kit) One(sql string, args ...any) string {
	k.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, k.AdminURL)
	if err != nil {
		k.t.Fatalf("admin: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var v string
	if err := conn.QueryRow(ctx, sql, args...).Scan(&v); err != nil {
		k.t.Fatalf("admin: %v", err)
	}
	return v
}

// AdminConn is a superuser's connection, closed with the test.
func (k *Kit) AdminConn() *pgx.Conn { return k.connect(k.AdminURL) }

// RuntimeConn is a bare connection of the runtime role: what injected SQL would have.
func (k *Kit) RuntimeConn() *pgx.Conn { return k.connect(k.RuntimeURL) }

func (k *Kit) connect(url string) *pgx.Conn {
	k.t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		k.t.Fatalf("connect: %v", err)
	}
	k.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// Worker is the right to work on runs, as a process has it.
func (k *Kit) Worker() *store.Worker {
	k.t.Helper()
	right, err := k.Operator.AddWorkerRight(context.Background())
	if err != nil {
		k.t.Fatalf("worker right: %v", err)
	}
	return k.DB.Worker(right)
}

// SignIn opens a session for an account by a sign-in link.
func (k *Kit) SignIn(email string) store.Secret {
	k.t.Helper()
	ctx := context.Background()
	link, err := k.Operator.AddSignInLink(ctx, email)
	if err != nil {
		k.t.Fatalf("link for %s: %v", email, err)
	}
	session, ok, _, err := k.DB.RedeemLink(ctx, link, "storetest", email)
	if err != nil || !ok {
		k.t.Fatalf("redeem for %s: %v, %v", email, ok, err)
	}
	return session
}

// Scope signs in and enters a tenant.
func (k *Kit) Scope(email string, tenant Tenant) store.Scope {
	k.t.Helper()
	sc, _, err := k.DB.Enter(context.Background(), k.SignIn(email), tenant.Slug)
	if err != nil {
		k.t.Fatalf("%s enters %s: %v", email, tenant.Slug, err)
	}
	return sc
}

// Email is the address of the member of a tenant with that role.
func Email(tenant Tenant, role cmo.Role) string {
	return fmt.Sprintf("%s@%s.example.test", role, tenant.Slug)
}

type pgServer struct {
	superuser string
	url       func(user, database string) string
}

var cluster = sync.OnceValues(func() (*pgServer, error) {
	if url := os.Getenv("AICMO_TEST_DATABASE_URL"); url != "" {
		cfg, err := pgx.ParseConfig(url)
		if err != nil {
			return nil, err
		}
		return &pgServer{cfg.User, func(user, database string) string {
			return fmt.Sprintf("postgres://%s@/%s?host=%s&port=%d", user, database, cfg.Host, cfg.Port)
		}}, nil
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("aicmo-testpg-%d", os.Getuid()))
	s, err := postgres.Ensure(context.Background(), postgres.Config{Dir: dir, Fast: true})
	if err != nil {
		return nil, err
	}
	return &pgServer{"postgres", s.URL}, nil // the lease ends with the test process
})

func (s *pgServer) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url(s.superuser, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// template is the name of the migrated and filled database to clone. Whoever needs it first makes it, under a lock of
// the whole server; its name holds a hash of everything it is made of.
func (s *pgServer) template(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, s.url(s.superuser, "postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	name, err := templateName()
	if err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(82341)`); err != nil {
		return "", err
	}
	var ready bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&ready); err != nil || ready {
		return name, err
	}
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil { // half-made
		return "", err
	}
	admin := s.url(s.superuser, name)
	if err := store.Migrate(ctx, admin, s.url(runtimeLogin, name), jobs.Migrate); err != nil {
		return "", err
	}
	if err := fill(ctx, admin); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true")
	return name, err
}

func templateName() (string, error) {
	h := sha256.New()
	_, _ = fmt.Fprint(h, fillSource, isolation.RowsSource, migrations.Roles)
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.FS, path)
		_, _ = fmt.Fprint(h, path) // the number counts, too
		_, _ = h.Write(b)
		return err
	})
	return "tpl_" + hex.EncodeToString(h.Sum(nil))[:24], err
}

// Hash is what the database knows of a session: for tests that talk to it directly.
func Hash(s store.Secret) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(s.Encode())
	if err != nil {
		panic(err)
	}
	h := sha256.Sum256(raw)
	return h[:]
}
