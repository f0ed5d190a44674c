package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Files of the store whose queries act before a tenant is known, or as the operator.
var untenanted = []string{"catalogue.go", "catalogue_rights.go", "db.go", "diagnose.go", "identity.go", "migrate.go", "operator.go", "operator_work.go", "platform.go", "audit_chain.go", "rotate.go", "isolation.go", "isolation_probe.go"}

var tableReference = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE)\s+((?:cmo_|agent_run|user_tenants|workspaces|record_|audit_log|tenant_|campaign_)\w*)\s+(?:AS\s+)?(\w+)`)

var keyword = regexp.MustCompile(`^(?i:WHERE|SET|ORDER|GROUP|JOIN|ON|LEFT)$`)

// Each reference to a tenant's table carries tenant_id = @tenant, in joins and sub-selects too: row level security is
// the second lock, never the filter.
func TestQueries_NameTheTenant(t *testing.T) {
	files, err := filepath.Glob("../store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	references := 0
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasSuffix(name, "_test.go") || slices.Contains(untenanted, name) {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for _, m := range tableReference.FindAllStringSubmatchIndex(text, -1) {
			references++
			table, alias := text[m[2]:m[3]], text[m[4]:m[5]]
			if keyword.MatchString(alias) { // no alias: the condition follows at once
				if !strings.Contains(text[m[1]:min(len(text), m[1]+200)], "tenant_id = @tenant") {
					t.Errorf("%s: %s without tenant_id = @tenant", name, table)
				}
			} else if !strings.Contains(text, alias+".tenant_id = @tenant") {
				t.Errorf("%s: %s %s without %s.tenant_id = @tenant", name, table, alias, alias)
			}
		}
	}
	if references < 50 {
		t.Fatalf("only %d references looked at", references)
	}
}
