// Package mcp offers the six agents and the reads of a tenant as tools of the Model Context Protocol. It is a program of the
// tenant like any other: it calls the JSON API with a token, so that scopes, limits and isolation are those of every call,
// and the machine of the person who uses it holds no address or password of a database.
package mcp

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Config is what a server needs.
type Config struct {
	Base    *url.URL // of the console
	Token   string
	Version string
	Log     *slog.Logger  // never standard output: that is the protocol's
	Wait    time.Duration // how long a tool waits for its run at most; 0: two minutes
	Poll    time.Duration // between two looks at a run; 0: half a second
}

// instructions tell a model what all of this is for.
const instructions = "Marketing agents of one tenant. run_setup comes first for a new tenant, then run_strategy, run_funnels, run_campaigns and run_content; " +
	"run_optimization reads the figures. Everything an agent makes is a draft that people review and approve in the console: nothing here sends or launches. " +
	"ai_cmo_driven tells what the AI CMO made."

// server is one tenant's tools.
type server struct {
	api        *client
	wait, poll time.Duration
}

// New makes a server with its tools.
func New(c Config) *mcp.Server {
	s := &server{api: newClient(c.Base, c.Token), wait: c.Wait, poll: c.Poll}
	if s.wait == 0 {
		s.wait = 2 * time.Minute
	}
	if s.poll == 0 {
		s.poll = 500 * time.Millisecond
	}
	m := mcp.NewServer(&mcp.Implementation{Name: "aicmo", Title: "AI CMO Console", Version: c.Version}, &mcp.ServerOptions{Instructions: instructions, Logger: c.Log})
	for _, a := range cmo.Agents {
		m.AddTool(agentTool(a), handler(s.runAgent(a.Mode)))
	}
	for _, r := range reads {
		m.AddTool(r.tool(), handler(s.read(r)))
	}
	m.AddTool(cancelTool, handler(s.cancel))
	return m
}

// Serve answers on standard input and output until the client goes or ctx ends.
func Serve(ctx context.Context, c Config) error { return New(c).Run(ctx, &mcp.StdioTransport{}) }

// call is what a tool does with the arguments of a request.
type call func(ctx context.Context, req *mcp.CallToolRequest, args map[string]json.RawMessage) (*mcp.CallToolResult, error)

// handler tells what goes wrong in the result.
func handler(do call) mcp.ToolHandler {
	return func(ctx context.Context, req *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		args, err := arguments(req)
		if err != nil {
			return refused(err), nil
		}
		res, err := do(ctx, req, args)
		if err != nil {
			return refused(err), nil
		}
		return res, nil
	}
}

// arguments are those of a call; a client may send none.
func arguments(req *mcp.CallToolRequest) (map[string]json.RawMessage, error) {
	args := map[string]json.RawMessage{}
	if len(req.Params.Arguments) == 0 {
		return args, nil
	}
	if err := json.Unmarshal(req.Params.Arguments, &args); err != nil {
		return nil, cmo.Errorf(cmo.Invalid, "The arguments must be a JSON object.")
	}
	return args, nil
}

// said is a result: the JSON as text, and as an object for clients that read one.
func said(raw json.RawMessage, failed bool) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(raw)}}, StructuredContent: raw, IsError: failed}
}

// refused is an error as the model reads it: a sentence, never a fault of the protocol, so that it can mend its call.
func refused(err error) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: err.Error()}}, IsError: true}
}
