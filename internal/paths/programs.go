package paths

// CampaignPreview is a campaign as the tenant's own programs receive it.
func CampaignPreview(tenant, id string) string { return Campaign(tenant, id) + "/preview" }

// Reference describes the API for people.
func Reference(tenant string) string { return Tenant(tenant) + "/api" }
