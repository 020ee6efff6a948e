"""What versions say: read in one question, each checked against its hash once, the last ones kept at hand."""

import json
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from sqlalchemy import Engine, select

from ...models.errors import InputError
from ...models.filing import Version
from ...models.text import Text
from .canonical import digest_bytes
from .connect import reading
from .schema import versions as table

ROOM = 64
"""So many contents are kept: two weeks of a large detachment."""


class Contents:
    """The contents of a register; they never change, so one that was read need not be read again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[str, Mapping[str, Any]] = {}
        self._lock = Lock()

    def of(self, versions: Iterable[Version]) -> list[Mapping[str, Any]]:
        """
        Return what each version says.

        Raises
        ------
        InputError
            If the bytes of one are not those that were recorded; names it.
        """
        asked = list(versions)
        with self._lock:
            found = {version.hash: self._kept[version.hash] for version in asked if version.hash in self._kept}
        found |= self._read([version for version in asked if version.hash not in found])
        with self._lock:
            self._kept |= found
            for old in list(self._kept)[:-ROOM]:
                del self._kept[old]
        return [found[version.hash] for version in asked]

    def _read(self, asked: list[Version]) -> dict[str, Mapping[str, Any]]:
        if not asked:
            return {}
        query = select(table.c.hash, table.c.content).where(table.c.hash.in_([version.hash for version in asked]))
        with reading(self._engine) as connection:
            texts = {row.hash: row.content for row in connection.execute(query)}
        return {version.hash: _checked(version, texts.get(version.hash)) for version in asked}


def _checked(version: Version, text: str | None) -> Mapping[str, Any]:
    if text is None or digest_bytes(text.encode("utf-8", "surrogateescape")) != version.content_hash:
        raise InputError(
            Text(
                f"{version.title.zh}: 内容与其哈希不符, 登记簿被改动过 (qinwu log --verify)",
                f"{version.title.en}: the content does not match its hash, the register was changed "
                "(qinwu log --verify)",
            )
        )
    content: dict[str, Any] = json.loads(text)
    return content
