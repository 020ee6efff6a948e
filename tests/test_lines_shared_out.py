"""Streets and cells are shared out among lines: one owner each, lawful merges, fair parts."""

import numpy as np
from line_worlds import BAND, assert_sound, town

from qinwu.models.line import LineKind, Why
from qinwu.solver.deploy.lines.beat import RATES, beats_of, owners
from qinwu.solver.deploy.lines.laps import thin_out
from qinwu.solver.deploy.lines.mobile import plan_mobile, share_out
from qinwu.solver.deploy.lines.plan import LineWish, plan_lines
from qinwu.solver.deploy.lines.postman import Errands


def test_each_street_has_one_owner() -> None:
    cells, _ = town()
    held = owners(cells)
    lower = np.flatnonzero((cells.network.twin < 0) | (cells.network.twin > np.arange(cells.network.arcs)))
    assert sorted(held) == lower.tolist()
    parts = cells.parts
    for arc, post in list(held.items())[:50]:
        own = parts.metres[(parts.arc == arc) & (parts.post == post)].sum()
        assert all(own >= parts.metres[(parts.arc == arc) & (parts.post == other)].sum() - 1e-2 for other in parts.post)


def test_merged_cells_keep_every_target_within_the_band() -> None:
    cells, drives = town()
    rates = {kind: rate / 2 for kind, rate in RATES.items()}
    plan = plan_lines(drives, cells, LineWish(band=BAND, rates=rates))
    assert plan.merges
    seen: list[int] = []
    for merge in plan.merges:
        seen += [merge.first, merge.second]
        assert merge.second in cells.neighbours[merge.first]
        assert merge.line.on_target == 1.0
        assert merge.line.needed_min <= merge.line.minutes
        own = {s.arc for number in (merge.first, merge.second) for s in plan.lines[number].streets}
        assert_sound(drives, merge.line, streets=own)
    assert len(seen) == len(set(seen))
    assert len(plan.with_merges()) == len(plan.every_line) - len(plan.merges)


def test_cells_of_different_units_are_not_merged() -> None:
    cells, drives = town()
    apart = {post.post_id: post.post_id for post in cells.posts}
    assert not plan_lines(drives, cells, LineWish(band=BAND, groups=apart)).merges


def test_without_mobile_units_the_streets_of_nobody_are_gaps() -> None:
    cells, drives = town()
    free = beats_of(cells)[1]
    assert free
    lines, left = plan_mobile(drives, free, cells.posts[0].at, 0, BAND)
    assert not lines
    assert {street.why for street in left} == {Why.NO_UNIT}
    lines, left = plan_mobile(drives, free, cells.posts[0].at, 2, BAND)
    assert not left
    assert {line.kind for line in lines} == {LineKind.MOBILE}


def test_sharing_out_many_streets_is_fair() -> None:
    rng = np.random.default_rng(0)
    place = rng.random((150, 2)) * 1000
    ends = np.append(np.repeat(place, 2, axis=0), [[500.0, 500.0]], axis=0)
    apart = np.hypot(*(ends[:, None] - ends[None]).T).astype(np.int64)
    errands = Errands(serve=np.full((150, 2), 50), between=apart)
    shares = share_out(errands, 4)
    assert sorted(street for share in shares for street in share) == list(range(150))
    assert len(shares) == 4
    assert max(map(len, shares)) <= 1.6 * min(map(len, shares))


def test_thinning_keeps_within_the_limit_and_drops_the_least_worth() -> None:
    apart = np.abs(np.subtract.outer([1, 1, 2, 2, 9, 9, 0], [1, 1, 2, 2, 9, 9, 0])).astype(np.int64)
    errands = Errands(serve=np.ones((3, 2), dtype=np.int64), between=apart)
    assert thin_out(errands, [0, 1, 2], np.ones(3), 8).tolist() == [0, 1]
    assert thin_out(errands, [0, 1, 2], np.ones(3), 99).tolist() == [0, 1, 2]
    assert thin_out(errands, [0, 1, 2], np.ones(3), 0).tolist() == []
