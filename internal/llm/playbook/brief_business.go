package playbook

import "strings"

// departments are the titles of those who decide and those who use, by the words of a department.
var departments = []struct {
	names  map[string]bool
	titles []string
}{
	{words("finance accounting bookkeeping controlling treasury payables"), []string{"Chief financial officer", "Head of finance", "Financial controller"}},
	{words("hr people talent recruiting personnel"), []string{"Head of HR", "HR manager"}},
	{words("it infrastructure devops platform"), []string{"Head of IT", "IT operations manager"}},
	{words("engineering software development product"), []string{"Head of engineering", "Engineering manager"}},
	{words("marketing brand content"), []string{"Head of marketing", "Marketing manager"}},
	{words("sales revenue"), []string{"Head of sales", "Sales operations manager"}},
	{words("operations production plant"), []string{"Head of operations", "Operations manager"}},
	{words("procurement purchasing sourcing"), []string{"Head of purchasing", "Purchasing manager"}},
	{words("logistics warehouse supply"), []string{"Head of logistics", "Warehouse manager"}},
	{words("support service success"), []string{"Head of customer service", "Support team lead"}},
	{words("legal compliance"), []string{"General counsel", "Compliance manager"}},
	{words("security"), []string{"Head of information security", "Security engineer"}},
}

// jobTitles are the titles behind a group of business buyers: those of its department, else of whoever leads.
func jobTitles(phrase string) []string {
	group, _, _ := strings.Cut(strings.ToLower(phrase), " at ")
	for _, d := range departments {
		for _, w := range strings.Fields(group) {
			if d.names[w] {
				return d.titles
			}
		}
	}
	return []string{"Owner or managing director", "Head of operations"}
}

// verticals is the line of business that a group names: what stands behind "at", or the group itself if it is one of
// companies and not of people in them.
func verticals(phrase string) []string {
	for _, at := range []string{" at ", " in ", " of "} {
		if _, where, ok := strings.Cut(phrase, at); ok {
			return []string{upper(where)}
		}
	}
	switch strings.ToLower(lastWord(phrase)) {
	case "teams", "managers", "companies", "businesses", "firms", "organizations", "startups", "freelancers":
		return []string{}
	}
	return []string{upper(phrase)}
}

// services around a product: what they are good for is not what the product is good for.
var startServices = words("onboarding setup set-up implementation installation training migration")

func startService(name string) bool {
	for _, w := range strings.Fields(strings.ToLower(name)) {
		if startServices[w] {
			return true
		}
	}
	return false
}
