"""
The documents are true: links lead somewhere, commands run, examples print what they say.

Every fenced ``sh`` block of a document is run, in the order of the page, in one empty folder; a block that must not be
run (it installs, or needs a file of the reader's own) is fenced ``console``. A translation shows the same commands as
its original, so only the original is run.
"""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
TRANSLATION = ".zh-CN.md"
PAGES = sorted(
    path.relative_to(PROJECT).as_posix() for path in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
)
ORIGINALS = [page for page in PAGES if not page.endswith(TRANSLATION)]
TRANSLATIONS = [page for page in PAGES if page.endswith(TRANSLATION)]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text_of(page: str) -> str:
    """Return the text of a page."""
    return (PROJECT / page).read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of one language, in the order of the page."""
    return [body for kind, body in FENCE.findall(text_of(page)) if kind == language]


def commands(page: str) -> list[str]:
    """Return the commands of the ``sh`` blocks, comments taken off; a backslash joins lines."""
    lines = "".join(blocks(page, "sh")).replace("\\\n", " ").splitlines()
    stripped = (re.sub(r"(^|\s)#.*", "", line) for line in lines)
    return [" ".join(line.split()) for line in stripped if line.strip()]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """A link inside the repository names a file, and a heading in it."""
    for link in LINK.findall(FENCE.sub("", text_of(page))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (PROJECT / page).parent / name if name else PROJECT / page
        assert target.exists(), f"{page}: {link}"
        assert not anchor or anchor in anchors(target), f"{page}: {link}"


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_found_from_the_readme(page: str) -> None:
    """A page that nothing links to is not read."""
    seen, todo = set(), [PROJECT / "README.md"]
    while todo:
        here = todo.pop()
        if here in seen or here.suffix != ".md" or not here.is_file():
            continue
        seen.add(here)
        todo += [(here.parent / link.partition("#")[0]).resolve() for link in LINK.findall(here.read_text("utf-8"))]
    assert PROJECT / page in seen


@pytest.mark.parametrize("page", [page for page in ORIGINALS if commands(page)])
def test_the_commands_run(page: str, tmp_path: Path) -> None:
    """Exit code 0, or 1 for a plan with gaps: a reader who copies the page gets what it promises."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in commands(page):
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), f"{command}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, f"{command}\n{done.stderr}"


@pytest.mark.parametrize("page", TRANSLATIONS)
def test_a_translation_shows_the_same_commands(page: str) -> None:
    """Both languages stay in step; the language of the output may differ."""
    original = page.removesuffix(TRANSLATION) + ".md"
    assert [_any_language(c) for c in commands(page)] == [_any_language(c) for c in commands(original)]


def _any_language(command: str) -> str:
    return command.replace(" --lang en", "")


def test_the_python_examples_print_what_they_say() -> None:
    """The blocks of a page share their names, from top to bottom."""
    for page in PAGES:
        source = "\n".join(blocks(page, "python"))
        example = doctest.DocTestParser().get_doctest(source, {}, page, page, 0)
        assert bool(example.examples) == bool(source), f"{page}: a python block shows no >>>"
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_demo_of_the_makefile_is_the_one_of_the_readme() -> None:
    """The two commands that do everything exist under the names that are promised."""
    makefile = text_of("Makefile")
    for name in ("demo", "test", "gate"):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE)
        assert f"make {name}" in text_of("README.md")
