package llmtest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/openai"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
)

// A probe is one request without a question; a fault ends before its deadline in a sentence without key or page.
func TestProbe(t *testing.T) {
	s := New("")
	defer s.Close()
	for name, c := range clients(s) {
		if err := llm.Probe(context.Background(), llm.Bound(c, llm.DefaultLimits)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(s.Bodies()) != 2 || strings.Join(s.Bodies(), "") != "" {
		t.Errorf("asked %q, want two requests without a body", s.Bodies())
	}
	for _, f := range []Fault{Unauthorized, Busy, Broken, Hang, Reset, Page} {
		s.Fail(f, -1)
		for name, c := range clients(s) {
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			err := llm.Probe(ctx, c)
			cancel()
			var fault *llm.Error
			if !errors.As(err, &fault) || !strings.HasSuffix(fault.Msg, ".") || strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "<") {
				t.Errorf("%s, %s: %v", name, f, err)
			}
		}
	}
	s.Fail("", 0)
	if err := llm.Probe(context.Background(), openai.New(s.URL, "some-model", key)); !errors.Is(err, llm.ErrNoList) { // the /v1 is missing
		t.Errorf("another address: %v", err)
	}
	if err := llm.Probe(context.Background(), playbook.New()); err != nil {
		t.Errorf("the playbook asks nobody: %v", err)
	}
}
