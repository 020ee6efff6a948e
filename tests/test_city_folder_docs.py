"""``docs/city-folder.md`` says what the code reads."""

import re
import tomllib
from pathlib import Path

from city_factory import tiny_city

from qinwu.models.finding import Severity
from qinwu.scenarios.check_folder import check_city
from qinwu.scenarios.describe import MARK, reference
from qinwu.scenarios.settings import FILE
from qinwu.scenarios.write import write_city

PAGE = Path(__file__).parent.parent / "docs" / "city-folder.md"


def test_the_reference_part_is_that_of_the_code():
    """Renew what follows the mark by the output of ``qinwu.scenarios.describe.reference()``."""
    text = PAGE.read_text("utf-8")
    assert text[text.index(MARK) :] == reference()


def test_the_example_settings_can_be_read(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert tomllib.loads(example)
    write_city(tiny_city(), tmp_path)
    (tmp_path / FILE).write_text(example.replace("roads.osm.pbf", ""), "utf-8")
    own = [f for f in check_city(tmp_path) if f.where.file == FILE]
    assert not [finding for finding in own if finding.severity is Severity.ERROR]
