# One command per task. `make report` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

export DAGSTER_HOME := $(CURDIR)
export DAGSTER_DISABLE_TELEMETRY := 1
# Compiled modules are kept: without them every process of `make test` compiles Dagster and pandas anew, 6 s each.
unexport PYTHONDONTWRITEBYTECODE
# The interpreter is the machine's own; uv must not fetch another.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv

BIN := .venv/bin
# The machine's uv, else one put into the project's own environment. --inexact keeps that one there.
UV := $(or $(shell command -v uv),$(BIN)/uv)

.PHONY: help setup report test check format bench bench-against bench-portfolio bench-uncertainty faults mutation soak dev docs clean

help:  ## list the tasks
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready  ## build the environment from the lock file

.venv/.ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || python3 -m venv .venv
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(UV) sync --frozen --inexact --quiet
	@$(BIN)/python -m pipelines.site_hook  # telemetry off for commands such as dg, which never load the project first
	@touch $@

report: setup  ## the main job on data/: records to verdict to page, in releases/
	$(BIN)/smelter-ghg report --records data --out releases

test: setup  ## every test; names what it skips without a browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -rs

check: setup  ## linter, format, strict types, import contracts, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/make_data_dictionary.py --check

format: setup  ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup bench-uncertainty  ## speed as ratios to baselines in the same run, into docs/benchmarks.md
	$(BIN)/python tests/bench/run.py

bench-against: setup  ## speed of the ledger at an earlier commit and now: make bench-against REV=...
	$(BIN)/python tests/bench/against.py $(REV)

bench-portfolio: setup  ## the release of 200 smelters x 10 years, budget and measured, into docs/benchmarks.md
	$(BIN)/python tests/bench/portfolio.py

bench-uncertainty: setup build/bonsai/.ready  ## speed and memory of the draws, against NumPy and bonsai_ipcc
	$(BIN)/python tests/bench/uncertainty.py

# A peer to compare with, in an environment of its own; without a network the comparison says that it is missing.
build/bonsai/.ready:
	@mkdir -p $(@D)
	@python3 -m venv $(@D) && $(@D)/bin/python -m pip install --quiet --disable-pip-version-check bonsai-ipcc==0.5.3 \
	  && touch $@ || rm -rf $(@D)/bin

faults: setup  ## plant faults in sound records, check sound ones, into docs/fault_corpus.md
	$(BIN)/python -m tests.faults.page

mutation: setup  ## move every factor row, replace every operator; what no test notices, into docs/mutation.md
	$(BIN)/python -m tests.mutation

soak: setup  ## the full counts of every sampled check, into docs/soak.md
	SMELTER_GHG_SOAK=1 $(BIN)/python tests/soak.py

dev: setup  ## the Dagster UI on the demo smelters
	$(BIN)/python -m pipelines.dev

docs: setup  ## rewrite what is generated from the code and build the site, docs/_site/index.html
	$(BIN)/python docs/make_data_dictionary.py
	$(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet -d build/doctrees docs docs/_site

clean:  ## remove caches and releases, keep the environment
	rm -rf releases docs/_site .dagster .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
