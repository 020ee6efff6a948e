"""The guards of a package whose folders lie at the top of the repository (docs/decisions/top-level-folders.md)."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, list[str]] = SETTINGS["project"]["optional-dependencies"]
PACKAGES: list[str] = SETTINGS["tool"]["setuptools"]["packages"]
ROOMS = sorted({name.split(".")[1] for name in PACKAGES if "." in name})
ROOT_FILES = {"__init__.py", "__main__.py", "cli.py", "py.typed"}


def folder_of(package: str) -> Path:
    """Return the folder of ``qinwu.x.y``: x/y under the root."""
    return PROJECT.joinpath(*package.split(".")[1:])


def files_of(package: str) -> list[Path]:
    """Return what the wheel must hold of a package: its own files and those of its folders that are no packages."""
    folder = folder_of(package)
    if package == "qinwu":
        return [folder / name for name in ROOT_FILES]
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and _nearest_package(path.parent) == folder
    ]


def _nearest_package(folder: Path) -> Path:
    return folder if (folder / "__init__.py").exists() else _nearest_package(folder.parent)


def sources() -> Iterator[Path]:
    """Yield every Python file of the package."""
    for package in PACKAGES:
        yield from (path for path in files_of(package) if path.suffix == ".py")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """Build the wheel from a copy, so that nothing is left in the checkout and nothing old gets in."""
    room = tmp_path_factory.mktemp("wheel")
    for path in [*(p for package in PACKAGES for p in files_of(package)), *_papers()]:
        copy = room / "source" / path.relative_to(PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(room)], cwd=room / "source", check=True, capture_output=True, text=True
    )
    return ZipFile(next(room.glob("*.whl")))


def _papers() -> list[Path]:
    return [PROJECT / name for name in ("pyproject.toml", "README.md", "LICENSE")]


def test_every_folder_with_an_init_is_listed() -> None:
    """A folder that is not listed works in the checkout and is silently missing from the wheel."""
    found = {
        ".".join(("qinwu", *init.parent.relative_to(PROJECT).parts))
        for top in PROJECT.iterdir()
        if top.is_dir() and not top.name.startswith(".") and top.name not in {"build", "dist", "demo"}
        for init in top.rglob("__init__.py")
    }
    assert found | {"qinwu"} == set(PACKAGES)


def test_no_other_module_lies_at_the_top() -> None:
    """Any ``*.py`` at the top would be shipped as ``qinwu.NAME``."""
    assert {path.name for path in PROJECT.glob("*.py")} == ROOT_FILES - {"py.typed"}


def test_the_root_package_holds_the_version_and_nothing_else() -> None:
    """pytest loads it a second time under the checkout's name: re-exports would load everything twice."""
    tree = ast.parse((PROJECT / "__init__.py").read_text("utf-8"))
    assert [type(node) for node in tree.body] == [ast.Expr, ast.Assign]


def test_tests_and_benchmarks_are_no_packages() -> None:
    """They import the installed code by its public name."""
    assert not (PROJECT / "tests" / "__init__.py").exists()
    assert not (PROJECT / "benchmarks" / "__init__.py").exists()


def test_every_room_stands_in_the_layers_the_types_and_the_bans() -> None:
    """A room that one of the tools does not know is a room without a door."""
    layers = {name for layer in SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"] for name in layer.split("|")}
    assert {name.strip() for name in layers} == {f"qinwu.{room}" for room in ROOMS} | {"qinwu.cli"}
    assert set(ROOMS) <= set(SETTINGS["tool"]["mypy"]["files"])
    banned = set(SETTINGS["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
    assert banned == {*ROOMS, "cli"}


def test_the_wheel_holds_every_file_and_no_other_name(wheel: ZipFile) -> None:
    """Code, ``py.typed`` and data files arrive; site-packages gets one name, ``qinwu``."""
    expected = {f"qinwu/{path.relative_to(PROJECT).as_posix()}" for package in PACKAGES for path in files_of(package)}
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == expected


def test_the_wheel_names_its_command_and_its_licence(wheel: ZipFile) -> None:
    """``qinwu`` is on the path after an install."""
    about = {Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if ".dist-info/" in name}
    assert "qinwu = qinwu.cli:main" in about["entry_points.txt"]
    assert "License-Expression: MIT" in about["METADATA"]
    assert "LICENSE" in about


def imported(paths: Iterable[Path]) -> set[str]:
    """Return the names of the distributions that own all absolute imports of some files."""
    names = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.split(".")[0])
    owners = packages_distributions()
    return {owners[name][0].lower() for name in names - sys.stdlib_module_names - {"qinwu"} if name in owners}


def named(lines: Iterable[str]) -> set[str]:
    """Return the names of required distributions, in small letters."""
    return {re.split(r"[^\w-]", line)[0].lower() for line in lines}


def test_what_is_imported_is_required_and_what_is_required_is_imported() -> None:
    """
    A forgotten line breaks a stranger's install; a superfluous one only makes it slow.

    What only an extra brings is imported where it is used; the driver of a database is imported by its library.
    """
    extras = named(line for name, lines in EXTRAS.items() if name != "dev" for line in lines)
    assert imported(sources()) - extras == named(SETTINGS["project"]["dependencies"])
    assert extras - imported(sources()) <= {"psycopg"}


def test_what_the_tests_import_is_in_the_developers_extra() -> None:
    """``pip install -e '.[dev]'`` is enough to pass them; peers of a benchmark are the reader's own business."""
    tests = imported((PROJECT / "tests").glob("*.py"))
    assert tests <= named([*SETTINGS["project"]["dependencies"], *SETTINGS["project"]["optional-dependencies"]["dev"]])


def test_no_import_names_the_package_from_inside() -> None:
    """Inside, imports are relative: readers of imports that go by folders see only those."""
    offenders = [
        path.relative_to(PROJECT).as_posix()
        for path in sources()
        if re.search(r"^\s*(from|import) qinwu\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert offenders == []


def test_no_path_of_a_machine_stands_in_the_code() -> None:
    """The code runs where it is put."""
    offenders = [p.name for p in sources() if re.search(r"[\"'](/work|/home|/root|/tmp)/", p.read_text("utf-8"))]
    assert offenders == []
