"""Text files as people save them: gzipped or not, UTF-8 with or without mark, GB18030."""

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

from ..models.errors import InputError
from ..models.finding import Severity, Where
from ..models.text import Text
from .findings import road_finding


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes, unpacked if its name ends in ``.gz``; InputError if the archive is damaged."""
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise unreadable(path, str(error)) from error


def read_text(path: Path) -> str:
    """Return the file's text, decoded as UTF-8 or else GB18030; InputError if it is neither."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise unreadable(path, str(error)) from error


def unreadable(path: Path, reason: str) -> InputError:
    """Make the error for a file that is damaged, cut short or of another format."""
    return InputError.of(
        [
            road_finding(
                "D40",
                Severity.ERROR,
                Text(f"文件无法读取, 可能损坏或不完整: {reason}", f"cannot be read, damaged or cut short: {reason}"),
                where=Where(file=path.name),
                advice=Text("重新下载或重新导出该文件", "download or export the file again"),
            )
        ]
    )


def sha256_of(paths: Sequence[Path]) -> str:
    """Return the hash of the files' bytes, one after the other."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                total.update(block)
    return total.hexdigest()
