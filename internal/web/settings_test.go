package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
	"github.com/ubigrowth/aicmo/internal/web"
)

func TestSettings_EveryRoleReads(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE os_tenant_registry SET four_eyes = true, run_budget_usd = 12.5 WHERE tenant_id = $1`, s.A.ID)
	for _, role := range cmo.Roles {
		a := s.as(member(s.A, role)).get("/t/" + s.A.Slug + "/settings")
		if a.status != http.StatusOK || !strings.Contains(a.body, "America/Chicago") || !strings.Contains(a.body, "$12.50") || !strings.Contains(a.body, "cannot approve it") {
			t.Errorf("%s: %d", role, a.status)
		}
		if told := strings.Contains(a.body, "Owners and admins of the tenant change"); told == role.Can(cmo.RightManage) {
			t.Errorf("%s: told who may change settings: %v", role, told)
		}
	}
}

// Members are named; nobody's address is shown but one's own in the account menu, and to owners and admins whom they invited.
func TestMembers_NamesWithoutAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, role := range cmo.Roles {
		me := member(s.A, role)
		a := s.as(me).get("/t/" + s.A.Slug + "/members")
		for _, other := range cmo.Roles {
			if !strings.Contains(a.body, s.A.Canary+" "+string(other)) {
				t.Errorf("%s does not see the %s", role, other)
			}
		}
		invited := "invited@" + s.A.Slug + ".test"
		if strings.Contains(a.body, invited) != role.Can(cmo.RightManage) {
			t.Errorf("%s: sees who is invited: %v", role, !role.Can(cmo.RightManage))
		}
		if n := strings.Count(strings.NewReplacer(me, "", invited, "").Replace(a.body), "@"); a.status != http.StatusOK || n > 0 {
			t.Errorf("%s: %d, %d addresses", role, a.status, n)
		}
	}
}

var settingsForm = url.Values{"version": {"1"}, "time_zone": {"Europe/Berlin"}, "currency": {"EUR"}, "four_eyes": {"on"}, "run_budget_usd": {"12.50"}, "run_concurrency": {"7"}}

func TestSettingsSave_VersionAndHistory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	if a := b.get("/t/" + s.A.Slug + "/settings/edit"); a.status != http.StatusOK || !strings.Contains(a.body, `value="America/Chicago"`) {
		t.Fatalf("the form: %d", a.status)
	}
	if a := b.post("/t/"+s.A.Slug+"/settings", settingsForm); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', time_zone, currency, four_eyes, run_budget_usd, run_concurrency, version) FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != "Europe/Berlin EUR t 12.50 7 2" {
		t.Errorf("stored: %s", got)
	}
	if a := b.get("/t/" + s.A.Slug + "/settings"); !strings.Contains(a.body, "Time zone: America/Chicago → Europe/Berlin") || !strings.Contains(a.body, "Four eyes: Off → On") {
		t.Error("the history does not say what changed")
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get("/t/" + s.A.Slug + "/settings"); strings.Contains(a.body, "→ Europe/Berlin") || strings.Contains(a.body, "/settings/edit") {
		t.Error("a viewer reads the audit log, or is led to the form")
	}
	a := b.post("/t/"+s.A.Slug+"/settings", settingsForm) // version 1 again
	if a.status != http.StatusConflict || !strings.Contains(a.body, "They are now: Time zone Europe/Berlin") || !strings.Contains(a.body, `name="version" value="2"`) {
		t.Errorf("an old version: %d", a.status)
	}
	if got := s.one(`SELECT time_zone || ' ' || version FROM os_tenant_registry WHERE tenant_id = $1`, s.B.ID); got != "America/Chicago 1" {
		t.Errorf("B: %s", got)
	}
}

func TestSettingsSave_BadInput_KeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	for column, values := range map[string][]string{
		"time_zone": {"Mars/Olympus", "Local", "", "../../etc/passwd", "america/chicago "}, "currency": {"XXX", "", "eur"}, "run_budget_usd": {"-1", "NaN", "1e9", "x", "Inf"},
		"run_concurrency": {"0", "51", "1.5", "", "99999999999999999999"},
	} {
		for _, v := range values {
			form := url.Values{}
			for k, was := range settingsForm {
				form[k] = was
			}
			form.Set(column, v)
			a := b.post("/t/"+s.A.Slug+"/settings", form)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+column+`-e"`) {
				t.Errorf("%s = %q: %d", column, v, a.status)
			}
		}
	}
	if got := s.one(`SELECT version::text FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != "1" {
		t.Errorf("version %s", got)
	}
}

// A model is one of the installation's or none; what is not offered is refused beside what was typed.
func TestSettingsSave_ModelOfTheList(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	h := httptest.NewServer(web.New(web.Config{DB: k.DB, Log: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"}, Models: []string{"model-a", "model-b"}}))
	t.Cleanup(h.Close)
	s := &site{k, nil, h.URL, t}
	b := s.as(member(s.A, cmo.RoleAdmin))
	if a := b.get("/t/" + s.A.Slug + "/settings/edit"); !strings.Contains(a.body, `value="model-b"`) || !strings.Contains(a.body, "The installation’s: model-a") {
		t.Fatal("the form does not offer the models")
	}
	for _, bad := range []string{"model-c", "Model-b", "model-b'--", strings.Repeat("m", 300)} {
		if a := b.post("/t/"+s.A.Slug+"/settings", with(settingsForm, "model", bad)); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="model-e"`) || !strings.Contains(a.body, `value="Europe/Berlin"`) {
			t.Errorf("%.20s: %d", bad, a.status)
		}
	}
	if a := b.post("/t/"+s.A.Slug+"/settings", with(settingsForm, "model", "model-b")); a.status != http.StatusSeeOther || s.one(`SELECT model FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID) != "model-b" {
		t.Errorf("%d", a.status)
	}
}

var settingsChange = regexp.MustCompile(`name="version" value="(\d+)"/?>\s*<input type="hidden" name="change" value="([^"]+)"`)

// Setting a change back touches its columns only, over the version that was seen, and is a change of its own.
func TestSettingsRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleAdmin))
	path := "/t/" + s.A.Slug + "/settings"
	b.post(path, settingsForm)
	first := settingsChange.FindStringSubmatch(b.get(path).body)
	b.post(path, with(settingsForm, "version", "2", "run_concurrency", "9", "time_zone", "Europe/Paris"))
	second := settingsChange.FindStringSubmatch(b.get(path).body)
	if first == nil || second == nil {
		t.Fatal("no way back is offered")
	}
	if a := b.post(path+"/restore", url.Values{"version": {"2"}, "change": {second[2]}}); a.status != http.StatusConflict {
		t.Errorf("over an old version: %d", a.status)
	}
	if a := b.post(path+"/restore", url.Values{"version": {"3"}, "change": {second[2]}}); a.status != http.StatusSeeOther {
		t.Errorf("%d", a.status)
	}
	if got := s.one(`SELECT concat_ws(' ', time_zone, currency, four_eyes, run_budget_usd, run_concurrency, version) FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID); got != "Europe/Berlin EUR t 12.50 7 4" {
		t.Errorf("set back: %s", got)
	}
	if a := b.post(path+"/restore", url.Values{"version": {"4"}, "change": {first[2]}}); a.status != http.StatusSeeOther || s.one(`SELECT time_zone || currency FROM os_tenant_registry WHERE tenant_id = $1`, s.A.ID) != "America/ChicagoUSD" {
		t.Errorf("the first: %d", a.status)
	}
	if a := b.post(path+"/restore", url.Values{"version": {"5"}, "change": {s.B.ID.String()}}); a.status != http.StatusNotFound {
		t.Errorf("no such change: %d", a.status)
	}
	if a := s.as(member(s.A, cmo.RoleViewer)).get(path); strings.Contains(a.body, "/restore") {
		t.Error("a viewer is offered the way back")
	}
}
