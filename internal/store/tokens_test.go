package store_test

import (
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// Below every route: app.enter takes a token for its own tenant only, as nobody, in a role that writes nothing.
func TestToken_EntersItsTenantOnly(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	token, err := k.Operator.AddToken(t.Context(), k.A.Slug, cmo.NewToken{Name: "UI", Scopes: []cmo.TokenScope{cmo.ScopeCampaignsRead}, Days: 1}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	sc, kept, err := k.DB.EnterToken(t.Context(), token)
	if err != nil || sc.Tenant().ID != k.A.ID || sc.Tenant().Role != cmo.RoleAPI || kept.Name != "UI" {
		t.Fatalf("%+v, %+v, %v", sc.Tenant(), kept, err)
	}
	other := store.ScopeOf(k.DB, token, cmo.Tenant{ID: k.B.ID, Slug: k.B.Slug}, cmo.User{})
	if err := other.Read(t.Context(), func(r *store.Reader) error { r.Brand(); return nil }); cmo.KindOf(err) != cmo.NotFound {
		t.Errorf("another tenant is entered: %v", err)
	}
	err = sc.Write(t.Context(), func(w *store.Writer) error {
		return w.ArchiveRecord(cmo.KindCampaign, k.A.RowID("campaign"), 1)
	})
	if err == nil {
		t.Error("a token that only reads has archived a campaign")
	}
	err = sc.Write(t.Context(), func(w *store.Writer) error {
		_, err := w.AddToken(cmo.NewToken{Name: "More", Scopes: []cmo.TokenScope{cmo.ScopeRunsRead}, Days: 1}, time.Now())
		return err
	})
	if cmo.KindOf(err) != cmo.Forbidden {
		t.Errorf("a token makes a token: %v", err)
	}
	var list *store.Rows[cmo.Token]
	if err := sc.Read(t.Context(), func(r *store.Reader) error { list = r.Tokens(); return nil }); err != nil || len(list.List()) != 0 {
		t.Errorf("a token sees %d tokens, %v", len(list.List()), err)
	}
}
