"""A kind of change: its key in the file, its name, and the one function that lays it over a world."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ...models.text import Text
from ..tables import close
from ..toml_reader import Branch
from .world import Claim, World

UNKNOWN, CONTRADICTS = "D34", "D35"
REMOVED, MERGED = "removed", "merged away"
GONE = (REMOVED, MERGED)
PLACE, UNIT = Text("岗位", "place"), Text("单位", "unit")

Lay = Callable[[Branch, World], World]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    One kind of change; ``catalogue.py`` lists them all.

    Parameters
    ----------
    key
        The name of its table in the file.
    keys
        What may stand in the table; anything else is doubted.
    lay
        Reads one table and returns the world with the change in it. What is wrong is noted in the table's notes, and
        then the world comes back as it was.
    single
        The table stands once (``[remote]``) and not in a list (``[[close]]``).
    example
        A table that works, for the guide.
    """

    key: str
    name: Text
    keys: tuple[str, ...]
    lay: Lay
    example: str
    single: bool = False

    def tables(self, file: Branch) -> list[Branch]:
        """Return its tables in a file."""
        if self.key not in file.data:
            return []
        return [file.branch(self.key)] if self.single else file.items(self.key)


def fail(item: Branch, key: str, message: Text, advice: Text | None = None, *, code: str = UNKNOWN) -> None:
    """Note that a value cannot be used."""
    item.notes.error(code, message, item.at(key), advice)


def known(item: Branch, key: str, word: str, names: Iterable[str], what: Text) -> bool:
    """Whether a word is one of the names; if not, note it with the nearest one."""
    every = list(names)
    if word in every:
        return True
    near = close(word, every)
    advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
    fail(item, key, Text(f"没有{what.zh} {word}", f"there is no {what.en} {word}"), advice)
    return False


def has_place(item: Branch, key: str, word: str, world: World) -> bool:
    """Whether a place is there; if not, note it, and which change took it away if one did."""
    return not _taken(item, key, ("place", word), world) and known(
        item, key, word, (place.place_id for place in world.city.places), PLACE
    )


def has_unit(item: Branch, key: str, word: str, world: World) -> bool:
    """Whether a unit is there; if not, note it, and which change took it away if one did."""
    return not _taken(item, key, ("unit", word), world) and known(
        item, key, word, (unit.unit_id for unit in world.city.org.units), UNIT
    )


def _taken(item: Branch, key: str, subject: tuple[str, str], world: World) -> bool:
    gone = next((c for c in world.claims if c.subject == subject and c.says in GONE), None)
    if gone is None:
        return False
    word = subject[1]
    message = Text(f"{gone.by} 已撤去 {word}", f"{gone.by} has taken {word} away")
    fail(item, key, message, Text("删去其中之一", "take one of the two out"), code=CONTRADICTS)
    return True


def words(item: Branch, key: str) -> tuple[str, ...]:
    """Read a word or a list of words; empty if it is not given."""
    value = item.data.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, list) and all(isinstance(word, str) for word in listed):
        return tuple(listed)
    item.notes.error("D06", Text(f"{key} 应为文字的列表", f"{key} must be a list of words"), item.at(key))
    return ()


def number(item: Branch, key: str, least: float, most: float, default: float | None = None) -> float | None:
    """Read a number within limits; None, and noted, if it is missing without a default or out of range."""
    value = item.need(key, float, float("nan")) if default is None else item.get(key, float, default)
    if key not in item.data and default is None:
        return None
    if not least <= value <= most:
        if value == value:  # noqa: PLR0124 - not a number has been noted already
            span = f"{least:g}..{most:g}"
            item.notes.error("D07", Text(f"{key} 应在 {span}", f"{key} must lie in {span}"), item.at(key))
        return None
    return value


def claim(world: World, item: Branch, subject: tuple[str, ...], says: str) -> World | None:
    """
    Say something of a subject.

    Returns
    -------
    The world that remembers it; None, and noted with both places, if a change before said something else.
    """
    here = f"{item.file} {item.path}"
    for other in world.claims:
        if other.subject == subject and other.says != says:
            what = " ".join(subject)
            message = Text(
                f"{what}: {says}, 但 {other.by} 已写 {other.says}", f"{what}: {says}, but {other.by} says {other.says}"
            )
            advice = Text("删去其中之一", "take one of the two out")
            item.notes.error(CONTRADICTS, message, item.at(""), advice)
            return None
    return replace(world, claims=(*world.claims, Claim(subject=subject, says=says, by=here)))


def claims(world: World, item: Branch, said: Iterable[tuple[tuple[str, ...], str]]) -> World | None:
    """Say several things; None if one of them contradicts, all contradictions noted."""
    good: World | None = world
    for subject, says in said:
        after = claim(good or world, item, subject, says)
        good = after if good is not None else None
    return good
