package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// Headers of writes.
const (
	headerKey      = "Idempotency-Key"
	headerReplayed = "Idempotency-Replayed"
	headerWaiting  = "Change-Set" // ids of the change sets that edits of live campaigns became
)

// answer is what a write says, so that it can be kept and said again.
type answer struct {
	status int
	header map[string]string
	body   []byte
}

// callHash names a call by all that makes it: the same key with anything else is another call.
func callHash(r *http.Request, body []byte) string {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Prefer"), r.Header.Get("If-Match")} {
		_, _ = h.Write([]byte(part + "\n"))
	}
	_, _ = h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// once runs a write in one transaction. Under an idempotency key a call that went well before is not done again: it gets
// the answer that it had.
func once(ctx context.Context, sc store.Scope, key, hash string, do func(*store.Writer) (answer, error)) (out answer, err error) {
	err = sc.Write(ctx, func(w *store.Writer) error {
		if key == "" {
			out, err = do(w)
			return err
		}
		call, err := w.StartCall(key, hash)
		if err != nil {
			return err
		}
		if call.Done {
			out = answer{call.Status, call.Headers, []byte(call.Answer)}
			out.header[headerReplayed] = "true"
			return nil
		}
		if out, err = do(w); err != nil {
			return err
		}
		call.Status, call.Headers, call.Answer = out.status, out.header, string(out.body)
		return w.EndCall(call)
	})
	return out, err
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// readBody reads a JSON body within the limits; what follows it is refused.
func readBody(r *http.Request) ([]byte, any, error) {
	if !isJSON(r) {
		return nil, nil, &store.RestError{Code: "PGRST107", Status: http.StatusUnsupportedMediaType, Msg: "Content-Type is application/json."}
	}
	raw, err := io.ReadAll(r.Body)
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return nil, nil, &store.RestError{Code: "PGRST413", Status: http.StatusRequestEntityTooLarge, Msg: "The body is larger than 1 MB."}
	}
	if err != nil {
		return nil, nil, cmo.Errorf(cmo.Invalid, "The body did not arrive whole.")
	}
	v, err := decodeBody(raw)
	return raw, v, err
}

var errNoJSON = &store.RestError{Code: "PGRST102", Status: http.StatusBadRequest, Msg: "Empty or invalid json"}

// decodeBody reads JSON; its numbers keep the digits they were written with.
func decodeBody(raw []byte) (any, error) {
	if !jsonFits(raw) {
		return nil, errNoJSON
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, errNoJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errNoJSON
	}
	return v, nil
}

// jsonFits keeps bodies of a depth that nothing of ours has from being read.
func jsonFits(raw []byte) bool {
	depth := 0
	for _, b := range raw {
		switch b {
		case '{', '[':
			if depth++; depth > 200 {
				return false
			}
		case '}', ']':
			depth--
		}
	}
	return true
}

func joinIDs(ids []uuid.UUID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return strings.Join(out, ", ")
}
