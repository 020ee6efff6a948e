# Two commands do everything on a machine with Python 3.11+ and make:
#   make demo    make the sample city in demo/, plan its week, say which files to open   (lang=en for English)
#   make test    pass every check; the same as "make gate", and what .ci/run calls
# Paths stay relative, so the checkout may have any name, also one with blanks.

VENV := .venv
BIN := $(VENV)/bin
JOBS := 2
week := 2026-W48
lang := zh

.PHONY: help install demo test gate format lint layers wheel types tests smoke pins clean
.NOTPARALLEL:

help:
	@sed -n '1,4s/^# //p' Makefile

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt tools/make_venv.sh
	sh tools/make_venv.sh $(VENV)
	@touch $@

demo: install
	@test -f demo/city.toml || $(BIN)/qinwu init demo --lang $(lang)
	@$(BIN)/qinwu roster demo --week $(week) --lang $(lang) || test $$? -eq 1
	@echo
	@echo "打开 / open:  demo/plans/$(week)/report.html  (浏览器 / in a browser)"
	@echo "              demo/plans/$(week)/roster.xlsx  (Excel, WPS, LibreOffice; A4/A3)"

test: gate

gate: format lint layers wheel types tests smoke
	@echo "gate: passed"

format: install
	$(BIN)/ruff format --check

lint: install
	$(BIN)/ruff check

layers: install
	$(BIN)/lint-imports

# An old build/lib would put deleted files into the wheel.
wheel: install
	rm -rf build dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . >build.log 2>&1 || { cat build.log; exit 1; }
	rm build.log

# Types are checked on the unpacked wheel: by path mypy refuses a checkout whose name is no identifier,
# and the tests cannot see through an editable install (docs/decisions/top-level-folders.md).
types: wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target build/unpacked dist/*.whl
	MYPYPATH=build/unpacked $(BIN)/mypy -p qinwu
	MYPYPATH=build/unpacked:tests $(BIN)/mypy --config-file tests/mypy.ini tests

tests: install
	$(BIN)/pytest -n $(JOBS)

smoke: wheel
	sh tools/check_wheel.sh dist $(BIN)/python

# Write down the versions that the gate has just passed with.
pins: gate
	$(BIN)/python -m pip freeze --exclude-editable >constraints.txt

# demo/ stays: you may have edited it.
clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
