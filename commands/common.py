"""What all commands share: the options, the way findings and errors are shown, the exit codes."""

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import Any, ParamSpec

import click

from ..models.errors import QinwuError
from ..models.finding import Finding, Severity
from ..models.text import Lang, Text

P = ParamSpec("P")

DONE, WITH_GAPS, BAD_INPUT, INTERNAL, INTERRUPTED, UNREAD = 0, 1, 2, 4, 130, 141

lang_option = click.option(
    "--lang",
    type=click.Choice([lang.value for lang in Lang]),
    default=Lang.ZH.value,
    show_default=True,
    callback=lambda _ctx, _param, value: Lang(value),
    help="Language of the output.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines on stdout.")


def local_now() -> datetime:
    """Return this machine's local time, without a zone."""
    return datetime.now().astimezone().replace(tzinfo=None)


def talk(text: Text | str, lang: Lang) -> None:
    """Say something to the person, on stderr; results alone go to stdout."""
    click.echo(text.in_(lang) if isinstance(text, Text) else text, err=True)


def show_findings(findings: Iterable[Finding], lang: Lang) -> None:
    """Print findings on stderr, one a line, the worst first."""
    order = list(Severity)
    for finding in sorted(findings, key=lambda f: order.index(f.severity)):
        click.echo(finding.line(lang), err=True)


def print_json(data: object) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))


def finding_row(finding: Finding, lang: Lang) -> dict[str, Any]:
    """Return a finding as a JSON object in one language."""
    row = {key: value for key, value in asdict(finding.where).items() if value not in ("", None)}
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message.in_(lang),
        "advice": finding.advice.in_(lang),
        "units": finding.units,
        "cost": finding.cost,
        **row,
    }


class _Defects(AbstractContextManager[None]):
    """Gives what is no error of the user's its traceback and its exit code: Python's own 1 would read as a success."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, QinwuError | OSError | click.ClickException):
            traceback.print_exception(error)
            sys.exit(INTERNAL)


def _unread() -> int:
    """Fall silent where nobody reads stdout any more (``| head``), as programs do that SIGPIPE ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNREAD


def guarded(run: Callable[P, int]) -> Callable[P, None]:
    """Turn a command's return value, or one of our errors, into the exit code; other errors keep their traceback."""

    @functools.wraps(run)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        lang = kwargs.get("lang", Lang.ZH)
        assert isinstance(lang, Lang)  # noqa: S101
        try:
            with _Defects():
                code = run(*args, **kwargs)
        except QinwuError as error:
            text = error.text
            click.echo(text.in_(lang), err=True)
            show_findings(error.findings, lang)
            if kwargs.get("as_json"):
                findings = [finding_row(f, lang) for f in error.findings]
                print_json({"error": text.in_(lang), "findings": findings})
            code = error.exit_code
        except BrokenPipeError:
            code = _unread()
        except OSError as error:
            click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
            code = BAD_INPUT
        except KeyboardInterrupt:
            talk(Text("已中断", "interrupted"), lang)
            code = INTERRUPTED
        sys.exit(code)

    return wrapper
