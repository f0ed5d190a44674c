package kernel_test

import (
	"context"
	"sync"

	"github.com/ubigrowth/aicmo/internal/llm"
)

// watching passes questions on to a model and keeps what it was asked.
type watching struct {
	llm.Client
	mu      sync.Mutex
	prompts []string
}

func (w *watching) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	w.mu.Lock()
	w.prompts = append(w.prompts, req.System+"\n"+req.Prompt)
	w.mu.Unlock()
	return w.Client.Complete(ctx, req, progress)
}

func (w *watching) last() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.prompts[len(w.prompts)-1]
}
