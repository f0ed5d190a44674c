# AI CMO Console. `make` lists the targets; `make run` and `make test` need Go and make (npm where present).
SHELL := /bin/bash
.DEFAULT_GOAL := help
TOOLS := go tool -modfile=tools/go.mod
export CGO_ENABLED ?= 0

.PHONY: help run dev generate css fmt check lint test faults chaos bench shots deps build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## Install the npm-shipped PostgreSQL, Tailwind and axe, where npm exists and the lockfile changed
	@if command -v npm >/dev/null 2>&1; then \
	  if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then \
	    npm ci --no-progress --loglevel=error && cp package-lock.json node_modules/.installed-lock; fi; \
	else echo "npm not found: using the system's PostgreSQL; generated CSS is committed"; fi

build: ## Build bin/aicmo
	@go build -o bin/aicmo ./cmd/aicmo

run: deps build ## Serve on http://127.0.0.1:8080 with the example tenants; prints a sign-in link
	@exec bin/aicmo serve --example

dev: deps ## Rebuild templates, CSS and server on save
	@trap 'kill 0' EXIT; npx @tailwindcss/cli -i static/src/app.css -o static/app.css --minify --watch=always & \
	go tool templ generate --watch --proxy=http://127.0.0.1:8080 --open-browser=false --cmd="go run ./cmd/aicmo serve --example"

generate: deps ## Regenerate templ code and vendored assets
	@go tool templ generate -path views 2>&1 | grep -v 'Complete' || true
	@cp node_modules/htmx.org/dist/htmx.min.js static/htmx.min.js
	@cp node_modules/htmx.org/LICENSE static/htmx.LICENSE

css: deps ## Build static/app.css
	@npx @tailwindcss/cli -i static/src/app.css -o static/app.css --minify 2>&1 | grep -v 'Done in\|tailwindcss v' || true

fmt: ## Format Go and templ files
	@gofmt -w cmd internal views static migrations
	@go tool templ fmt views >/dev/null

check: deps ## Format, vet, lint, generated code and CSS up to date, import table
	@test -z "$$(gofmt -l cmd internal views static migrations)" || { gofmt -l cmd internal views static migrations; echo "run make fmt"; exit 1; }
	@go vet ./...
	@$(MAKE) -s lint
	@.ci/generated
	@go test ./internal/archtest/
	@go mod tidy -diff
	@go mod verify >/dev/null

lint: ## Run golangci-lint
	@$(TOOLS) golangci-lint run ./...

test: deps ## Run every test, browser tests included
	@go test -timeout 30m ./...

faults: deps ## Plant the listed faults one by one; the test of each must go red (about 20 minutes)
	@AICMO_FAULTS=1 go test -count=1 -v -timeout 60m -run TestFaults ./internal/archtest

chaos: deps ## 200 runs while workers are killed and PostgreSQL crashes; every run must end exactly once
	@AICMO_CHAOS=1 go test -count=1 -v -run TestChaos ./internal/jobs

bench: deps ## Run the benchmarks
	@go test -run '^$$' -bench . -benchmem ./...

shots: deps ## Screenshots of every page, both themes, to tmp/shots; AICMO_SHOTS_ONLY=campaigns for some
	@mkdir -p tmp/shots && AICMO_SHOTS=$(CURDIR)/tmp/shots AICMO_SHOTS_ONLY="$(AICMO_SHOTS_ONLY)" go test -count=1 -run Screenshots ./internal/browsertest

clean: ## Remove build output (never data)
	@rm -rf bin tmp coverage.out
