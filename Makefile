# The few chores. `make run` and `make test` set up .venv first (uv where there is one, else pip).
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
ARTICLES ?= examples/articles
OUT ?= data
SITE_PORT ?= 3001
MUTANTS ?=
# A Python for the environment without uv: the first of these that is 3.11 to 3.13.
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	$$p -c '$(SUITABLE)' 2>/dev/null && echo $$p && break; done)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)

.PHONY: help run test quick mutants ui docs lint format audit sbom dist requirements clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.installed ## the ledger of examples/articles, in data/ (or ARTICLES=... OUT=...)
	@$(BIN)/tollbook run --articles "$(ARTICLES)" --home "$(OUT)"

test: $(VENV)/.installed-dev ## all tests, or some: TESTS="tests/reconciles_claims -k copy"
	@$(BIN)/pytest -q -n auto --dist loadfile $(TESTS)

quick: $(VENV)/.installed-dev ## the tests that are not marked slow: under a minute
	@$(BIN)/pytest -q -n auto -m "not slow" $(TESTS)

mutants: $(VENV)/.installed-dev ## which changes to number reading and reconciliation no test notices; goes on where it was stopped
	@PATH="$(abspath $(BIN)):$$PATH" mutmut run $(foreach m,$(MUTANTS),"$m") && $(BIN)/mutmut results

ui: $(VENV)/.installed ## the Dagster UI on the same data, http://localhost:3000, and the site that it links to
	@mkdir -p "$(OUT)/dagster" "$(OUT)/site" && cp dagster.yaml "$(OUT)/dagster/"
	@"$(BIN)/python" -m http.server $(SITE_PORT) --bind 127.0.0.1 --directory "$(OUT)/site" >/dev/null 2>&1 & \
		site=$$!; trap "kill $$site 2>/dev/null" EXIT; \
		cd "$(OUT)/dagster" && TOLLBOOK_ARTICLES="$(abspath $(ARTICLES))" TOLLBOOK_HOME="$(abspath $(OUT))" \
		TOLLBOOK_SITE_URL="$${TOLLBOOK_SITE_URL:-http://localhost:$(SITE_PORT)}" \
		DAGSTER_HOME="$(abspath $(OUT)/dagster)" DAGSTER_DISABLE_TELEMETRY=yes PYTHONUTF8=1 \
		"$(abspath $(BIN))/dagster" dev -w "$(CURDIR)/workspace.yaml" $(UI_FLAGS)

docs: $(VENV)/.installed-dev ## this documentation as a site, in build/docs; a broken link is an error
	@$(BIN)/zensical build --clean --strict -f zensical.toml && echo "Open build/docs/index.html"

lint: $(VENV)/.installed-dev ## formatting, lint, types, rules, definitions
	@.ci/run lint

format: $(VENV)/.installed-dev ## rewrite the Python files in the house format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

# Without --strict, what the service does not know or cannot be reached for would count as clean.
audit: $(VENV)/.installed-dev ## known vulnerabilities in what is locked (asks the advisories of PyPI: needs a network)
	@for lock in requirements.txt requirements-dev.txt; do \
		$(BIN)/pip-audit --strict --progress-spinner off --disable-pip --no-deps -r $$lock $(AUDIT_FLAGS) || \
		{ echo "$$lock was not found clean: a vulnerability, or advisories that could not be asked for" >&2; exit 1; }; done

sbom: $(VENV)/.installed-dev ## build/sbom.json: every package that a run needs, with its licence (CycloneDX)
	@$(BIN)/python -m reliability sbom -o build/sbom.json

# The same sources give the same wheel, byte for byte: times in it are those of the last commit.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 946684800)
dist: $(VENV)/.installed-dev ## dist/: the source distribution, and the wheel made of it
	@rm -rf dist build/lib build/bdist.* && umask 022 && \
		out=$$($(BIN)/python -m build --no-isolation 2>&1) || { echo "$$out" >&2; exit 1; }; ls dist

requirements: ## lock the dependencies of pyproject.toml anew (needs uv)
	@uv pip compile -q --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	@uv pip compile -q --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what the chores made, but not the ledger in data/
	@rm -rf build dist mutants *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis $(VENV)
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@echo "Setting up $(VENV) ..."
ifeq ($(UV),uv)
	@uv venv -q --allow-existing $(if $(filter command% environment%,$(origin PYTHON)),--python "$(PYTHON)",--python ">=3.11,<3.14") $(VENV)
else
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)
endif

# A stamp is newer than what it was made from, so that a second call installs nothing.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Tollbook needs (once) ..."
ifeq ($(UV),uv)
	@uv pip install -q --compile-bytecode -p $(BIN)/python -r requirements.txt -e .
else
	@$(BIN)/python -m pip install -q -r requirements.txt -e .
endif
	@$(BIN)/python -m tollbook.prepare
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the test tools (once) ..."
ifeq ($(UV),uv)
	@uv pip install -q --compile-bytecode -p $(BIN)/python -r requirements-dev.txt
else
	@$(BIN)/python -m pip install -q -r requirements-dev.txt
endif
	@touch $@
