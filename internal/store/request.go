package store

import "context"

type requestKey struct{}

// WithRequest gives what a context's transactions write to the audit log the name of their request.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

func requestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// requestSQL names the request for the rest of the transaction: the audit log's column takes it from there.
const requestSQL = `SELECT set_config('aicmo.request', @request, true)`

// request is the request's name, for transactions that may write.
func (r *Reader) request() string {
	if r.begin != "BEGIN" {
		return ""
	}
	return requestOf(r.ctx)
}
