# Followthrough: everything one does with a checkout. `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST := $(BIN)/python -m pytest

# Where the code is; a folder that is not there yet is left out.
CODE := $(wildcard config tickets metrics tests manage.py)
TEMPLATES := $(shell find $(CODE) -name '*.html' -not -path '*/data/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types templates migrations deploy-check test-sqlite \
        test-postgres test-slow test-slow-sqlite test-slow-postgres test-browser bench format lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

# --- Environment -----------------------------------------------------------------------------
# A stamp per requirements file: installed again only when that file has changed.

setup: $(VENV)/.runtime $(VENV)/.dev ## build the environment in .venv

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what Followthrough runs on ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what tests and checks need ..."
	@$(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

$(VENV)/.browser: requirements-browser.txt $(VENV)/.dev
	@echo "Installing what browser tests need ..."
	@$(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt -r requirements-browser.txt
	@touch $@

run: $(VENV)/.runtime ## start everything; Ctrl-C stops it
	@$(BIN)/python -m config.starter

# --- Tests and checks ------------------------------------------------------------------------

test: check test-sqlite test-postgres ## all checks and the suite on both databases

check: lint types templates migrations deploy-check ## all checks, no tests

# Exit status 5 is pytest's "no test has this mark"; a mark may come before its first test.
NONE_IS_FINE = || [ $$? -eq 5 ]
QUICK := -m "not slow and not browser and not bench"

test-sqlite: setup ## the suite on SQLite
	DATABASE_URL=sqlite://:memory: $(PYTEST) -n 2 $(QUICK) $(ARGS)

test-postgres: setup ## what uses the database, on a real PostgreSQL (or a DATABASE_URL given)
	$(BIN)/python tests/with_postgres.py $(PYTEST) -n 2 --database-only $(QUICK) $(ARGS)

# One after the other within a database, for these tests start servers and workers; `make -j2` runs both databases at once.
test-slow: test-slow-sqlite test-slow-postgres ## the tests that take minutes, on both databases

test-slow-sqlite: setup
	DATABASE_URL=sqlite://:memory: $(PYTEST) -m slow $(ARGS) $(NONE_IS_FINE)

test-slow-postgres: setup
	$(BIN)/python tests/with_postgres.py $(PYTEST) -m slow --database-only $(ARGS) $(NONE_IS_FINE)

test-browser: $(VENV)/.browser ## the tests that drive Chromium
	$(PYTEST) -n 2 -m 'browser and not bench' $(ARGS) $(NONE_IS_FINE)

bench: setup ## measure a desk of 100,000 tickets, on PostgreSQL
	$(BIN)/python tests/with_postgres.py $(PYTEST) tests/bench -m bench -s -q $(ARGS)

lint: setup ## ruff: style, likely bugs, format
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: setup ## mypy
	$(BIN)/mypy $(wildcard config tickets metrics)

templates: setup ## djlint
	$(if $(TEMPLATES),$(BIN)/djlint --quiet --lint $(TEMPLATES),@echo "No templates.")

migrations: setup ## every change of a model has its migration
	$(BIN)/python manage.py makemigrations --check --dry-run

# As production would be set; the values only have to look real.
deploy-check: setup ## Django's own checks, as in production
	@key=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') && \
	env PRODUCTION=1 SECRET_KEY="$$key" ALLOWED_HOSTS=desk.example.com \
	  PUBLIC_URL=https://desk.example.com DESK_EMAIL=desk@example.com EMAIL_URL=smtp://localhost \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

format: setup ## let ruff rewrite what it can
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# --- Upkeep ----------------------------------------------------------------------------------

# The newest versions that fit the .in files. No address of an index gets into the result.
LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links

lock: $(BIN)/python ## lock requirements anew (installs uv into .venv)
	$(BIN)/python -m pip install --quiet uv
	for name in requirements requirements-dev requirements-browser requirements-client requirements-statistics; do \
	  $(BIN)/$(LOCK) $$name.in --output-file $$name.txt || exit; \
	done

clean: ## remove what tools and tests left; .venv and var stay
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
