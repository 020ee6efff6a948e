#!/bin/sh
# Install the built wheel ($1, a folder that holds it) into a fresh environment and use it as a stranger would:
# what pyproject.toml forgets to ship or to require is missing here. $2 is the Python to make the environment with.
set -eu
wheel=$(ls "$1"/qinwu-*.whl)
python=$2
constraints=$PWD/constraints.txt
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT INT TERM

"$python" -m venv "$room/venv"
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$constraints" "$wheel"
cd "$room"
PATH="$room/venv/bin:$PATH"
qinwu --version
qinwu rules >rules.txt
qinwu init city --people 60
qinwu roster city --week 2026-W48 >roster.txt || [ $? -eq 1 ] # 1: planned, with gaps
ls city/plans/2026-W48
