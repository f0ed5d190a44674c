package ui

// StateKind names a state glyph and its default word.
type StateKind string

// Campaign, run and check states.
const (
	StateDraft     StateKind = "draft"
	StateReview    StateKind = "review"
	StateChanges   StateKind = "changes"
	StateApproved  StateKind = "approved"
	StateStale     StateKind = "stale"
	StateScheduled StateKind = "scheduled"
	StateLive      StateKind = "live"
	StatePaused    StateKind = "paused"
	StateRejected  StateKind = "rejected"
	StateEnded     StateKind = "ended"

	StateQueued    StateKind = "queued"
	StateRunning   StateKind = "running"
	StateCompleted StateKind = "completed"
	StateFailed    StateKind = "failed"
	StateInvalid   StateKind = "invalid"
	StateTimeout   StateKind = "timeout"
	StateCancelled StateKind = "cancelled"
	StateSkipped   StateKind = "skipped"

	SignOK     StateKind = "ok"
	SignNo     StateKind = "no"
	SignWarn   StateKind = "warn"
	SignInfo   StateKind = "info"
	SignChange StateKind = "change"
	SignAdd    StateKind = "add"
)

var stateWords = map[StateKind]string{
	StateDraft: "Draft", StateReview: "Needs review", StateChanges: "Changes requested", StateApproved: "Approved",
	StateStale: "Approval stale", StateScheduled: "Scheduled", StateLive: "Live", StatePaused: "Paused",
	StateRejected: "Rejected", StateEnded: "Ended", StateQueued: "Queued", StateRunning: "Running",
	StateCompleted: "Completed", StateFailed: "Failed", StateInvalid: "Invalid output", StateTimeout: "Timed out",
	StateCancelled: "Cancelled", StateSkipped: "Skipped", SignOK: "Passed", SignNo: "Blocked", SignWarn: "Warning",
	SignInfo: "Note", SignChange: "Changed", SignAdd: "Added",
}

// Word is the default word of a state; an unknown kind is printed as it is.
func (k StateKind) Word() string { return or(stateWords[k], string(k)) }

func (k StateKind) known() StateKind {
	if _, ok := glyphs[k]; ok {
		return k
	}
	return StateDraft
}

// MarkKind says who made an item.
type MarkKind string

// The origins.
const (
	MarkAI         MarkKind = "ai"         // drafted by the AI CMO
	MarkEdited     MarkKind = "edited"     // drafted by the AI CMO, edited by a person
	MarkManual     MarkKind = "manual"     // made by hand
	MarkDrift      MarkKind = "drift"      // AI-driven, but the stored marker is missing
	MarkProposal   MarkKind = "proposal"   // a new item the AI CMO proposes
	MarkSuggestion MarkKind = "suggestion" // a change the AI CMO suggests
)

var markWords = map[MarkKind][2]string{
	MarkAI: {"AI-driven", "AI"}, MarkEdited: {"AI-driven, edited", "AI, edited"}, MarkManual: {"Manual", "Manual"},
	MarkDrift: {"Marker missing", "No marker"}, MarkProposal: {"AI proposal", "AI proposal"}, MarkSuggestion: {"AI suggestion", "AI suggestion"},
}

func markClass(k MarkKind) string {
	return cls("mark", when(k == MarkManual, "mark-manual"), when(k == MarkDrift, "mark-drift"))
}

// markIcon is the Lucide icon of a mark; the others carry the spark.
func markIcon(k MarkKind) string {
	switch k {
	case MarkManual:
		return "user-round"
	case MarkDrift:
		return "unlink"
	}
	return ""
}

// driven tells whether the full words "AI CMO Driven" precede the short visible ones for screen readers and text search.
func driven(k MarkKind) bool { return k == MarkAI || k == MarkEdited }
