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

from importlib import import_module

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
