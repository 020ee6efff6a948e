"""Words for people: every sentence a user reads exists in Chinese and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """The two languages of every output; Chinese is the default of filed documents."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """
    One sentence in both languages.

    >>> Text("岗点", "post").in_(Lang.EN)
    'post'
    """

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return self.zh if lang is Lang.ZH else self.en

    def __str__(self) -> str:
        return self.zh
