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

import click


@click.group()
def main() -> None:
    """Plan and steer a city's traffic police (勤务)."""
