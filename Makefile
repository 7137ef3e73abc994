# Camveil. `make help` lists what there is.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
NPM := npm --prefix extension --no-audit --no-fund --loglevel=error
NODE_BIN := extension/node_modules/.bin
# Of a browser test: several times what the longest takes.
HANGS_S := 180
EXTENSION_SOURCES := $(shell find extension/src -type f) extension/build.mjs

.DEFAULT_GOAL := help
.PHONY: help run demo wheel new-user test test-browser test-components test-pure test-units check lint fuzz faults soak bench bench-loop fix protocol docs backgrounds pictures screenshots models lock clean

help:                    ## list the commands
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

run: $(VENV)/.runs extension/dist/.built  ## set up what is missing, run the server, print where to go
	@exec $(BIN)/camveil serve

demo: $(VENV)/.tests extension/dist/.built  ## open the demo page in Chromium with the extension
	@$(BIN)/python -m tests.machine chromium
	@exec $(BIN)/python -m tests.demo


wheel: $(VENV)/.tests extension/dist/.built  ## build what `pip install` installs, into build/wheel
	@rm -rf build/wheel
	$(BIN)/python -m hatchling build -t wheel -d build/wheel

new-user: wheel          ## take the README's four steps with nothing but the wheel, and time them
	@$(BIN)/python -m tests.machine chromium
	@exec $(BIN)/python -m tests.packaging.new_user

test: $(VENV)/.tests extension/dist/.built  ## set up what is missing, run every test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=recurse lint test-components
	@$(MAKE) --no-print-directory --jobs=2 test-pure test-browser

test-units test-components test-pure: export PYTHONASYNCIODEBUG = 1

# With servers and peers, in real time: these need the machine.
test-components: $(VENV)/.tests
	$(BIN)/python -m pytest -q tests/server/component

# Browsers wait for frames most of the time. So there are two of them, where each can have a network
# of its own; and what only computes has the cores then, and only then.
LANES = $(shell unshare --net ip link >/dev/null 2>&1 && echo --numprocesses=2 --dist=loadfile)
test-pure: $(VENV)/.tests
	nice -n 19 $(BIN)/python -m pytest -q -m "not browser" --ignore=tests/server/component

test-browser: $(VENV)/.tests extension/dist/.built
	@$(BIN)/python -m tests.machine chromium
	$(BIN)/python -m pytest -m browser --timeout=$(HANGS_S) $(LANES)

check: $(VENV)/.tests extension/node_modules/.installed  ## format, lint, types, import rule, unit tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=recurse lint test-units

lint: $(VENV)/.tests extension/node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 server/camveil
	$(BIN)/lint-imports
	$(BIN)/python server/protocol/generate.py --check
	$(BIN)/python -m docs.draw_states --check
	$(BIN)/python -m docs.write_configuration --check
	$(BIN)/python -m docs.write_licences --check
	cd extension && node_modules/.bin/biome ci . ../tests ../server/camveil/demo_page
	$(NODE_BIN)/tsc -p extension
	$(NODE_BIN)/tsc -p tests/types
	node tests/run-node.js $(abspath $(wildcard tests/extension/*.test.js tests/demo_page/*.test.js))

test-units: $(VENV)/.tests
	$(BIN)/python -m pytest -q -m "not browser"

fuzz: $(VENV)/.fuzz      ## look for inputs that break the server's parsers, 20 s each
	@exec $(BIN)/python -m tests.fuzz

faults: $(VENV)/.tests extension/dist/.built  ## break everything twenty times, in Chromium
	@$(BIN)/python -m tests.machine chromium
	FAULT_ROUNDS=20 $(BIN)/python -m pytest -q -s -m browser tests/browser/test_faults.py tests/browser/test_lying_server.py tests/browser/test_interfaces.py tests/browser/test_leaks.py tests/browser/test_masks.py tests/browser/test_left_behind.py
	FLOOD_REQUESTS=10000 $(BIN)/python -m pytest -q tests/server/component/test_flood.py
	$(BIN)/python -m tests.bench.bench_faults

soak: $(VENV)/.tests extension/dist/.built  ## open, toggle, kill and close at random for ten minutes
	@$(BIN)/python -m tests.machine chromium
	@exec $(BIN)/python -m tests.soak

bench: $(VENV)/.tests    ## measure the effect alone in ten minutes, and its masks with EVALSET=FOLDER
	@exec $(BIN)/python -m tests.bench.effect $(if $(EVALSET),--evalset $(EVALSET))

bench-loop: $(VENV)/.tests extension/dist/.built  ## measure the whole loop in Chromium
	@$(BIN)/python -m tests.machine chromium
	$(BIN)/python -m tests.bench.loop
	$(BIN)/python -m tests.bench.loop.streams
	$(BIN)/python -m tests.bench.loop.conditions
	$(BIN)/python -m tests.bench.loop.endurance
	$(BIN)/python -m tests.bench.bench_load

fix: $(VENV)/.tests extension/node_modules/.installed  ## format, apply safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd extension && node_modules/.bin/biome check --write . ../tests ../server/camveil/demo_page

protocol: $(VENV)/.tests  ## write both languages' protocol and docs/protocol.md from the schema
	$(BIN)/python server/protocol/generate.py

backgrounds: $(VENV)/.tests  ## draw the backgrounds that come with the extension
	$(BIN)/python -m docs.draw_backgrounds

pictures: $(VENV)/.tests  ## draw the pictures of docs/effects.md
	$(BIN)/python -m docs.draw_pictures

docs: $(VENV)/.tests     ## write the pages in docs/ that are made from the code
	$(BIN)/python -m docs.draw_states
	$(BIN)/python -m docs.write_configuration
	$(BIN)/python -m docs.write_licences

screenshots: $(VENV)/.tests extension/dist/.built  ## take the pictures in docs/screenshots again
	@$(BIN)/python -m tests.machine chromium
	$(BIN)/python -m docs.write_screenshots

models: $(VENV)/.tests   ## convert the models again from their pinned package
	$(BIN)/python models/convert.py

lock: $(VENV)/.tests     ## resolve the Python dependencies anew
	$(BIN)/uv pip compile -q --no-header --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --no-header --generate-hashes --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt -c requirements.txt
	$(BIN)/uv pip compile -q --no-header --generate-hashes --python-version 3.11 pyproject.toml --extra metrics --extra workers -o requirements-container.txt -c requirements.txt
	$(BIN)/uv pip compile -q --no-header --generate-hashes --python-version 3.11 --group fuzz -o requirements-fuzz.txt

clean:                   ## remove everything that make made
	rm -rf $(VENV) build extension/node_modules extension/dist

$(VENV)/.venv:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || test "$$(id -u)" != 0 || apt-get install -y -q python3-venv
	@$(PYTHON) -c 'import ensurepip' || { echo 'Install the venv module: sudo apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runs: requirements.txt pyproject.toml | $(VENV)/.venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.tests: requirements-dev.txt $(VENV)/.runs
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.fuzz: requirements-fuzz.txt $(VENV)/.tests
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@touch $@

extension/node_modules/.installed: extension/package.json extension/package-lock.json
	@# Not `npm ci`: it refuses a lock without the packages for platforms that the registry lacks.
	$(NPM) install --no-save
	@touch $@

extension/dist/.built: $(EXTENSION_SOURCES) extension/node_modules/.installed
	@cd extension && node build.mjs
	@touch $@
