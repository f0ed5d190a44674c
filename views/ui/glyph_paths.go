package ui

// glyphs holds the state signs on a 16 px grid: tone class and inner SVG. Each differs in shape, not only in colour.
var glyphs = map[StateKind]struct{ tone, inner string }{
	"draft":     {"g-mute", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.1 2.6"/>`},
	"review":    {"g-accent", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M8 4.6a3.4 3.4 0 0 1 0 6.8Z" fill="currentColor"/>`},
	"changes":   {"g-warn", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M6.9 5.6 4.9 7.6l2 2M5.1 7.6h3.6a1.9 1.9 0 0 1 1.9 1.9v.6" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>`},
	"approved":  {"g-ok", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M5.4 8.2 7.2 10l3.5-3.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"stale":     {"g-warn", `<path d="M8 2a6 6 0 0 1 6 6M12.2 12.3A6 6 0 0 1 2 8a6 6 0 0 1 1.9-4.4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/><path d="M8 5v3.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="11" r=".95" fill="currentColor"/>`},
	"live":      {"g-ok", `<circle cx="8" cy="8" r="6.8" fill="currentColor"/><path d="M6.5 5.2v5.6L11 8Z" fill="var(--card)"/>`},
	"paused":    {"g-mute", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M6.6 6v4M9.4 6v4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"rejected":  {"g-bad", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="m6.1 6.1 3.8 3.8M9.9 6.1 6.1 9.9" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"ended":     {"g-ink", `<circle cx="8" cy="8" r="6.8" fill="currentColor"/><path d="M5.2 8.2 7.1 10.1l3.7-4" fill="none" stroke="var(--card)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"scheduled": {"g-accent", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M8 5v3.2l2 1.3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`},
	"queued":    {"g-mute", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.1 2.6"/>`},
	"running":   {"g-accent", `<g class="spin"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-opacity=".25"/><path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></g>`},
	"completed": {"g-ok", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M5.4 8.2 7.2 10l3.5-3.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"failed":    {"g-bad", `<path d="M5.3 1.4h5.4l3.9 3.9v5.4l-3.9 3.9H5.3l-3.9-3.9V5.3Z" fill="currentColor"/><path d="m6 6 4 4M10 6l-4 4" fill="none" stroke="var(--card)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"invalid":   {"g-warn", `<path d="M8 1.9 14.6 13.6H1.4Z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M8 6.4v3" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="11.5" r=".9" fill="currentColor"/>`},
	"timeout":   {"g-warn", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M8 4.8V8l2.2 1.4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"cancelled": {"g-mute", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="m4.2 11.8 7.6-7.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"skipped":   {"g-mute", `<path d="M4 8h8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`},
	"ok":        {"g-ok", `<path d="M3.5 8.4 6.6 11.4 12.6 4.8" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>`},
	"no":        {"g-bad", `<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>`},
	"warn":      {"g-warn", `<path d="M8 1.9 14.6 13.6H1.4Z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M8 6.4v3" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="11.5" r=".9" fill="currentColor"/>`},
	"info":      {"g-accent", `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M8 7.4v3.4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="5.1" r=".95" fill="currentColor"/>`},
	"change":    {"g-accent", `<path d="M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8 3.5 10.5 6 13" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`},
	"add":       {"g-ok", `<path d="M8 3.5v9M3.5 8h9" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`},
}
