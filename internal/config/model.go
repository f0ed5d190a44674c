package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// The model providers of AICMO_LLM.
const (
	Playbook  = "playbook"
	OpenAI    = "openai"
	Anthropic = "anthropic"
)

// Secret is a value that no log, error or page shows; Reveal is the only way to it.
type Secret string

// Reveal is the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret from fmt.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(hidden)"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// checkModel wants a known provider with what it needs. The error never holds the key.
func (c Config) checkModel() error {
	switch c.LLM {
	case Playbook:
		return nil
	case OpenAI, Anthropic:
	default:
		return fmt.Errorf("AICMO_LLM must be playbook, openai or anthropic, not %q", c.LLM)
	}
	if strings.TrimSpace(c.LLMModel) == "" {
		return fmt.Errorf("AICMO_LLM is %s, so AICMO_LLM_MODEL must name a model", c.LLM)
	}
	if c.LLMBaseURL == "" {
		if c.LLMKey == "" {
			return fmt.Errorf("AICMO_LLM is %s, so AICMO_LLM_API_KEY must hold a key", c.LLM)
		}
		return nil
	}
	u, err := url.Parse(c.LLMBaseURL)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("AICMO_LLM_BASE_URL must be an address like https://models.example.test/v1, without a key in it")
	}
	return nil
}
