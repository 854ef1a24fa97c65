# `make demo` and `make test` set up what they need. PYTHON is any Python from 3.11 on.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= auto

.PHONY: help setup demo test lint gate bench clean

help:
	@echo "make demo   set up, crawl the demo counties, compare with their truth"
	@echo "make test   set up, run all tests"
	@echo "make lint   ruff and mypy"
	@echo "make gate   measure quality against the pinned floors (benchmarks/floors.toml)"
	@echo "make bench  compare quality and cost with other extractors (a quick look: BENCH=\"--rounds 1 --pages 20\")"
	@echo "make clean  remove the environment and what runs wrote"

setup: .venv/.installed

.venv/.installed: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@echo "compiling what reads pages (some 15 seconds, once) ..." && $(BIN)/python -c "import crawler.core"
	@touch $@

.venv/.installed-tests: .venv/.installed tests/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

demo: .venv/.installed
	@$(BIN)/python -m scrapy demo

test: .venv/.installed-tests
	@$(BIN)/python -m pytest -n $(JOBS)

lint: .venv/.installed-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

gate: .venv/.installed-tests
	@$(BIN)/python -m benchmarks.gate

# The interpreter of .venv, so that times compare.
.venv-peers/.installed: .venv/.installed benchmarks/peers/requirements.txt
	@{ test -x .venv-peers/bin/python || $(BIN)/python -m venv .venv-peers; } && \
	  .venv-peers/bin/python -m pip install -qq --disable-pip-version-check --no-deps --ignore-requires-python \
	  -r benchmarks/peers/requirements.txt || \
	  { echo "make bench: the peers could not be installed in .venv-peers (is a package index within reach?)"; exit 1; }
	@touch $@

bench: .venv/.installed-tests .venv-peers/.installed
	@$(BIN)/python -m benchmarks.bench $(BENCH)

clean:
	rm -rf .venv .venv-peers output .pytest_cache .mypy_cache .ruff_cache .hypothesis
