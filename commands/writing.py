"""Writing the files of a command, and naming them."""

import json
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..models.text import Lang, Text


def json_bytes(data: object) -> bytes:
    """Return one JSON document as a file."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def written(files: dict[Path, bytes], lang: Lang) -> None:
    """Write the files and name them."""
    write_files(files)
    click.echo(Text("已写出:", "Written:").in_(lang))
    for file in files:
        click.echo(f"  {file}")
