# The portal's commands. On a fresh Debian machine only python3-venv and make are needed.
#   make run     serve the demo on 127.0.0.1:${PORT:-8000}
#   make test    the whole suite on SQLite and on PostgreSQL
#   make test-quick  a part of it on SQLite that touches every app, within five minutes; prints what it leaves out
#   make check   style, import floors, migrations, production settings
#   make bench   measure ours against the stock way
#   make messages  collect and compile the English translation (needs gettext)

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST_ARGS ?=
# One worker a processor, at least two and at most four.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -ge 2 ] || n=2; [ $$n -le 4 ] || n=4; echo $$n)
# A file's tests stay together on one worker, in the order of tests/choosing.py.
SPREAD = -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

.PHONY: run demo test test-quick test-sqlite test-postgres check bench messages clean

run: demo
	@$(BIN)/python manage.py demo --accounts --address http://localhost:$(PORT)
	@exec $(BIN)/gunicorn p2wkss.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --timeout 120 \
		--access-logfile /dev/null --no-control-socket

# Everything a first start needs; safe to repeat.
demo: $(VENV)/.installed .env
	@mkdir -p data
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py demo

.env: | $(VENV)/.installed
	@$(BIN)/python -m p2wkss.first_start .env

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.installed $@

test: test-sqlite test-postgres

test-sqlite: $(VENV)/.installed-dev
	@echo "== the suite on SQLite"
	@$(BIN)/python -m pytest $(SPREAD) -q $(PYTEST_ARGS)

test-quick: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest $(SPREAD) -q --quick $(PYTEST_ARGS)

test-postgres: $(VENV)/.installed-dev
	@echo "== the suite on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest $(SPREAD) -q $(PYTEST_ARGS)

check: $(VENV)/.installed-dev .env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.production manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.postgres $(BIN)/python -m bench

messages: $(VENV)/.installed-dev .env
	@$(BIN)/python manage.py makemessages --locale en --no-location --ignore .venv --ignore staticfiles --ignore "tests/*" --ignore "bench/*" --no-obsolete
	@$(BIN)/python manage.py compilemessages --locale en --locale id --ignore .venv

clean:
	@rm -rf staticfiles .pytest_cache .ruff_cache .hypothesis
