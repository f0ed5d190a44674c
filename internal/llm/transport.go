package llm

import (
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// MaxResponse is how much of a provider's response is read, whatever it sends.
const MaxResponse = 4 << 20

// HTTPClient is the client of the adapters: it reads no more than MaxResponse, follows no redirect (a key must not
// travel), and refuses pages where data is due. The caller's context is the deadline.
func HTTPClient() *http.Client {
	base := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &http.Client{Transport: bounded{base}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 300 && strings.HasPrefix(strings.ToLower(res.Header.Get("Content-Type")), "text/html") {
		_ = res.Body.Close() // nothing of it is read
		return nil, ErrNotJSON
	}
	limit := int64(MaxResponse)
	if res.StatusCode >= 300 {
		limit = 16 << 10 // the adapters' libraries read errors whole
	}
	res.Body = &boundedBody{body: res.Body, left: limit}
	return res, nil
}

type boundedBody struct {
	body io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *boundedBody) Close() error { return b.body.Close() }
