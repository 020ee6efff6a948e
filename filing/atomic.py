"""Writing files: all of them or none, and never a half one."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ..models.errors import InputError
from ..models.text import Text

FEW = 16
"""So many files are brought to the disk one by one."""


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """
    Write every file, or leave the folder as it was.

    Each file is written whole under a temporary name beside its place; only when all stand, on the disk itself, are
    they renamed. Many files are brought to the disk at once: one by one, hundreds of calendars take seconds.

    Raises
    ------
    InputError
        If the folder cannot be written to or the disk is full; names the file.
    """
    temporary: dict[Path, Path] = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    path = next(iter(files), Path())
    try:
        together = len(files) > FEW and hasattr(os, "sync")
        for path, data in files.items():
            _write(temporary[path], data, synced=not together)
        if together:
            os.sync()
        for path, written in temporary.items():
            written.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        _remove(temporary.values())
    return list(files)


def make_ready(folder: Path) -> None:
    """
    Make a folder and try to write to it, before long work whose results shall lie there.

    Raises
    ------
    InputError
        If it cannot be written to; names the folder.
    """
    trial = folder / f".trial.{os.getpid()}.tmp"
    try:
        _write(trial, b"0")
    except OSError as error:
        raise _cannot_write(folder, error) from error
    finally:
        _remove([trial])


def _cannot_write(path: Path, error: OSError) -> InputError:
    why = error.strerror or error
    return InputError(
        Text(
            f"无法写入 {path}: {why}; 什么也没有改动, 请检查文件夹权限和磁盘空间",
            f"cannot write {path}: {why}; nothing was changed, check the folder and the disk",
        )
    )


def _write(path: Path, data: bytes, *, synced: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        if synced:
            os.fsync(file.fileno())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
