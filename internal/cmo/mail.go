package cmo

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// MaxMailRecipients is how many addresses a tenant may have told.
const MaxMailRecipients = 10

// MailRecipients reads addresses that stand one a line, or between commas: lower case, sorted, each once, one a line. What is no
// address stays, for CheckMailRecipients to name.
func MailRecipients(raw string) string {
	list := strings.FieldsFunc(strings.ToLower(raw), func(r rune) bool { return r <= ' ' || r == ',' || r == ';' || r == '\u00a0' })
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "\n")
}

// CountMailRecipients is what the log of a change has of the addresses: those who read it do not all see them, and it is kept for
// ever.
func CountMailRecipients(before, after string) (was, is string) {
	count := func(lines string) string {
		switch n := len(strings.Fields(lines)); n {
		case 0:
			return "nobody"
		case 1:
			return "1 address"
		default:
			return strconv.Itoa(n) + " addresses"
		}
	}
	if was, is = count(before), count(after); was == is {
		is += ", another list"
	}
	return was, is
}

// CheckMailRecipients says what is wrong with addresses that MailRecipients read, empty for nothing.
func CheckMailRecipients(lines string) string {
	list := strings.Fields(lines)
	if len(list) > MaxMailRecipients {
		return "At most 10 addresses. A list of your mail system can stand for many people."
	}
	for _, a := range list {
		if !MailAddress(a) {
			return "This is no address: " + firstRunes(a, 80)
		}
	}
	return ""
}

// MailAddress reports whether a text is one plain address, with nothing around it.
func MailAddress(a string) bool {
	parsed, err := mail.ParseAddress(a)
	_, plain := Email(a)
	return err == nil && plain && parsed.Address == a && parsed.Name == ""
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Notice is what a recipient is told by mail: something that happened in the tenant, without its content.
type Notice struct {
	ID        uuid.UUID // of the mail: every try has it
	Address   string
	Slug      string
	Tenant    string
	Event     string // of the audit log
	State     string // of a campaign that moved
	RecordID  uuid.UUID
	Name      string // of the campaign; of a run its mode
	Number    int64  // of a run
	ErrorKind string // of a run
	Actor     string // empty: nobody in person
	Problem   string // why a start was refused
	Tries     int    // before this one
}

// InviteMail is an invitation on its way. The link opens the membership: it is kept nowhere.
type InviteMail struct {
	To, Tenant, By, Role, Link string
}

// MailResult is what became of a try to send.
type MailResult struct {
	Problem string // empty: sent. It names no credentials and no address
	Final   bool   // trying again would be in vain
}

// MailHealth is how mail of the last day is, over all tenants.
type MailHealth struct {
	Failed, Waiting int    // given up, and waiting for another try
	Problem         string // of the last one
}
