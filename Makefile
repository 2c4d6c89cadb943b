# Everything the repository can do for you. `make` alone lists it.
#
# The targets call cargo through scripts/skia.sh, which sees to it that the drawing library can be
# built; a cargo of your own wants the same variables: eval "$(make env)"

.DEFAULT_GOAL := help
# Two cargos at once only wait for each other.
.NOTPARALLEL:
.DELETE_ON_ERROR:

SKIA := scripts/skia.sh run
BUF := scripts/tools/node_modules/.bin/buf

# CI must build what the lock file says, not mend it.
LOCKED := $(if $(CI),--locked)

# Folders with dependencies from npm, in the order in which they want to be installed.
NODE_FOLDERS := $(patsubst %/package-lock.json,%,$(wildcard \
	scripts/tools/package-lock.json clients/typescript/package-lock.json tests/browser/package-lock.json \
	tests/chromium/package-lock.json examples/receiver/node/package-lock.json examples/web/package-lock.json))
node_ready = $(patsubst %,%/node_modules/.package-lock.json,$(filter $(1),$(NODE_FOLDERS)))

# The Python of the client, with what generates, checks and tests it.
CLIENT_PYTHON := target/python/ready
# What runs the suite through the clients in Go and Java.
CLIENT_GO := target/go/conformance
CLIENT_JAVA := target/java/conformance
# The Python of the example in FastAPI, with our client.
EXAMPLE_PYTHON := target/example-python/ready
# The Python of the example receiver, with what it requires.
RECEIVER_PYTHON := target/receiver-python/ready
# And the one in Go, built with the library from the Go proxy.
RECEIVER_GO := target/receiver-go/receiver
# The command-line client that the documents use, from the Go proxy.
GRPCURL := target/grpcurl/grpcurl
# And the one in Java, with the library from Maven Central.
RECEIVER_JAVA := target/receiver-java/receiver.jar

## Using it

.PHONY: run
run: build ## Set up, build and start the server; ARGS="…" go to `placard serve`
	@echo "placard: starting the server" >&2
	@exec target/release/placard serve $(ARGS)

.PHONY: build
build: ## The release binary, target/release/placard
	@echo "placard: building the release binary" >&2
	@$(SKIA) cargo build --release

.PHONY: env
env: ## The variables that a hand-run cargo needs, as export lines to eval
	@scripts/skia.sh env

## Working on it

# The server as the Rust tests have built it: a plain build has other features, and would compile most of it again.
SERVER = $(SKIA) cargo test $(LOCKED) --workspace --no-run

TESTS := test-proto test-rust test-clients test-docs test-browser test-chromium test-receivers test-examples

.PHONY: test
test: ## Set up, and run every test that CI runs
	@MAKE="$(MAKE)" scripts/tests.sh $(TESTS)

.PHONY: test-rust
test-rust: ## The server and the Rust crates: format, lints, unit and integration tests
	@scripts/test-programs.sh postgres
	@if cargo fmt --version >/dev/null 2>&1; then echo "placard: format" >&2; cargo fmt --all --check; \
	else echo "placard: WARNING: no rustfmt here, so the format goes unchecked" >&2; fi
	@if cargo clippy --version >/dev/null 2>&1; then echo "placard: lints" >&2; \
	$(SKIA) cargo clippy $(LOCKED) --workspace --all-targets -- -D warnings; \
	else echo "placard: WARNING: no clippy here, so the lints go unchecked" >&2; fi
	@echo "placard: tests" >&2
	@$(SKIA) cargo test $(LOCKED) --workspace

.PHONY: test-proto
test-proto: $(call node_ready,scripts/tools clients/typescript) $(CLIENT_PYTHON) ## The API: lint, format, compatibility with main, generated code
	@echo "placard: API lint and format" >&2
	@$(BUF) lint
	@$(BUF) format --diff --exit-code
	@scripts/breaking.sh
	@scripts/generate.sh --check

.PHONY: test-clients
test-clients: $(call node_ready,clients/typescript) $(CLIENT_PYTHON) $(CLIENT_GO) $(CLIENT_JAVA) ## The clients of all languages, against a real server
	@echo "placard: building the server and the clients" >&2
	@$(SERVER)
	@npm --prefix clients/typescript run build
	@target/python/bin/mypy --cache-dir target/mypy --config-file clients/python/pyproject.toml
	@echo "placard: the tests of the client in Go" >&2
	@test -z "$$(gofmt -l clients/go)" || { gofmt -d clients/go >&2; exit 1; }
	@cd clients/go && go vet ./... && go test -count=1 .
	@echo "placard: the tests of the client in Java" >&2
	@scripts/maven.sh test
	@echo "placard: client tests" >&2
	@node tests/clients/run.mjs $(ARGS)
	@echo "placard: what the clients' READMEs promise" >&2
	@node tests/clients/readmes.mjs $(ARGS)

.PHONY: test-docs
test-docs: $(call node_ready,scripts/tools) $(GRPCURL) ## The commands in the documents, run as they stand there
	@echo "placard: building the server for the documents" >&2
	@$(SERVER)
	@echo "placard: tests of the documents" >&2
	@node --test --test-reporter=spec --test-timeout=60000 tests/docs/*.test.mjs

.PHONY: test-browser
test-browser: $(call node_ready,clients/typescript tests/browser) ## The TypeScript client in a real browser, against a real server
	@scripts/test-programs.sh chromium
	@echo "placard: building the server for the browser" >&2
	@$(SERVER)
	@echo "placard: browser tests" >&2
	@npm --prefix tests/browser test

.PHONY: test-chromium
test-chromium: $(call node_ready,tests/chromium) ## The same designs in Chromium and through the renderer
	@scripts/test-programs.sh chromium
	@echo "placard: building the renderer for the comparison with Chromium" >&2
	@$(SERVER)
	@npm --prefix tests/chromium test

.PHONY: fuzz
fuzz: ## Odd bytes at every door for strangers' bytes, a minute each; SECONDS=600 TARGETS="image svg"
	@FUZZ_SECONDS=$(or $(SECONDS),60) scripts/fuzz.sh $(TARGETS)

.PHONY: test-receivers
test-receivers: $(call node_ready,clients/typescript examples/receiver/node) $(RECEIVER_PYTHON) $(RECEIVER_GO) $(RECEIVER_JAVA) ## The example receivers, against a real server
	@echo "placard: building the server for the receivers" >&2
	@$(SERVER)
	@npm --prefix clients/typescript run build
	@echo "placard: receiver tests" >&2
	@node --test --test-reporter=spec --test-timeout=60000 tests/receivers/receivers.test.mjs

.PHONY: test-examples
test-examples: $(call node_ready,clients/typescript examples/web) $(EXAMPLE_PYTHON) ## The examples that are no mere receivers, against a real server
	@echo "placard: building the server for the examples" >&2
	@$(SERVER)
	@npm --prefix clients/typescript run build
	@echo "placard: tests of the examples" >&2
	@node --test --test-reporter=spec --test-timeout=60000 tests/examples/examples.test.mjs

.PHONY: bench
bench: ## The benchmarks, which write target/bench/*.json; ARGS="…" go to them
	@echo "placard: benchmarks" >&2
	@mkdir -p target/bench
	@$(SKIA) cargo bench $(if $(ARGS),-- $(ARGS))

.PHONY: soak
soak: ## 10,000 different renders of card A and as many others in one process, and what memory they leave behind; ARGS="--renders 100000"
	@echo "placard: soak" >&2
	@mkdir -p target/bench
	@$(SKIA) cargo bench --bench soak $(if $(ARGS),-- $(ARGS))

.PHONY: peers
peers: benches/peers/node/node_modules/.package-lock.json ## The same cards through takumi, satori, @vercel/og and us; ARGS="--quick --native"
	@echo "placard: building the peers" >&2
	@$(SKIA) cargo build --release --manifest-path benches/peers/native/Cargo.toml --target-dir target
	@echo "placard: comparing with the peers" >&2
	@node benches/peers/node/compare.mjs $(ARGS)

.PHONY: generate
generate: $(call node_ready,scripts/tools clients/typescript) $(CLIENT_PYTHON) ## All generated code, from proto/
	@scripts/generate.sh

.PHONY: setup
setup: $(call node_ready,%) $(CLIENT_PYTHON) $(EXAMPLE_PYTHON) $(CLIENT_GO) $(CLIENT_JAVA) $(GRPCURL) $(RECEIVER_PYTHON) $(RECEIVER_GO) $(RECEIVER_JAVA) ## All set-up and nothing else; the other targets do what they need of it by themselves
	@scripts/skia.sh
	@scripts/test-programs.sh postgres chromium
	@echo "placard: set up" >&2

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^## / { print substr($$0, 3) } \
	/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# npm writes this file last, so it is there only if the installation went through.
%/node_modules/.package-lock.json: %/package-lock.json
	@echo "placard: installing the npm packages of $*" >&2
	@npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@

$(CLIENT_PYTHON): clients/python/requirements-dev.txt clients/python/pyproject.toml
	@scripts/test-programs.sh python
	@echo "placard: installing the Python packages of $(<D)" >&2
	@python3 -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable $(<D)
	@touch $@

$(CLIENT_GO): $(shell find clients/go -type f)
	@scripts/test-programs.sh go
	@echo "placard: building the client in Go" >&2
	@cd clients/go && go build -o $(CURDIR)/$@ ./internal/conformance

$(CLIENT_JAVA): clients/java/pom.xml $(shell find clients/java/src -type f)
	@scripts/test-programs.sh java
	@echo "placard: building the client in Java" >&2
	@mkdir -p $(@D)
	@scripts/maven.sh test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=$(CURDIR)/$(@D)/classpath
	@printf -- '-cp\n"%s:%s"\ndev.placard.conformance.Main\n' \
		clients/java/target/test-classes:clients/java/target/classes "$$(cat $(@D)/classpath)" >$@

$(EXAMPLE_PYTHON): examples/receiver/fastapi/requirements.txt clients/python/pyproject.toml $(wildcard clients/python/src/placard/*.py clients/python/src/placard/v1/*.py)
	@scripts/test-programs.sh python
	@echo "placard: installing the Python packages of $(<D)" >&2
	@python3 -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $< ./clients/python
	@touch $@

$(RECEIVER_PYTHON): examples/receiver/python/requirements.txt
	@scripts/test-programs.sh python
	@echo "placard: installing the Python packages of $(<D)" >&2
	@python3 -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(GRPCURL):
	@scripts/test-programs.sh go
	@echo "placard: building grpcurl" >&2
	@GOBIN=$(CURDIR)/$(@D) go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3

$(RECEIVER_GO): $(wildcard examples/receiver/go/*)
	@scripts/test-programs.sh go
	@echo "placard: building the receiver in Go" >&2
	@cd examples/receiver/go && go build -o $(CURDIR)/$@ .

$(RECEIVER_JAVA): examples/receiver/java/pom.xml $(wildcard examples/receiver/java/src/main/java/*)
	@scripts/test-programs.sh java
	@echo "placard: building the receiver in Java" >&2
	@mvn --quiet --batch-mode --file $< -Dfolder=$(CURDIR)/$(@D) package
	@touch $@
