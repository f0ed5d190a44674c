package llm

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// Prober is a client that can say cheaply whether its provider would answer. One that asks nobody is none.
type Prober interface {
	// Probe asks for something that costs nothing. An error is what Failure makes of it.
	Probe(ctx context.Context) error
}

// ErrNoList means that something answered, but knows no list of models: whether address and key are right shows with the
// next question only.
var ErrNoList = &Error{Msg: "The model provider answers, but has no list of models at this address.", Err: errors.New("no list")}

// Probe asks a client's provider, if it has one.
func Probe(ctx context.Context, c Client) error {
	if p, ok := c.(Prober); ok {
		return p.Probe(ctx)
	}
	return nil
}

// Probe implements Prober. It is one call: a health page that tries again hides what it is asked for.
func (c *boundClient) Probe(ctx context.Context) error { return Probe(ctx, c.next) }

// List asks for a provider's list of models, which costs nothing and shows that address and key are right. Nothing of the
// answer is looked at but its status.
func List(ctx context.Context, client *http.Client, url string, header http.Header) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Failure(ctx, err, 0, nil)
	}
	req.Header = header
	res, err := client.Do(req)
	if err != nil {
		return Failure(ctx, err, 0, nil)
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)); err != nil && res.StatusCode < http.StatusMultipleChoices {
		return Failure(ctx, err, 0, nil)
	}
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusMethodNotAllowed:
		return ErrNoList
	case res.StatusCode >= http.StatusMultipleChoices:
		return Failure(ctx, nil, res.StatusCode, res.Header)
	}
	return nil
}
