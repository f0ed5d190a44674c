package paths

// CampaignBulk acts on many campaigns.
func CampaignBulk(slug string) string { return Campaigns(slug) + "/bulk" }

// CampaignExport sends the campaigns of a filter as a file.
func CampaignExport(slug string) string { return Campaigns(slug) + "/export" }

// CampaignBulkDone is what became of each campaign of an act on many.
func CampaignBulkDone(slug, id string) string { return CampaignBulk(slug) + "/" + id }

// CampaignBulkOutcomes is that as a file.
func CampaignBulkOutcomes(slug, id string) string { return CampaignBulkDone(slug, id) + "/outcomes" }

// CampaignBulkContinue takes up an act on many that was interrupted.
func CampaignBulkContinue(slug, id string) string { return CampaignBulkDone(slug, id) + "/continue" }
