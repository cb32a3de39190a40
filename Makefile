# For a newcomer: `make serve` runs the service on port 8000, `make check` checks a change in a minute, `make test` all of it.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# `make test LOCKED=1` takes the versions of constraints.txt, each with its hash, in place of the latest that may work.
UV := $(VENV)/bin/uv
LOCKED_INSTALL = sed -n '/^uv==/,/[^\\]$$/p' constraints.txt > $(VENV)/uv.txt && \
	$(RUN) pip install --quiet --require-hashes -r $(VENV)/uv.txt && \
	$(UV) pip install --python $(VENV)/bin/python --require-hashes --constraint constraints.txt -r pyproject.toml

# What an installation may have beside the service itself; `make dist` describes all of it.
EXTRAS := reader formats redis mcp cluster

.PHONY: serve check check-tests test nightly test-browser test-web test-corpus test-others lint bench translations lock dist clean \
	chromium programs

serve: $(VENV)/.installed
	@$(RUN) qa_service serve

# While one works: no server and no browser, ten examples of each property.
check:
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target lint check-tests

check-tests: $(VENV)/.installed-dev
	@$(RUN) pytest -m "not slow and not browser and not nightly" --hypothesis-profile=check

# Four at a time: half of what the tests take is waiting for servers and browsers.
test: lint chromium programs
	@$(MAKE) --no-print-directory --keep-going --jobs=4 --output-sync=target test-browser test-web test-corpus test-others

test-browser test-web test-corpus test-others: $(VENV)/.installed-dev

test-browser:
	@$(RUN) pytest tests/web/pages/test_browser_*.py

test-web:
	@$(RUN) pytest tests/web --ignore-glob='*/test_browser_*'

test-corpus:
	@$(RUN) pytest tests/corpus tests/filing tests/index tests/indexing tests/text tests/cluster

test-others:
	@$(RUN) pytest tests --ignore=tests/web $(foreach part,corpus filing index indexing text cluster,--ignore=tests/$(part))

# What is left out of `make test`: hundreds of kills, ten minutes of changes, every page in every look, known
# vulnerabilities and licences of what is installed.
nightly: $(VENV)/.installed-release chromium programs
	@$(RUN) pytest -m nightly

lint: $(VENV)/.installed-dev
	@$(RUN) ruff check --quiet
	@$(RUN) ruff format --check --quiet
	@$(RUN) mypy --no-error-summary

bench: $(VENV)/.installed-dev
	@$(RUN) benchmarks

# After a text of the pages has changed: the catalogues take it in, and what is new waits for its translation.
translations: $(VENV)/.installed-dev
	@mkdir -p build
	@$(VENV)/bin/pybabel -q extract -F pyproject.toml -k N_ -k Counted:1,2 --add-location=file --sort-by-file -o build/messages.pot .
	@$(VENV)/bin/pybabel -q update --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date -w 110 -i build/messages.pot -d qa_service/translations

# After the dependencies have changed, or to take their latest releases: every one with its version and hashes.
lock: $(VENV)/.installed-release
	@$(UV) pip compile --quiet --universal --upgrade --generate-hashes --no-annotate \
		--custom-compile-command 'make lock' $(EXTRAS:%=--extra %) --extra dev --extra release pyproject.toml -o constraints.txt

# The wheel and the source, and beside them what an installation consists of (CycloneDX) and under which licences.
dist: $(VENV)/.installed-release
	@rm -rf dist build/shipped
	@$(UV) build --quiet --build-constraint constraints.txt --require-hashes
	@$(UV) venv --quiet --python $(VENV)/bin/python build/shipped
	@$(UV) pip install --quiet --python build/shipped --require-hashes --constraint constraints.txt \
		-r pyproject.toml $(EXTRAS:%=--extra %)
	@$(UV) pip install --quiet --python build/shipped --no-deps dist/*.whl
	@$(VENV)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o dist/sbom.cdx.json build/shipped
	@$(VENV)/bin/pip-licenses --python build/shipped/bin/python --with-urls --order=license --format=markdown \
		--output-file dist/licences.md
	@ls dist

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make the second time quick: pip runs again only when what it looks at has changed.
$(VENV)/.installed: pyproject.toml hatch_build.py $(wildcard qa_service/native/*.[ch])
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the service into $(VENV): some 500 MB, a minute or two"
	$(if $(LOCKED),@$(LOCKED_INSTALL) --extra reader --extra formats)
	@$(RUN) pip install --editable '.[reader,formats]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools of the tests into $(VENV): some 400 MB more"
	$(if $(LOCKED),@$(LOCKED_INSTALL) --extra dev)
	@$(RUN) pip install --editable '.[dev]'
	@touch $@

$(VENV)/.installed-release: $(VENV)/.installed-dev
	@$(RUN) pip install --quiet --editable '.[release]'
	@touch $@

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "The browser tests are skipped: install Chromium (Debian: sudo apt-get install chromium) to run them." >&2; \
	fi

# What some tests drive: PROGRAM:PACKAGE, and the library that LightGBM needs. Without one of them its tests are skipped, and say so.
programs:
	@missing=$$(for each in redis-server:redis-server nginx:nginx-light curl:curl node:nodejs javac:default-jdk-headless mvn:maven; do \
		PATH="$$PATH:/usr/sbin" command -v "$${each%:*}" >/dev/null || echo "$${each#*:}"; done; \
		$(PYTHON) -c 'import ctypes; ctypes.CDLL("libgomp.so.1")' 2>/dev/null || echo libgomp1); \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing for the tests:" $$missing; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "Some tests are skipped: install" $$missing "(Debian: sudo apt-get install) to run them." >&2; \
	fi
