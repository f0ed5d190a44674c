// Package config reads the environment once, at start.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is the environment of the binary. Every variable is optional.
type Config struct {
	Addr           string     `env:"AICMO_ADDR" envDefault:"127.0.0.1:8080"`
	DataDir        string     `env:"AICMO_DATA_DIR" envDefault:".data"`
	DatabaseURL    string     `env:"DATABASE_URL"`                           // empty: the embedded server
	MigrateURL     string     `env:"AICMO_MIGRATE_DATABASE_URL"`             // for migrate and the operator commands
	BaseURL        string     `env:"AICMO_BASE_URL"`                         // as browsers see it; https turns on Secure cookies and HSTS
	Log            slog.Level `env:"AICMO_LOG" envDefault:"info"`            // debug, info, warn, error
	SecretKey      Secret     `env:"AICMO_SECRET_KEY"`                       // from which the installation's own rights, seals and encryption follow
	OldSecretKey   Secret     `env:"AICMO_OLD_SECRET_KEY"`                   // the one before, for rotate-key only
	TrustedProxies []string   `env:"AICMO_TRUSTED_PROXIES" envSeparator:","` // CIDR ranges whose X-Forwarded-For counts
	MetricsToken   string     `env:"AICMO_METRICS_TOKEN"`                    // opens /metrics; empty: off
	Token          Secret     `env:"AICMO_TOKEN"`                            // an API token, for mcp only
	SMTPURL        Secret     `env:"AICMO_SMTP_URL"`                         // the mail server; empty: no mail is sent
	MailFrom       string     `env:"AICMO_MAIL_FROM"`                        // whom mail comes from
	LLM            string     `env:"AICMO_LLM" envDefault:"playbook"`        // playbook, openai, anthropic
	LLMBaseURL     string     `env:"AICMO_LLM_BASE_URL"`                     // empty: the provider's own address
	LLMModel       string     `env:"AICMO_LLM_MODEL"`
	LLMModels      []string   `env:"AICMO_LLM_MODELS" envSeparator:","` // further models that tenants may choose
	LLMKey         Secret     `env:"AICMO_LLM_API_KEY"`

	base    *url.URL
	proxies []netip.Prefix
}

// Load reads and checks the environment. The error is a sentence for an operator.
func Load() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return c, fmt.Errorf("the environment cannot be read; AICMO_LOG must be debug, info, warn or error: %w", err)
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Addr
	}
	if c.base, err = url.Parse(c.BaseURL); err != nil || c.base.Host == "" || (c.base.Scheme != "http" && c.base.Scheme != "https") {
		return c, fmt.Errorf("AICMO_BASE_URL must be an address like https://cmo.example.test, not %q", c.BaseURL)
	}
	if c.MigrateURL != "" && c.DatabaseURL == "" {
		return c, errors.New("AICMO_MIGRATE_DATABASE_URL is set but DATABASE_URL is not: set both, or neither for the embedded server")
	}
	if n := len(c.MetricsToken); n > 0 && n < 16 {
		return c, errors.New("AICMO_METRICS_TOKEN is too short to be a secret: use 16 characters or more")
	}
	for _, p := range c.TrustedProxies {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(p))
		if err != nil {
			return c, fmt.Errorf("AICMO_TRUSTED_PROXIES must list ranges like 10.0.0.0/8, not %q", p)
		}
		c.proxies = append(c.proxies, prefix)
	}
	return c, errors.Join(c.checkModel(), c.checkMail())
}

// Base is AICMO_BASE_URL, parsed.
func (c Config) Base() *url.URL { return c.base }

// Proxies is AICMO_TRUSTED_PROXIES, parsed.
func (c Config) Proxies() []netip.Prefix { return c.proxies }

// Embedded reports whether the embedded database is used.
func (c Config) Embedded() bool { return c.DatabaseURL == "" }
