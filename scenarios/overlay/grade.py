"""``[[grade]]``: a duty grade is ordered, as ``city.toml`` writes it."""

from dataclasses import replace

from ...models.finding import Severity
from ...models.text import Text
from ...solver.deploy.grade_doubts import grade_doubts
from ..read_grades import KEYS, read_order
from ..toml_reader import Branch
from .kind import Kind
from .world import World


def lay(item: Branch, world: World) -> World:
    """Add the order, if it is one that may be given."""
    order = read_order(item)
    if order is None:
        return world
    raised = replace(world.city, grades=[*world.city.grades, order])
    found = [finding for finding in grade_doubts(raised) if finding.where.row == len(raised.grades)]
    for finding in found:
        field = f"{item.path}.{finding.where.field.removeprefix('grade.')}"
        item.notes.findings.append(
            replace(finding, where=replace(finding.where, file=item.file, row=None, field=field))
        )
    return world if any(f.severity is Severity.ERROR for f in found) else replace(world, city=raised)


KIND = Kind(
    key="grade",
    name=Text("勤务等级", "duty grade"),
    keys=KEYS,
    lay=lay,
    example='[[grade]]\ngrade = "III"\nscope = ["A"]\nstart = "2026-11-28T00:00:00"\nstop = "2026-11-29T00:00:00"\n'
    'reason = "重大活动"\nordered_by = "BUREAU"\norder_no = "云公交〔2026〕1号"',
)
