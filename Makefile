# Two commands: `make run` (talk to the bot) and `make test` (every check).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all:

# A file of tests on each core, on four at most: tests start programs of their own.
PYTEST := $(BIN)/pytest -n auto --maxprocesses 4 --no-loadscope-reorder

.PHONY: run env test test-slow check format lock clean

run: $(VENV)/run.stamp
	@$(BIN)/saferbot run

# Only the environment, for a service (deploy/README.md).
env: $(VENV)/run.stamp

# The environment is made again whenever the locked list changes.
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "saferbot needs Python 3.11 or newer: make run PYTHON=python3.11")'
	@echo "Setting up (once, about a minute)..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	@$(PIP) -r requirements-dev.lock
	@touch $@

test: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTEST) -m "not slow"

test-slow: $(VENV)/test.stamp
	$(PYTEST) -m slow

check: $(VENV)/run.stamp
	@$(BIN)/saferbot check

format: $(VENV)/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Writing the locked lists again needs uv (any recent version).
lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
