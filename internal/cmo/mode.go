package cmo

// Mode names one of the six things the AI CMO does.
type Mode string

// The six modes of the specification.
const (
	ModeSetup        Mode = "setup"
	ModeStrategy     Mode = "strategy"
	ModeFunnels      Mode = "funnels"
	ModeCampaigns    Mode = "campaigns"
	ModeContent      Mode = "content"
	ModeOptimization Mode = "optimization"
)

// Agent is the agent behind one mode.
type Agent struct {
	Mode Mode
	ID   string // agent_runs.agent
	Name string // on pages
}

// Agents is the one Mode → Agent table.
var Agents = []Agent{
	{ModeSetup, "cmo-brand-intake", "Brand & ICP Architect"},
	{ModeStrategy, "cmo-plan-90day", "Strategy Planner"},
	{ModeFunnels, "cmo-funnel-architect", "Funnel Architect"},
	{ModeCampaigns, "cmo-campaign-designer", "Campaign Designer"},
	{ModeContent, "cmo-content-engine", "Content Engine"},
	{ModeOptimization, "cmo-optimization-analyst", "Optimization Analyst"},
}

// AgentByID is the agent whose id a program names.
func AgentByID(id any) (Agent, bool) {
	for _, a := range Agents {
		if a.ID == id {
			return a, true
		}
	}
	return Agent{}, false
}

// AgentName is the name of the agent with that id on pages, the id itself for an unknown one.
func AgentName(id string) string {
	for _, a := range Agents {
		if a.ID == id {
			return a.Name
		}
	}
	return id
}
