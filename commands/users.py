"""``qinwu users``: who may plan, review, acknowledge; makes the register."""

from pathlib import Path

import click

from ..filing.atomic import write_files
from ..models.city import City
from ..models.errors import InputError
from ..models.text import Lang, Text
from ..models.user import ROLE_NAMES, Grant
from ..scenarios.folder import read_city
from ..scenarios.users import draft_users, read_users
from .common import DONE, guarded, json_option, lang_option, print_json
from .filing import hand_of, key_option, open_register, register_option


@click.command("users")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="Write DIR/users.csv with every role there must be, to fill in.")
@click.option("--from", "table", type=click.Path(path_type=Path), help="Make this table (CSV, XLSX) the users.")
@click.option("--by", "user", help="The keeper who does it; needed with --from.")
@key_option
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    draft: bool,
    table: Path | None,
    user: str | None,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    List the users of the register of the city in DIR, or set them; the first time this makes the register.

    \b
    Examples:
      qinwu users mycity --draft
      qinwu users mycity --from mycity/users.csv --by keeper
    """
    city = read_city(folder)
    if draft:
        click.echo(_write_draft(city, folder, lang))
        return DONE
    register = open_register(folder, place, create=table is not None)
    if table is not None:
        given = read_users(table, city)
        if not user:
            raise InputError(Text("须注明登记管理员 (--by)", "name the keeper who does it (--by)"))
        register.set_users(given, hand_of(user, key))
    grants = register.users()
    if as_json:
        print_json([{**_row(grant), "public_key": grant.public_key} for grant in grants])
    else:
        for grant in grants:
            click.echo("  ".join([*_row(grant, lang).values(), "Ed25519" if grant.public_key else ""]).rstrip())
    return DONE


def _write_draft(city: City, folder: Path, lang: Lang) -> str:
    path = folder / "users.csv"
    if path.exists():
        raise InputError(Text(f"{path} 已存在, 未改动", f"{path} is there already and was left as it is"))
    return str(write_files({path: draft_users(city, lang)})[0])


def _row(grant: Grant, lang: Lang | None = None) -> dict[str, str]:
    role = ROLE_NAMES[grant.role].in_(lang) if lang else grant.role.value
    return {"user": grant.user, "name": grant.name, "role": role, "scope": grant.scope}
