package cmo

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// RunStatuses lists the stored states of a run in the order of its life; the last four are final.
var RunStatuses = []string{"pending", "running", "completed", "failed", "timed_out", "cancelled"}

// RunInvalid narrows failed runs to those whose answer broke the contract. It stands beside the states in a filter.
const RunInvalid = "invalid_output"

// RunVias lists what can start a run.
var RunVias = []string{"person", "schedule", "api"}

// RunPeriods maps the periods of the run log to their length; 0 is all time.
var RunPeriods = map[string]time.Duration{"24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour, "30d": 30 * 24 * time.Hour, "all": 0}

// RunFilter narrows the runs of a tenant. Empty fields do not narrow.
type RunFilter struct {
	Since    time.Time // zero: all time
	Statuses []string  // of RunStatuses, or RunInvalid
	Agents   []string  // agent ids
	Vias     []string
	Models   []string    // as the provider calls them
	Starters []uuid.UUID // people who started them
	Mode     string
	Text     string // in subject, error message, input or output
	Masked   bool   // for roles that see texts masked: a search must not spell out what is hidden
}

// Narrows reports that anything besides the period leaves runs out.
func (f RunFilter) Narrows() bool {
	return f.Text != "" || len(f.Statuses)+len(f.Agents)+len(f.Vias)+len(f.Models)+len(f.Starters) > 0 || f.Mode != ""
}

// RunHorizon is how many runs a filtered page of the log looks through. The next page goes on from there.
const RunHorizon = 20000

// dataHorizon is how many it looks through when it has to read what every run was given and answered.
const dataHorizon = 5000

// ReadsData reports that the search looks into inputs and outputs, which costs far more than the columns of the log.
func (f RunFilter) ReadsData() bool { return f.Text != "" && !f.Masked }

// Horizon is how many runs a page looks through.
func (f RunFilter) Horizon() int {
	if f.ReadsData() {
		return dataHorizon
	}
	return RunHorizon
}

// Window is how many of a period's newest runs are counted.
func (f RunFilter) Window() int {
	if f.ReadsData() {
		return dataHorizon / 5
	}
	return RunWindow
}

// Run is one execution of an agent as the log lists it.
type Run struct {
	ID            uuid.UUID
	No            int64 // what people see and say: counts per tenant
	Agent         string
	Mode          string
	Status        string
	ErrorKind     string
	ErrorMessage  string
	Subject       string
	Via           string
	StartedByName string // the person, or the API token; empty for others
	Attempts      int
	CostUSD       *float64
	DurationMS    *int
	CreatedAt     time.Time
	StartedAt     *time.Time
	CompletedAt   *time.Time
	Doing         string         // title of the step at work, empty unless running
	Result        map[string]int // what the output holds, by key: campaign 1, channels 2
}

// ResultKeys are the parts of the agents' outputs that a run's result is counted by.
var ResultKeys = []string{"brand_profile", "icp_segments", "offers", "plan", "funnel", "stages", "campaign", "channels", "content_outline", "assets", "analysis_summary", "recommendations"}

// Invalid reports that the run failed because the answer broke the contract.
func (r Run) Invalid() bool { return r.Status == "failed" && r.ErrorKind == RunInvalid }

// Ended reports that the run is over for good.
func (r Run) Ended() bool { return r.Status != "pending" && r.Status != "running" }

// RunDetail is one run with all it keeps.
type RunDetail struct {
	Run
	Input         json.RawMessage
	Output        json.RawMessage
	RawAnswer     string // an answer that broke the contract
	Provider      string
	Model         string
	PromptVersion string
	TokensIn      *int
	TokensOut     *int
	CampaignID    *uuid.UUID
	CampaignName  string

	Progress        string // the answer's latest words, while it streams
	CancelRequested bool
	PromptKept      bool // RunPrompt has it
}

// RunPrompt is the prompt of a run as it was sent.
type RunPrompt struct {
	System string
	Prompt string
}

// RunStep is one step of a run.
type RunStep struct {
	No         int
	Kind       string
	Title      string
	Attempt    int
	Status     string
	Detail     string
	WaitedMS   int // of the queued step: all of it; of a try that failed: the pause before the next one
	StartedAt  time.Time
	FinishedAt *time.Time
}

// RunMade is one record that a run made, as it is now.
type RunMade struct {
	Kind    string
	ID      uuid.UUID
	Name    string
	State   string     // archived, or where it stands: reviewed, in_review, active…; empty for kinds without one
	Version int        // over 1: changed since
	Page    *uuid.UUID // the record whose page shows it, nil for none
	Count   int        // of its kind in all
}

// RunLink is another run that stands beside one: the run it retries, its retries, its parent and parts, its neighbours.
type RunLink struct {
	Kind      string // retry_of, retried_by, parent, part, older or newer
	ID        uuid.UUID
	No        int64
	Status    string
	ErrorKind string
}

// RunSummary sums up the runs under a filter, among the newest of the period.
type RunSummary struct {
	Window    int // runs of the period that were looked at
	Most      int // at which looking ended
	Total     int
	Ended     int
	Completed int
	Attention int // failed or timed out
	Running   int
	Pending   int
	MedianMS  *float64 // of completed runs
	CostUSD   *float64
	Costed    int // runs that report a cost
}

// RunWindow is how many of a period's newest runs are counted; the log itself pages through all of them.
const RunWindow = 5000

// RunCut reports that the period holds more runs than were counted.
func (s RunSummary) RunCut() bool { return s.Most > 0 && s.Window >= s.Most }

// RunBucket counts the runs of one agent in one hour or day.
type RunBucket struct {
	At        time.Time
	Agent     string
	Total     int
	Bad       int // failed or timed out
	Completed int
	Ended     int
}

// RunVerdict is what a person says of a run.
type RunVerdict struct {
	Name    string
	Helpful *bool
	Reason  string
	Mine    bool
	At      time.Time
}

// VerdictCount counts the verdicts on an agent's runs.
type VerdictCount struct {
	Agent   string
	Helpful int
	Total   int
}

// RunStarter is a person who starts runs.
type RunStarter struct {
	ID   uuid.UUID
	Name string
}

// OpenRuns counts what waits and what works now.
type OpenRuns struct {
	Running int
	Pending int
}
