"""The font of every PDF document: shipped with the program, embedded as a subset, never taken from the machine."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from ...models.errors import InputError
from ...models.text import Text

MAIN, RARE = "QinwuCJK", "QinwuRare"
GETA = "〓"
"""What stands for a character that no font has."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """
    The shipped font, and one of the user's for what it lacks.

    ``missing`` collects the characters that neither has, for a finding.
    """

    faces: tuple[TTFont, ...]
    missing: set[str] = field(default_factory=set)
    _wrapped: dict[tuple[str, float, float], list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, rare: Path | None = None) -> "Fonts":
        """
        Load the shipped font, and the TrueType file ``rare`` for rare characters.

        Raises
        ------
        InputError
            If ``rare`` is no TrueType font (fonts with PostScript outlines cannot be embedded).
        """
        faces = [_shipped()]
        if rare is not None:
            try:
                faces.append(TTFont(RARE, str(rare)))
            except (TTFError, OSError) as error:
                advice = Text("请用 TrueType 轮廓的 .ttf 或 .ttc", "use a .ttf or .ttc with TrueType outlines")
                raise InputError(
                    Text(f"字体 {rare} 不能用: {error}; {advice.zh}", f"the font {rare}: {error}; {advice.en}")
                ) from error
            pdfmetrics.registerFont(faces[1])
        return cls(tuple(faces))

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Split a text into stretches of one font: (font's name, stretch)."""
        for name, chars in groupby(map(self._placed, text), key=lambda placed: placed[0]):
            yield name, "".join(char for _, char in chars)

    def _placed(self, char: str) -> tuple[str, str]:
        for face in self.faces:
            if ord(char) in face.face.charToGlyph:
                return face.fontName, char
        self.missing.add(char)
        return self.faces[0].fontName, GETA

    def width(self, text: str, size: float) -> float:
        """Return a text's width in points."""
        main = self.faces[0].face
        widths, usual = main.charWidths, main.defaultWidth
        return float(sum(widths.get(ord(char), usual) for char in text)) * size / 1000

    def wrap(self, text: str, size: float, width: float) -> list[str]:
        """Break a text into lines no wider than ``width``: Chinese anywhere, other words at blanks if they fit."""
        key = (text, size, width)
        if key not in self._wrapped:  # a form says the same things many times, and each is measured before it is drawn
            self._wrapped[key] = [line for part in text.split("\n") for line in self._wrap(part, size, width)]
        return self._wrapped[key]

    def _wrap(self, text: str, size: float, width: float) -> list[str]:
        if self.width(text, size) <= width:
            return [text]
        lines, line, used = [], "", 0.0
        for word in _words(text):
            wide = self.width(word, size)
            if used + wide > width and line:
                lines.append(line.rstrip())
                line, used = "", 0.0
                word = word.lstrip()  # noqa: PLW2901 - the blank stays behind
                wide = self.width(word, size)
            while wide > width:
                fit = self._fitting(word, size, width)
                lines.append(word[:fit])
                word = word[fit:]  # noqa: PLW2901
                wide = self.width(word, size)
            line, used = line + word, used + wide
        return [*lines, line.rstrip()] if line.strip() else lines

    def _fitting(self, word: str, size: float, width: float) -> int:
        """Return how many characters of a word fit, one at least."""
        return next((at for at in range(2, len(word)) if self.width(word[:at], size) > width), len(word)) - 1 or 1


_CLOSING = "，。、；：！？）」』】》,.;:!?)%"


def _words(text: str) -> Iterator[str]:
    """Yield what must stay together: a Latin word with the blank before it, one Chinese character with its stop."""
    word = ""
    for char in text:
        wide = ord(char) > 0x2E7F
        if word and char not in _CLOSING and (wide or char == " " or ord(word[-1]) > 0x2E7F):
            yield word
            word = ""
        word += char
    if word:
        yield word


@cache
def _shipped() -> TTFont:
    face = TTFont(MAIN, io.BytesIO((files(__package__.rpartition(".")[0]) / "assets" / "cjk.ttf").read_bytes()))
    pdfmetrics.registerFont(face)
    return face
