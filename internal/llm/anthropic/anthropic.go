// Package anthropic asks a model of Anthropic, or of a gateway that speaks its messages API.
package anthropic

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/ubigrowth/aicmo/internal/llm"
)

const home = "https://api.anthropic.com"

// Client asks one model. It keeps the key to itself.
type Client struct {
	messages anthropic.MessageService
	model    string
	probe    func(ctx context.Context) error
}

// New makes a client; an empty base URL is Anthropic's. Nothing is read from the environment.
func New(baseURL, model, key string) *Client {
	if baseURL == "" {
		baseURL = home
	}
	base := strings.TrimSuffix(strings.TrimRight(baseURL, "/"), "/v1") // the library adds it
	client, header := llm.HTTPClient(), http.Header{"Anthropic-Version": {"2023-06-01"}}
	opts := []option.RequestOption{option.WithBaseURL(base + "/"), option.WithHTTPClient(client), option.WithMaxRetries(0)}
	if key != "" {
		opts = append(opts, option.WithAPIKey(key))
		header.Set("X-Api-Key", key)
	}
	return &Client{messages: anthropic.NewMessageService(opts...), model: model,
		probe: func(ctx context.Context) error { return llm.List(ctx, client, base+"/v1/models", header.Clone()) }}
}

// Probe implements llm.Prober.
func (c *Client) Probe(ctx context.Context) error { return c.probe(ctx) }

// Describe names provider and model.
func (c *Client) Describe() (provider, model string) { return "anthropic", c.model }

// Complete asks once and streams the answer.
func (c *Client) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	params, err := c.params(req)
	if err != nil {
		return llm.Answer{}, err
	}
	stream := c.messages.NewStreaming(ctx, params)
	defer func() { _ = stream.Close() }() // the answer is read by then
	answer := llm.Answer{Provider: "anthropic", Model: c.model}
	var text strings.Builder
	stop, ended := "", false
	for stream.Next() {
		switch e := stream.Current().AsAny().(type) {
		case anthropic.MessageStartEvent:
			if e.Message.Model != "" {
				answer.Model = e.Message.Model
			}
			answer.TokensIn = int(e.Message.Usage.InputTokens + e.Message.Usage.CacheReadInputTokens + e.Message.Usage.CacheCreationInputTokens)
		case anthropic.ContentBlockDeltaEvent:
			if piece := e.Delta.Text; piece != "" {
				text.WriteString(piece)
				if progress != nil {
					progress(piece)
				}
			}
		case anthropic.MessageDeltaEvent:
			stop, answer.TokensOut = string(e.Delta.StopReason), int(e.Usage.OutputTokens)
		case anthropic.MessageStopEvent:
			ended = true
		}
	}
	answer.Text, answer.CostUSD = text.String(), llm.Cost(answer.Model, answer.TokensIn, answer.TokensOut)
	return answer, c.outcome(ctx, stream.Err(), stop, ended, answer.Text)
}

func (c *Client) params(req llm.Request) (anthropic.MessageNewParams, error) {
	p := anthropic.MessageNewParams{
		Model: c.model, MaxTokens: int64(req.MaxTokens), System: []anthropic.TextBlockParam{{Text: req.System}},
		Messages: []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock(req.Prompt))},
	}
	if len(req.Schema) == 0 {
		return p, nil
	}
	var schema map[string]any
	if err := json.Unmarshal(req.Schema, &schema); err != nil {
		return p, err
	}
	p.OutputConfig.Format = anthropic.JSONOutputFormatParam{Schema: schema}
	return p, nil
}

func (c *Client) outcome(ctx context.Context, err error, stop string, ended bool, text string) error {
	var api *anthropic.Error
	switch {
	case errors.As(err, &api):
		var header http.Header
		if api.Response != nil {
			header = api.Response.Header
		}
		return llm.Failure(ctx, llm.ErrCut, api.StatusCode, header)
	case err != nil:
		return llm.Failure(ctx, err, 0, nil)
	case ctx.Err() != nil:
		return llm.Failure(ctx, ctx.Err(), 0, nil)
	case stop == "refusal":
		return llm.Failure(ctx, llm.ErrRefused, 0, nil)
	case stop == "max_tokens":
		return llm.Failure(ctx, llm.ErrLong, 0, nil)
	case !ended && text != "":
		return llm.Failure(ctx, llm.ErrCut, 0, nil)
	case strings.TrimSpace(text) == "":
		return llm.Failure(ctx, llm.ErrEmpty, 0, nil)
	}
	return nil
}
