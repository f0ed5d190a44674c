package store_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/internal/store/storetest"
)

// acceptField accepts advice as the change of a field, as it is typed.
func acceptField(w *store.Writer, id uuid.UUID, column, typed string) error {
	rec, err := w.Recommendation(id).Get()
	if err != nil {
		return err
	}
	targets, err := w.AdviceTargets(id).Get()
	if err != nil {
		return err
	}
	for _, f := range rec.AdviceFields(targets, cmo.Words{Zone: time.UTC}) {
		if f.Column != column {
			continue
		}
		value, problem := f.Read(typed)
		if problem != "" {
			return cmo.Errorf(cmo.Invalid, "%s", problem)
		}
		return w.AcceptRecommendation(id, cmo.Acceptance{Field: &f, Value: value})
	}
	return cmo.Errorf(cmo.Invalid, "the advice is not about %s", column)
}

// taskKit is one piece of advice with who decides about it.
type taskKit struct {
	*storetest.Kit
	t  *testing.T
	sc store.Scope
	id uuid.UUID
}

func newTaskKit(t *testing.T, about string) taskKit {
	k := storetest.New(t)
	k.Admin(`UPDATE cmo_recommendations SET details = jsonb_build_object('source_id', $2::text, 'metrics_affected', '[{"metric": "Click rate", "target_value": 4}]'::jsonb) WHERE tenant_id = $1`, k.A.ID, about)
	return taskKit{k, t, k.Scope(storetest.Email(k.A, cmo.RoleMarketer), k.A), k.A.RowID("recommendation")}
}

func (k taskKit) write(fn func(w *store.Writer) error) {
	k.t.Helper()
	if err := k.sc.Write(k.t.Context(), fn); err != nil {
		k.t.Fatal(err)
	}
}

// state is "advice task outcome": how the advice, its task and the measuring stand.
func (k taskKit) state() string {
	k.t.Helper()
	var s string
	if err := k.AdminConn().QueryRow(k.t.Context(), `SELECT concat_ws(' ', n.status, e.status, coalesce((SELECT CASE WHEN o.waits THEN 'waits' ELSE 'runs' END FROM recommendation_outcomes o WHERE o.recommendation_id = n.id AND o.withdrawn_at IS NULL), 'unmeasured'), n.decision_note)
		FROM cmo_recommendations n LEFT JOIN cmo_calendar_events e ON e.id = n.task_id WHERE n.id = $1`, k.id).Scan(&s); err != nil {
		k.t.Fatal(err)
	}
	return s
}

// The advice follows its task: measured from the day after it is done, dismissed with it for the same reason, accepted again
// when it is opened again. Whoever it is for finds it in his inbox.
func TestMoveTask_AdviceFollows(t *testing.T) {
	t.Parallel()
	k := newTaskKit(t, "")
	boss := k.Scope(storetest.Email(k.A, cmo.RoleApprover), k.A)
	who := boss.User().ID
	waiting := func() (count int, due bool) {
		var n *store.One[cmo.InboxCount]
		var items *store.Rows[cmo.InboxItem]
		if err := boss.Read(t.Context(), func(r *store.Reader) error { n, items = r.InboxCount(), r.Inbox(); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, i := range items.List() {
			due = due || i.Kind == "task" && i.Waiting && i.Due != nil
		}
		return n.Value().Waiting, due
	}
	before, _ := waiting()
	k.write(func(w *store.Writer) error {
		return w.AcceptRecommendation(k.id, cmo.Acceptance{Due: time.Now().AddDate(0, 0, 7), Assignee: &who})
	})
	if n, due := waiting(); n != before+1 || !due {
		t.Errorf("the inbox counts %d after %d, task %v", n, before, due)
	}
	var task cmo.Task
	k.write(func(w *store.Writer) error {
		rec, err := w.Recommendation(k.id).Get()
		if err != nil {
			return err
		}
		task, err = w.Task(*rec.TaskID).Get()
		return err
	})
	if task.Assignee == "" || task.AdviceID == nil || task.CampaignID == nil || task.State != cmo.TaskOpen {
		t.Errorf("%+v", task)
	}
	for _, step := range []struct {
		to   cmo.TaskState
		note string
		want string
	}{
		{"", "", "accepted scheduled waits"}, {cmo.TaskDone, "", "implemented completed runs"}, {cmo.TaskOpen, "", "accepted scheduled waits"},
		{cmo.TaskDropped, "No time before the camp", "dismissed cancelled unmeasured No time before the camp"}, {cmo.TaskOpen, "", "accepted scheduled waits"},
	} {
		if step.to != "" {
			k.write(func(w *store.Writer) error { return w.MoveTask(task.ID, step.to, step.note) })
		}
		if s := k.state(); s != step.want {
			t.Errorf("after %q: %q, want %q", step.to, s, step.want)
		}
	}
	for name, fn := range map[string]func(w *store.Writer) error{
		"dropped without a reason": func(w *store.Writer) error { return w.MoveTask(task.ID, cmo.TaskDropped, "") },
		"opened while open":        func(w *store.Writer) error { return w.MoveTask(task.ID, cmo.TaskOpen, "") },
		"given to another tenant":  func(w *store.Writer) error { return w.AssignTask(task.ID, &k.B.ID) },
		"given to a viewer": func(w *store.Writer) error {
			viewer := k.Scope(storetest.Email(k.A, cmo.RoleViewer), k.A).User().ID
			return w.AssignTask(task.ID, &viewer)
		},
	} {
		if err := k.sc.Write(t.Context(), fn); cmo.KindOf(err) != cmo.Invalid && cmo.KindOf(err) != cmo.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	k.write(func(w *store.Writer) error { return w.AssignTask(task.ID, nil) })
	if n, _ := waiting(); n != before {
		t.Errorf("the inbox counts %d of nobody's task", n)
	}
}

// Advice about a plan, a stage or a milestone becomes a change of its field. Applied, it is done; turned down, it is dismissed;
// and it is taken back only when the field is changed back.
func TestAcceptRecommendation_Field(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ about, column, typed, want string }{
		"stage":     {"stage", "conversion_rate_target", "12.5", "12.5"},
		"milestone": {"milestone", "status", "", `"completed"`},
		"campaign":  {"campaign", "end_date", "2027-01-31", `"2027-01-31"`},
		"plan":      {"plan", "channel_mix", "50", `[{"channel": "email", "budget_percentage": 50}, {"channel": "sms", "budget_percentage": 33}, {"channel": "blog", "budget_percentage": 17}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTaskKit(t, "")
			k.Admin(`UPDATE cmo_marketing_plans SET channel_mix = '[{"channel": "email", "budget_percentage": 40}, {"channel": "sms", "budget_percentage": 40}, {"channel": "blog", "budget_percentage": 20}]' WHERE tenant_id = $1`, k.A.ID)
			k.Admin(`UPDATE cmo_recommendations SET details = jsonb_set(details, '{source_id}', to_jsonb($2::text)) WHERE tenant_id = $1`, k.A.ID, k.A.RowID(c.about).String())
			k.write(func(w *store.Writer) error { return acceptField(w, k.id, c.column, c.typed) })
			var set uuid.UUID
			var value string
			if err := k.AdminConn().QueryRow(t.Context(), `SELECT i.change_set_id, i.new_value->'value' FROM change_set_items i JOIN cmo_recommendations n ON n.change_set_id = i.change_set_id WHERE n.id = $1`, k.id).Scan(&set, &value); err != nil {
				t.Fatal(err)
			}
			var got, want any
			if json.Unmarshal([]byte(value), &got) != nil || json.Unmarshal([]byte(c.want), &want) != nil || !cmo.Same(got, want) {
				t.Errorf("suggested %s, want %s", value, c.want)
			}
			decide := func(accept bool) func(w *store.Writer) error {
				return func(w *store.Writer) error {
					items, err := w.ChangeItems(set).Get()
					if err != nil {
						return err
					}
					return w.DecideChangeSet(set, map[uuid.UUID]cmo.Decision{items[0].ID: {Accept: accept, Note: "Not now"}})
				}
			}
			if c.about == "plan" {
				k.write(decide(false))
				if s := k.state(); s != "dismissed unmeasured Not now" {
					t.Error(s)
				}
				k.write(func(w *store.Writer) error { return w.ReopenRecommendation(k.id) })
				return
			}
			k.write(decide(true))
			if s := k.state(); !strings.HasPrefix(s, "implemented runs") {
				t.Error(s)
			}
			back := func(w *store.Writer) error { return w.ReopenRecommendation(k.id) }
			if err := k.sc.Write(t.Context(), back); cmo.KindOf(err) != cmo.Conflict || !strings.Contains(err.Error(), "Change that back first") {
				t.Errorf("taken back over an applied change: %v", err)
			}
			k.write(func(w *store.Writer) error {
				kind := cmo.RecordKind(c.about)
				rec, err := w.Record(kind, k.A.RowID(c.about)).Get()
				if err != nil {
					return err
				}
				_, err = w.SaveRecord(kind, rec.ID, rec.Version, cmo.Fields{c.column: map[string]any{"stage": 3, "milestone": "pending", "campaign": nil}[c.about]})
				return err
			})
			k.write(back)
			if s := k.state(); s != "pending unmeasured" {
				t.Error(s)
			}
		})
	}
}
