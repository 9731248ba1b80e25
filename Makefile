# All targets use .venv, which .ci/venv creates from pyproject.toml and constraints.txt. You need not activate it.

bin := .venv/bin
ready := .venv/stamp

# These variables would make Python import from another tree.
unexport PYTHONPATH PYTHONHOME

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

.PHONY: demo
demo: $(ready) ## build, break and validate a bundle
	@$(bin)/python docs/demo.py

.PHONY: test
test: $(ready) ## run the tests with branch coverage
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && COVERAGE_FILE="$$data/coverage" $(bin)/python -m pytest -n auto --cov

.PHONY: check
check: $(ready) ## check format, lint, types, import directions, the wheel and the documentation
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/python -m pytest -m packaging tests/packaging tests/docs

.PHONY: bench
bench: $(ready) ## run the benchmarks
	@$(bin)/python -m tests.bench.bench

.PHONY: endure
endure: $(ready) ## run 10,000 jobs with lost responses and killed pollers; takes minutes
	@$(bin)/python -m tests.signature_transports.long_run

.PHONY: fuzz
fuzz: $(ready) ## run the fuzzers for TIME=600 seconds; Linux on x86-64 only
	@$(bin)/python -c 'import atheris' 2>/dev/null \
	    || $(bin)/python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: atheris==3.0.0 \
	    || { echo "fuzzing needs atheris, which has wheels only for CPython 3.11 to 3.13 on Linux (x86-64)" >&2; exit 1; }
	@$(bin)/python -m fuzz.run --time $(or $(TIME),600)

.PHONY: properties
properties: $(ready) ## run the strategies and properties with many examples; takes 30 minutes
	@$(bin)/python -m tests.signature_model.strategies.measuring
	@HYPOTHESIS_PROFILE=night $(bin)/python -m pytest -q -n auto tests/signature_model/properties
	@HYPOTHESIS_PROFILE=long $(bin)/python -m pytest -q -n auto -m hypothesis --ignore tests/signature_model/properties

.PHONY: mutants
mutants: $(ready) ## check that a test fails when the code is wrong; takes an hour, needs mutmut from PyPI
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt mutmut==3.8.1
	@$(bin)/python -m tests.mutation.every_rule
	@$(bin)/python -m tests.mutation.run

.PHONY: docs
docs: $(ready) ## build the documentation in build/site
	@NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build --quiet --strict -f docs/mkdocs.yml
	@echo "build/site/index.html"

.PHONY: browser
browser: $(ready) ## test the emulator's pages in Chromium, which is installed if possible
	@{ command -v chromium && command -v chromedriver; } >/dev/null \
	    || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -qy chromium chromium-driver; } \
	    || { echo "This needs Chromium and its driver. Debian: apt-get install chromium chromium-driver (as root)" >&2; exit 1; }
	@BROWSER=1 $(bin)/python -m pytest tests/browser

.PHONY: interop
interop: $(ready) ## test against the official client and DSS; needs a JDK, Maven and Maven Central
	@$(bin)/python -m tests.interop.run

.PHONY: witnesses
witnesses: $(ready) ## our verdicts beside those of other programs, for TIME=600 seconds (or COUNT inputs) with SEED=0
	-@mvn -B -q -f tests/witnesses/programs/pom.xml dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/build/witnesses/jars
	@$(bin)/python -m tests.witnesses.run --time $(or $(TIME),600) --seed $(or $(SEED),0) $(if $(COUNT),--count $(COUNT))

.PHONY: format
format: $(ready) ## fix format and lint errors that can be fixed automatically
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

.PHONY: clean
clean: ## remove .venv and all generated files
	rm -rf .venv .venv.lock .*_cache .coverage* .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ready): pyproject.toml constraints.txt
	@sh .ci/venv

# In a copied or moved tree, .venv still points at the old tree.
ifneq ($(shell cat $(ready) 2>/dev/null),$(shell pwd -P))
.PHONY: $(ready)
endif
