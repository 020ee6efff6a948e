"""The tables of equipment: written, read back, and every kind of bad row found, all at once."""

from dataclasses import replace

import pytest
from city_factory import tiny_city
from folder_editing import Folder

from qinwu.models.equipment import Equipment, EquipmentKind
from qinwu.models.errors import InputError
from qinwu.models.finding import Severity
from qinwu.models.text import Lang
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.pools import equipment_of
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.write import write_city


@pytest.mark.parametrize("xlsx", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
def test_pools_are_read_as_they_were_written(tmp_path, xlsx, lang):
    city = tiny_city()
    items = equipment_of(city).items
    city = replace(city, equipment=Equipment(items=items, handover_min=20))
    write_city(city, tmp_path, xlsx=xlsx, lang=lang)
    assert read_city(tmp_path).equipment == city.equipment


def test_a_city_without_equipment_writes_and_needs_no_tables(tmp_path):
    write_city(tiny_city(), tmp_path)
    assert not (tmp_path / "radios.csv").exists()
    assert read_city(tmp_path).equipment == Equipment()


def test_the_sample_has_a_radio_for_everybody_and_no_plate_of_a_province():
    city, _ = sample_city(people=60)
    radios = {item.item_id for item in city.equipment.of(EquipmentKind.RADIO)}
    assert {officer.radio_id for officer in city.officers} <= radios
    signs = [item.call_sign for item in city.equipment.of(EquipmentKind.RADIO)]
    assert len(set(signs)) == len(signs)
    assert all(item.plate.startswith("样") for item in city.equipment.of(EquipmentKind.VEHICLE))


HEAD = {
    "radios.csv": "item_id,unit_id,call_sign,group,holder,condition",
    "recorders.csv": "item_id,unit_id,holder,condition",
    "vehicles.csv": "item_id,unit_id,plate,vehicle,seats",
}
WRONG = [
    ("D08", Severity.ERROR, "radios.csv", ["7001,S1,,,,", "7001,S2,,,,"]),
    ("D02", Severity.ERROR, "radios.csv", ["7001,S9,,,,"]),
    ("D02", Severity.ERROR, "radios.csv", ["7001,S1,,,999999,"]),
    ("D02", Severity.WARN, "officers.csv", ["7001,S1,,,,"]),
    ("D06", Severity.ERROR, "radios.csv", ["电台一,S1,,,,"]),
    ("D06", Severity.ERROR, "radios.csv", ["7001,S1,,,,lost"]),
    ("D05", Severity.ERROR, "radios.csv", [",S1,,,,"]),
    ("D27", Severity.WARN, "radios.csv", ["7001,S1,甲-1,,,", "7002,S1,甲-1,,,"]),
    ("D27", Severity.WARN, "radios.csv", ["7001,S1,,,000101,", "7002,S1,,,000101,"]),
    ("D27", Severity.WARN, "officers.csv", ["R0101,S1,,,000102,"]),
    ("D06", Severity.ERROR, "vehicles.csv", ["V1,S1,ABC 123,CAR,5"]),
    ("D06", Severity.ERROR, "vehicles.csv", ["V1,S1,,TANK,5"]),
    ("D07", Severity.ERROR, "vehicles.csv", ["V1,S1,,CAR,0"]),
]


@pytest.mark.parametrize(("rule", "severity", "file", "rows"), WRONG)
def test_each_kind_of_bad_row_is_found_where_it_stands(tmp_path, rule, severity, file, rows):
    folder = Folder.write_new(tmp_path / "city")
    table = file if file in HEAD else "radios.csv"
    folder.write(table, "\n".join([HEAD[table], *rows]) + "\n")
    spots = [(f.rule, f.severity, f.where.file) for f in folder.findings()]
    assert (rule, severity, file) in spots


def test_all_bad_rows_are_said_at_once(tmp_path):
    folder = Folder.write_new(tmp_path / "city")
    folder.write("radios.csv", HEAD["radios.csv"] + "\n7001,S9,,,,\n7001,S1,,,,\n!,S1,,,,\n7001,S1,,,,\n")
    folder.write("vehicles.csv", HEAD["vehicles.csv"] + "\nV1,S1,x,CAR,99\n")
    with pytest.raises(InputError) as caught:
        read_city(folder.path)
    errors = {(f.where.file, f.where.row, f.rule) for f in caught.value.findings if f.severity is Severity.ERROR}
    assert {("radios.csv", 2, "D02"), ("radios.csv", 4, "D06"), ("radios.csv", 5, "D08")} <= errors
    assert {("vehicles.csv", 2, "D06"), ("vehicles.csv", 2, "D07")} <= errors


def test_call_signs_left_blank_are_made_by_the_citys_pattern(tmp_path):
    folder = Folder.write_new(tmp_path / "city")
    folder.write("radios.csv", HEAD["radios.csv"] + "\n1407103,S1,,,,\n")
    folder.write("city.toml", folder.read("city.toml") + '\n[equipment]\ncall_sign = "晋中-{unit}-{number}"\n')
    (radio,) = read_city(folder.path).equipment.items
    assert radio.call_sign == "晋中-一中队-1407103"


@pytest.mark.parametrize("line", ['call_sign = "{who}"', "handover_min = -1", "handover_min = 999", "hand_over = 5"])
def test_settings_that_cannot_be_are_found(tmp_path, line):
    folder = Folder.write_new(tmp_path / "city")
    folder.write("city.toml", folder.read("city.toml") + f"\n[equipment]\n{line}\n")
    assert any(f.where.file == "city.toml" and f.where.field.startswith("equipment") for f in folder.findings())
