package kernel_test

import (
	"strings"
	"testing"

	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
)

// A run asks the model that the tenant chose and no other; a choice that is not offered any more ends the run with a reason.
func TestExecute_TenantsModel(t *testing.T) {
	t.Parallel()
	own, other := says("Own"), says("Other")
	k := newKit(t, own, func(c *kernel.Config) { c.Models = map[string]llm.Client{"model-b": other} })
	k.Admin(`UPDATE os_tenant_registry SET model = 'model-b' WHERE tenant_id = $1`, k.A.ID)
	k.execute(k.start("one"))
	if own.calls.Load() != 0 || other.calls.Load() != 1 {
		t.Fatalf("asked: %d and %d", own.calls.Load(), other.calls.Load())
	}
	k.Admin(`UPDATE os_tenant_registry SET model = 'model-c' WHERE tenant_id = $1`, k.A.ID)
	run := k.start("two")
	k.execute(run)
	if r := k.response(run); r.Success || r.Error == nil || !strings.Contains(*r.Error, "not offered any more") || own.calls.Load()+other.calls.Load() != 1 {
		t.Errorf("%+v", r)
	}
	k.Admin(`UPDATE os_tenant_registry SET model = '' WHERE tenant_id = $1`, k.A.ID)
	k.execute(k.start("three"))
	if own.calls.Load() != 1 {
		t.Error("the installation's own is not asked")
	}
}
