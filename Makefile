# Each target does the set-up that is still missing, and nothing twice.
PYTHON ?= python3
BIN := .venv/bin
# What pip installs is compiled on all cores, which takes half a minute less than when pip does it.
PIP := $(BIN)/pip install --disable-pip-version-check --no-compile --constraint constraints.txt
COMPILE := $(BIN)/python -m compileall -qq -j 0 .venv/lib || true
# On a few cores at once; the tests of a file share what they set up, and the files keep their order.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help chat test build evaluate bench soak audit sbom lint clean

chat: data/index/CURRENT  ## ask for sounds, in the browser and on the terminal
	@$(BIN)/python -m bot --console --web

build: .venv/offline.done data/drums  ## index the demo library, or LIBRARY=DIR, and make it live
	$(BIN)/python -m offline build $(if $(LIBRARY),--library '$(subst ','\'',$(LIBRARY))')

evaluate: data/index/CURRENT  ## how well each approach does, on held-out samples
	$(BIN)/python -m offline evaluate

test: .venv/dev.done data/index/CURRENT lint  ## everything that CI runs
	$(PYTEST) tests/offline
	$(PYTEST) --ignore tests/offline

soak: .venv/dev.done data/index/CURRENT  ## every fault of the test suite again, for longer; ODD=DIR: with odd audio files of yours
	SOAK=$(or $(SOAK),10) $(BIN)/pytest --ignore tests/offline -m faults

audit: .venv/dev.done  ## known vulnerabilities of the dependencies, as far as a service answers
	$(BIN)/python -m tests.audit

bench: .venv/bench.done  ## speed, side by side with what one would pick instead; tables here, JSON in .benchmarks/
	$(BIN)/python -m tests.benchmarks.start
	$(BIN)/python -m tests.benchmarks.query
	$(BIN)/python -m tests.benchmarks.milvus
	$(BIN)/python -m tests.benchmarks.million
	$(BIN)/python -m tests.benchmarks.growing
	$(BIN)/python -m tests.benchmarks.embedding

SBOM ?= sbom.json
sbom: | $(BIN)/python  ## a bill of materials (CycloneDX) of everything that is installed here
	$(BIN)/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-reproducible --output-file $(SBOM)

lint: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers auto

help:  ## what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

clean:  ## remove what the other targets made, the query log aside
	rm -rf .venv data/index data/drums data/keys

data/index/CURRENT: | .venv/offline.done data/drums
	$(BIN)/python -m offline build

data/drums: | .venv/offline.done
	$(BIN)/python -m offline demo

.venv/bin/python:
	$(PYTHON) -m venv .venv

# Torch first and by its exact version: anything looser takes a build with gigabytes of CUDA.
.venv/offline.done: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) $(shell grep ^torch= constraints.txt)
	$(PIP) --editable '.[offline]'
	$(COMPILE)
	@touch $@

.venv/dev.done: pyproject.toml constraints.txt | .venv/offline.done
	$(PIP) --editable '.[offline,dev,scale]'
	$(COMPILE)
	@touch $@

.venv/bench.done: pyproject.toml constraints.txt | .venv/dev.done
	$(PIP) --editable '.[offline,dev,scale,bench]'
	$(COMPILE)
	@touch $@
