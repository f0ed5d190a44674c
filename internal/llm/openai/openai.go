// Package openai asks a model behind any API that is compatible with OpenAI's chat completions: OpenAI, gateways, Ollama,
// vLLM, llama.cpp.
package openai

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"github.com/ubigrowth/aicmo/internal/llm"
)

const home = "https://api.openai.com/v1"

// Client asks one model. It keeps the key to itself.
type Client struct {
	chat  openai.ChatCompletionService
	model string
	own   bool // OpenAI's own address
	probe func(ctx context.Context) error
}

// New makes a client; an empty base URL is OpenAI's. Nothing is read from the environment.
func New(baseURL, model, key string) *Client {
	own := baseURL == "" || strings.HasPrefix(baseURL, "https://api.openai.com")
	if baseURL == "" {
		baseURL = home
	}
	base, client, header := strings.TrimRight(baseURL, "/")+"/", llm.HTTPClient(), http.Header{}
	opts := []option.RequestOption{option.WithBaseURL(base), option.WithHTTPClient(client), option.WithMaxRetries(0)}
	if key != "" {
		opts = append(opts, option.WithAPIKey(key))
		header.Set("Authorization", "Bearer "+key)
	}
	return &Client{chat: openai.NewChatCompletionService(opts...), model: model, own: own,
		probe: func(ctx context.Context) error { return llm.List(ctx, client, base+"models", header.Clone()) }}
}

// Probe implements llm.Prober.
func (c *Client) Probe(ctx context.Context) error { return c.probe(ctx) }

// Describe names provider and model.
func (c *Client) Describe() (provider, model string) { return "openai", c.model }

// Complete asks once and streams the answer.
func (c *Client) Complete(ctx context.Context, req llm.Request, progress func(string)) (llm.Answer, error) {
	stream := c.chat.NewStreaming(ctx, c.params(req))
	defer func() { _ = stream.Close() }() // the answer is read by then
	answer := llm.Answer{Provider: "openai", Model: c.model}
	var text strings.Builder
	finish, refused := "", false
	for stream.Next() {
		chunk := stream.Current()
		if chunk.Model != "" {
			answer.Model = chunk.Model
		}
		if chunk.Usage.TotalTokens > 0 {
			answer.TokensIn, answer.TokensOut = int(chunk.Usage.PromptTokens), int(chunk.Usage.CompletionTokens)
		}
		if len(chunk.Choices) == 0 {
			continue
		}
		choice := chunk.Choices[0]
		refused = refused || choice.Delta.Refusal != ""
		if piece := choice.Delta.Content; piece != "" {
			text.WriteString(piece)
			if progress != nil {
				progress(piece)
			}
		}
		if choice.FinishReason != "" {
			finish = choice.FinishReason
		}
	}
	answer.Text, answer.CostUSD = text.String(), llm.Cost(answer.Model, answer.TokensIn, answer.TokensOut)
	return answer, c.outcome(ctx, stream.Err(), finish, refused, answer.Text)
}

func (c *Client) params(req llm.Request) openai.ChatCompletionNewParams {
	p := openai.ChatCompletionNewParams{
		Model:         c.model,
		Messages:      []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(req.System), openai.UserMessage(req.Prompt)},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: param.NewOpt(true)},
	}
	if len(req.Schema) > 0 {
		p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
			Name: string(req.Mode), Strict: param.NewOpt(true), Schema: req.Schema}}
	}
	if c.own { // newer models of OpenAI refuse max_tokens; other servers know nothing else
		p.MaxCompletionTokens = param.NewOpt(int64(req.MaxTokens))
	} else {
		p.MaxTokens = param.NewOpt(int64(req.MaxTokens))
	}
	return p
}

func (c *Client) outcome(ctx context.Context, err error, finish string, refused bool, text string) error {
	var api *openai.Error
	switch {
	case errors.As(err, &api):
		var header http.Header
		if api.Response != nil {
			header = api.Response.Header
		}
		return llm.Failure(ctx, nil, api.StatusCode, header)
	case err != nil:
		return llm.Failure(ctx, err, 0, nil)
	case ctx.Err() != nil:
		return llm.Failure(ctx, ctx.Err(), 0, nil)
	case refused || finish == "content_filter":
		return llm.Failure(ctx, llm.ErrRefused, 0, nil)
	case finish == "length":
		return llm.Failure(ctx, llm.ErrLong, 0, nil)
	case finish == "" && text != "":
		return llm.Failure(ctx, llm.ErrCut, 0, nil)
	case strings.TrimSpace(text) == "":
		return llm.Failure(ctx, llm.ErrEmpty, 0, nil)
	}
	return nil
}
