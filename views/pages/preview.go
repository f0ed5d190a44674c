package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/ui"
)

// PreviewView is a campaign as the tenant's own programs receive it now.
type PreviewView struct {
	Lead     string
	Campaign string // its page
	Mark     templ.Component
	MarkText string
	Marks    ui.DescriptionList
	Parts    []previewPart
}

// previewPart is one way in which a program receives it, byte for byte.
type previewPart struct {
	ID, Title, Call, Text, Body string
	Tree                        ui.JSON // the same body to read
}

// Preview is what the programs receive.
type Preview struct {
	Campaign cmo.CampaignResource
	Answer   string // of the API
	Row      string // of the shared tables
	Message  string // of webhooks
	API      string // its address
	Rest     string
}

// NewPreviewView builds the page.
func NewPreviewView(t cmo.Tenant, p Preview) PreviewView {
	c := p.Campaign
	id := c.ID.String()
	v := PreviewView{
		Lead:     "What a program of " + t.Name + " receives of “" + c.CampaignName + "” at this moment.",
		Campaign: paths.Campaign(t.Slug, id),
		Mark:     ui.Mark(ui.MarkManual), MarkText: "A person made it. Programs must not show it as the AI CMO’s.",
	}
	if c.AICMODriven {
		v.Mark, v.MarkText = ui.Mark(ui.MarkAI), "The AI CMO made it. Programs show it as AI CMO Driven."
	}
	prefix := "No"
	if c.Description != nil && strings.HasPrefix(*c.Description, cmo.MarkPrefix) {
		prefix = "Yes, “" + cmo.MarkPrefix + "”"
	}
	v.Marks = ui.DescriptionList{Items: []ui.Term{
		{Term: "ai_cmo_driven", Body: monoText(yesNo(c.AICMODriven))}, {Term: "origin", Body: monoText(string(c.Origin))},
		{Term: "Prefix of the description", Value: prefix},
	}}
	v.Parts = []previewPart{
		{ID: "answer", Title: "The API’s answer", Call: "GET " + p.API + "/campaigns/" + id, Text: "With a token that has the scope campaigns:read.", Body: p.Answer},
		{ID: "row", Title: "As supabase-js reads it", Call: "GET " + p.Rest + "/cmo_campaigns?id=eq." + id, Text: "The row of the shared table.", Body: p.Row},
		{ID: "message", Title: "The webhook’s message", Call: "POST to each webhook that asks for it", Text: "What a change of it would send, signed. webhook-id, webhook-timestamp and webhook-signature stand in its headers.", Body: p.Message},
	}
	for i, p := range v.Parts {
		v.Parts[i].Tree = ui.JSON{Label: p.Title + ", body", Value: p.Body, Open: 2}
	}
	return v
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
