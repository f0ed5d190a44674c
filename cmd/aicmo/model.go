package main

import (
	"fmt"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/anthropic"
	"github.com/ubigrowth/aicmo/internal/llm/openai"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
)

// modelClient is the model that the environment chooses, within the limits of a run.
func modelClient(c config.Config) (llm.Client, error) {
	switch c.LLM {
	case config.Playbook:
		return playbook.New(), nil
	case config.OpenAI:
		return llm.Bound(openai.New(c.LLMBaseURL, c.LLMModel, c.LLMKey.Reveal()), llm.DefaultLimits), nil
	case config.Anthropic:
		return llm.Bound(anthropic.New(c.LLMBaseURL, c.LLMModel, c.LLMKey.Reveal()), llm.DefaultLimits), nil
	}
	return nil, fmt.Errorf("there is no model provider %q", c.LLM)
}
