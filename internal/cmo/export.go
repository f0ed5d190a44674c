package cmo

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ExportLimit is how many campaigns one export holds.
const ExportLimit = 10000

// ExportedCampaign is a campaign as it leaves the console. AI is what the server recorded; Marker is the public mark in the
// description, which imports may have lost.
type ExportedCampaign struct {
	ID          uuid.UUID  `json:"id"`
	Name        string     `json:"campaign_name"`
	Type        string     `json:"campaign_type"`
	State       string     `json:"state"`
	Status      string     `json:"status"`
	ReviewState string     `json:"review_state"`
	AI          bool       `json:"ai_cmo_driven"`
	Origin      string     `json:"origin"`
	RunID       *uuid.UUID `json:"run_id"`
	RunNo       *int64     `json:"run_no"`
	Agent       string     `json:"agent"`
	Prompt      string     `json:"prompt_version"`
	EditedBy    string     `json:"edited_by"`
	Marker      bool       `json:"marker"`
	Objective   string     `json:"objective"`
	Description string     `json:"description"`
	Funnel      string     `json:"funnel"`
	Stage       string     `json:"funnel_stage"`
	ICP         string     `json:"target_icp"`
	Offer       string     `json:"target_offer"`
	Start       string     `json:"start_date"`
	End         string     `json:"end_date"`
	Budget      float64    `json:"budget_allocation"`
	Currency    string     `json:"currency"`
	KPIMetric   string     `json:"kpi_metric"`
	KPITarget   float64    `json:"kpi_target"`
	Channels    []string   `json:"channels"`
	Assets      int        `json:"assets"`
	Variants    int        `json:"variants"`
	Tags        []string   `json:"tags"`
	Owner       string     `json:"owner"`
	Version     int        `json:"version"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
}

// Export is the campaign as it leaves the console.
func (c Campaign) Export(currency string) ExportedCampaign {
	day := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return ExportedCampaign{ID: c.ID, Name: c.Name, Type: c.Type, State: string(c.State()), Status: c.Status, ReviewState: c.ReviewState, AI: c.Origin == OriginAI, Origin: string(c.Origin),
		RunID: c.RunID, RunNo: c.RunNo, Agent: c.RunAgent, Prompt: c.Prompt, EditedBy: c.EditedByName, Marker: c.Marked, Objective: c.Objective, Description: c.Description,
		Funnel: c.FunnelName, Stage: c.Stage, ICP: c.ICPName, Offer: c.OfferName, Start: day(c.StartDate), End: day(c.EndDate), Budget: c.Budget, Currency: currency,
		KPIMetric: c.PrimaryKPI.Metric, KPITarget: c.PrimaryKPI.Target, Channels: c.Channels, Assets: c.Assets, Variants: c.Variants, Tags: append([]string{}, c.Tags...), Owner: c.OwnerName, Version: c.Version,
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC()}
}

// exportColumns are the columns of the CSV, in the order of ExportedCampaign.
var exportColumns = strings.Fields(`id campaign_name campaign_type state status review_state ai_cmo_driven origin run_id run_no agent prompt_version edited_by marker objective description
	funnel funnel_stage target_icp target_offer start_date end_date budget_allocation currency kpi_metric kpi_target channels assets variants tags owner version created_at updated_at`)

func (e ExportedCampaign) cells() []string {
	run, no := "", ""
	if e.RunID != nil {
		run = e.RunID.String()
	}
	if e.RunNo != nil {
		no = strconv.FormatInt(*e.RunNo, 10)
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return []string{e.ID.String(), e.Name, e.Type, e.State, e.Status, e.ReviewState, strconv.FormatBool(e.AI), e.Origin, run, no, e.Agent, e.Prompt, e.EditedBy, strconv.FormatBool(e.Marker),
		e.Objective, e.Description, e.Funnel, e.Stage, e.ICP, e.Offer, e.Start, e.End, number(e.Budget), e.Currency, e.KPIMetric, number(e.KPITarget), strings.Join(e.Channels, ", "),
		strconv.Itoa(e.Assets), strconv.Itoa(e.Variants), strings.Join(e.Tags, ", "), e.Owner, strconv.Itoa(e.Version), e.CreatedAt.Format(time.RFC3339), e.UpdatedAt.Format(time.RFC3339)}
}

// WriteCSV writes campaigns as RFC 4180 says, with a head.
func WriteCSV(w io.Writer, list []ExportedCampaign) error {
	rows := make([][]string, len(list))
	for i, e := range list {
		rows[i] = e.cells()
	}
	return writeCells(w, exportColumns, rows)
}

// writeCells writes a head and rows as RFC 4180 says; no cell is a formula.
func writeCells(w io.Writer, head []string, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(head); err != nil {
		return err
	}
	for _, cells := range rows {
		for i := range cells {
			cells[i] = SafeCell(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteOutcomes writes what became of each campaign of an act on many.
func WriteOutcomes(w io.Writer, items []BulkItem) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"campaign_id", "campaign_name", "outcome", "why"}}
	for _, i := range items {
		outcome := "waiting"
		if i.Done != nil {
			outcome = map[bool]string{true: "done", false: "left_out"}[*i.Done]
		}
		rows = append(rows, []string{i.CampaignID.String(), SafeCell(i.Name), outcome, SafeCell(i.Why)})
	}
	return out.WriteAll(rows)
}

// SafeCell keeps a spreadsheet from taking a text for a formula: what starts like one gets an apostrophe in front. Line
// ends inside a cell stay as they are.
func SafeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
