.PHONY: help demo demo-reset test test-wide lint bench crash lock messages
PORT ?= 8000
PYTHON := .venv/bin/python
FIND_PYTHON = $$(for name in python3 python3.11 python3.12 python3.13 python3.14; do command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$name && break; done)

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: .venv/runtime.stamp ## two demo shops at http://127.0.0.1:8000 (PORT=8123 for another port)
	@exec .venv/bin/makegood demo --port $(PORT)

demo-reset: .venv/runtime.stamp ## forget the demo's data and start over
	@exec .venv/bin/makegood demo --port $(PORT) --reset

test: .venv/dev.stamp ## everything that must hold
	@sh tools/chromium.sh
	@$(PYTHON) -m ruff check src tests tools
	@$(PYTHON) -m ruff format --check src tests tools
	@.venv/bin/lint-imports
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest -n 2 --dist loadfile

test-wide: .venv/dev.stamp ## every page in every state, language, width and theme
	@sh tools/chromium.sh
	@$(PYTHON) -m pytest -n 2 -m wide

lint: .venv/dev.stamp ## style, types, architecture
	@$(PYTHON) -m ruff check src tests tools
	@$(PYTHON) -m ruff format --check src tests tools
	@.venv/bin/lint-imports
	@$(PYTHON) -m mypy

bench: .venv/dev.stamp ## ratios against a baseline of bare writes
	@$(PYTHON) bench/run.py

crash: .venv/dev.stamp ## the shop's jobs with web, worker and database killed at every point (about half an hour on two free cores; make test holds a short form)
	@$(PYTHON) -m tests.crash.rehearsal

lock: ## resolve the dependencies anew
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock pyproject.toml
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock -c requirements-dev.lock pyproject.toml

messages: .venv/dev.stamp ## gather and compile the translations
	@$(PYTHON) tools/messages.py

.venv/bin/uv:
	@python="$(FIND_PYTHON)"; test -n "$$python" || { echo "Python 3.11 or newer is needed: apt-get install python3 (or brew install python)."; exit 1; }; \
	"$$python" -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; echo "Python's venv module is missing: apt-get install python3-venv."; exit 1; }
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 2>/dev/null || { echo "The packages can't be reached: check the network."; exit 1; }

.venv/runtime.stamp: requirements.lock pyproject.toml | .venv/bin/uv
	@test -e .venv/dev.stamp || .venv/bin/uv pip sync -q --require-hashes -p $(PYTHON) requirements.lock || $(PYTHON) -m pip install -q --require-hashes -r requirements.lock
	@.venv/bin/uv pip install -q --no-deps -p $(PYTHON) -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/uv
	@.venv/bin/uv pip sync -q --require-hashes -p $(PYTHON) requirements-dev.lock || $(PYTHON) -m pip install -q --require-hashes -r requirements-dev.lock
	@.venv/bin/uv pip install -q --no-deps -p $(PYTHON) -e .
	@touch $@ .venv/runtime.stamp
