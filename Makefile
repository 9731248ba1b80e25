# `make demo` uses .venv-demo, which has only what users need; all other targets use .venv. .ci/venv creates both from
# pyproject.toml and constraints.txt. You need not activate them.

bin := .venv/bin
ready := .venv/stamp
demo_ready := .venv-demo/stamp
watched := $(bin)/python .ci/watch.py

# The tests of `make quick`: everything that decides about a job, and one call of each kind over each transport.
QUICK := $(addprefix tests/signature_model/,jobs manifests containers rules seals validation api) \
    tests/signature_schema tests/architecture tests/signature_transports/test_contract.py

# These variables would make Python import from another tree.
unexport PYTHONPATH PYTHONHOME

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

.PHONY: demo
demo: $(demo_ready) ## build, break and validate a bundle, and send its job to an emulator
	@.venv-demo/bin/python .ci/watch.py .venv-demo/bin/python -u docs/demo.py

.PHONY: quick
quick: $(ready) ## run the most important tests in about a minute
	@HYPOTHESIS_PROFILE=quick $(watched) --about 60 --history .venv/seconds-of-quick -- \
	    $(bin)/python -m pytest -q -n auto --dist worksteal $(QUICK)

.PHONY: test
test: $(ready) ## run the tests
	@$(watched) --about $$(( 360 / $$(getconf _NPROCESSORS_ONLN) )) --history .venv/seconds-of-test -- \
	    $(bin)/python -m pytest -n auto --dist worksteal

.PHONY: coverage
coverage: $(ready) ## run the tests, and require branch coverage of 100 %
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && COVERAGE_FILE="$$data/coverage" \
	    $(watched) --about $$(( 580 / $$(getconf _NPROCESSORS_ONLN) )) --history .venv/seconds-of-coverage -- \
	    $(bin)/python -m pytest -n auto --dist worksteal --cov

.PHONY: pythons
pythons: ## run the tests on every Python from 3.11 on that is installed
	@sh .ci/pythons

.PHONY: check
check: $(ready) build/groovy build/pyright ## check format, lint, types, import directions, the wheel and the documentation
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(watched) --what mypy $(bin)/mypy
	$(watched) --what lint-imports $(bin)/lint-imports --no-logo
	$(watched) $(bin)/python -m pytest -m packaging tests/packaging tests/docs

.PHONY: hashes
hashes: $(ready) ## write constraints.hashes.txt after a change of the extra dev or of constraints.txt; needs uv from PyPI
	@.ci/hashes

.PHONY: release
release: $(ready) ## build wheel, sdist, bill of materials and checksums in dist; uploads nothing
	@$(watched) $(bin)/python .ci/release.py

.PHONY: bench
bench: $(ready) ## run the benchmarks
	@$(watched) $(bin)/python -m tests.bench.bench

.PHONY: endure
endure: $(ready) ## run 10,000 jobs with lost responses and killed pollers; takes minutes
	@$(watched) $(bin)/python -m tests.signature_transports.long_run

.PHONY: lowest
lowest: $(ready) ## run the tests with the lowest releases of the dependencies; takes minutes, needs uv from PyPI
	@.ci/lowest

.PHONY: installs
installs: $(ready) ## install a clone and a wheel with pip, uv and pipx in empty environments; takes minutes, needs PyPI
	@$(watched) $(bin)/python -u -m tests.packaging.installs

.PHONY: hostile
hostile: $(ready) ## answer creations in 1,200 hostile ways over three transports; takes minutes
	@$(bin)/python -m tests.signature_transports.hostile.run

.PHONY: fuzz
fuzz: $(ready) ## run the fuzzers for TIME=600 seconds; Linux on x86-64 only
	@$(bin)/python -c 'import atheris' 2>/dev/null \
	    || $(bin)/python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: atheris==3.0.0 \
	    || { echo "fuzzing needs atheris, which has wheels only for CPython 3.11 to 3.13 on Linux (x86-64)" >&2; exit 1; }
	@$(bin)/python -m fuzz.run --time $(or $(TIME),600)

.PHONY: properties
properties: $(ready) ## run the strategies and properties with many examples; takes 30 minutes
	@$(watched) $(bin)/python -m tests.signature_model.strategies.measuring
	@HYPOTHESIS_PROFILE=night $(watched) $(bin)/python -m pytest -q -n auto tests/signature_model/properties
	@HYPOTHESIS_PROFILE=long $(watched) $(bin)/python -m pytest -q -n auto -m hypothesis --ignore tests/signature_model/properties

.PHONY: mutants
mutants: $(ready) ## check that a test fails when the code is wrong; takes an hour, needs mutmut from PyPI
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt mutmut==3.8.1
	@$(watched) $(bin)/python -m tests.mutation.every_rule
	@$(watched) $(bin)/python -m tests.mutation.run

.PHONY: docs
docs: $(ready) ## build the documentation in build/site
	@NO_MKDOCS_2_WARNING=1 $(watched) --what mkdocs $(bin)/mkdocs build --quiet --strict -f docs/mkdocs.yml
	@echo "build/site/index.html"

.PHONY: man
man: $(ready) ## write the manual pages of the commands in build/man
	@$(bin)/python docs/man_pages.py build/man

.PHONY: browser
browser: $(ready) ## test all pages in Chromium, which is installed if possible, and renew the pictures of the documentation
	@{ command -v chromium && command -v chromedriver; } >/dev/null \
	    || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -qy chromium chromium-driver; } \
	    || { echo "This needs Chromium and its driver. Debian: apt-get install chromium chromium-driver (as root)" >&2; exit 1; }
	-@command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix build/axe axe-core@4.14.1
	@BROWSER=1 $(watched) $(bin)/python -m pytest tests/browser

.PHONY: interop
interop: $(ready) ## test against the official client and DSS; needs a JDK, Maven and Maven Central
	@$(watched) $(bin)/python -m tests.interop.run

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
	rm -rf .venv .venv-* .venv*.lock .venv*.log .*_cache .coverage* .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Programs of others. Tests that need them are skipped if they cannot be installed.
build/groovy:
	-@if command -v mvn >/dev/null; then $(watched) --what "fetching Groovy" \
	    mvn -B -q dependency:copy -Dartifact=org.apache.groovy:groovy:5.0.8 -DoutputDirectory=$(CURDIR)/$@; fi

build/pyright:
	-@if command -v npm >/dev/null; then \
	    $(watched) --what "installing pyright" npm install --silent --no-audit --no-fund --prefix $@ pyright@1.1.414; fi

$(ready): pyproject.toml constraints.txt
	@sh .ci/venv .venv dev

$(demo_ready): pyproject.toml constraints.txt
	@sh .ci/venv .venv-demo requests,emulator

# In a copied or moved tree, an environment still points at the old tree.
ifneq ($(shell cat $(ready) 2>/dev/null),$(shell pwd -P))
.PHONY: $(ready)
endif
ifneq ($(shell cat $(demo_ready) 2>/dev/null),$(shell pwd -P))
.PHONY: $(demo_ready)
endif
