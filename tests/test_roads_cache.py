"""The cache: the same network, quickly; never a stale, half-written or foreign one."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from qinwu.road_network import cache
from qinwu.road_network.generate import generate_city
from qinwu.road_network.read import read_roads
from qinwu.road_network.write import write_roads


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    write_roads(generate_city(nodes=2_000, seed=4), folder)
    return folder


@pytest.fixture
def file(city, tmp_path):
    for table in city.iterdir():
        shutil.copy(table, tmp_path)
    return tmp_path / "roads.edges.csv"


def kept(file):
    return file.with_name(file.name + ".qwr")


def same(one, other):
    for array in (*cache.ARRAYS, "out_start"):
        left, right = getattr(one, array), getattr(other, array)
        assert left.dtype == right.dtype, array
        assert np.array_equal(left, right), array
    assert (one.names, one.source, one.source_sha256) == (other.names, other.source, other.source_sha256)


def test_a_cached_network_is_the_same_and_says_where_it_comes_from(file):
    plain, none = read_roads(file, cache=False)
    assert not kept(file).exists()
    built, first = read_roads(file)
    loaded, second = read_roads(file)
    same(plain, built)
    same(plain, loaded)
    assert (none.cache, first.cache, second.cache) == ("off", "built", "loaded")
    assert {**first.to_json(), "cache": ""} == {**second.to_json(), "cache": ""}
    assert not loaded.tail.flags.writeable


@pytest.mark.parametrize("table", ["edges", "nodes", "turns"])
def test_a_changed_source_is_read_anew(file, table):
    before, _ = read_roads(file)
    changed = file.with_name(f"roads.{table}.csv")
    stamp = changed.stat()
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    os.utime(changed, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after, health = read_roads(file)
    assert health.cache == "rebuilt"
    assert after.source_sha256 != before.source_sha256
    assert read_roads(file)[1].cache == "loaded"


def test_a_cache_of_an_older_version_is_rebuilt(file, monkeypatch):
    monkeypatch.setattr(cache, "VERSION", cache.VERSION - 1)
    read_roads(file)
    monkeypatch.undo()
    assert read_roads(file)[1].cache == "rebuilt"
    assert read_roads(file)[1].cache == "loaded"


def damage_half(data):
    return data[: len(data) // 2]


def damage_byte(data):
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def damage_header(data):
    return data[:80] + b"x" + data[81:]


@pytest.mark.parametrize(
    "damage", [damage_half, damage_byte, damage_header, lambda _: b"", lambda _: b"QINWU-ROADS 1 zz zz\n", bytes.upper]
)
def test_a_damaged_cache_is_rebuilt(file, damage):
    plain, _ = read_roads(file)
    kept(file).write_bytes(damage(kept(file).read_bytes()))
    network, health = read_roads(file)
    assert health.cache == "rebuilt"
    same(plain, network)
    assert read_roads(file)[1].cache == "loaded"


def test_each_choice_of_options_has_its_own_cache(file):
    plain, _ = read_roads(file)
    moved, _ = read_roads(file, gcj02=True)
    assert abs(plain.lon - moved.lon).max() > 0.001
    assert [read_roads(file, gcj02=one)[1].cache for one in (False, True)] == ["loaded", "loaded"]


def test_a_folder_that_cannot_be_written_is_said_and_no_error(file):
    kept(file).mkdir()
    network, health = read_roads(file)
    assert network.nodes > 1_500
    assert health.cache == "unwritable"
    assert [finding.rule for finding in health.findings] == ["D48"]
    assert not [one for one in file.parent.iterdir() if one.name.startswith(".")]


def test_a_read_only_folder_is_said_and_no_error(file, monkeypatch):
    def refuse(**_):
        raise PermissionError

    monkeypatch.setattr(cache.tempfile, "mkstemp", refuse)
    assert read_roads(file)[1].cache == "unwritable"


def test_two_processes_building_one_cache_leave_a_whole_one(file):
    code = (
        "import sys; from qinwu.road_network.read import read_roads\n"
        "network, health = read_roads(sys.argv[1]); print(network.nodes, network.arcs, health.cache)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    assert all(process.returncode == 0 for process in processes)
    assert said[0][:2] == said[1][:2]
    assert read_roads(file)[1].cache == "loaded"
    assert len(list(file.parent.glob("*.qwr"))) == 1
    assert not list(file.parent.glob(".*"))


def test_many_threads_may_build_and_read_at_once(file):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read_roads(file), range(16)))
    assert {network.arcs for network, _ in found} == {found[0][0].arcs}
    assert {health.cache for _, health in found} <= {"built", "rebuilt", "loaded"}


def test_equal_networks_give_equal_bytes(file):
    read_roads(file)
    first = kept(file).read_bytes()
    kept(file).unlink()
    read_roads(file)
    assert kept(file).read_bytes() == first


def test_a_mapped_network_outlives_its_file(file):
    read_roads(file)
    network, _ = read_roads(file)
    total = int(network.base_ms.sum())
    kept(file).unlink()
    assert int(network.base_ms.sum()) == total
