package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/agent"
	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/jobs"
	"github.com/ubigrowth/aicmo/internal/kernel"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/postgres"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// The test binary is also the worker process that the tests kill.
func TestMain(m *testing.M) {
	if url := os.Getenv("AICMO_TEST_WORKER"); url != "" {
		if err := work(url, os.Getenv("AICMO_TEST_RIGHT")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// work is the worker process: it works until it is asked to stop, or killed.
func work(url, right string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	queue, err := jobs.NewQueue()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, url, store.Options{Queue: queue})
	if err != nil {
		return err
	}
	defer db.Close()
	secret, ok := store.ParseSecret(right)
	if !ok {
		return errors.New("no right")
	}
	worker := db.Worker(secret)
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("AICMO_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	k := kernel.New(kernel.Config{DB: db, Worker: worker, Agents: oneCampaign{}, Model: slow{}, Log: log, Lease: 3 * time.Second, Beat: 200 * time.Millisecond})
	w, err := jobs.Start(ctx, jobs.Config{URL: url, Kernel: k, Worker: worker, Log: log, Parallel: 12, Grace: 100 * time.Millisecond})
	if err != nil {
		return err
	}
	fmt.Println("working")
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return w.Stop(end)
}

// slow takes its time, so that a kill finds it at work.
type slow struct{}

func (slow) Describe() (string, string) { return "openai", "slow" }

func (slow) Complete(ctx context.Context, _ llm.Request, progress func(string)) (llm.Answer, error) {
	for range 4 {
		progress("word ")
		select {
		case <-ctx.Done():
			return llm.Answer{}, ctx.Err()
		case <-time.After(rand.N(60 * time.Millisecond)):
		}
	}
	return llm.Answer{Text: "{}", TokensOut: 4}, nil
}

// oneCampaign is an agent whose every answer is one campaign.
type oneCampaign struct{}

func (oneCampaign) CheckInput(_ cmo.Mode, raw json.RawMessage) (agent.Input, error) {
	var in cmo.CampaignsInput
	err := json.Unmarshal(raw, &in)
	return agent.Input{AgentInput: in}, err
}
func (oneCampaign) Subject(cmo.AgentInput, cmo.AgentData) string { return "Chaos" }
func (oneCampaign) Prompt(d cmo.AgentData, in cmo.AgentInput) (llm.Request, string) {
	return llm.Request{Mode: in.AgentMode(), System: "You write.", Data: d, MaxTokens: 1000}, "campaigns/test"
}
func (oneCampaign) Parse(string, cmo.AgentData, cmo.AgentInput) (cmo.AgentOutput, error) {
	return cmo.CampaignsOutput{Campaign: cmo.CampaignDraft{CampaignName: "Made in chaos", CampaignType: "nurture", FunnelStage: "consideration"},
		Channels: []cmo.ChannelDraft{{ChannelName: "email", ChannelType: "owned", Priority: "primary"}}}, nil
}
func (oneCampaign) Repair(r llm.Request, _ string, _ error) llm.Request { return r }

// process is one worker process.
type process struct {
	t   *testing.T
	env []string
	cmd *exec.Cmd
}

func (p *process) start() {
	p.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd = exec.Command(exe)
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	_, _ = out.Read(make([]byte, 16)) // it says that it works, or ends
}

func (p *process) end(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s)
	_ = p.cmd.Wait()
}

// trouble is what a harness does to the runs.
type trouble struct {
	runs, kills, stops, restarts, cancels int
	restart                               func() // PostgreSQL, without a word
}

// storm starts runs, makes trouble while they are worked on, and checks that each ended exactly once.
func storm(t *testing.T, k *storetest.Kit, x trouble) {
	t.Helper()
	k.Admin(`UPDATE os_tenant_registry SET run_concurrency = 50`)
	right, err := k.Operator.AddWorkerRight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	starter := kernel.New(kernel.Config{DB: k.DB, Agents: oneCampaign{}, Model: slow{}, Limits: kernel.Limits{PerMinute: -1, PerHour: -1, PerDay: -1, Waiting: -1}})
	sc := k.Scope(storetest.Email(k.A, cmo.RoleOwner), k.A)
	for i := range x.runs {
		s, err := starter.Start(t.Context(), sc, kernel.Request{Mode: cmo.ModeCampaigns})
		if err != nil {
			t.Fatal(err)
		}
		if i%max(1, x.runs/max(1, x.cancels)) == 0 && x.cancels > 0 {
			if err := starter.Cancel(t.Context(), sc, s.RunID); err != nil {
				t.Fatal(err)
			}
		}
	}
	env := []string{"AICMO_TEST_WORKER=" + k.RuntimeURL, "AICMO_TEST_RIGHT=" + right.Encode()}
	procs := []*process{{t: t, env: env}, {t: t, env: env}}
	for _, p := range procs {
		p.start()
	}
	defer func() {
		for _, p := range procs {
			p.end(syscall.SIGKILL)
		}
	}()
	events := x.kills + x.stops + x.restarts
	for i := range events {
		target := x.runs * (i + 1) / (events + 2)
		await(t, k, time.Minute, `SELECT count(*) >= $1 FROM agent_runs WHERE subject = 'Chaos' AND completed_at IS NOT NULL`, target)
		switch {
		case i%3 == 1 && x.restarts > 0:
			x.restarts--
			x.restart()
		case i%3 == 2 && x.stops > 0:
			x.stops--
			procs[i%2].end(syscall.SIGTERM)
			procs[i%2].start()
		case x.kills > 0:
			x.kills--
			procs[i%2].end(syscall.SIGKILL)
			procs[i%2].start()
		case x.restarts > 0:
			x.restarts--
			x.restart()
		}
	}
	began := time.Now()
	await(t, k, 30*time.Second, `SELECT count(*) = 0 FROM agent_runs WHERE subject = 'Chaos' AND completed_at IS NULL AND $1 > 0`, 1)
	t.Logf("all ended %v after the last trouble", time.Since(began).Round(time.Millisecond))
	verdict(t, k, x.runs)
}

// await polls a condition; the connection is new each time, since the server may have been restarted.
func await(t *testing.T, k *storetest.Kit, most time.Duration, sql string, arg int) {
	t.Helper()
	until := time.Now().Add(most)
	for time.Now().Before(until) {
		ok := false
		if conn, err := pgx.Connect(t.Context(), k.AdminURL); err == nil {
			err = conn.QueryRow(t.Context(), sql, arg).Scan(&ok)
			_ = conn.Close(t.Context())
			if err == nil && ok {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("still not so after %v: %s (%d); %s", most, sql, arg, tally(t, k))
}

func tally(t *testing.T, k *storetest.Kit) (s string) {
	t.Helper()
	err := k.AdminConn().QueryRow(t.Context(), `SELECT string_agg(w, ', ') FROM (SELECT status || '/' || attempts || coalesce('/' || error_message, '') || ' ' || count(*) AS w FROM agent_runs WHERE subject = 'Chaos' GROUP BY status, attempts, error_message ORDER BY 1) x`).Scan(&s)
	if err != nil {
		t.Error(err)
	}
	return s
}

// verdict holds what must be true whatever happened.
func verdict(t *testing.T, k *storetest.Kit, runs int) {
	t.Helper()
	t.Log(tally(t, k))
	conn := k.AdminConn()
	for what, sql := range map[string]string{
		"runs lost":                           `SELECT ` + strconv.Itoa(runs) + ` - count(*) FROM agent_runs WHERE subject = 'Chaos'`,
		"runs open":                           `SELECT count(*) FROM agent_runs WHERE subject = 'Chaos' AND completed_at IS NULL`,
		"completed without just one campaign": `SELECT count(*) FROM agent_runs r WHERE subject = 'Chaos' AND status = 'completed' AND 1 <> (SELECT count(*) FROM cmo_campaigns c WHERE c.run_id = r.id)`,
		"others with a campaign":              `SELECT count(*) FROM agent_runs r WHERE subject = 'Chaos' AND status <> 'completed' AND EXISTS (SELECT FROM cmo_campaigns c WHERE c.run_id = r.id)`,
		"runs without just one end":           `SELECT count(*) FROM agent_runs r WHERE subject = 'Chaos' AND 1 <> (SELECT count(*) FROM audit_log a WHERE a.event IN ('run.completed', 'run.failed', 'run.cancelled', 'run.timed_out') AND a.details->>'run_id' = r.id::text)`,
		"failed":                              `SELECT count(*) FROM agent_runs WHERE subject = 'Chaos' AND status IN ('failed', 'timed_out')`,
		"steps still running":                 `SELECT count(*) FROM agent_run_steps s JOIN agent_runs r ON r.id = s.run_id WHERE r.subject = 'Chaos' AND s.finished_at IS NULL`,
		"leases left":                         `SELECT count(*) FROM capabilities WHERE kind = 'lease'`,
		"jobs with anything but ids":          `SELECT count(*) FROM river.river_job WHERE args - '{run_id,tenant_id,week}'::text[] <> '{}' OR errors::text LIKE '%Canary%'`,
	} {
		var n int
		if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d (%v)", what, n, err)
		}
	}
}

// The long storm: `make chaos`. PostgreSQL is one of its own, which is told to stop at once, as in a crash.
func TestChaos(t *testing.T) {
	if os.Getenv("AICMO_CHAOS") == "" {
		t.Skip("set AICMO_CHAOS=1, or run make chaos")
	}
	dir, err := os.MkdirTemp("", "aicmo-chaos-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the server's account has to enter it
		t.Fatal(err)
	}
	server, err := postgres.Ensure(t.Context(), postgres.Config{Dir: filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go server.Watch(t.Context())
	t.Setenv("AICMO_TEST_DATABASE_URL", server.URL("postgres", "postgres"))
	k := storetest.New(t)
	storm(t, k, trouble{runs: 200, kills: 5, stops: 2, restarts: 4, cancels: 10, restart: func() {
		pid := postmaster(t, dir)
		if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
			t.Fatal(err)
		}
		for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
			if conn, err := pgx.Connect(t.Context(), k.AdminURL); err == nil {
				_ = conn.Close(t.Context())
				if postmaster(t, dir) != pid {
					return
				}
			}
		}
		t.Fatal("PostgreSQL does not come back")
	}})
}

// postmaster is the process of the server in dir, 0 for none.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "data", "*", "postmaster.pid"))
	if err != nil || len(files) == 0 {
		return 0
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return pid
}

// Workers are killed, stopped and cut off from the database while they work.
func TestStorm_EveryRunEndsOnce(t *testing.T) {
	t.Parallel()
	k := storetest.New(t)
	storm(t, k, trouble{runs: 40, kills: 2, stops: 1, restarts: 1, cancels: 4, restart: func() {
		k.Admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	}})
}
