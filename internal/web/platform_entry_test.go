package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// entryForm is the registry's entry of tenant A as its form sends it.
var entryForm = url.Values{"base": {"1"}, "name": {"Harbor"}, "description": {"A school"}, "config.source": {"os"}, "config.integration_type": {"native"},
	"config.funnels": {"Leads\nTrials"}, "config.channels": {"email"}, "other": {`{"crm": {"region": "north"}, "since": 2019}`}}

// Every save of a registry's entry is a version with its author and what changed of each key, and an older one comes back as a new
// one. Settings that the tenant saves meanwhile are no version of it.
func TestTenantEntry_Versions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE os_tenant_registry SET name = 'Harbor', description = NULL, config = '{"source": "import", "integration_type": "native", "old": true}' WHERE tenant_id = $1`, s.A.ID)
	b, path := s.as(storetest.Platform), "/admin/tenants/"+s.A.ID.String()
	if a := b.get(path + "/history"); !strings.Contains(a.body, "First version on record") || strings.Count(a.body, "<article") != 1 {
		t.Error("an entry that was never edited has no history, or more than itself")
	}
	if a := b.post(path+"/edit", entryForm); a.status != http.StatusSeeOther || b.post(path+"/edit", entryForm).status != http.StatusSeeOther { // sent twice
		t.Fatalf("saving: %d", a.status)
	}
	s.Admin(`UPDATE os_tenant_registry SET version = version + 1, currency = 'EUR' WHERE tenant_id = $1`, s.A.ID)
	if a := b.post(path+"/edit", with(with(entryForm, "base", "2"), "config.channels", "email\nsms")); a.status != http.StatusSeeOther {
		t.Fatalf("saving again: %d", a.status)
	}
	if got := s.one(`SELECT config::text FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got !=
		`{"crm": {"region": "north"}, "since": 2019, "source": "os", "funnels": ["Leads", "Trials"], "channels": ["email", "sms"], "integration_type": "native"}` {
		t.Errorf("stored: %s", got)
	}
	page := strings.Join(strings.Fields(b.get(path+"/history").body), " ")
	for _, want := range []string{"3 versions", "Changed channels", "Changed channels, crm, funnels, old, since, source, description", "Restore version 1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the history lacks %q", want)
		}
	}
	if got := s.one(`SELECT string_agg(concat_ws(' ', version, kept, author_id = $2, array_to_string(changed, ',')), '; ' ORDER BY version) FROM record_versions WHERE tenant_id = $1 AND record_table = 'os_tenant_registry'`,
		s.A.ID, s.userID(storetest.Platform)); got != "1 t ; 2 f t config.channels,config.crm,config.funnels,config.old,config.since,config.source,description; 3 f t config.channels" {
		t.Errorf("versions: %s", got)
	}
	if got := s.one(`SELECT concat_ws(' ', before, after, details->>'version') FROM audit_log WHERE tenant_id = $1 AND event = 'tenant.saved' ORDER BY at DESC LIMIT 1`, s.A.ID); got !=
		`{"config.channels": ["email"]} {"config.channels": ["email", "sms"]} 3` {
		t.Errorf("the log has %s", got)
	}
	if a := b.post(path+"/restore", url.Values{"base": {"3"}, "version": {"1"}}); a.status != http.StatusSeeOther {
		t.Fatalf("restoring: %d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', config, description IS NULL) FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != `{"old": true, "source": "import", "integration_type": "native"} t` {
		t.Errorf("restored: %s", got)
	}
	if got := s.one(`SELECT max(version)::text FROM record_versions WHERE tenant_id = $1 AND record_table = 'os_tenant_registry'`, s.A.ID); got != "4" {
		t.Errorf("restoring made version %s", got)
	}
	for form, want := range map[string]int{"base=3&version=2": http.StatusConflict, "base=4&version=9": http.StatusNotFound, "base=4": http.StatusBadRequest} {
		values, _ := url.ParseQuery(form)
		if a := b.post(path+"/restore", values); a.status != want {
			t.Errorf("%s: %d, want %d", form, a.status, want)
		}
	}
}

// Saving over somebody else's newer version asks field by field, and keeps what was typed.
func TestTenantEntry_Conflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE os_tenant_registry SET name = 'Harbor', description = 'A school', config = '{"source": "os", "integration_type": "native", "funnels": ["Leads"], "channels": []}' WHERE tenant_id = $1`, s.A.ID)
	b, path := s.as(storetest.Platform), "/admin/tenants/"+s.A.ID.String()+"/edit"
	start := with(with(entryForm, "config.funnels", "Leads"), "other", "")
	start.Set("config.channels", "")
	theirs := with(with(start, "name", "Their name"), "config.channels", "sms")
	if a := b.post(path, theirs); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	mine := with(with(start, "name", "My name"), "config.funnels", "Leads\nMine")
	a := b.post(path, mine)
	if a.status != http.StatusConflict {
		t.Fatalf("an old version: %d", a.status)
	}
	for _, want := range []string{"Both of you changed", "My name", "Their name", `name="config.funnels" value="Leads`, `name="pick.config.channels" value="theirs"`, `name="base" value="2"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page of both texts lacks %q", want)
		}
	}
	chosen := with(with(mine, "base", "2"), "pick.name", "theirs")
	chosen.Set("pick.config.channels", "theirs")
	if a := b.post(path, chosen); a.status != http.StatusSeeOther {
		t.Fatalf("the choice: %d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', name, config) FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got !=
		`Their name {"source": "os", "funnels": ["Leads", "Mine"], "channels": ["sms"], "integration_type": "native"}` {
		t.Errorf("stored: %s", got)
	}
}

// What is wrong stands beside its field with what was typed.
func TestTenantEntry_BadInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, path := s.as(storetest.Platform), "/admin/tenants/"+s.A.ID.String()+"/edit"
	for _, bad := range [][3]string{{"name", "", "Name is missing"}, {"name", strings.Repeat("é", 301), "at most 300"}, {"other", "[]", "one JSON object"}, {"other", "null", "one JSON object"}, {"other", "{", "one JSON object"},
		{"other", `{"a": 1} {"b": 2}`, "one JSON object"}, {"other", `{"source": "x"}`, "field of its own"}, {"config.source", "two\nlines", "one line"}, {"description", strings.Repeat("x", 2001), "at most 2000"}} {
		a := b.post(path, with(entryForm, bad[0], bad[1]))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, bad[2]) || !strings.Contains(a.body, "A school") && bad[0] != "description" {
			t.Errorf("%s %.20q: %d", bad[0], bad[1], a.status)
		}
	}
	if got := s.one(`SELECT count(*)::text FROM record_versions WHERE tenant_id = $1 AND record_table = 'os_tenant_registry'`, s.A.ID); got != "0" {
		t.Errorf("%s versions came of it", got)
	}
}
