# Every target stands alone: on a fresh clone it needs only make and Python >= 3.11, and makes .venv itself.
#   make up ARGS="--json"      make test ARGS="tests/settings -x"      make PYTHON=python3.13 up

ARGS ?=
PYTHON ?=
export PYTHON

LOCKED := pyproject.toml tools/venv.sh
EMBEDDED := .venv/.installed-embedded
DEV := .venv/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help up test check bench lock clean

help: ## list the targets
	@awk -F ': .*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

up: $(EMBEDDED) ## deploy the platform on the embedded AWS (ARGS: options of `tap up`)
	@.venv/bin/tap up $(ARGS)

test: $(DEV) ## run the tests with coverage (ARGS: pytest's, then without coverage)
	@.venv/bin/python -m pytest $(or $(ARGS),-n auto --maxprocesses 4 --max-worker-restart 1 --dist loadfile --cov --cov-report term)

check: $(DEV) ## lint, format, types, rooms, workflows, docs
	@.venv/bin/python tools/check.py

bench: $(DEV) ## run the benchmarks (ARGS: theirs)
	@.venv/bin/python -m benchmarks $(ARGS)

lock: $(DEV) ## write the requirements files anew (ARGS: --upgrade, or --upgrade-package NAME)
	@sh tools/lock.sh $(ARGS)

clean: ## remove .venv and everything else that was made
	@rm -rf .venv .coverage .coverage.* .hypothesis .pytest_cache .ruff_cache .import_linter_cache build dist
	@find . \( -name __pycache__ -o -name .tapstack \) -type d -prune -exec rm -rf {} +

$(EMBEDDED): requirements-embedded.txt $(LOCKED)
	@sh tools/venv.sh embedded

$(DEV): requirements-dev.txt $(LOCKED)
	@sh tools/venv.sh dev
