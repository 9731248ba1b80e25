# Everything runs in .venv, which .ci/venv makes of pyproject.toml and constraints.txt. It need not be active.

bin := .venv/bin
ready := .venv/stamp

# Another tree's path would shadow this one.
unexport PYTHONPATH PYTHONHOME

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

.PHONY: demo
demo: $(ready) ## build, break and validate a bundle
	@$(bin)/python docs/demo.py

.PHONY: test
test: $(ready) ## the tests, with branch coverage
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && COVERAGE_FILE="$$data/coverage" $(bin)/python -m pytest -n auto --cov

.PHONY: check
check: $(ready) ## format, lint, types, import directions, the wheel
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/python -m pytest -m packaging tests/packaging tests/docs

.PHONY: bench
bench: $(ready) ## how fast it is here
	@$(bin)/python -m tests.bench.bench

.PHONY: endure
endure: $(ready) ## 10,000 jobs with losses and dying pollers; takes minutes
	@$(bin)/python -m tests.signature_transports.long_run

.PHONY: fuzz
fuzz: $(ready) ## inputs nobody thought of, for TIME=600 seconds; Linux on x86-64 only
	@$(bin)/python -c 'import atheris' 2>/dev/null \
	    || $(bin)/python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: atheris==3.0.0 \
	    || { echo "atheris has wheels for CPython 3.11 to 3.13 on Linux (x86-64) alone: no fuzzing here" >&2; exit 1; }
	@$(bin)/python -m fuzz.run --time $(or $(TIME),600)

.PHONY: properties
properties: $(ready) ## every strategy, breaker and property at length; takes a quarter of an hour
	@$(bin)/python -m tests.signature_model.strategies.measuring
	@HYPOTHESIS_PROFILE=night $(bin)/python -m pytest -q -n auto tests/signature_model/properties

.PHONY: mutants
mutants: $(ready) ## whether a test fails when the code is wrong; takes an hour, and mutmut from PyPI
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt mutmut==3.8.1
	@$(bin)/python -m tests.mutation.every_rule
	@$(bin)/python -m tests.mutation.run

.PHONY: docs
docs: $(ready) ## the documentation, into build/site
	@NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build --quiet --strict -f docs/mkdocs.yml
	@echo "build/site/index.html"

.PHONY: browser
browser: $(ready) ## the emulator's pages in a real Chromium, installed where it can be
	@{ command -v chromium && command -v chromedriver; } >/dev/null \
	    || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -qy chromium chromium-driver; } \
	    || { echo "Chromium and its driver are needed. Debian: apt-get install chromium chromium-driver (as root)" >&2; exit 1; }
	@BROWSER=1 $(bin)/python -m pytest tests/browser

.PHONY: interop
interop: $(ready) ## others' programs against ours: the official client, DSS; needs a JDK, Maven, Maven Central
	@$(bin)/python -m tests.interop.run

.PHONY: format
format: $(ready) ## write the code as `check` wants it, where a machine can
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

.PHONY: clean
clean: ## remove .venv and whatever else is not source
	rm -rf .venv .venv.lock .*_cache .coverage* .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ready): pyproject.toml constraints.txt
	@sh .ci/venv

# A copied or moved tree has a .venv that points at the old one.
ifneq ($(shell cat $(ready) 2>/dev/null),$(shell pwd -P))
.PHONY: $(ready)
endif
