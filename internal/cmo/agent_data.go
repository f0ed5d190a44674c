package cmo

// AgentData is all that an agent may read of its tenant: rows the kernel read through the tenant's scope.
type AgentData struct{}
