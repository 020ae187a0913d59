# Everything a person or CI calls. Each target sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Only files whose hashes stand in the lock, and wheels only: nothing is compiled and no set-up code of a dependency runs.
LOCKED := $(PIP) --only-binary :all: --no-deps --require-hashes --requirement
OURS := $(PIP) --no-deps --no-build-isolation --editable .

# One more than two processors: while one waits for a disk, a server or a browser, the others work. In the order of
# tests/conftest.py, which begins with what waits most.
TESTS := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: run demo test test-loaded coverage security sweeps fuzz platforms fhir oidc bench lint docs screenshots simulation lock clean

run: $(VENV)/ready
	$(BIN)/recovery-tracker serve

demo: $(VENV)/ready
	$(BIN)/recovery-tracker demo

test: $(VENV)/ready-dev lint
	$(TESTS) $(PYTEST)

# The same with every core busy with something else, as a machine may be.
test-loaded: $(VENV)/ready-dev
	@for core in $$(seq $$(nproc)); do (while :; do :; done) & busy="$$busy $$!"; done; trap "kill $$busy" EXIT INT TERM; $(MAKE) test

# Apart, because to note every line that runs nearly doubles what the pages' tests cost.
coverage: $(VENV)/ready-dev
	$(TESTS) --cov --cov-report=term $(PYTEST)

# Under a quarter of an hour, so each reader of files is tried for some seconds; `make fuzz` takes ten minutes for each.
security: $(VENV)/ready-dev
	SECURITY_SHARE=$${SECURITY_SHARE:-1} FUZZ_SECONDS=$${FUZZ_SECONDS:-10} \
		$(BIN)/python -m pytest -s tests/security tests/store/test_crowd.py tests/exchange/test_file_bombs.py \
		tests/exchange/importers/test_fuzz.py

# What `make test` takes a sample of, whole: every button, width, colour, language, link and file.
sweeps: $(VENV)/ready-dev
	SECURITY_SHARE=1 $(TESTS) --ignore tests/security --ignore tests/test_platforms.py $(PYTEST)

# Whether every package of the lock has a wheel on every system, asked of the package index.
platforms: $(VENV)/ready-dev
	SECURITY_SHARE=1 $(BIN)/python -m pytest -s tests/test_platforms.py

fuzz: $(VENV)/ready-dev
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/python -m pytest -s tests/exchange/importers/test_fuzz.py

# A second validator of FHIR, from npm; what is installed runs no scripts.
fhir: $(VENV)/ready-dev
	npm ci --prefix tests/exchange/fhir/validator --ignore-scripts --no-audit --no-fund
	TRACKER_REQUIRE_FHIR_VALIDATOR=1 $(BIN)/python -m pytest tests/exchange/fhir/test_second_validator.py

# A certified OpenID Connect provider, from npm; what is installed runs no scripts.
oidc: $(VENV)/ready-dev
	npm ci --prefix tests/web/certified_provider --ignore-scripts --no-audit --no-fund
	TRACKER_REQUIRE_OIDC_PROVIDER=1 $(BIN)/python -m pytest tests/web/test_certified_provider.py

bench: $(VENV)/ready-dev
	$(BIN)/python -m bench $(ONLY)

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/ready-dev
	$(BIN)/python docs/generate.py

# How often the answers are wrong, on simulated records: an hour of one processor. ARGUMENTS=--write for docs/method.md.
simulation: $(VENV)/ready-dev
	$(BIN)/python docs/simulation.py $(ARGUMENTS)

screenshots: $(VENV)/ready-dev
	$(BIN)/python docs/screenshots.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(LOCKED) constraints.txt
	$(OURS)
	$(BIN)/python -m tracker.web.middleware.compressed
	touch $@

$(VENV)/ready-dev: pyproject.toml constraints-dev.txt | $(VENV)/bin/python
	$(LOCKED) constraints-dev.txt
	$(OURS)
	$(BIN)/python -m tracker.web.middleware.compressed
	touch $@ $(VENV)/ready

# After a change in pyproject.toml: pins what it brings along, for every platform. UPGRADE=--upgrade takes newer versions.
UV := uv==0.13.9
COMPILE = sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml | $(BIN)/uv pip compile --no-config --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header --quiet $(UPGRADE) pyproject.toml -

lock: | $(VENV)/bin/python
	$(PIP) --only-binary :all: $(UV)
	$(COMPILE) --all-extras --output-file constraints-dev.txt
	$(COMPILE) --constraint constraints-dev.txt --output-file constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
