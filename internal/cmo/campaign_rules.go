package cmo

// CheckCampaign holds the rules over several fields of a campaign; the messages are by field.
func CheckCampaign(f Fields) map[string]string {
	wrong := map[string]string{}
	start, _ := f["start_date"].(string)
	end, _ := f["end_date"].(string)
	if start != "" && end != "" && end < start {
		wrong["end_date"] = "The end lies before the start."
	}
	return wrong
}
