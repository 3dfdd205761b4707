# The front door. Every target is a short script under scripts/; parameters are given as `make start PORT=8001`.
PORT ?= 8000
SITE ?= ./site
DEMO ?= 1
BENCH ?= $(HOME)/frappe-bench
BENCH_SITE = $(if $(filter ./site,$(SITE)),relcrm-test.localhost,$(SITE))
PY = .venv/bin/python
export PORT DEMO ADMIN_PASSWORD BENCH DB_ROOT_PASSWORD

.PHONY: help start setup test test-heavy test-bench start-bench check translations screenshots

help:        ## this list
	@grep -E '^[a-z-]+: *##' Makefile | sed 's/: *## /\t/' | expand -t 14

start:       ## set up what is missing, make a site with the demo company when there is none, serve it
	@SITE="$(SITE)" scripts/start.sh

setup:       ## system packages, .venv, Node, the built desk; everything that start and test need
	@scripts/setup.sh test

test:        ## pytest over relcrm/ and tests/, vitest, Playwright; each heavy test on a slice
	@scripts/setup.sh test
	@$(PY) scripts/run_tests.py

test-heavy:  ## the same, heavy tests whole
	@scripts/setup.sh test
	@$(PY) scripts/run_tests.py --heavy

test-bench:  ## the committed HEAD on a Frappe bench: BENCH=~/frappe-bench [SITE=...] [DB_ROOT_PASSWORD=...] [ONLY=...]
	@scripts/setup.sh bench
	@SITE="$(BENCH_SITE)" $(PY) scripts/test_bench.py

start-bench: ## a bench site with the app, served at PORT, up to its log-in page
	@scripts/setup.sh start
	@SITE="$(if $(filter ./site,$(SITE)),relcrm.localhost,$(SITE))" $(PY) scripts/start_bench.py

check:       ## lint, types, tests
	@scripts/setup.sh test
	@$(PY) scripts/check.py
	@$(PY) scripts/run_tests.py

translations: ## find new texts for relcrm/translations/it.csv; fails where one has no Italian
	@$(PY) scripts/translations.py

screenshots: ## take the pictures of the README and the user's guide again
	@scripts/setup.sh test
	@PATH="$(CURDIR)/.tools/bin:$$PATH" node scripts/screenshots.mjs
