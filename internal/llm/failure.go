package llm

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Faults of a provider that have no status.
var (
	ErrTooLarge = errors.New("the answer is larger than allowed")
	ErrNotJSON  = errors.New("the answer is a page, not data")
	ErrCut      = errors.New("the answer broke off")
	ErrEmpty    = errors.New("the answer is empty")
	ErrRefused  = errors.New("the model declined")
	ErrLong     = errors.New("the answer reached the most tokens")
)

// Failure puts a provider's fault into words for people. Nothing of the response's text, the request's headers or its
// address goes into it: those may hold keys or pages. An ended context that the caller cancelled stays what it is.
func Failure(ctx context.Context, err error, status int, header http.Header) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Msg: "The model provider did not answer in time.", Err: context.DeadlineExceeded}
	}
	if status >= 300 {
		return statusFailure(status, header)
	}
	for _, known := range []struct {
		err   error
		msg   string
		retry bool
	}{
		{ErrTooLarge, "The model provider's answer is larger than allowed.", false},
		{ErrNotJSON, "The model provider answered with a web page. Check AICMO_LLM_BASE_URL.", false},
		{ErrCut, "The model provider's answer broke off.", true},
		{ErrEmpty, "The model provider's answer is empty.", true},
		{ErrRefused, "The model declined to answer.", false},
		{ErrLong, "The model's answer was cut because it was too long.", false},
	} {
		if errors.Is(err, known.err) {
			return &Error{Msg: known.msg, Retry: known.retry, Err: known.err}
		}
	}
	var op *net.OpError
	var address *url.Error
	switch {
	case errors.As(err, &op) && op.Op == "dial", errors.As(err, new(*net.DNSError)):
		return &Error{Msg: "The model provider cannot be reached.", Retry: true, Err: op}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op), errors.Is(err, io.EOF):
		return &Error{Msg: "The model provider's answer broke off.", Retry: true, Err: ErrCut}
	case errors.As(err, &address):
		return &Error{Msg: "The model provider cannot be reached.", Retry: true, Err: errors.New("request failed")}
	}
	return &Error{Msg: "The model provider's answer cannot be read.", Retry: true, Err: errors.New("unreadable answer")}
}

func statusFailure(status int, header http.Header) *Error {
	e := &Error{Status: status, Err: errors.New("status " + strconv.Itoa(status))}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		e.Msg = "The model provider refused the key. Check AICMO_LLM_API_KEY."
	case status == http.StatusPaymentRequired:
		e.Msg = "The model provider's account has no credit."
	case status == http.StatusNotFound:
		e.Msg = "The model provider does not know this model. Check AICMO_LLM_MODEL and AICMO_LLM_BASE_URL."
	case status == http.StatusTooManyRequests:
		e.Msg, e.Retry, e.RetryAfter = "The model provider is at its limit for this account. Try again later.", true, retryAfter(header)
	case status == http.StatusRequestTimeout || status >= 500:
		e.Msg, e.Retry, e.RetryAfter = "The model provider is out of order (status "+strconv.Itoa(status)+").", true, retryAfter(header)
	case status < 400:
		e.Msg = "The model provider sends requests elsewhere. Check AICMO_LLM_BASE_URL."
	default:
		e.Msg = "The model provider did not accept the request (status " + strconv.Itoa(status) + ")."
	}
	return e
}

// retryAfter reads the wait that a provider asks for, in seconds or as a date.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.Atoi(h.Get("Retry-After-Ms")); err == nil && ms > 0 {
		return min(time.Duration(ms)*time.Millisecond, time.Hour)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.Atoi(value); err == nil && s > 0 {
		return min(time.Duration(s)*time.Second, time.Hour)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, time.Until(at)), time.Hour)
	}
	return 0
}
