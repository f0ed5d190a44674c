package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

func TestRun_FromRequestToRows(t *testing.T) {
	t.Parallel()
	k := newKit(t, says("Autumn trial"), nil)
	run := k.start("small")
	if n := one[int](k, `SELECT count(*) FROM river.river_job WHERE args->>'run_id' = $1 AND args - '{run_id,tenant_id}'::text[] = '{}'`, run.String()); n != 1 {
		t.Fatalf("%d jobs that hold ids only", n)
	}
	if k.execute(run) != kernel.Over {
		t.Fatal("the run is not over")
	}
	r := k.response(run)
	if !r.Success || r.Error != nil || r.Agent != "cmo-campaign-designer" || len(r.Entities) != 2 {
		t.Fatalf("%+v", r)
	}
	type row struct{ origin, description, status, review, icp string }
	var c row
	err := k.AdminConn().QueryRow(t.Context(), `SELECT origin, description, status, review_state, target_icp_id::text FROM cmo_campaigns WHERE run_id = $1 AND funnel_id = $2`,
		run, k.A.RowID("funnel")).Scan(&c.origin, &c.description, &c.status, &c.review, &c.icp)
	if want := (row{"ai_cmo", "AI CMO Driven: forged", "draft", "none", k.A.RowID("icp").String()}); err != nil || c != want {
		t.Errorf("%+v, want %+v: %v", c, want, err)
	}
	if n := one[int](k, `SELECT count(*) FROM record_sources WHERE run_id = $1 AND record_table = 'cmo_campaigns'`, run); n != 5 { // brand, ICP, offer, plan, funnel
		t.Errorf("%d sources", n)
	}
	if steps := one[string](k, `SELECT string_agg(kind || ' ' || status, ', ' ORDER BY step_no) FROM agent_run_steps WHERE run_id = $1 AND finished_at >= started_at`, run); steps !=
		"queued completed, claim completed, context completed, prompt completed, model completed, validate completed, save completed" {
		t.Errorf("steps: %s", steps)
	}
	if usage := one[string](k, `SELECT concat_ws(' ', tokens_in, tokens_out, cost_usd, provider, model, prompt_version, prompt->>'system') FROM agent_runs WHERE id = $1`, run); usage != "10 5 0.2500 openai fake-1 campaigns/test You write." {
		t.Errorf("kept: %s", usage)
	}
}

// Twenty posts with one key are one run and one answer; other content under the key, or under another tenant, is not.
func TestStart_IdempotencyKey(t *testing.T) {
	t.Parallel()
	k := newKit(t, says("x"), nil)
	var wg sync.WaitGroup
	ids := make([]uuid.UUID, 20)
	for i := range ids {
		wg.Go(func() {
			req := request("same")
			req.IdempotencyKey = "key"
			s, err := k.Start(t.Context(), k.sc, req)
			if err != nil {
				t.Error(err)
			}
			ids[i] = s.RunID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] || id == uuid.Nil {
			t.Fatalf("%v", ids)
		}
	}
	if n := one[int](k, `SELECT count(*) FROM agent_runs WHERE idempotency_key = 'key'`); n != 1 {
		t.Errorf("%d runs", n)
	}
	if n := one[int](k, `SELECT count(*) FROM river.river_job`); n != 1 {
		t.Errorf("%d jobs", n)
	}
	other := request("other")
	other.IdempotencyKey = "key"
	if _, err := k.Start(t.Context(), k.sc, other); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("other content: %v", err)
	}
	b := k.Scope(storetest.Email(k.B, cmo.RoleOwner), k.B)
	if s, err := k.Start(t.Context(), b, other); err != nil || s.Repeated {
		t.Errorf("the key in another tenant: %+v, %v", s, err)
	}
}

func TestStart_Guards(t *testing.T) {
	t.Parallel()
	m := says("x")
	k := newKit(t, m, nil)
	strange := uuid.New()
	foreign := request("x")
	foreign.TenantID = &k.B.ID
	unknown := request("x")
	unknown.Mode = "create"
	module := request("x")
	module.Module = cmo.ModuleCFO
	reference := func(id uuid.UUID) kernel.Request {
		r := request("x")
		r.Context.FunnelID = &id
		return r
	}
	for name, c := range map[string]struct {
		role cmo.Role
		req  kernel.Request
		want cmo.Kind
	}{
		"viewer":           {cmo.RoleViewer, request("x"), cmo.Forbidden},
		"support":          {cmo.RoleSupport, request("x"), cmo.Forbidden},
		"another tenant":   {cmo.RoleOwner, foreign, cmo.Invalid},
		"no mode":          {cmo.RoleOwner, unknown, cmo.Invalid},
		"planned module":   {cmo.RoleOwner, module, cmo.Invalid},
		"broken input":     {cmo.RoleOwner, kernel.Request{Mode: cmo.ModeCampaigns, Payload: []byte(`[`)}, cmo.Invalid},
		"another's funnel": {cmo.RoleOwner, reference(k.B.RowID("funnel")), cmo.NotFound},
		"no such funnel":   {cmo.RoleOwner, reference(strange), cmo.NotFound},
	} {
		if _, err := k.Start(t.Context(), k.Scope(storetest.Email(k.A, c.role), k.A), c.req); cmo.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	dry := request("x")
	dry.DryRun = true
	if s, err := k.Start(t.Context(), k.sc, dry); err != nil || s.Subject != "Campaign, x" || s.RunID != uuid.Nil {
		t.Errorf("dry run: %+v, %v", s, err)
	}
	if n := one[int](k, `SELECT count(*) FROM agent_runs WHERE status = 'pending'`); n != 0 || m.calls.Load() != 0 {
		t.Errorf("%d runs and %d calls by refused requests", n, m.calls.Load())
	}
}

// Parallel starts do not slip past a limit; the refusal says when to come back.
func TestStart_Limits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limits kernel.Limits
		plant  string
	}{
		"minute":  {kernel.Limits{PerMinute: 5, Waiting: -1}, ``},
		"hour":    {kernel.Limits{PerMinute: -1, PerHour: 5, Waiting: -1}, ``},
		"day":     {kernel.Limits{PerMinute: -1, PerDay: 5, Waiting: -1}, ``},
		"waiting": {kernel.Limits{PerMinute: -1, Waiting: 5}, `UPDATE os_tenant_registry SET run_concurrency = 1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKit(t, says("x"), func(cfg *kernel.Config) { cfg.Limits = c.limits })
			k.Admin(`UPDATE agent_runs SET created_at = now() - interval '3 days'`)
			if c.plant != "" {
				k.Admin(c.plant)
			}
			var wg sync.WaitGroup
			var mu sync.Mutex
			started := 0
			for i := range 12 {
				wg.Go(func() {
					_, err := k.Start(t.Context(), k.sc, request(fmt.Sprint(i)))
					var own *cmo.Error
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						started++
					} else if !errors.As(err, &own) || own.Kind != cmo.TooMany || own.Retry <= 0 {
						t.Errorf("%v", err)
					}
				})
			}
			wg.Wait()
			if started != 5 {
				t.Errorf("%d started, want 5", started)
			}
		})
	}
	k := newKit(t, says("x"), nil)
	k.Admin(`UPDATE os_tenant_registry SET run_budget_usd = 0.2 WHERE tenant_id = $1`, k.A.ID)
	run := k.start("within")
	k.execute(run) // costs 0.25
	if _, err := k.Start(t.Context(), k.sc, request("over")); cmo.KindOf(err) != cmo.TooMany {
		t.Errorf("over budget: %v", err)
	}
}

// Without a budget no language model is asked, at the start or later; the playbook costs nothing and goes on.
func TestStart_NoBudget(t *testing.T) {
	t.Parallel()
	m := says("x")
	k := newKit(t, m, nil)
	waiting := k.start("before")
	k.Admin(`UPDATE os_tenant_registry SET run_budget_usd = 0 WHERE tenant_id = $1`, k.A.ID)
	if _, err := k.Start(t.Context(), k.sc, request("first")); cmo.KindOf(err) != cmo.Invalid || !strings.Contains(err.Error(), "budget") {
		t.Errorf("a paid run starts without a budget: %v", err)
	}
	k.execute(waiting)
	if r := k.response(waiting); r.Status != "failed" || !strings.Contains(*r.Error, "budget") || m.calls.Load() != 0 {
		t.Errorf("a run that waited: %s, %d calls of the model", r.Status, m.calls.Load())
	}
	if got := one[string](k, `SELECT error_kind FROM agent_runs WHERE id = $1`, waiting); got != "budget" {
		t.Errorf("kind %s", got)
	}
	server := kernel.New(kernel.Config{DB: k.DB, Agents: fakeAgents{}, Paid: true}) // starts what others work on
	if _, err := server.Start(t.Context(), k.sc, request("server")); cmo.KindOf(err) != cmo.Invalid {
		t.Errorf("a server lets one start: %v", err)
	}
	for _, free := range []*kernel.Kernel{kernel.New(kernel.Config{DB: k.DB, Agents: fakeAgents{}, Model: playbook.New()}), kernel.New(kernel.Config{DB: k.DB, Agents: fakeAgents{}})} {
		if _, err := free.Start(t.Context(), k.sc, request("free")); err != nil {
			t.Errorf("the playbook needs a budget: %v", err)
		}
	}
}

func TestExecute_BrokenAnswer(t *testing.T) {
	t.Parallel()
	k := newKit(t, says("broken"), nil)
	run := k.start("x")
	k.execute(run)
	if r := k.response(run); r.Status != "failed" || *r.Error != "channel shares add up to 110 %" || len(r.Entities) != 0 {
		t.Errorf("%+v", r)
	}
	if got := one[string](k, `SELECT concat_ws(' ', error_kind, raw_answer, tokens_in) FROM agent_runs WHERE id = $1`, run); got != "invalid_output broken 20" {
		t.Errorf("kept: %s", got)
	}
	mended := &model{}
	mended.do = func(context.Context, llm.Request, func(string)) (llm.Answer, error) {
		return llm.Answer{Text: []string{"", "broken", "Mended"}[mended.calls.Load()]}, nil
	}
	k = newKit(t, mended, nil)
	run = k.start("x")
	k.execute(run)
	if r := k.response(run); !r.Success {
		t.Errorf("%+v", r)
	}
	if steps := one[string](k, `SELECT string_agg(kind || ' ' || status, ', ' ORDER BY step_no) FROM agent_run_steps WHERE run_id = $1 AND step_no > 4`, run); steps !=
		"model completed, validate invalid, repair completed, validate completed, save completed" {
		t.Errorf("steps: %s", steps)
	}
}

// Whatever happens while the model works, the run ends once, with the right word, and leaves no row.
func TestExecute_EndsOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		during func(k kit, run uuid.UUID)
		answer func(ctx context.Context) (llm.Answer, error)
		status string
		kind   string
	}{
		"cancelled": {during: func(k kit, run uuid.UUID) {
			if err := k.Cancel(context.Background(), k.sc, run); err != nil {
				k.t.Error(err)
			}
		}, status: "cancelled"},
		"membership removed": {during: func(k kit, _ uuid.UUID) {
			k.Admin(`DELETE FROM user_tenants WHERE user_id = (SELECT id FROM users WHERE email = $1)`, storetest.Email(k.A, cmo.RoleMarketer))
		}, status: "cancelled", kind: "access"},
		"role taken": {during: func(k kit, _ uuid.UUID) {
			k.Admin(`UPDATE user_tenants SET role = 'viewer' WHERE user_id = (SELECT id FROM users WHERE email = $1)`, storetest.Email(k.A, cmo.RoleMarketer))
		}, status: "cancelled", kind: "access"},
		"user disabled": {during: func(k kit, _ uuid.UUID) {
			k.Admin(`UPDATE users SET disabled_at = now() WHERE email = $1`, storetest.Email(k.A, cmo.RoleMarketer))
		}, status: "cancelled", kind: "access"},
		"module off": {during: func(k kit, _ uuid.UUID) {
			k.Admin(`UPDATE tenant_module_access SET enabled = false WHERE tenant_id = $1`, k.A.ID)
		}, status: "cancelled", kind: "access"},
		"tenant off": {during: func(k kit, _ uuid.UUID) {
			k.Admin(`UPDATE os_tenant_registry SET is_active = false WHERE tenant_id = $1`, k.A.ID)
		}, status: "cancelled", kind: "access"},
		"panic": {answer: func(context.Context) (llm.Answer, error) { panic("boom") }, status: "failed", kind: "internal"},
		"provider": {answer: func(context.Context) (llm.Answer, error) {
			return llm.Answer{}, &llm.Error{Msg: "The provider is down.", Err: errors.New("secret-key")}
		}, status: "failed", kind: "provider"},
		"endless answer": {answer: func(context.Context) (llm.Answer, error) { return llm.Answer{Text: string(make([]byte, 3<<20))}, nil }, status: "failed", kind: "budget"},
		"NUL and bytes":  {answer: func(context.Context) (llm.Answer, error) { return llm.Answer{Text: "broken \x00\xff"}, nil }, status: "failed", kind: "invalid_output"},
	} {
		for _, when := range []string{"watched", "at the save"} { // the heartbeat sees it, or the last transaction does
			t.Run(name+" "+when, func(t *testing.T) {
				t.Parallel()
				var k kit
				var run uuid.UUID
				m := &model{do: func(ctx context.Context, _ llm.Request, _ func(string)) (llm.Answer, error) {
					if c.answer != nil {
						return c.answer(ctx)
					}
					c.during(k, run)
					if when == "watched" {
						<-ctx.Done()
						return llm.Answer{}, ctx.Err()
					}
					return llm.Answer{Text: "Too late"}, nil
				}}
				k = newKit(t, m, func(cfg *kernel.Config) {
					if cfg.Beat = 5 * time.Millisecond; when != "watched" {
						cfg.Beat = time.Hour
					}
				})
				run = k.start("x")
				if k.execute(run) != kernel.Over {
					t.Error("not over")
				}
				got := one[string](k, `SELECT concat_ws(' ', status, error_kind) FROM agent_runs WHERE id = $1 AND completed_at IS NOT NULL AND duration_ms IS NOT NULL`, run)
				if want := c.status + map[bool]string{true: " " + c.kind}[c.kind != ""]; got != want {
					t.Errorf("%q, want %q", got, want)
				}
				if n := one[int](k, `SELECT count(*) FROM cmo_campaigns WHERE run_id = $1`, run); n != 0 {
					t.Errorf("%d campaigns", n)
				}
				if n := one[int](k, `SELECT count(*) FROM agent_run_steps WHERE run_id = $1 AND finished_at IS NULL`, run); n != 0 {
					t.Errorf("%d steps still run", n)
				}
				if n := one[int](k, `SELECT count(*) FROM capabilities WHERE kind = 'lease'`); n != 0 {
					t.Error("the lease outlives the run")
				}
				if k.execute(run) != kernel.Over || m.calls.Load() > 2 {
					t.Error("worked on after its end")
				}
			})
		}
	}
}

func TestExecute_TimeOutAndStop(t *testing.T) {
	t.Parallel()
	hang := &model{do: func(ctx context.Context, _ llm.Request, _ func(string)) (llm.Answer, error) {
		<-ctx.Done()
		return llm.Answer{}, ctx.Err()
	}}
	k := newKit(t, hang, func(c *kernel.Config) { c.Timeout = 30 * time.Millisecond })
	run := k.start("x")
	k.execute(run)
	if r := k.response(run); r.Status != "timed_out" {
		t.Errorf("%+v", r)
	}

	asked := make(chan struct{}, 1)
	hang = &model{do: func(ctx context.Context, _ llm.Request, progress func(string)) (llm.Answer, error) {
		progress("half an answ")
		asked <- struct{}{}
		<-ctx.Done()
		return llm.Answer{}, ctx.Err()
	}}
	k = newKit(t, hang, nil)
	run = k.start("x")
	ctx, stop := context.WithCancel(t.Context())
	go func() { <-asked; stop() }()
	out, err := k.Execute(ctx, store.RunRef{TenantID: k.A.ID, RunID: run})
	if err != nil || out != kernel.Later {
		t.Fatalf("%v, %v", out, err)
	}
	if got := one[string](k, `SELECT status || ' ' || attempts FROM agent_runs WHERE id = $1 AND lease_expires_at < now()`, run); got != "running 0" {
		t.Errorf("handed back: %s", got)
	}
	next := kernel.New(kernel.Config{DB: k.DB, Worker: k.Worker(), Agents: fakeAgents{}, Model: says("Second try")})
	if out, err := next.Execute(t.Context(), store.RunRef{TenantID: k.A.ID, RunID: run}); err != nil || out != kernel.Over {
		t.Fatalf("%v, %v", out, err)
	}
	if r := k.response(run); !r.Success {
		t.Errorf("%+v", r)
	}
}

// No more runs of a tenant work than may; another tenant's are not held up.
func TestExecute_Concurrency(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	m := &model{}
	m.do = func(ctx context.Context, _ llm.Request, _ func(string)) (llm.Answer, error) {
		<-gate
		return llm.Answer{Text: fmt.Sprint("Campaign ", m.calls.Load())}, nil
	}
	k := newKit(t, m, nil)
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 1`)
	first, second := k.start("1"), k.start("2")
	done := make(chan struct{})
	go func() { defer close(done); k.execute(first) }()
	for m.calls.Load() == 0 { // the first is at work once it has asked
		time.Sleep(time.Millisecond)
	}
	if k.execute(second) != kernel.Later {
		t.Error("two at once")
	}
	if k.execute(first) != kernel.Later {
		t.Error("the same run twice")
	}
	b := k.Scope(storetest.Email(k.B, cmo.RoleOwner), k.B)
	s, err := k.Start(t.Context(), b, request("b"))
	if err != nil {
		t.Fatal(err)
	}
	close(gate)
	if out, err := k.Execute(t.Context(), store.RunRef{TenantID: k.B.ID, RunID: s.RunID}); err != nil || out != kernel.Over {
		t.Errorf("another tenant: %v, %v", out, err)
	}
	<-done
	if k.execute(second) != kernel.Over {
		t.Error("the second does not follow")
	}
}

func TestCancel_Waiting(t *testing.T) {
	t.Parallel()
	m := says("x")
	k := newKit(t, m, nil)
	run := k.start("x")
	if err := k.Cancel(t.Context(), k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A), run); cmo.KindOf(err) != cmo.Forbidden {
		t.Errorf("a viewer: %v", err)
	}
	if err := k.Cancel(t.Context(), k.Scope(storetest.Email(k.B, cmo.RoleOwner), k.B), run); cmo.KindOf(err) != cmo.NotFound {
		t.Errorf("another tenant: %v", err)
	}
	if err := k.Cancel(t.Context(), k.sc, run); err != nil {
		t.Fatal(err)
	}
	if r := k.response(run); r.Status != "cancelled" {
		t.Errorf("%+v", r)
	}
	if err := k.Cancel(t.Context(), k.sc, run); cmo.KindOf(err) != cmo.Conflict {
		t.Errorf("twice: %v", err)
	}
	if k.execute(run) != kernel.Over || m.calls.Load() != 0 {
		t.Error("a cancelled run was worked on")
	}
}
