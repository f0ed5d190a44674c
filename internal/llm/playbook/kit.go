package playbook

import "strings"

// kit is what is usually true in a line of business. It fills what a brief does not say about customers, and is named as
// an assumption to check; it holds no fact about a tenant.
type kit struct {
	Industry  string
	Words     string // that tell it in a brief, single words
	Mission   string
	Voice     []string
	Values    []string
	Pillars   []string
	Themes    []string
	Customers map[string]customer // by role: parent, adult, business
	Roles     []string            // in the order to assume, where the brief names nobody
}

// customer is a typical buyer in a line of business.
type customer struct {
	Name                               string
	Pains, Goals, Triggers, Objections []string
	Criteria, Channels, Topics         []string
}

// findKit is the line of business whose words a brief holds most often; the last one fits everybody.
func findKit(brief string, business bool) kit {
	text := " " + strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,;:!?()/\"'-\n", r) {
			return ' '
		}
		return r
	}, strings.ToLower(brief)) + " "
	best, most := generalKit, 0
	if business {
		best = businessKit
	}
	for _, k := range kits {
		n := 0
		for _, w := range strings.Fields(k.Words) {
			n += strings.Count(text, " "+w+" ")
		}
		if n > most {
			best, most = k, n
		}
	}
	return best
}

// customer is the buyer of a role, else the one the kit assumes first.
func (k kit) customer(role string) customer {
	if c, ok := k.Customers[role]; ok {
		return c
	}
	if role == "business" {
		return businessKit.Customers["business"]
	}
	if c, ok := k.Customers["adult"]; ok {
		return c
	}
	if c, ok := k.Customers["parent"]; ok && role == "parent" {
		return c
	}
	return generalKit.Customers["adult"]
}

var digital = []string{"email", "linkedin", "blog"}
var household = []string{"email", "sms", "facebook"}

var kits = []kit{sportsKit, musicKit, softwareKit, dentalKit, fitnessKit, tradesKit, foodKit, shopKit, adviceKit, tutoringKit}
