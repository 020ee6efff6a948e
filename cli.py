"""The command line: ``qinwu``, ``python -m qinwu``, or ``python cli.py`` in a checkout."""

if not __package__:  # started as a file: give the tree its name, then enter by the door
    import sys
    from importlib import import_module
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location("qinwu", Path(__file__).with_name("__init__.py"))
    assert spec  # noqa: S101
    assert spec.loader  # noqa: S101
    sys.modules["qinwu"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["qinwu"])
    raise SystemExit(import_module("qinwu.cli").main())

import ast
from importlib import import_module
from pkgutil import get_data

import click

from . import __version__

INTERRUPTED = 130

# Each name is the file ``commands/NAME.py`` and the click command ``command`` in it.
COMMANDS = (
    "init",
    "check",
    "roads",
    "demand",
    "cells",
    "lines",
    "site",
    "deploy",
    "roster",
    "validate",
    "explain",
    "print",
    "users",
    "review",
    "file",
    "ack",
    "amend",
    "status",
    "log",
    "nearest",
    "block",
    "intercept",
    "whatif",
    "sweep",
    "rollout",
    "rules",
)


def _told(name: str) -> str:
    """Return what a command says of itself: to import all of them takes seconds."""
    source = get_data(f"{__package__}.commands", f"{name}.py")
    assert source is not None  # noqa: S101
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return next(ast.get_docstring(node) or "" for node in functions if node.name == "command")


class Commands(click.Group):
    """The group of all commands; a command's file is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the file of one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".commands.{cmd_name}", __package__).command
        # click's mark of a block that keeps its lines, as a raw docstring spells it
        command.help = (command.help or "").replace(r"\b", "\b")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their first sentences; their files are looked into, not run."""
        del ctx
        room = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            told = {name: click.Command(name, help=_told(name)) for name in COMMANDS}
            formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in told.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; Ctrl-C while its file is still being read ends as it does later: click's own 1 is a result."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("已中断 / interrupted", err=True)
            ctx.exit(INTERRUPTED)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="qinwu")
def main() -> None:
    """Plan and steer a city's traffic police (勤务)."""
