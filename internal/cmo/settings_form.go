package cmo

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Currencies are those a tenant can choose (ISO 4217).
var Currencies = []string{"AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "THB", "TRY", "USD", "ZAR"}

// Bounds of what a tenant may set for itself.
const (
	MaxRunBudgetUSD   = 100_000
	MaxRunConcurrency = 50
)

// SettingsEdit is what owners and admins of a tenant change.
type SettingsEdit struct {
	Zone           string
	Currency       string
	FourEyes       bool
	RunBudgetUSD   float64 // a month
	RunConcurrency int
	Model          string
	Notify         string // addresses, one a line
}

// Edit is the part of the settings that people change.
func (s Settings) Edit() SettingsEdit {
	return SettingsEdit{s.Zone, s.Currency, s.FourEyes, s.RunBudgetUSD, s.RunConcurrency, s.Model, s.Notify}
}

// Fields are the values by column, as history keeps them.
func (e SettingsEdit) Fields() Fields {
	return Fields{"time_zone": e.Zone, "currency": e.Currency, "four_eyes": e.FourEyes, "run_budget_usd": e.RunBudgetUSD, "run_concurrency": e.RunConcurrency, "model": e.Model, "notify_emails": e.Notify}
}

// settingColumns are the columns of an edit in the order of the form.
var settingColumns = []string{"time_zone", "currency", "four_eyes", "run_budget_usd", "run_concurrency", "model", "notify_emails"}

// Changed names the columns in which two edits differ.
func (e SettingsEdit) Changed(other SettingsEdit) []string {
	a, b := e.Fields(), other.Fields()
	return slices.DeleteFunc(slices.Clone(settingColumns), func(c string) bool { return a[c] == b[c] })
}

var zoneShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$`)

// Check says what is wrong with the values, by column.
func (e SettingsEdit) Check() error {
	wrong := map[string]string{}
	if _, err := Zone(e.Zone); err != nil || !zoneShape.MatchString(e.Zone) {
		wrong["time_zone"] = "This is no time zone: use a name like America/Chicago."
	}
	if !slices.Contains(Currencies, e.Currency) {
		wrong["currency"] = "Choose a currency of the list."
	}
	if !(e.RunBudgetUSD >= 0 && e.RunBudgetUSD <= MaxRunBudgetUSD) { // also what is no number
		wrong["run_budget_usd"] = "Write an amount from 0 to 100,000."
	}
	if e.RunConcurrency < 1 || e.RunConcurrency > MaxRunConcurrency {
		wrong["run_concurrency"] = "Write a whole number from 1 to 50."
	}
	if len([]rune(e.Model)) > 200 {
		wrong["model"] = "Choose a model of the list."
	}
	if text := CheckMailRecipients(e.Notify); text != "" {
		wrong["notify_emails"] = text
	}
	if len(wrong) > 0 {
		return &Error{Kind: Invalid, Msg: "Some settings are not right.", Fields: wrong}
	}
	return nil
}

// ReadSettings reads the form of the settings. What is no number fails Check.
func ReadSettings(value func(string) string) SettingsEdit {
	e := SettingsEdit{Zone: strings.TrimSpace(value("time_zone")), Currency: value("currency"), FourEyes: value("four_eyes") == "on", RunBudgetUSD: math.NaN(), Model: strings.TrimSpace(value("model")), Notify: MailRecipients(value("notify_emails"))}
	if n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(value("run_budget_usd")), ",", ""), 64); err == nil {
		e.RunBudgetUSD = math.Round(n*100) / 100
	}
	if n, err := strconv.Atoi(strings.TrimSpace(value("run_concurrency"))); err == nil {
		e.RunConcurrency = n
	}
	return e
}

// SettingsChange is one entry of the settings' history.
type SettingsChange struct {
	ID     uuid.UUID
	At     time.Time
	Actor  string
	Before Fields
	After  Fields
}

// Restored is the edit with the columns of a change set back to what they were before it. Who was told by mail is not among them:
// the log has no addresses.
func (e SettingsEdit) Restored(c SettingsChange) SettingsEdit {
	if v, ok := c.Before["time_zone"].(string); ok {
		e.Zone = v
	}
	if v, ok := c.Before["currency"].(string); ok {
		e.Currency = v
	}
	if v, ok := c.Before["four_eyes"].(bool); ok {
		e.FourEyes = v
	}
	if v, ok := numberOf(c.Before["run_budget_usd"]); ok {
		e.RunBudgetUSD = v
	}
	if v, ok := numberOf(c.Before["run_concurrency"]); ok {
		e.RunConcurrency = int(v)
	}
	if v, ok := c.Before["model"].(string); ok {
		e.Model = v
	}
	return e
}
