package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/llm/anthropic"
	"github.com/ubigrowth/aicmo/internal/llm/openai"
	"github.com/ubigrowth/aicmo/internal/llm/playbook"
)

// modelClients are the models that tenants may choose instead of the environment's first, by name.
func modelClients(c config.Config) (map[string]llm.Client, error) {
	list := map[string]llm.Client{}
	for _, name := range modelNames(c) {
		c.LLMModel = name
		m, err := modelClient(c)
		if err != nil {
			return nil, err
		}
		list[name] = m
	}
	return list, nil
}

// modelNames are the models of the installation, its own choice first; the playbook has none.
func modelNames(c config.Config) []string {
	if c.LLM == config.Playbook {
		return nil
	}
	names := []string{c.LLMModel}
	for _, m := range c.LLMModels {
		if m = strings.TrimSpace(m); m != "" && !slices.Contains(names, m) {
			names = append(names, m)
		}
	}
	return names
}

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
