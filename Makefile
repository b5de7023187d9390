# faxpipe in two commands: `make run` starts the daemon and the review page, `make test` runs every check. `make help` lists the rest.
.POSIX:
.DEFAULT_GOAL := help
.PHONY: help run setup dev test check clean

DATA = faxpipe-data
PYTHON =

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: setup ## install what is missing, make faxpipe-data/, start the daemon and the review page
	@test -e $(DATA)/config.toml || .venv/bin/faxpipe init $(DATA)
	@exec .venv/bin/faxpipe --config $(DATA)/config.toml run

setup: ## install what is missing, start nothing
	@PYTHON='$(PYTHON)' sh .make/setup.sh run

test: dev ## install what is missing, then lint, types, import rules and all tests
	@$(MAKE) --no-print-directory check
	.venv/bin/python -m pytest

check: dev ## lint, types and import rules only
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

dev:
	@PYTHON='$(PYTHON)' sh .make/setup.sh dev

clean: ## remove .venv and caches; faxpipe-data/ is never touched
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist faxpipe.egg-info
	find faxpipe tests -name __pycache__ -type d -prune -exec rm -rf {} +
