# GridVoice (民声入格). `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PIP_FLAGS := --disable-pip-version-check --no-input --require-hashes --quiet
# make PORT=9000 run: another port
ifdef PORT
export GRIDVOICE_SERVER__PORT := $(PORT)
export GRIDVOICE_SERVER__PUBLIC_URL := http://127.0.0.1:$(PORT)
endif

.PHONY: help setup run test lint bench migrate test-needs

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## .venv with exactly what the locks say; quick when done before

$(STAMP): requirements.lock requirements-dev.lock .ci/make-venv
	@.ci/make-venv $(PYTHON)
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-dev.lock
	@touch $@

run: setup ## the whole service with the simulator and a demo county; Ctrl-C stops it
	@exec $(BIN)/python -m app --config demo.toml run

test: setup test-needs ## every test, on SQLite, PostgreSQL and Valkey, with a real browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_FLAGS)

test-needs: # PostgreSQL, Chromium and a Chinese font, where this machine lets us install them
	@.ci/install-test-needs

lint: setup ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy app handlers models scheduler
	$(BIN)/lint-imports --no-cache

bench: setup ## the benchmarks: ratios on the screen, raw figures in build/bench
	$(BIN)/python -m benchmarks

migrate: setup ## bring the database of config.toml to the current schema
	$(BIN)/python -m app migrate
