# Needs Python 3.11 or later, pip, git and make; everything else is set up in .venv.
.DEFAULT_GOAL := help
.PHONY: help setup review test unit lint format build audit figures dictionary bench lab dashboard
.PHONY: national soak lock clean

TRY = python3.13 python3.12 python3.11 python3 python
RIGHT = -c "import sys; sys.exit(sys.version_info < (3, 11))"
PYTHON ?= $(shell for p in $(TRY); do $$p $(RIGHT) 2>/dev/null && echo $$p && break; done)
BIN = .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
DOCUMENTS ?= ../shared/documents

help: ## show what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' Makefile

setup: ## set up .venv with the locked packages (every target does so when needed)
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or later found; install one or give make PYTHON=path"; exit 1; }
	@$(PYTHON) tools/setup_environment.py

review: setup ## build the tables, run the notebooks in English and Vietnamese, leave the review in reviews/
	$(BIN)/ntm review

test: setup ## check style, then run every test (minutes)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n auto --dist loadgroup

unit: setup ## run the tests that need neither the real data nor a kernel (seconds)
	$(BIN)/python -m pytest -n auto -m "not data and not notebooks and not browser"

lint: setup ## check style only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## put code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

build: setup ## build data/processed from data/raw and data/reference
	$(BIN)/ntm build

audit: setup ## hold data/raw against the original files (make audit DOCUMENTS=folder)
	$(BIN)/ntm audit --documents "$(DOCUMENTS)"

figures: setup ## draw the gallery in figures/
	$(BIN)/ntm gallery

dictionary: setup ## write docs/data_dictionary.md
	$(BIN)/ntm dictionary

bench: setup ## measure the build and a review's runs against plain ways, in the same run; results in docs/runs.md
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/runs.py > docs/runs.part
	mv docs/runs.part docs/runs.md

national: setup ## make national data in national/ (0.6 GB)
	$(BIN)/python tools/national_data.py national

soak: setup ## long trials on national data in national/: build, 50 kills, 1,000 runs (an hour); results in docs/soak.md
	$(BIN)/python benchmarks/soak.py > docs/soak.part
	mv docs/soak.part docs/soak.md

lab: setup ## open JupyterLab on the launch page (this machine only; nothing to copy)
	$(BIN)/ntm lab

dashboard: setup ## serve the panel without code in a browser (this machine only; see docs/serving.md)
	$(BIN)/ntm dashboard

lock: setup ## lock the packages anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate -o requirements.txt

clean: ## remove what can be made again
	rm -rf .venv .tools reviews .pytest_cache .ruff_cache .hypothesis
