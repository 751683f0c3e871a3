# make demo    read the sample cards into demo/, and show what came of it
# make test    run the tests
# make lint    run the checkers
# make clean   remove the demo and what the tools left; .venv stays, since it takes minutes to make
# make catalogs   bring the catalogs of messages in step with the source: new texts are left empty, to be translated

VENV = .venv
BIN = $(VENV)/bin
LOCALE = cardscan/locale
EVENT = demo/2026-09-24 Encuentro Europeo de Pymes

.PHONY: demo test lint clean catalogs

demo: $(VENV)/installed
	@mkdir -p "$(EVENT)"
	@test -f demo/cardscan.toml || cp samples/cardscan.toml demo/cardscan.toml
	@$(BIN)/cardscan init demo 2>/dev/null
	@cp -p samples/photos/* "$(EVENT)/"
	@echo "Reading the photos in $(EVENT) ..."
	@cd demo && ../$(BIN)/cardscan process || test $$? -eq 3
	@echo; echo "The contacts:"; echo
	@cd demo && ../$(BIN)/cardscan list
	@echo; echo "One of the drafts:"; echo
	@cd demo && ../$(BIN)/cardscan drafts 5
	@echo "All drafts are in demo/drafts; open one with your mail program. To look around:"
	@echo "  cd demo"
	@echo "  ../$(BIN)/cardscan review"
	@echo "  ../$(BIN)/cardscan show 5"
	@echo "  ../$(BIN)/cardscan export vcard"
	@echo "Your own cards: $(CURDIR)/$(BIN)/cardscan init ~/cards"

test: $(VENV)/tested
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf demo build dist .pytest_cache .mypy_cache .ruff_cache
	find cardscan samples tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A new language: $(BIN)/pybabel init -D cardscan -i $(LOCALE)/cardscan.pot -d $(LOCALE) -l CODE
catalogs: $(VENV)/installed
	$(BIN)/pybabel --quiet extract -F babel.cfg --no-default-keywords -k tr -k trn:1,2 --add-location=file --sort-by-file \
		--project=cardscan --version=- --copyright-holder="the cardscan authors" --no-wrap -o $(LOCALE)/cardscan.pot cardscan
	$(BIN)/pybabel --quiet update -D cardscan -i $(LOCALE)/cardscan.pot -d $(LOCALE) \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel --quiet compile -D cardscan -d $(LOCALE)

# The package is installed as a link to this folder, so that a change needs no new installation.
$(VENV)/installed: pyproject.toml $(BIN)/python
	@echo "Installing cardscan and what it needs into $(VENV) (this takes a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/tested: pyproject.toml $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/installed

$(BIN)/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$python"; exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "cardscan needs Python 3.11 or newer: https://www.python.org/downloads/" >&2; exit 1
