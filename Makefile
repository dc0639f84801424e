# Two commands do all the set-up: make serve, make test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# One more than the cores of a small machine, because tests of the daemon mostly wait.
WORKERS ?= 3
TAG ?= twincal

.PHONY: serve test nightly coverage lint simulate mutants picture demo bench dist image sbom lock clean

serve: $(VENV)/run  ## apply config/ to SQLite and serve it on http://127.0.0.1:8000; PORT=8001 for another port
	$(BIN)/twincal serve config $(if $(PORT),--port $(PORT))

test: $(VENV)/test lint  ## every check
	$(BIN)/pytest -n $(WORKERS)

nightly: $(VENV)/test  ## what takes long: the other database and languages, more kills and histories, and whether the tests find the faults of tests/mutants
	$(BIN)/pytest -n $(WORKERS) -m nightly
	LAW_EXAMPLES=100 $(BIN)/pytest -n $(WORKERS) tests/changes tests/plan/test_law_of_identity.py tests/publication/test_announcements.py tests/desk/test_form_and_command.py
	PYTHONPATH=tests:. $(BIN)/python -m simulator.run --seeds 50
	PYTHONPATH=tests $(BIN)/python -m mutants.run

coverage: $(VENV)/test  ## the same tests, and the branches that they miss; takes 50 % longer
	$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term:skip-covered

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

simulate: $(VENV)/test  ## months of a programme with faults, from many seeds; OPTIONS="--first 500 --seeds 100 --actions 300"
	PYTHONPATH=tests:. $(BIN)/python -m simulator.run $(OPTIONS)

mutants: $(VENV)/test  ## puts faults into a copy, each of which its tests must find; OPTIONS="night feed" for those whose names say so
	PYTHONPATH=tests $(BIN)/python -m mutants.run $(OPTIONS)

picture: $(VENV)/test  ## draw the picture of shared pages and telephones again, after a change of mark.svg; needs chromium
	PYTHONPATH=tests $(BIN)/python -m support.picture

demo: $(VENV)/test  ## draw the edit, the plan and the feed of README again, after a change of what commands print
	PYTHONPATH=tests $(BIN)/python -m support.demonstration

bench: $(VENV)/test  ## speed beside other programs, as ratios; writes docs/benchmarks.md; OPTIONS="--size full"
	PYTHONPATH=tests $(BIN)/python -m benchmarks.run $(OPTIONS)

# The lock has hashes but no addresses. The project itself is installed without its dependencies. pip does not
# compile it, because it is editable: where PYTHONDONTWRITEBYTECODE is set, every command would do it again.
$(VENV)/run: requirements.lock pyproject.toml
	@echo "1 of 3: making the environment $(VENV)"
	$(PYTHON) -m venv $(VENV)
	@echo "2 of 3: installing the libraries; this may take a minute"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "3 of 3: installing Twincal"
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -q scheduler calendars
	touch $@

$(VENV)/test: $(VENV)/run requirements-test.lock
	@echo "installing what the tests need; this may take a minute"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

# hatchling gives every file one fixed time, and SOURCE_DATE_EPOCH would be another one.
dist: sbom  ## what a release consists of, the same bytes wherever it is made: wheel, sdist, list of parts, checksums in dist/
	rm -rf dist
	env -u SOURCE_DATE_EPOCH $(BIN)/hatchling build
	cp build/sbom.json dist/twincal-$$($(BIN)/hatchling version)-sbom.json
	cd dist && sha256sum twincal-* >SHA256SUMS

# podman needs `--format docker` to keep the health check; docker keeps it anyway, and does not know the option.
image:  ## the container image of deploy/Containerfile, with podman or docker; TAG=twincal:0.1.0 for another name, PYTHON_IMAGE=… for another base
	@if command -v podman >/dev/null; then set -- podman build --format docker; \
	elif command -v docker >/dev/null; then set -- docker build; \
	else echo "no image was built: neither podman nor docker is installed here; install one of them" >&2; exit 1; fi; \
	set -x; "$$@" $(if $(PYTHON_IMAGE),--build-arg PYTHON_IMAGE=$(PYTHON_IMAGE)) --file deploy/Containerfile --tag $(TAG) .

sbom: $(VENV)/test  ## the parts of an installation, in CycloneDX: build/sbom.json
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements-all.lock --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json

lock: $(VENV)/test  ## write the lock files again
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --no-strip-extras --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header --no-annotate --no-strip-extras --constraint requirements.lock --output-file requirements-all.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --no-strip-extras --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf $(VENV) build dist
