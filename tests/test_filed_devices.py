"""Who carries what is filed: both centres acknowledge it, an amendment keeps it, dispatch reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from register_users import grants, hand, later, moment, take
from roster_filler import WEEK, fill, large_city

from qinwu.filing.changes import as_json, in_words
from qinwu.filing.in_force import in_force
from qinwu.filing.outfit import filed_binding, held_in, outfit, radios_of
from qinwu.filing.register.machine import Action
from qinwu.filing.register.register import Register
from qinwu.filing.workflow import propose, record_roster
from qinwu.models.equipment import Condition, Equipment, EquipmentKind
from qinwu.models.filing import Centre, Reason
from qinwu.models.officer import PastDuty
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.models.user import Grant, UserRole
from qinwu.models.week import Week
from qinwu.scenarios.pools import equipment_of
from qinwu.solver.case import Case
from qinwu.solver.equipment.bind import as_filed, bind
from qinwu.solver.equipment.jobs import jobs_of

RADIO = EquipmentKind.RADIO
MORE = (
    Grant(user="centre-B1", name="", role=UserRole.BRIGADE_CENTRE, scope="B1"),
    *(Grant(user=user, name="", role=role, scope="B1") for user, role in (("li", UserRole.PLANNER),)),
    Grant(user="wang", name="", role=UserRole.REVIEWER, scope="B1"),
    Grant(user="centre", name="", role=UserRole.DETACHMENT_CENTRE, scope="B1"),
)


@pytest.fixture
def city():
    """A brigade whose radios are shared, so that who carries which is a matter of the filing."""
    city = large_city(24)
    city = replace(city, officers=tuple(replace(officer, radio_id="") for officer in city.officers))
    return replace(city, equipment=equipment_of(city))


@pytest.fixture
def roster(city):
    return replace(fill(city), proof=None)


@pytest.fixture
def register(city, tmp_path):
    register = Register(tmp_path / "register.sqlite", create=True)
    plain = [grant for grant in grants() if grant.user not in {more.user for more in MORE}]
    scope = city.org.root.unit_id
    register.set_users([replace(grant, scope=scope) for grant in (*plain, *MORE)], hand("keeper"))
    yield register
    register.close()


def filed(register, versions):
    """Take versions to FILED; the filler's breaches are not what these tests are about."""
    done = []
    for version in versions:
        at = version.at
        sent = take(register, version, Action.APPROVE, Action.SEND, at=at)
        for centre in sent.centres:
            user = "centre" if centre is Centre.DETACHMENT else "centre-B1"
            detail = {"breaches": {}, "centre": centre.value}
            sent = register.act(sent, Action.ACKNOWLEDGE, hand(user, at), detail=detail)
        done.append(sent)
    return done


def held(register, versions):
    return filed_binding(register.content(version) for version in versions).served


def lawful(city, roster, served):
    """Whether no device serves two jobs at once."""
    out: dict = {}
    for job in jobs_of(Case(city, roster)):
        item = None if job.past else served.get((job.kind, job.key))
        if item:
            before = out.setdefault((item.kind, item.item_id), [])
            if any(job.overlaps(other) for other in before):
                return False
            before.append(job)
    return True


def test_the_binding_is_part_of_what_is_filed_and_of_its_hash(city, roster, register):
    versions = record_roster(register, city, roster, hand("li"))
    binding = bind(city, roster)
    said = held(register, versions)
    assert {key: item and item.item_id for key, item in said.items()} == {
        key: item and item.item_id for key, item in binding.served.items()
    }
    item = next(item for (kind, _), item in said.items() if kind is RADIO and item)
    known = city.equipment.find(RADIO, item.item_id)
    assert (item.call_sign, item.group, item.unit_id) == (known.call_sign, known.group, known.unit_id)
    other = replace(city, equipment=Equipment(items=[i for i in city.equipment.items if i is not known]))
    again = record_roster(register, other, roster, hand("li", later(hours=1)))
    assert [v.number for v in again] == [2] * len(versions)
    assert record_roster(register, other, roster, hand("li", later(hours=2))) == again


def test_dispatch_reads_the_radios_as_they_were_filed(city, roster, register):
    versions = filed(register, record_roster(register, city, roster, hand("li")))
    found = in_force(register, moment("2026-11-25T09:00"))
    radios = {key: item.item_id for (kind, key), item in held(register, versions).items() if kind is RADIO and item}
    assert radios
    assert dict(found.radios) == radios
    monday = in_force(register, moment("2026-11-30T03:00"))
    assert dict(monday.radios) == radios
    assert radios_of({"format": "test/1"}) == {}


def test_an_amendment_leaves_everybody_else_his_devices(city, roster, register):
    filed(register, record_roster(register, city, roster, hand("li")))
    gone = next(duty for duty in roster.duties if duty.day == WEEK.days[3])
    changed = replace(roster, duties=[duty for duty in roster.duties if duty is not gone])
    before = in_force(register, moment("2026-11-25T09:00"))
    (amendment,) = propose(register, city, changed, hand("li", moment("2026-11-24T12:00")), reason=Reason.SICK)
    now = radios_of(register.content(amendment.version))
    key = (gone.day, gone.template, gone.officer_no)
    assert {k: v for k, v in before.radios.items() if k != key and k in now} == now
    assert [(c.officer_no, c.devices) for c in amendment.changes] == [(gone.officer_no, ())]


def test_a_broken_radio_is_an_amendment_of_the_duties_to_come_alone(city, roster, register):
    filed(register, record_roster(register, city, roster, hand("li")))
    radios = in_force(register, moment("2026-11-23T09:00")).radios
    uses = {radio: sorted(key for key, other in radios.items() if other == radio) for radio in radios.values()}
    broken = next(r for r, keys in sorted(uses.items()) if keys[0][0] < WEEK.days[2] and keys[-1][0] > WEEK.days[4])
    items = [replace(i, condition=Condition.REPAIR) if i.item_id == broken else i for i in city.equipment.items]
    worse = replace(city, equipment=replace(city.equipment, items=items))
    at = moment("2026-11-25T12:00")
    (amendment,) = propose(register, worse, roster, hand("li", at), reason=Reason.OTHER, note="R1 坏")
    after = radios_of(register.content(amendment.version))
    assert all(after[key] == broken for key in uses[broken] if key[0] < WEEK.days[2])
    assert all(after.get(key) != broken for key in uses[broken] if key[0] > WEEK.days[2])
    assert amendment.version.effective > at
    assert lawful(worse, roster, held_in(register.content(amendment.version)))
    change = next(c for c in amendment.changes if c.devices)
    assert f"电台 {broken} → " in in_words(worse, change).in_(Lang.ZH)
    assert as_json([change])[0]["devices"][0]["kind"] == "RADIO"


def test_a_radio_that_is_out_since_sunday_night_is_given_to_nobody_on_monday_morning(city, roster, register):
    """Which one it is, the version of the week before says; dealt out anew it might be another."""
    filed(register, record_roster(register, city, roster, hand("li")))
    sunday = [d for d in roster.duties if d.day == WEEK.days[6]]
    past = {d.officer_no: PastDuty(day=d.day, template=d.template, place_id=d.place_id) for d in sunday}
    people = [replace(o, past=[past[o.officer_no]] if o.officer_no in past else []) for o in city.officers]
    city = replace(city, officers=people)
    monday = [replace(d, day=d.day + timedelta(days=7)) for d in roster.duties if d.day == WEEK.monday]
    coming = Roster(city=roster.city, week=Week.of(WEEK.monday + timedelta(days=7)), duties=monday)
    served = outfit(register, city, coming).served
    before = held(register, register.versions())
    jobs = jobs_of(Case(city, coming))
    out = [(job, item) for job in jobs if job.past and (item := before[job.kind, job.key])]
    assert out
    for job, item in out:
        rivals = [other for other in jobs if not other.past and other.kind is job.kind and other.overlaps(job)]
        taken = [served[other.kind, other.key] for other in rivals]
        assert item.item_id not in {one.item_id for one in taken if one}


def test_what_was_filed_is_printed_though_the_pool_has_changed(city, roster, register):
    versions = record_roster(register, city, roster, hand("li"))
    empty = replace(city, equipment=Equipment(items=[i for i in city.equipment.items if i.kind is not RADIO][:1]))
    said = filed_binding(register.content(version) for version in versions)
    again = as_filed(empty, roster, said)
    assert again.served == said.served
    assert {s.job.key for s in again.shortages} == {s.job.key for s in bind(city, roster).shortages}


def test_a_unit_that_does_not_file_keeps_its_devices_whatever_comes(city, roster):
    """Its version cannot be amended by somebody else's, so the pool is not dealt out anew over its head."""
    binding = bind(city, roster)
    again = bind(city, roster, filed=binding.served, units=())
    assert again.served == binding.served
