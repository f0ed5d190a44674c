package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestLoad_Model(t *testing.T) {
	const key = "sk-canary-77aa"
	for _, c := range []struct{ llm, url, model, key, wrong string }{
		{"", "", "", "", ""},
		{"playbook", "", "", "", ""},
		{"openai", "", "m", key, ""},
		{"openai", "http://127.0.0.1:11434/v1", "m", "", ""},
		{"anthropic", "", "m", key, ""},
		{"gemini", "", "m", key, "AICMO_LLM must"},
		{"openai", "", "", key, "AICMO_LLM_MODEL"},
		{"openai", "", "m", "", "AICMO_LLM_API_KEY"},
		{"openai", "https://user:" + key + "@models.example.test", "m", key, "AICMO_LLM_BASE_URL"},
		{"openai", "ftp://x", "m", key, "AICMO_LLM_BASE_URL"},
	} {
		t.Setenv("AICMO_LLM", c.llm)
		t.Setenv("AICMO_LLM_BASE_URL", c.url)
		t.Setenv("AICMO_LLM_MODEL", c.model)
		t.Setenv("AICMO_LLM_API_KEY", c.key)
		got, err := Load()
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%+v: %v", c, err)
		}
		b, _ := json.Marshal(got)
		if shown := fmt.Sprintf("%v %+v %#v %s %v", got, got, got, b, err); c.url == "" && strings.Contains(shown, key) {
			t.Errorf("the key shows in %s", shown)
		}
		if err == nil && got.LLMKey.Reveal() != c.key {
			t.Errorf("the key is %q", got.LLMKey.Reveal())
		}
	}
}
