#!/bin/sh
# Print the first Python >= 3.11 that can make a virtual environment; say what to do if there is none.
# PYTHON=/path/to/python is tried first.
set -u

able='import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))'
for python in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    if [ -n "$python" ] && "$python" -c "$able" 2>/dev/null; then
        echo "$python"
        exit 0
    fi
done

cat >&2 <<'END'
qinwu 需要 Python 3.11 或更新版本 (含 venv 模块), 未找到.
qinwu needs Python 3.11 or newer with its venv module; none was found.
  Debian, Ubuntu:  sudo apt install python3 python3-venv
  Fedora, RHEL:    sudo dnf install python3.12
  macOS:           brew install python@3.12
  elsewhere:       make PYTHON=/path/to/python3 ...
END
exit 1
