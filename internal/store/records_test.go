package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func record(t *testing.T, sc store.Scope, kind cmo.RecordKind, id uuid.UUID) (rec cmo.Record, versions []cmo.RecordVersion) {
	t.Helper()
	err := sc.Read(t.Context(), func(r *store.Reader) (err error) {
		if rec, err = r.Record(kind, id).Get(); err != nil {
			return err
		}
		versions, err = r.RecordVersions(kind, id, 0).Get()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rec, versions
}

func save(t *testing.T, sc store.Scope, kind cmo.RecordKind, id uuid.UUID, base int, f cmo.Fields) (version int, err error) {
	t.Helper()
	err = sc.Write(t.Context(), func(w *store.Writer) (err error) { version, err = w.SaveRecord(kind, id, base, f); return err })
	return version, err
}

// Every kind of record: its first save keeps the version before, a save is a version, restoring makes a new one, and an
// archived one comes back.
func TestSaveRecord_EveryKind(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	k.Admin(`DELETE FROM record_versions`)
	k.Admin(`UPDATE cmo_offers SET target_segments = '[]'`) // lists follow a rename by versions of their own
	k.Admin(`UPDATE cmo_marketing_plans SET target_icp_segments = '[]', target_offers = '[]', channel_mix = '[]'`)
	k.Admin(`UPDATE cmo_funnels SET target_icp_segments = '[]', target_offers = '[]'`)
	k.Admin(`UPDATE cmo_funnel_stages SET target_icps = '[]', linked_offers = '[]', content_assets = '[]'`)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	for _, typ := range cmo.RecordTypes {
		id := k.A.RowID(string(typ.Kind))
		before, versions := record(t, sc, typ.Kind, id)
		if len(versions) != 0 {
			t.Fatalf("%s: the fixture has versions", typ.Kind)
		}
		column, value := typ.Fields[0].Column, any("Renamed")
		if f := typ.Fields[0]; f.Type == cmo.FieldChoice {
			value = f.Choices[1]
		}
		if f := typ.Fields[0]; f.Type == cmo.FieldRef {
			column, value = typ.Fields[1].Column, "Renamed"
		}
		v, err := save(t, sc, typ.Kind, id, before.Version, cmo.Fields{column: value, "origin": "ai_cmo", "tenant_id": k.B.ID.String(), "no_such": 1})
		if err != nil || v != before.Version+1 {
			t.Fatalf("%s: version %d, %v", typ.Kind, v, err)
		}
		after, versions := record(t, sc, typ.Kind, id)
		if after.Data[column] != value || after.Origin != before.Origin || len(versions) != 2 || versions[0].Changed[0] != column || versions[0].AuthorName != k.A.Canary+" marketer" {
			t.Fatalf("%s: %+v, %+v", typ.Kind, after, versions)
		}
		if !cmo.Same(map[string]any(versions[1].Data), map[string]any(before.Data)) || (before.Origin == cmo.OriginAI) != (versions[1].RunNo != nil) || versions[1].AuthorName == k.A.Canary+" marketer" {
			t.Errorf("%s: the version before was kept as %+v", typ.Kind, versions[1])
		}
		if v, err = save(t, sc, typ.Kind, id, after.Version, cmo.Fields{column: value}); err != nil || v != after.Version {
			t.Errorf("%s: saving the same is version %d, %v", typ.Kind, v, err)
		}
		err = sc.Write(t.Context(), func(w *store.Writer) error {
			v, err := w.RestoreVersion(typ.Kind, id, after.Version, before.Version)
			if err != nil {
				return err
			}
			if err := w.ArchiveRecord(typ.Kind, id, v); err != nil {
				return err
			}
			if _, err := w.SaveRecord(typ.Kind, id, v+1, cmo.Fields{column: value}); cmo.KindOf(err) != cmo.Conflict {
				t.Errorf("%s: an archived record was edited: %v", typ.Kind, err)
			}
			return w.UnarchiveRecord(typ.Kind, id, v+1)
		})
		if err != nil {
			t.Fatalf("%s: %v", typ.Kind, err)
		}
		restored, versions := record(t, sc, typ.Kind, id)
		if !cmo.Same(map[string]any(restored.Data), map[string]any(before.Data)) || restored.Version != before.Version+4 || len(versions) != 5 || restored.ArchivedAt != nil {
			t.Errorf("%s: restored to %+v, %d versions", typ.Kind, restored, len(versions))
		}
	}
	var audits int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND record_id IS NOT NULL AND before IS NOT NULL AND after IS NOT NULL`, k.A.ID).Scan(&audits); err != nil || audits != 4*len(cmo.RecordTypes) {
		t.Errorf("%d audit rows: %v", audits, err)
	}
}

func TestSaveRecord_OtherTenantAndRoles(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	foreign := k.Scope(storetest.Email(k.B, cmo.RoleOwner), k.B)
	viewer := k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A)
	own := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	for _, typ := range cmo.RecordTypes {
		id := k.A.RowID(string(typ.Kind))
		for name, sc := range map[string]store.Scope{"other tenant": foreign, "viewer": viewer} {
			if _, err := save(t, sc, typ.Kind, id, 1, cmo.Fields{typ.Name: "x"}); cmo.KindOf(err) != cmo.NotFound {
				t.Errorf("%s, %s: %v", typ.Kind, name, err)
			}
		}
		if rec, _ := record(t, own, typ.Kind, id); rec.Version != 1 {
			t.Errorf("%s was changed", typ.Kind)
		}
	}
	if _, err := save(t, own, "no_such", k.A.RowID("campaign"), 1, cmo.Fields{"x": 1}); cmo.KindOf(err) != cmo.NotFound {
		t.Errorf("unknown kind: %v", err)
	}
}

// Two people at once, many times: one wins each round, the other is told what is there, and nothing is lost.
func TestSaveRecord_TwoAtOnce(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	people := []store.Scope{k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A), k.Scope(storetest.Email(k.A, cmo.RoleAdmin), k.A)}
	id := k.A.RowID("offer")
	const rounds = 1000
	for round := range rounds {
		var wg sync.WaitGroup
		errs := make([]error, len(people))
		for i, sc := range people {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = save(t, sc, cmo.KindOffer, id, round+1, cmo.Fields{"description": fmt.Sprintf("round %d by %d", round, i)})
			}()
		}
		wg.Wait()
		won, lost := errs[0], errs[1]
		if won != nil {
			won, lost = lost, won
		}
		var c *cmo.VersionConflict
		if won != nil || !errors.As(lost, &c) || c.Current.Version != round+2 || c.Base == nil {
			t.Fatalf("round %d: %v, %v", round, errs[0], errs[1])
		}
	}
	rec, _ := record(t, people[0], cmo.KindOffer, id)
	var n int
	if err := k.AdminConn().QueryRow(t.Context(), `SELECT count(DISTINCT data->>'description') FROM record_versions WHERE record_id = $1`, id).Scan(&n); err != nil || n != rounds+1 || rec.Version != rounds+1 {
		t.Fatalf("%d versions on record, version %d: %v", n, rec.Version, err)
	}
}

// The form edits the text behind the mark: no save forges or strips it, and a drifted row is mended by the next save.
func TestSaveRecord_MarkFollowsOrigin(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	description := func(kind string) (s string) {
		if err := k.AdminConn().QueryRow(t.Context(), `SELECT description FROM cmo_campaigns WHERE id = $1`, k.A.RowID(kind)).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for kind, want := range map[string]string{"campaign": "AI CMO Driven: By hand", "manual": "By hand"} {
		for base, typed := range []string{"By hand", " AI CMO Driven: AI CMO Driven: By hand 2"} {
			if _, err := save(t, sc, cmo.KindCampaign, k.A.RowID(kind), base+1, cmo.Fields{"description": typed}); err != nil {
				t.Fatal(err)
			}
		}
		if got := description(kind); got != want+" 2" {
			t.Errorf("%s: %q", kind, got)
		}
	}
	k.Admin(`UPDATE cmo_campaigns SET description = 'ai cmo driven: lost' WHERE id = $1`, k.A.RowID("campaign"))
	if _, err := save(t, sc, cmo.KindCampaign, k.A.RowID("campaign"), 3, cmo.Fields{"objective": "More"}); err != nil {
		t.Fatal(err)
	}
	if got := description("campaign"); got != "AI CMO Driven: lost" {
		t.Errorf("drifted row: %q", got)
	}
}

func TestInsertRecord_SentTwice(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	parents := map[cmo.RecordKind]string{cmo.KindMilestone: "plan", cmo.KindStage: "funnel", cmo.KindChannel: "campaign", cmo.KindAsset: "campaign", cmo.KindVariant: "asset"}
	for _, typ := range cmo.RecordTypes {
		if typ.Kind == cmo.KindBrand {
			k.Admin(`DELETE FROM cmo_brand_profiles WHERE tenant_id = $1`, k.A.ID) // one per tenant
		}
		fields := cmo.Fields{}
		for _, f := range typ.Fields {
			switch {
			case f.Required && f.Type == cmo.FieldChoice:
				fields[f.Column] = f.Choices[0]
			case f.Required && f.Type == cmo.FieldText:
				fields[f.Column] = "New " + string(typ.Kind)
			case f.Required && f.Type == cmo.FieldMoment:
				fields[f.Column] = time.Now().UTC().Format(time.RFC3339)
			}
		}
		if p := parents[typ.Kind]; p != "" {
			fields[typ.Parent] = k.A.RowID(p).String()
		}
		id := uuid.New()
		for i := range 2 {
			var created bool
			err := sc.Write(t.Context(), func(w *store.Writer) (err error) { created, err = w.InsertRecord(typ.Kind, id, fields); return err })
			if err != nil || created != (i == 0) {
				t.Fatalf("%s, post %d: %v, %v", typ.Kind, i+1, created, err)
			}
		}
		rec, versions := record(t, sc, typ.Kind, id)
		if rec.Origin != cmo.OriginManual || rec.AuthorName != k.A.Canary+" marketer" || len(versions) != 1 || rec.Version != 1 {
			t.Errorf("%s: %+v, %d versions", typ.Kind, rec, len(versions))
		}
	}
}

// A record says which of its sources have moved on; keeping it is an edge to their current versions.
func TestSourceStates_MovedAndKept(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	sc := k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A)
	if _, err := save(t, sc, cmo.KindBrand, k.A.RowID("brand"), 1, cmo.Fields{"tagline": "Newer"}); err != nil {
		t.Fatal(err)
	}
	state := func() (s []cmo.SourceState, b []cmo.Built) {
		err := sc.Read(t.Context(), func(r *store.Reader) (err error) {
			if s, err = r.SourceStates(cmo.KindCampaign, k.A.RowID("campaign")).Get(); err != nil {
				return err
			}
			b, err = r.BuiltOn(cmo.KindBrand, k.A.RowID("brand")).Get()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return s, b
	}
	s, b := state()
	if len(s) != 1 || s[0].BuiltOn != 1 || s[0].Now != 2 || !s[0].Moved() || len(b) != 1 || b[0].Version != 1 || b[0].ID != k.A.RowID("campaign") {
		t.Fatalf("%+v, %+v", s, b)
	}
	if err := sc.Write(t.Context(), func(w *store.Writer) error { return w.KeepSources(cmo.KindCampaign, k.A.RowID("campaign")) }); err != nil {
		t.Fatal(err)
	}
	if s, b = state(); s[0].BuiltOn != 2 || s[0].Moved() || b[0].Version != 2 {
		t.Fatalf("after keeping: %+v, %+v", s, b)
	}
}
