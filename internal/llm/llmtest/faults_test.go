package llmtest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/anthropic"
	"github.com/ubigrowth/aicmo/internal/llm/openai"
)

const key = "sk-canary-5d1f"

func clients(s *Server) map[string]llm.Client {
	return map[string]llm.Client{"openai": openai.New(s.URL+"/v1", "some-model", key), "anthropic": anthropic.New(s.URL, "some-model", key)}
}

var request = llm.Request{Mode: "setup", System: "You draft.", Prompt: "The question.", Schema: []byte(`{"type":"object","properties":{},"required":[],"additionalProperties":false}`), MaxTokens: 100}

func TestAdapters_StreamAndCount(t *testing.T) {
	s := New(`{"a":"grüße"}`)
	defer s.Close()
	for name, c := range clients(s) {
		var heard strings.Builder
		a, err := c.Complete(context.Background(), request, func(p string) { heard.WriteString(p) })
		if err != nil || a.Text != `{"a":"grüße"}` || heard.String() != a.Text {
			t.Errorf("%s: %q, heard %q, %v", name, a.Text, heard.String(), err)
		}
		if a.TokensIn != 120 || a.TokensOut != 34 || a.Model != "test-model" || a.Provider != name {
			t.Errorf("%s: %+v", name, a)
		}
	}
	for _, b := range s.Bodies() {
		if !strings.Contains(b, "json_schema") || !strings.Contains(b, "The question.") || !strings.Contains(b, `"stream":true`) {
			t.Errorf("asked %s", b)
		}
	}
}

// Every fault ends before the deadline with a sentence for people, and holds neither key nor page.
func TestAdapters_Faults(t *testing.T) {
	s := New(`{"a":1}`)
	defer s.Close()
	for _, f := range Faults {
		s.Fail(f, -1)
		for name, c := range clients(s) {
			limit := 5 * time.Second
			if f == Hang || f == Drip {
				limit = 300 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			before := memory()
			_, err := c.Complete(ctx, request, nil)
			grown := memory() - before
			cancel()
			var fault *llm.Error
			if !errors.As(err, &fault) || !strings.HasSuffix(fault.Msg, ".") {
				t.Errorf("%s, %s: %v", name, f, err)
				continue
			}
			if text := err.Error(); strings.Contains(text, key) || strings.Contains(text, "<") || strings.Contains(text, "127.0.0.1") && fault.Err == nil {
				t.Errorf("%s, %s: %s", name, f, text)
			}
			if wants := map[Fault]bool{Busy: true, Broken: true, Reset: true, Cut: true, Empty: true}; fault.Retry != wants[f] && f != Garbage {
				t.Errorf("%s, %s: retry is %v: %v", name, f, fault.Retry, err)
			}
			if f == Busy && fault.RetryAfter != time.Second {
				t.Errorf("%s: asked to wait %v", name, fault.RetryAfter)
			}
			if grown > 50<<20 {
				t.Errorf("%s, %s: %d MB more memory", name, f, grown>>20)
			}
		}
	}
}

func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAdapters_CancelIsNoFault(t *testing.T) {
	s := New("")
	defer s.Close()
	s.Fail(Hang, -1)
	for name, c := range clients(s) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := c.Complete(ctx, request, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
