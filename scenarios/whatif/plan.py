"""Planning the base and the scenarios of a study: deploy, split, solve the parts, join; all through one executor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...models.city import City
from ...models.errors import InputError, NoPlanError, QinwuError, UnlawfulError
from ...models.roster import Roster
from ...models.text import Lang, Text
from ...models.week import Week
from ...solver.deploy.grades import apply_grades
from ...solver.deploy.lines.plan import Asked, LinePlan
from ...solver.deploy.work import Known
from ...solver.roster.block import Block
from ...solver.roster.engine import Settings, SolvedPart, joined, parts_of, solve_part
from ...solver.roster.watch import Flag, Watch
from ..executor import Executor, Tell, quiet
from ..overlay.read import Overlaid
from ..overlay.world import World
from ..simulator.force import Figures
from .last_real import last_real
from .prepare import Ground, Prepared, Walks, prepare, same_question


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """
    A scenario with its plan.

    Parameters
    ----------
    world, city
        The world under its changes, and its city with the needs of the deployment.
    roster
        None if there is no plan; ``why`` then says why not.
    same_as_base
        Its roster is the base's: nothing that a roster depends on has changed.
    deployed
        Whether the needs come from a deployment.
    walks, facts, drawn
        The lines that the crews of each place ride, figures of the deployment, and what was drawn.
    """

    name: str
    about: Text
    world: World
    city: City
    roster: Roster | None
    why: Text | None = None
    changes: tuple[Text, ...] = ()
    same_as_base: bool = False
    deployed: bool = False
    walks: Walks = field(default_factory=dict)
    facts: Figures = field(default_factory=dict)
    drawn: Mapping[Asked, LinePlan] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recipe:
    """
    How all plans of a study are made.

    ``known`` None: the tables' needs stand, nothing is deployed, and crews ride ``walks``.
    """

    week: Week
    settings: Settings = field(default_factory=Settings)
    known: Known | None = None
    base: Roster | None = None
    walks: Walks = field(default_factory=dict)

    def ground(self, drawn: Mapping[Asked, LinePlan]) -> Ground:
        """Return what scenarios are prepared from, given what was drawn already."""
        known = replace(self.known, drawn=drawn) if self.known is not None else None
        return Ground(week=self.week, seed=self.settings.seed, known=known, walks=self.walks)


def plan_base(scenario: Overlaid, recipe: Recipe, executor: Executor, *, tell: Tell = quiet) -> Planned | None:
    """Plan the base, or take the roster that the recipe gives; None if it was interrupted."""
    if recipe.base is not None:
        city = apply_grades(scenario.world.city, recipe.week)
        return replace(_planned(scenario, scenario.world, city, recipe.base), walks=recipe.walks)
    found = plan_all([scenario], recipe, executor, None, tell=tell)
    return found[0] if found else None


def plan_all(
    scenarios: Sequence[Overlaid], recipe: Recipe, executor: Executor, base: Planned | None, *, tell: Tell = quiet
) -> list[Planned]:
    """
    Plan scenarios, changing as little of the base's roster as pays (R33), so that no noise of the search looks like an
    effect.

    Returns
    -------
    In the order of ``scenarios``; those that were not finished when it was interrupted are missing.
    """
    prepared = _prepared(scenarios, recipe, executor, base, tell)
    if prepared is None:
        return []
    anchor = base.roster if base is not None else None
    fresh = [base is None or not same_city(one.city, base.city) for one in prepared]
    split = [parts_of(one.city, recipe.week, base=anchor) if new and one.city.officers else () for one, new in
             zip(prepared, fresh, strict=True)]  # fmt: skip
    items = [part for parts in split for part in parts]
    solved = iter(executor.run(_solve, recipe.settings, items, tell=tell).results)
    found = []
    for scenario, one, new, parts in zip(scenarios, prepared, fresh, split, strict=True):
        answers = [next(solved) for _ in parts]
        if not new and base is not None:
            plan = replace(_planned(scenario, scenario.world, one.city, base.roster), why=base.why, same_as_base=True)
        elif any(answer is None for answer in answers):
            continue
        else:
            plan = _join(scenario, one.city, recipe, [a for a in answers if a is not None], anchor)
        found.append(
            replace(plan, deployed=recipe.known is not None, walks=one.walks, facts=one.facts, drawn=one.drawn)
        )
    return found


def _prepared(
    scenarios: Sequence[Overlaid], recipe: Recipe, executor: Executor, base: Planned | None, tell: Tell
) -> list[Prepared] | None:
    """Prepare scenarios; those that ask what the base asked have its answer. None if it was interrupted."""
    known = base is not None and recipe.base is None
    same = [base is not None and known and same_question(s.world, base.world) for s in scenarios]
    ground = recipe.ground(base.drawn if base is not None else {})
    asked = [s.world for s, is_same in zip(scenarios, same, strict=True) if not is_same]
    answers = executor.run(prepare, ground, asked, tell=tell)
    if len(answers.whole) < len(asked):
        return None
    new = iter(answers.whole)
    return [
        Prepared(city=base.city, walks=base.walks, facts=base.facts, drawn=base.drawn)
        if is_same and base is not None
        else next(new)
        for is_same in same
    ]


def same_city(one: City, other: City) -> bool:
    """Whether two cities ask for the same roster: everything but devices and equipment is equal."""
    return _asked(one) == _asked(other)


def _asked(city: City) -> tuple[object, ...]:
    return (
        city.org,
        tuple(city.officers),
        tuple(city.places),
        tuple(city.templates),
        city.bands,
        city.calendar,
        city.policy,
        dict(city.dated_needs),
    )


def _solve(settings: Settings, part: Block, stop: Flag) -> SolvedPart | Text:
    """Solve one part; an input that allows no plan is an answer, too."""
    try:
        return solve_part(settings, part, Watch(stop=stop))
    except (InputError, NoPlanError) as error:
        return _reason(error)


def _join(
    scenario: Overlaid, city: City, recipe: Recipe, answers: Sequence[SolvedPart | Text], base: Roster | None
) -> Planned:
    refused = next((answer for answer in answers if isinstance(answer, Text)), None)
    roster: Roster | None = None
    if refused is None:
        try:
            roster, _ = joined(city, recipe.week, [a for a in answers if isinstance(a, SolvedPart)], base=base)
        except (InputError, NoPlanError, UnlawfulError) as error:
            refused = _reason(error)
    if roster is None:
        return replace(_planned(scenario, scenario.world, city, None), why=refused)
    return _planned(scenario, scenario.world, city, roster)


def _reason(error: QinwuError) -> Text:
    """Say what is wrong, with the first finding behind it."""
    if not error.findings:
        return error.text
    first = error.findings[0]
    return Text(f"{error.text.zh}: {first.line(Lang.ZH)}", f"{error.text.en}: {first.line(Lang.EN)}")


def _planned(scenario: Overlaid, world: World, city: City, roster: Roster | None) -> Planned:
    """Put the old plan of brigades before their go-live beside the new one."""
    if world.legacy and roster is not None:
        old = last_real(world.city, roster.week, units=world.legacy)
        roster = replace(roster, duties=[*roster.duties, *(old.duties if old else ())])
        city = replace(city, officers=world.city.officers, places=world.city.places)
    return Planned(
        name=scenario.name, about=scenario.about, world=world, city=city, roster=roster, changes=scenario.changes
    )


Narrate = Callable[[Text, int, int], None]
"""Told what is being done, and how much of it is done, of how much."""
