#!/bin/sh
# Make the virtual environment in folder $1 and install qinwu with its tools there; an existing one is used as it is.
set -eu
venv=$1
python="$venv/bin/python"

if [ ! -x "$python" ]; then
    found=$(sh tools/find_python.sh)
    "$found" -m venv "$venv"
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$venv 的 Python 低于 3.11, 请删除后重试 / the Python of $venv is older than 3.11 or broken: delete it and try again" >&2
    exit 1
fi
"$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip --upgrade
"$python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
