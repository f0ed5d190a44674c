package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ubigrowth/aicmo/internal/paths"
)

const maxAnswer = 8 << 20

// client calls the JSON API with a token.
type client struct {
	base  *url.URL
	token string
	http  *http.Client
}

func newClient(base *url.URL, token string) *client {
	return &client{base, token, &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token goes nowhere else
	}}
}

// problem is a refusal of the API, in its own words.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	ID     string `json:"instance"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`
	retry string
}

// Error implements error: one line, and one for each field that is wrong.
func (p *problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Detail)
	if p.Detail == "" {
		b.WriteString(p.Title)
	}
	if p.retry != "" {
		fmt.Fprintf(&b, " Retry after %s seconds.", p.retry)
	}
	for _, e := range p.Errors {
		where := strings.TrimPrefix(strings.TrimPrefix(e.Location, "body."), "input.")
		fmt.Fprintf(&b, "\n- %s: %s", where, e.Message)
	}
	if p.Status >= http.StatusInternalServerError && p.ID != "" {
		b.WriteString(" Reference: " + p.ID)
	}
	return b.String()
}

func (c *client) get(ctx context.Context, path string, query url.Values) (json.RawMessage, error) {
	return c.do(ctx, http.MethodGet, path, query, "", nil)
}

func (c *client) post(ctx context.Context, path, key string, body any) (json.RawMessage, error) {
	return c.do(ctx, http.MethodPost, path, nil, key, body)
}

func (c *client) do(ctx context.Context, method, path string, query url.Values, key string, body any) (json.RawMessage, error) {
	at := c.base.JoinPath(paths.API, path)
	at.RawQuery = query.Encode()
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, at.String(), sent)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the console at %s does not answer. Is it running, and is AICMO_BASE_URL right?", c.base)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(raw) > maxAnswer {
		return nil, errors.New("the answer could not be read, or is too long; ask for fewer rows or fields")
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		p := &problem{}
		if json.Unmarshal(raw, p) != nil || p.Detail+p.Title == "" {
			p.Detail = "The console answered " + res.Status + "."
		}
		p.Status, p.retry = res.StatusCode, res.Header.Get("Retry-After")
		return nil, p
	}
	if !json.Valid(raw) {
		return nil, fmt.Errorf("what answers at %s is not the console's API", c.base)
	}
	return raw, nil
}
