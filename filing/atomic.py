"""Writing files: all of them or none, and never a half one."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ..models.errors import InputError
from ..models.text import Text


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """
    Write every file, or leave the folder as it was.

    Each file is written whole under a temporary name beside its place; only when all stand are they renamed.

    Raises
    ------
    InputError
        If the folder cannot be written to or the disk is full; names the file.
    """
    temporary: dict[Path, Path] = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    path = next(iter(files), Path())
    try:
        for path, data in files.items():
            _write(temporary[path], data)
        for path, written in temporary.items():
            written.replace(path)
    except OSError as error:
        raise InputError(
            Text(
                f"无法写入 {path}: {error.strerror or error}; 什么也没有改动, 请检查文件夹权限和磁盘空间",
                f"cannot write {path}: {error.strerror or error}; nothing was changed, check the folder and the disk",
            )
        ) from error
    finally:
        _remove(temporary.values())
    return list(files)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
