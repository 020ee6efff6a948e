"""Reading overlays: one file or several in order, laid over a city one change after the other, all findings at once."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...models.errors import InputError
from ...models.finding import Finding, Where
from ...models.text import Text
from ..notes import Notes
from ..toml_reader import Branch
from .catalogue import KINDS
from .world import World

HEAD = ("name", "zh", "en")
EXAMPLES = Text(
    "更正路径; qinwu whatif DIR --week 周 --examples scenarios 可写出十个示例",
    "correct the path; qinwu whatif DIR --week WEEK --examples scenarios writes ten examples",
)
AS_TOML = Text("按 docs/whatif.md 改写, 另存为 UTF-8 的 TOML", "write it as docs/whatif.md shows, as TOML in UTF-8")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlaid:
    """A scenario: its name, what it is about, the world under its changes, what was changed, findings below ERROR."""

    name: str
    about: Text
    world: World
    changes: tuple[Text, ...]
    findings: tuple[Finding, ...]


def overlay(world: World, files: Sequence[Path]) -> Overlaid:
    """
    Lay the changes of some files over a world, in the order of the files.

    Parameters
    ----------
    world
        The city as it is.
    files
        TOML files; a later one sees what an earlier one did.

    Raises
    ------
    InputError
        With every finding of every file, contradictions between files among them, if one is an ERROR.
    """
    notes = Notes()
    texts = [(path.name, _text(path, notes)) for path in files]
    return lay_texts(world, texts, notes)


def lay_texts(world: World, texts: Sequence[tuple[str, str]], notes: Notes | None = None) -> Overlaid:
    """Do the same with texts: ``(name of the file, its TOML)``."""
    notes = notes or Notes()
    names, abouts, changes = [], [], list[Text]()
    for file, text in texts:
        branch = Branch(file, "", _parsed(file, text, notes), notes)
        branch.warn_unknown((*HEAD, *(kind.key for kind in KINDS)))
        names.append(branch.get("name", str, file.removesuffix(".toml")))
        abouts.append(Text(branch.get("zh", str, ""), branch.get("en", str, "")))
        for kind in KINDS:
            for item in kind.tables(branch):
                if kind.keys:
                    item.warn_unknown(kind.keys)
                world = kind.lay(item, world)
                changes.append(kind.name)
        if text and not any(kind.key in branch.data for kind in KINDS) and branch.data:
            message = Text("没有任何变更", "changes nothing")
            notes.warn("D28", message, Where(file=file))
    if notes.failed:
        raise InputError.of(notes.findings)
    about = Text("; ".join(a.zh for a in abouts if a.zh), "; ".join(a.en for a in abouts if a.en))
    return Overlaid(
        name=" + ".join(names), about=about, world=world, changes=tuple(changes), findings=tuple(notes.findings)
    )


def _text(path: Path, notes: Notes) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        message = Text("没有这个文件", "there is no such file")
        notes.error("D01", message, Where(file=str(path)), EXAMPLES)
    except OSError as error:
        notes.error(
            "D01", Text(f"无法读取: {error.strerror}", f"cannot be read: {error.strerror}"), Where(file=str(path))
        )
    except UnicodeDecodeError:
        notes.error("D01", Text("须为 UTF-8 编码", "must be UTF-8"), Where(file=str(path)), AS_TOML)
    return ""


def _parsed(file: str, text: str, notes: Notes) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = Text(f"不是有效的 TOML: {error}", f"is no valid TOML: {error}")
        notes.error("D01", message, Where(file=file), AS_TOML)
        return {}
