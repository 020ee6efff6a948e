"""The device register: what counts as video cover; every fault of a row found; read as it was written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from city_factory import tiny_city
from folder_editing import Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.device import Cause, Device, DeviceKind, DeviceStatus
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.highway import HighwayPolicy
from qinwu.models.place import RoadClass
from qinwu.models.post_need import NeedStep, PostTable
from qinwu.models.text import Lang, Text
from qinwu.road_network.generate import generate_city
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.new_folder import generated, new_folder
from qinwu.scenarios.write import write_city

NUMBER = "14070200001320000001"
TODAY = date(2026, 11, 25)
HEAD = f"{NUMBER},收费站东,VIDEO,S1,112.75,37.69,巡查"


def camera(**changes):
    plain = Device(device_id=NUMBER, name="收费站东", kind=DeviceKind.VIDEO, lon=112.75, lat=37.69, view_m=800)
    return replace(plain, **changes)


def test_a_camera_counts_from_its_first_day_on():
    assert camera(go_live=TODAY).watches(TODAY)
    assert not camera(go_live=TODAY + timedelta(days=1)).watches(TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": DeviceStatus.DOWN},
        {"status": DeviceStatus.DEGRADED},
        {"compliant": False},
        {"kind": DeviceKind.CHECKPOINT},
        {"view_m": 0},
    ],
)
def test_only_cameras_that_are_online_and_compliant_count(changes):
    assert camera().watches(TODAY)
    assert not camera(**changes).watches(TODAY)


@pytest.mark.parametrize("number", [NUMBER[:-1], NUMBER + "1", NUMBER[:-1] + "x", NUMBER[:-1] + "１"])
def test_a_number_has_twenty_digits(number):
    with pytest.raises(InputError, match="20"):
        camera(device_id=number)


def test_a_view_of_three_kilometres_is_the_longest():
    assert camera(view_m=3_000)
    with pytest.raises(InputError):
        camera(view_m=3_001)


@pytest.fixture
def folder(tmp_path):
    return Folder.write_new(tmp_path / "city")


FAULTS = [
    ("D08", Severity.ERROR, f"{HEAD},800\n{HEAD},800"),
    ("D02", Severity.ERROR, HEAD.replace("S1", "S9") + ",800"),
    ("D05", Severity.ERROR, HEAD.replace("VIDEO", "") + ",800"),
    ("D06", Severity.ERROR, HEAD.replace("VIDEO", "RADAR") + ",800"),
    ("D07", Severity.ERROR, f"{HEAD},3001"),
    ("D19", Severity.ERROR, HEAD.replace("112.75,37.69", "37.69,112.75") + ",800"),
    ("D31", Severity.ERROR, HEAD[1:] + ",800"),
    ("D32", Severity.ERROR, f"{HEAD},800,yes,2026-03-01,2026-02-28"),
    ("D32", Severity.ERROR, f"{HEAD},800,yes,,,DOWN"),
    ("D32", Severity.ERROR, f"{HEAD},800,yes,,,DOWN,NET,2026-03-02,2026-03-01"),
    ("D32", Severity.WARN, f"{HEAD},800,yes,,,UP,NET"),
    ("D32", Severity.WARN, f"{HEAD},800,no"),
    ("D32", Severity.WARN, HEAD),
]


@pytest.mark.parametrize(("code", "severity", "rows"), FAULTS)
def test_each_fault_of_a_row_is_found(folder, code, severity, rows):
    assert not [f for f in folder.findings() if f.where.file == "devices.csv"]
    folder.add("devices.csv", rows)
    found = [f for f in folder.of(code, severity) if f.where.file == "devices.csv"]
    assert found
    assert all(f.where.row for f in found)


def test_all_faults_come_at_once(folder):
    folder.add("devices.csv", *[HEAD[1:] + ",4000,yes,2026-03-01,2026-02-28,DOWN"])
    assert [f.rule for f in folder.findings() if f.where.file == "devices.csv"] == ["D32", "D32", "D31", "D07"]


def test_a_device_far_from_every_road_is_found(tmp_path):
    network = generate_city(nodes=700, seed=0)
    middle = replace(tiny_city().daylight, lon=float(network.lon.mean()), lat=float(network.lat.mean()))
    far = camera(lon=float(network.lon.max()) + 0.05, lat=float(network.lat.max()) + 0.05)
    here = replace(tiny_city(), daylight=middle, devices=(far,))
    new_folder(here, tmp_path / "city", roads=generated(network), about=Text("", ""))
    found = [f for f in Folder(tmp_path / "city").findings() if f.where.file == "devices.csv"]
    assert [f.where.row for f in found] == [2]


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 30))


@settings(max_examples=15, deadline=None)
@given(
    device=st.builds(
        camera,
        kind=st.sampled_from(DeviceKind),
        functions=st.sampled_from([frozenset(), frozenset({"违停", "限行"})]),
        view_m=st.floats(1, 3_000),
        compliant=st.booleans(),
        status=st.sampled_from(DeviceStatus),
        cause=st.none() | st.sampled_from(Cause),
        surveyed=DAYS,
        rectify_by=st.just(date(2026, 12, 31)),
        since=st.just(date(2026, 7, 1)),
        eta=st.none() | st.just(date(2026, 7, 1)),
        go_live=DAYS,
        pole_id=st.sampled_from(["", "0012"]),
    ),
    xlsx=st.booleans(),
    lang=st.sampled_from(Lang),
)
def test_a_register_and_tables_are_read_as_they_were_written(tmp_path_factory, device, xlsx, lang):
    folder = tmp_path_factory.mktemp("city")
    policy = HighwayPolicy(passes_per_h=HighwayPolicy().passes_per_h | {RoadClass.COUNTY: 2.0}, dwell_s=15.0)
    table = PostTable(steps=(NeedStep(0.0, 1), NeedStep(0.7, 3, aux=True)), top_priority=4)
    city = replace(tiny_city(), devices=(device,), highways=policy, post_table=table)
    write_city(city, folder, xlsx=xlsx, lang=lang)
    assert replace(read_city(folder), notices=()) == city
