"""Bad files of public instances: everything wrong is said at once, with row and value, and the scripts end with 2."""

import subprocess
import sys
from pathlib import Path

import pytest
from public import curtois_reader, drawn

from qinwu.models.errors import InputError
from qinwu.models.text import Lang


def written(folder: Path, text: str) -> Path:
    """Write an instance file."""
    path = folder / "Instance1.txt"
    path.write_text(text, "utf-8")
    return path


def said(path: Path) -> list[str]:
    """Return what the reader finds wrong, as places with their rule."""
    with pytest.raises(InputError) as caught:
        curtois_reader.read_instance(path)
    return [f"{finding.rule} {finding.where.in_(Lang.EN)}" for finding in caught.value.findings]


def sound() -> str:
    """Return the text of a small instance in order."""
    return drawn.drawn(days=7, staff=2, shifts=2)


def test_a_sound_file_has_no_findings(tmp_path: Path) -> None:
    instance = curtois_reader.read_instance(written(tmp_path, sound()))
    assert (instance.days, len(instance.staff), len(instance.cover)) == (7, 2, 14)


def test_everything_wrong_in_a_file_is_said_at_once(tmp_path: Path) -> None:
    text = sound().replace("SECTION_HORIZON\n7", "SECTION_HORIZON\n8").replace("\ns0,480,", "\ns0,eight,s9")
    text = text.replace("\n0,s0,", "\n0,sX,").replace("\nP1,s0=", "\nP1,s7=") + "1,s1,1,100\n"
    places = said(written(tmp_path, text))
    for part in ("= '8'", "minutes = 'eight'", "'s9'", "'sX'", "MaxShifts = 's7'", "MaxShifts = 's0'", "P01", "P04"):
        assert any(part in place for place in places), part


@pytest.mark.parametrize("section", curtois_reader.SECTIONS)
def test_a_missing_section_is_named(tmp_path: Path, section: str) -> None:
    text = sound().replace(f"{section}\n", f"#{section}\n")
    assert any(section in place for place in said(written(tmp_path, text)))


@pytest.mark.parametrize("text", ["", "SECTION_HORIZON\n", "nonsense", "SECTION_COVER\n0,s0,1,100,1\n"])
def test_a_torn_file_is_no_crash(tmp_path: Path, text: str) -> None:
    assert said(written(tmp_path, text))


def test_a_file_that_is_not_text_or_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "Instance1.txt"
    assert said(path)
    path.write_bytes(b"\xff\xfe\x00")
    assert said(path)


def test_the_script_ends_with_2_and_names_each_row(project_dir: Path, tmp_path: Path) -> None:
    written(tmp_path, sound().replace("\n0,s0,", "\n0,sX,").replace("\n1,s0,", "\n1,sY,"))
    script = project_dir / "benchmarks" / "shift_scheduling.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "--seconds", "5"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "sX" in done.stderr
    assert "sY" in done.stderr
    assert "Traceback" not in done.stderr
