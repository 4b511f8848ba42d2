# The whole set-up: `make demo` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test test-all lab lint clean
demo: $(READY)  ## the main job on the sample data
	$(BIN)/python -m workbench demo --folder demo

test: $(READY)  ## the tests, slow suites left out
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-all: $(READY)  ## all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

lab: $(READY)  ## JupyterLab on the notebooks
	$(BIN)/python -m workbench lab

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# pip compiles what it installs; the package itself is compiled too, because importing uncompiled code takes three times as long
$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say which one with 'make PYTHON=...'"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --constraint constraints.txt --editable ".[dev]"
	$(BIN)/python -m compileall -q workbench
	@touch $@

clean:
	rm -rf .venv demo
