# The tasks of this checkout, for people and CI. Needs python3 (3.11 or later, with venv) and make.

PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin

# uv installs in seconds, pip in a minute; `make UV=` uses pip all the same. Both take built packages only: an install
# never needs a compiler.
UV := $(shell command -v uv 2>/dev/null)
ifneq ($(UV),)
make_venv = $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(1)
install_into = $(UV) pip install --quiet --only-binary :all: --python $(1)/bin/python
HAS_INSTALLER := true
VENV_REMEDY := uv cannot make $(VENV). To use Python's own venv and pip: make UV=
else
make_venv = $(PYTHON) -m venv $(1)
install_into = $(1)/bin/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all:
# A .venv made by uv has no pip.
HAS_INSTALLER := { $(BIN)/python -m pip --version || $(BIN)/python -m ensurepip; } >/dev/null 2>&1
VENV_REMEDY := Python's venv is missing. On Debian and Ubuntu: apt install python3-venv
endif
IS_SUPPORTED := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --no-config --upgrade --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command 'make lock' --extra build

# One more than the cores: a test that waits for another process uses no core.
PYTEST = $(BIN)/pytest --numprocesses $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)') --dist worksteal \
	$(PYTEST_OPTIONS)

# The tests start Python some hundred times, which takes twice as long without compiled modules.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install install-dev install-bench run test lint format types imports pytest test-python soak bench endurance \
	audit lock docs transcripts stored-data clean

FIRST := '^  make (run|test|format) '
TARGETS := awk -F ':.*\#\# ' '/^[a-z-]+:.*\#\# / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

help: ## List the targets
	@echo "The three that you need to begin:"; $(TARGETS) | grep -E $(FIRST)
	@echo "All others:"; $(TARGETS) | grep -vE $(FIRST)

install: $(VENV)/.installed ## Install Radap into .venv, with pinned and hashed packages

install-dev: $(VENV)/.installed-dev ## Install the packages for tests and checks as well

install-bench: $(BENCH)/.installed ## Install the benchmark's peers, in a separate environment

run: install ## Install, then start Radap
	@exec $(BIN)/radap serve

test: install-dev lint types imports pytest ## Run every check and every test

lint: install-dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install-dev ## Format the code and apply safe corrections
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: install-dev ## Check types
	$(BIN)/mypy

imports: install-dev ## Check that flows/ stays pure
	$(BIN)/lint-imports --no-logo

pytest: install-dev ## Run only the tests, spread over the cores
	$(PYTEST)

# Their time is spent in other programs, or in much work of one kind.
FIRST_PYTHON_ONLY := tests/browser tests/deploy tests/reliability tests/test_commands_in_docs.py \
	tests/bot/results/test_large_portfolio.py

test-python: ## Run the tests on a second Python, but those that take long: make test-python PYTHON=python3.13
	@version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null); \
		$(MAKE) --no-print-directory VENV=.venv-$$version pytest \
			PYTEST_OPTIONS='$(PYTEST_OPTIONS) $(FIRST_PYTHON_ONLY:%=--ignore=%)'

soak: install-dev ## Run the long tests: every crash, 100,000 inputs, 5,000 histories, 200,000 turns (about an hour)
	FUZZ_EXAMPLES=15000 $(BIN)/pytest --numprocesses auto --dist worksteal tests/reliability/test_fuzz.py
	$(BIN)/pytest --numprocesses auto --dist worksteal -m soak tests/reliability/test_crashes.py \
		tests/reliability/test_file_crashes.py tests/reliability/test_hand_over_crashes.py \
		tests/reliability/test_approval_schedules.py
	SCHEDULES=1000 $(BIN)/pytest tests/reliability/test_shared_work_schedules.py
	HISTORIES=5000 $(BIN)/pytest tests/reliability/test_histories.py tests/reliability/test_collection_histories.py
	ALTERED_FORMS=2000 $(BIN)/pytest tests/bot/results/test_altered_forms.py
	BROKEN_FILES=10000 TABLES=500 $(BIN)/pytest --numprocesses auto tests/bot/sheets/test_broken_files.py \
		tests/bot/sheets/test_written_tables.py
	$(BIN)/pytest -s -m soak tests/reliability/test_soak.py

bench: install-dev install-bench ## Benchmark Radap and its peers, and write docs/benchmarks.md (under ten minutes)
	$(BIN)/python -m tests.bench

endurance: install-dev ## Run half a million turns through one worker, and watch its memory (about 15 minutes)
	$(BIN)/python -m tests.bench.endurance

# --strict: a package that could not be checked is a failure, not a line above "no known vulnerabilities".
audit: install-dev ## Check the locked packages for known vulnerabilities; needs the internet, and fails without it
	$(BIN)/uv tool run pip-audit --strict --requirement requirements.lock --require-hashes --disable-pip

lock: install-dev ## Update the lock files to today's releases
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile --group bench --quiet --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --output-file requirements-bench.lock

docs: install ## Regenerate the state diagram and the schemas of criteria and guidance
	@{ printf '# State diagram\n\nThe conversation as a finite-state machine with its side questions, drawn by `make docs` from\nflows/assessment/flow.py.\n\n```mermaid\n'; \
		$(BIN)/radap diagram; printf '```\n'; } > docs/state-diagram.md
	$(BIN)/radap criteria-schema > docs/criteria.schema.json
	$(BIN)/radap guidance-schema > docs/guidance.schema.json

transcripts: install-dev ## Regenerate the golden transcripts and the pages of typed answers and rules; read them before you commit
	$(BIN)/pytest -q tests/transcripts tests/flows/understanding/test_what_officers_type.py \
		tests/flows/standard/test_rules.py --renew-transcripts

# Run it once for each release, with the released version: tests/data/stored/README.md.
stored-data: install-dev ## Write what this version stores, for the tests of later ones: make stored-data VERSION=0.3.0
	@test -n "$(VERSION)" || { echo "Name the version: make stored-data VERSION=0.3.0" >&2; exit 1; }
	$(BIN)/python -m tests.reliability.stored_data $(VERSION)

clean: ## Remove everything installed or built; the data in var/ stays
	rm -rf .venv .venv-* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find bot flows tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew where its Python is gone, as after an upgrade of the system.
$(BIN)/python:
	@$(PYTHON) $(IS_SUPPORTED) || { \
		echo "Radap needs Python 3.11 or later. Install it, or name it: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating the virtual environment $(VENV)"
	@[ ! -e $(VENV)/pyvenv.cfg ] || rm -rf $(VENV)
	@$(call make_venv,$(VENV)) || { rm -rf $(VENV); echo "$(VENV_REMEDY)" >&2; exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python $(IS_SUPPORTED) || { \
		echo "The Python in $(VENV) is older than 3.11. To begin anew: make clean" >&2; exit 1; }
	@$(HAS_INSTALLER) || { echo "There is no uv on PATH and no pip in $(VENV). To begin anew: make clean" >&2; exit 1; }
	@echo "Installing the packages of requirements.lock"
	@$(call install_into,$(VENV)) --require-hashes -r requirements.lock
	@$(call install_into,$(VENV)) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the packages of requirements-dev.lock"
	@$(call install_into,$(VENV)) --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCH)/.installed: requirements-bench.lock | $(BIN)/python
	@echo "Installing the packages of requirements-bench.lock"
	@rm -rf $(BENCH)
	@$(call make_venv,$(BENCH))
	@$(call install_into,$(BENCH)) --require-hashes -r requirements-bench.lock
	@touch $@
