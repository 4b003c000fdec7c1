# Two commands are enough: `make build` and `make test`. Both make .venv from the lock by themselves.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: build test check format lock wheel clean benchmark

build: $(READY)
	$(BIN)/site-builder build

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(READY)
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .

# Some twenty minutes on a machine that does nothing else; writes docs/performance.md and its drawing.
benchmark: $(READY) benchmarks/.peers/ready
	$(BIN)/python benchmarks/compare.py --write $(ARGS)

benchmarks/.peers/ready: benchmarks/requirements.lock benchmarks/package-lock.json
	$(PYTHON) -m venv benchmarks/.peers
	benchmarks/.peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	cd benchmarks && npm ci --silent
	touch $@

# Rewrites the lock from the ranges of pyproject.toml. It names packages, versions and hashes, and no registry.
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --group dev pyproject.toml -o requirements.lock
	rm -rf .venv-lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("site-builder needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

clean:
	rm -rf .venv public .public.spare .site-builder dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
