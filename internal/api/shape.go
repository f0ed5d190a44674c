package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/paths"
)

// nameRequest puts the request's id into a problem, so that a program's author can ask about it.
func nameRequest(ctx huma.Context, _ string, v any) (any, error) {
	if m, ok := v.(*huma.ErrorModel); ok {
		m.Instance = humaecho.Unwrap(ctx).Response().Header().Get(echo.HeaderXRequestID)
	}
	return v, nil
}

// selectFields leaves out of a good answer what ?fields= does not name. The names were checked before the query.
func selectFields(ctx huma.Context, status string, v any) (any, error) {
	text := ctx.Query("fields")
	if text == "" || !strings.HasPrefix(status, "2") {
		return v, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, err
	}
	names := strings.Split(text, ",")
	data, list := body["data"]
	if !list {
		return only(body, names), nil
	}
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i] = only(rows[i], names)
	}
	return map[string]any{"data": rows, "next_cursor": body["next_cursor"]}, nil
}

func only(row map[string]json.RawMessage, names []string) map[string]json.RawMessage {
	for name := range row {
		if !slices.Contains(names, name) {
			delete(row, name)
		}
	}
	return row
}

// held keeps an answer back until its tag is known.
type held struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *held) WriteHeader(status int)      { h.status = status }
func (h *held) Write(b []byte) (int, error) { return h.body.Write(b) }

// cache names each good answer to a GET by its content, and answers 304 to a program that has it already.
func (a *API) cache(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method != http.MethodGet || !paths.ForProgram(c.Request().URL.Path) || strings.HasSuffix(c.Path(), eventsPath) {
			return next(c)
		}
		out, h := c.Response().Writer, &held{status: http.StatusOK}
		h.ResponseWriter = out
		c.Response().Writer = h
		err := next(c)
		c.Response().Writer = out
		if err != nil {
			return err
		}
		if h.status == http.StatusOK {
			tag := out.Header().Get("ETag")
			if tag == "" {
				tag = tagOfBytes(h.body.Bytes())
				out.Header().Set("ETag", tag)
			}
			if matches(c.Request().Header.Get("If-None-Match"), tag) {
				out.Header().Del(echo.HeaderContentType)
				out.WriteHeader(http.StatusNotModified)
				return nil
			}
		}
		out.WriteHeader(h.status)
		_, err = out.Write(h.body.Bytes())
		return err
	}
}

// tagOf names what a row says, however many of its fields an answer shows.
func tagOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil { // rows are made of what JSON can say
		panic(err)
	}
	return tagOfBytes(raw)
}

func tagOfBytes(b []byte) string {
	sum := sha256.Sum256(b)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"` // weak: compression changes the bytes
}

func matches(header, tag string) bool {
	for have := range strings.SplitSeq(header, ",") {
		if have = strings.TrimSpace(have); have == "*" || strings.TrimPrefix(have, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
