// Package llmtest is a provider on the loopback for tests: it answers like OpenAI's and Anthropic's APIs, well or with a
// fault.
package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Fault is a way in which a provider fails.
type Fault string

// The faults. Answers that arrive but say nonsense are given as text instead.
const (
	Unauthorized Fault = "401"
	Busy         Fault = "429"
	Broken       Fault = "500"
	Hang         Fault = "hang"       // never answers
	Drip         Fault = "drip"       // one byte at a time
	Reset        Fault = "reset"      // closes the connection
	Cut          Fault = "cut stream" // ends in the middle of the answer
	Page         Fault = "html"
	Garbage      Fault = "bad json" // the envelope cannot be read
	Empty        Fault = "empty"
	Huge         Fault = "64 MB"
)

// Faults lists them all.
var Faults = []Fault{Unauthorized, Busy, Broken, Hang, Drip, Reset, Cut, Page, Garbage, Empty, Huge}

// Server is the provider. It keeps what it was asked.
type Server struct {
	*httptest.Server
	mu     sync.Mutex
	text   string
	fault  Fault
	times  int // how often the fault comes before answers are well; -1: always
	bodies []string
	done   chan struct{}
}

// New starts a provider that answers with a text.
func New(text string) *Server {
	s := &Server{text: text, done: make(chan struct{})}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close ends the server and every answer that hangs.
func (s *Server) Close() {
	close(s.done)
	s.CloseClientConnections()
	s.Server.Close()
}

// Fail makes the next answers fail: so many, or all with -1.
func (s *Server) Fail(f Fault, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.times = f, times
}

// Say changes the text of the answers.
func (s *Server) Say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = text
}

// Bodies are the requests so far.
func (s *Server) Bodies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.bodies...)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.bodies = append(s.bodies, string(body))
	fault, text := s.fault, s.text
	if s.times == 0 {
		fault = ""
	} else if s.times > 0 {
		s.times--
	}
	s.mu.Unlock()
	if fault == "" && r.Method == http.MethodGet {
		list(w, r)
		return
	}
	events := openAIEvents
	if strings.HasSuffix(r.URL.Path, "/messages") {
		events = anthropicEvents
	}
	s.answer(w, r, fault, events, text)
}

// list is the list of models, for whoever has a key.
func list(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/v1/models":
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Authorization")+r.Header.Get("X-Api-Key") == "":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		_, _ = io.WriteString(w, `{"data":[]}`)
	}
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, fault Fault, events func(string) []string, text string) {
	switch fault {
	case Unauthorized, Busy, Broken:
		if fault == Busy {
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(map[Fault]int{Unauthorized: 401, Busy: 429, Broken: 500}[fault])
		_, _ = io.WriteString(w, `{"error":{"message":"your key `+r.Header.Get("Authorization")+r.Header.Get("X-Api-Key")+` is odd","type":"x"}}`) //nolint:gosec // a provider that echoes the key is the fault under test
	case Hang:
		s.wait(r, time.Hour)
	case Reset:
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = c.Close()
		}
	case Page:
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html><body><h1>502 Bad Gateway</h1><script>alert(1)</script></body></html>")
	case Garbage:
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "event: message_start\ndata: {\"choices\": [{\"delta\"\n\n")
	case Huge:
		w.Header().Set("Content-Type", "text/event-stream")
		for range 64 << 4 {
			if _, err := io.WriteString(w, events(strings.Repeat("x", 64<<10))[1]); err != nil {
				return
			}
		}
	default:
		s.stream(w, r, fault, events, text)
	}
}

func (s *Server) stream(w http.ResponseWriter, r *http.Request, fault Fault, events func(string) []string, text string) {
	w.Header().Set("Content-Type", "text/event-stream")
	if fault == Empty {
		text = ""
	}
	parts := events(text)
	if fault == Cut {
		parts = parts[:2]
	}
	for _, p := range parts {
		if fault != Drip {
			_, _ = io.WriteString(w, p)
			continue
		}
		for i := range len(p) {
			if _, err := io.WriteString(w, p[i:i+1]); err != nil || !s.wait(r, time.Second) {
				return
			}
			w.(http.Flusher).Flush()
		}
	}
}

// wait is false if the request or the server ends first.
func (s *Server) wait(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

func openAIEvents(text string) []string {
	chunk := func(s string) string {
		return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"test-model\"," + s + "}\n\n"
	}
	half := len(text) / 2
	return []string{
		chunk(`"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]`),
		chunk(`"choices":[{"index":0,"delta":{"content":` + quote(text[:half]) + `},"finish_reason":null}]`),
		chunk(`"choices":[{"index":0,"delta":{"content":` + quote(text[half:]) + `},"finish_reason":null}]`),
		chunk(`"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]`),
		chunk(`"choices":[],"usage":{"prompt_tokens":120,"completion_tokens":34,"total_tokens":154}`),
		"data: [DONE]\n\n",
	}
}

func anthropicEvents(text string) []string {
	event := func(kind, s string) string { return fmt.Sprintf("event: %s\ndata: {\"type\":%q%s}\n\n", kind, kind, s) }
	half := len(text) / 2
	return []string{
		event("message_start", `,"message":{"id":"m","type":"message","role":"assistant","model":"test-model","content":[],"stop_reason":null,"usage":{"input_tokens":120,"output_tokens":1}}`) +
			event("content_block_start", `,"index":0,"content_block":{"type":"text","text":""}`),
		event("content_block_delta", `,"index":0,"delta":{"type":"text_delta","text":`+quote(text[:half])+`}`),
		event("content_block_delta", `,"index":0,"delta":{"type":"text_delta","text":`+quote(text[half:])+`}`),
		event("content_block_stop", `,"index":0`),
		event("message_delta", `,"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":34}`),
		event("message_stop", ""),
	}
}
