package main

import (
	"cmp"
	"context"
	"errors"
	"runtime/debug"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/config"
	"github.com/ubigrowth/aicmo/internal/llm"
	"github.com/ubigrowth/aicmo/internal/postgres"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version string

// versionText names what this program was built from.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if version != "" || !ok {
		return cmp.Or(version, "unknown")
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "built without a version"
}

// askModel asks the provider that the environment chooses something that costs nothing. No answer of it holds the key.
func askModel(cfg config.Config) func(context.Context) cmo.ModelState {
	client, err := modelClient(cfg)
	return func(ctx context.Context) cmo.ModelState {
		if err != nil {
			return cmo.ModelState{Fault: err.Error()}
		}
		state := cmo.ModelState{}
		state.Provider, state.Model = client.Describe()
		state.Offline = cfg.LLM == config.Playbook
		var fault *llm.Error
		switch err := llm.Probe(ctx, client); {
		case errors.Is(err, llm.ErrNoList):
			state.Unsure = true
		case errors.As(err, &fault):
			state.Fault = fault.Msg
		case err != nil:
			state.Fault = "The model provider was not asked to the end."
		}
		return state
	}
}

// dataDisk is the space where the embedded database's data lie. Of another server's disk nothing is known here.
func (a *app) dataDisk() cmo.DiskState {
	if a.embedded == nil {
		return cmo.DiskState{}
	}
	free, total, err := postgres.Space(a.cfg.DataDir)
	return cmo.DiskState{Known: err == nil, Free: free, Total: total}
}
