"""Roads from OSM in its three wrappings; what is torn is bad input."""

import gzip

import numpy as np
import osmium
import pytest
from osm_files import CROSS, osm

from qinwu.models.errors import InputError
from qinwu.road_network.read import read_roads


def test_pbf_xml_and_gzipped_xml_give_the_same_network(tmp_path):
    text = osm({**CROSS, 11: ([2, 3], {"name": "中都路"})}, signals=[2])
    plain, packed, binary = (tmp_path / name for name in ("a.osm", "b.osm.gz", "c.osm.pbf"))
    plain.write_text(text, encoding="utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    with osmium.SimpleWriter(str(binary)) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    first, *others = (read_roads(file, cache=False)[0] for file in (plain, packed, binary))
    for other in others:
        assert other.names == first.names
        assert np.array_equal(other.tail, first.tail)
        assert np.array_equal(other.length_m, first.length_m)


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.95])
def test_a_truncated_pbf_is_bad_input(data_dir, tmp_path, keep):
    data = (data_dir / "roads" / "raw" / "columbus.osm.pbf").read_bytes()
    file = tmp_path / "cut.osm.pbf"
    file.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(InputError) as error:
        read_roads(file)
    assert error.value.exit_code == 2
    assert error.value.findings[0].rule in {"D40", "D46"}
    assert list(tmp_path.iterdir()) == [file]


def test_a_corrupt_pbf_is_bad_input(data_dir, tmp_path):
    data = bytearray((data_dir / "roads" / "raw" / "columbus.osm.pbf").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = bytes(4000)
    file = tmp_path / "bad.osm.pbf"
    file.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_roads(file)
    assert error.value.findings[0].rule == "D40"
