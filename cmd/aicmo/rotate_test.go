package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

const (
	formerKey = "the former long secret of a test installation"
	nextKey   = "the next long secret of a test installation"
)

func keyEnv(k *storetest.Kit, key, old string) []string {
	env := []string{"DATABASE_URL=" + k.RuntimeURL, "AICMO_MIGRATE_DATABASE_URL=" + k.AdminURL, "AICMO_SECRET_KEY=" + key}
	if old != "" {
		env = append(env, "AICMO_OLD_SECRET_KEY="+old)
	}
	return env
}

// keyed is an installation with a sealed log, a webhook and the rights of workers, all under the former key.
func keyed(t *testing.T) (*storetest.Kit, store.WebhookSecret) {
	t.Helper()
	k := storetest.New(t)
	if _, errs, code := runProgram(t, keyEnv(k, formerKey, ""), "", "migrate"); code != 0 {
		t.Fatal(errs)
	}
	for _, tenant := range []uuid.UUID{k.A.ID, uuid.Nil} {
		k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind, details) SELECT $1, gen_random_uuid(), 'test.' || n, 'system', '{"x": 1}' FROM generate_series(1, 2600) n`, tenant) // more than are sealed anew at a time
	}
	var secret store.WebhookSecret
	err := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A).Write(t.Context(), func(w *store.Writer) (err error) {
		_, secret, err = w.AddWebhook(cmo.NewWebhook{URL: "https://hooks.example.test/x", Events: []cmo.EventType{cmo.EventCampaignLaunched}}, store.NewWebhookKey(formerKey))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for w, n := k.Worker(), 1; n > 0; {
		if n, err = w.Seal(t.Context(), store.NewAuditKey(formerKey), 5000); err != nil {
			t.Fatal(err)
		}
	}
	return k, secret
}

// wantAudit asks doctor --audit with a key.
func wantAudit(t *testing.T, k *storetest.Kit, key string, want int) {
	t.Helper()
	if out, errs, code := runProgram(t, keyEnv(k, key, ""), "", "doctor", "--audit"); code != want {
		t.Errorf("doctor --audit with %q: exit %d, wants %d\n%s%s", key, code, want, out, errs)
	}
}

func rotateKeys(t *testing.T, k *storetest.Kit, want int, says string) {
	t.Helper()
	out, errs, code := runProgram(t, append(keyEnv(k, nextKey, formerKey), "AICMO_LOG=debug"), "", "rotate-key")
	if said := out + errs; code != want || !strings.Contains(said, says) || strings.Contains(said, nextKey) || strings.Contains(said, formerKey) {
		t.Fatalf("exit %d, wants %d and %q without keys\n%s", code, want, says, said)
	}
}

// After a rotation everything is under the new key, and nothing under the old one.
func TestRotateKey(t *testing.T) {
	t.Parallel()
	k, secret := keyed(t)
	wantAudit(t, k, formerKey, 0)
	rotateKeys(t, k, 0, "sealed anew, 1 secrets of webhooks encrypted anew")
	wantAudit(t, k, nextKey, 0)
	wantAudit(t, k, formerKey, 1)

	var sealed []byte
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT sealed FROM webhook_secrets WHERE tenant_id = $1`, k.A.ID).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	if got, err := store.NewWebhookKey(nextKey).Open(sealed, k.A.ID); err != nil || got.Sign("m") != secret.Sign("m") {
		t.Errorf("the webhook signs otherwise: %v", err)
	}
	if _, err := store.NewWebhookKey(formerKey).Open(sealed, k.A.ID); err == nil {
		t.Error("the old key opens the secret of a webhook")
	}
	if k.DB.Worker(store.InstallationRight(formerKey)).Renew(t.Context()) == nil {
		t.Error("the old installation right works")
	}
	if err := k.DB.Worker(store.InstallationRight(nextKey)).Renew(t.Context()); err != nil {
		t.Errorf("the new installation right: %v", err)
	}
	var kept int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND event = 'key.rotated' AND seal_no IS NOT NULL AND details->>'webhook_secrets' = '1'`, uuid.Nil).Scan(&kept); err != nil || kept != 1 {
		t.Errorf("%d sealed entries about it, %v", kept, err)
	}

	before := everyCount(t, k)
	rotateKeys(t, k, 0, "was changed before")
	if after := everyCount(t, k); fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("a second time: %v, then %v", before, after)
	}
	wantAudit(t, k, nextKey, 0)
}

// A worker that was left with the old key seals nothing, also not the first entry of a tenant's log; what a server left with
// the old key made is taken over by a second rotation.
func TestRotateKey_LeftBehind(t *testing.T) {
	t.Parallel()
	k, _ := keyed(t)
	old := k.Worker()
	rotateKeys(t, k, 0, "sealed anew")
	k.Admin(`INSERT INTO audit_log (tenant_id, id, event, actor_kind) VALUES (gen_random_uuid(), gen_random_uuid(), 'test.first', 'system')`)
	if _, err := old.Seal(t.Context(), store.NewAuditKey(formerKey), 100); !errors.Is(err, cmo.ErrNotFound) {
		t.Errorf("with a right of before: %v", err)
	}
	if n, err := k.Worker().Seal(t.Context(), store.NewAuditKey(formerKey), 100); n != 0 || !errors.Is(err, store.ErrOtherKey) {
		t.Errorf("with the old key: %d, %v", n, err)
	}
	if n, err := k.Worker().Seal(t.Context(), store.NewAuditKey(nextKey), 100); n == 0 || err != nil {
		t.Errorf("with the new key: %d, %v", n, err)
	}
	err := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A).Write(t.Context(), func(w *store.Writer) error {
		_, _, err := w.AddWebhook(cmo.NewWebhook{URL: "https://hooks.example.test/y", Events: []cmo.EventType{cmo.EventCampaignLaunched}}, store.NewWebhookKey(formerKey))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rotateKeys(t, k, 0, "1 secrets of webhooks are encrypted anew")
}

// What is not whole is named and left as it is: seals of another key over it would hide what was done.
func TestRotateKey_Refused(t *testing.T) {
	t.Parallel()
	k, _ := keyed(t)
	state := func() (sum string) {
		t.Helper()
		err := k.AdminConn().QueryRow(t.Context(), `SELECT md5(concat((SELECT string_agg(l::text, '' ORDER BY l.id) FROM audit_log l), (SELECT string_agg(h::text, '' ORDER BY h.id) FROM audit_heads h),
			(SELECT string_agg(s::text, '' ORDER BY s.id) FROM webhook_secrets s), (SELECT string_agg(encode(c.hash, 'hex'), '' ORDER BY c.hash) FROM capabilities c)))`).Scan(&sum)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	refused := func(name, says string) {
		t.Helper()
		before := state()
		rotateKeys(t, k, 1, says)
		if state() != before {
			t.Errorf("%s: something was changed", name)
		}
	}
	k.Admin(`UPDATE webhook_secrets SET sealed = sealed || '\x00'`)
	refused("a secret that cannot be read", "does not open the secret of webhook")
	k.Admin(`UPDATE webhook_secrets SET sealed = substr(sealed, 1, octet_length(sealed) - 1)`)
	k.Admin(`UPDATE audit_log SET event = 'forged' WHERE tenant_id = $1 AND seal_no = 3`, k.A.ID)
	refused("a tampered chain", "BAD tenant "+k.A.ID.String()+": entry 3")
	for name, env := range map[string][]string{
		"AICMO_OLD_SECRET_KEY": keyEnv(k, nextKey, ""), "are the same": keyEnv(k, nextKey, nextKey), "too short": keyEnv(k, "short", formerKey),
	} {
		if _, errs, code := runProgram(t, env, "", "rotate-key"); code != 1 || !strings.Contains(errs, name) {
			t.Errorf("%s: exit %d, %s", name, code, errs)
		}
	}
}

// Beside the embedded database the new secret is made, and a command that ended before it took its place goes on.
func TestRotateKey_Embedded(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env, file := []string{"AICMO_DATA_DIR=" + dir}, filepath.Join(dir, "audit.key")
	run := func(says string, args ...string) {
		t.Helper()
		if out, errs, code := runProgram(t, env, "", args...); code != 0 || !strings.Contains(out, says) {
			t.Fatalf("%v: exit %d, wants %q\n%s%s", args, code, says, out, errs)
		}
	}
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(name) //nolint:gosec // of this test
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	run("", "user", "add", "a@example.test")
	run("sealed anew", "rotate-key")
	first, second := read(file+".old"), read(file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || first == second {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	run("ok", "doctor", "--audit")
	for name, content := range map[string]string{file: first, file + ".new": second} { // as after the commit, before the renaming
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("was changed before", "rotate-key")
	run("ok", "doctor", "--audit")
	if _, err := os.Stat(file + ".new"); read(file) != second || !os.IsNotExist(err) {
		t.Errorf("the new secret has not taken its place: %v", err)
	}
}
