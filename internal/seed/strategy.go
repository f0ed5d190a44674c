package seed

import (
	"fmt"
	"time"
)

// icp is one ideal customer profile.
type icp struct {
	Key, Name, Description, Run         string
	Primary                             bool
	Priority                            int
	Age, Location, Income               string
	Interests, Values                   []string
	Lifestyle                           string
	Pains, Goals, Triggers, Objections  []string
	Channels, Formats, Topics, Criteria []string
	Tone                                string
	Min, Max                            int
	Verticals, Titles                   []string
	CompanySize                         string
}

// offer is one thing the tenant sells.
type offer struct {
	Key, Name, Type, Description, Pricing string
	Benefits, Features, Segments          []string
	Uses, Success                         []string
	Min, Max                              int
	Position, Page                        string
	Flagship                              bool
	Quotes                                []object // text, by
	Study                                 object
	LaunchedAgo                           int // days, 0: no date
	Demo                                  string
}

// segment is a code by which the tenant's own system groups its contacts.
type segment struct{ Code, Name, Description, Color string }

func (b *builder) addStrategy() {
	seen := b.byKey["setup"].end().Add(26 * time.Hour)
	brand := Row{"reviewed_at": seen}
	for k, v := range b.in.Brand {
		brand[k] = v
	}
	b.record("cmo_brand_profiles", "brand", maker{Run: "setup"}, brand)
	for _, i := range b.in.ICPs {
		b.addICP(i)
	}
	for _, o := range b.in.Offers {
		b.addOffer(o, seen)
	}
	for i, s := range b.in.Segments {
		b.record("tenant_segments", s.Code, maker{By: b.in.Members[0].Who, At: seen}, Row{"code": s.Code, "name": s.Name, "description": s.Description,
			"color": s.Color, "sort_order": i + 1, "is_active": true})
	}
	if b.in.Plan.Key != "" {
		b.addPlan(b.in.Plan)
	}
	for _, f := range b.in.Pipelines {
		b.addFunnel(f)
	}
}

func (b *builder) addICP(i icp) {
	made := b.byKey[i.Run].end()
	row := b.record("cmo_icp_segments", i.Key, maker{Run: i.Run}, Row{
		"segment_name": i.Name, "segment_description": i.Description,
		"demographics":        JSON{object{"age_range": i.Age, "location": i.Location, "income_level": i.Income}},
		"psychographics":      JSON{object{"interests": i.Interests, "values": i.Values, "lifestyle": i.Lifestyle}},
		"pain_points":         list(i.Pains...),
		"goals":               list(i.Goals...),
		"buying_triggers":     list(i.Triggers...),
		"objections":          list(i.Objections...),
		"preferred_channels":  list(i.Channels...),
		"content_preferences": JSON{object{"format": i.Formats, "tone": i.Tone, "topics": i.Topics}},
		"decision_criteria":   list(i.Criteria...),
		"budget_range":        price(i.Min, i.Max),
		"company_size":        i.CompanySize,
		"industry_verticals":  list(i.Verticals...),
		"job_titles":          list(i.Titles...),
		"is_primary":          i.Primary,
		"priority_score":      i.Priority,
		"reviewed_at":         nil,
	})
	if i.Run == "setup" {
		row["reviewed_at"] = made.Add(26 * time.Hour)
	} else {
		b.source("cmo_icp_segments", row, "cmo_brand_profiles", "brand")
	}
}

func (b *builder) addOffer(o offer, seen time.Time) {
	studies := []object{}
	if o.Study != nil {
		studies = append(studies, o.Study)
	}
	var launch, demo any
	if o.LaunchedAgo > 0 {
		launch = b.day(-o.LaunchedAgo)
	}
	if o.Demo != "" {
		demo = "https://" + o.Demo
	}
	b.record("cmo_offers", o.Key, maker{Run: "setup"}, Row{
		"offer_name": o.Name, "offer_type": o.Type, "description": o.Description,
		"key_benefits": list(o.Benefits...), "features": list(o.Features...), "pricing_model": o.Pricing, "price_range": price(o.Min, o.Max),
		"target_segments": list(o.Segments...), "use_cases": list(o.Uses...), "success_metrics": list(o.Success...),
		"testimonials": JSON{append([]object{}, o.Quotes...)}, "case_studies": JSON{studies}, "competitive_positioning": o.Position, "launch_date": launch, "status": "active",
		"landing_page_url": "https://" + o.Page, "demo_url": demo, "is_flagship": o.Flagship, "reviewed_at": seen,
	})
}

func price(low, high int) JSON {
	return JSON{object{"min": low, "max": high, "currency": "USD"}}
}

// icpName is the name behind an ICP's key.
func (b *builder) icpName(key string) string {
	for _, i := range b.in.ICPs {
		if i.Key == key {
			return i.Name
		}
	}
	panic("seed: no ICP " + key)
}

// offerName is the name behind an offer's key, empty for no offer.
func (b *builder) offerName(key string) string {
	if key == "" {
		return ""
	}
	for _, o := range b.in.Offers {
		if o.Key == key {
			return o.Name
		}
	}
	panic("seed: no offer " + key)
}

// source adds an edge: the present version of a row was made from a source record.
func (b *builder) source(table string, row Row, sourceTable, sourceKey string) {
	if sourceKey == "" {
		return
	}
	id := b.id(sourceTable, sourceKey)
	b.add("record_sources", fmt.Sprintf("%s/%s/%s/%s", table, row["id"], sourceTable, sourceKey), Row{
		"record_table": table, "record_id": row["id"], "record_version": 1, "source_table": sourceTable, "source_id": id,
		"source_version": 1, "run_id": row["run_id"], "created_at": row["created_at"]})
}
