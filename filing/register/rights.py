"""Who may act: every action needs a role within a scope, and a user who has a key must sign."""

from collections.abc import Mapping, Sequence

from ...models.errors import InputError, RefusedError
from ...models.text import Text
from ...models.user import ROLE_NAMES, Grant, UserRole
from .signing import Signer


def granted(grants: Sequence[Grant], user: str, roles: Sequence[UserRole], path: Sequence[str] = ()) -> Grant:
    """
    Return the grant by which ``user`` may act on the unit with this line up to the root; no line: on the register.

    Raises
    ------
    RefusedError
        If there is none.
    """
    for grant in grants:
        if grant.user == user and grant.role in roles and (not path or grant.covers(path)):
            return grant
    zh, en = (name(roles) for name in (_names_zh, _names_en))
    if not path:
        raise RefusedError(Text(f"{user} 不是{zh}", f"{user} is not a {en}"))
    raise RefusedError(Text(f"{user} 不是 {path[0]} 的{zh}", f"{user} is not a {en} of {path[0]}"))


def _names_zh(roles: Sequence[UserRole]) -> str:
    return "或".join(ROLE_NAMES[role].zh for role in roles)


def _names_en(roles: Sequence[UserRole]) -> str:
    return " or ".join(ROLE_NAMES[role].en for role in roles)


def key_of(grants: Sequence[Grant], user: str, signer: Signer | None) -> str:
    """
    Return the public key that must sign what ``user`` does, "" if the user has none.

    Raises
    ------
    RefusedError
        If the user has a key and does not sign with it, or signs with a key that the register does not know.
    """
    known = next((grant.public_key for grant in grants if grant.user == user and grant.public_key), "")
    given = signer.public_key if signer else ""
    if known != given:
        raise RefusedError(
            Text(f"{user} 须用登记的密钥签名 (--key)", f"{user} must sign with the key on record (--key)")
            if known
            else Text(f"{user} 没有登记公钥, 不能签名", f"{user} has no public key on record, so cannot sign")
        )
    return known


def refuse_odd_users(before: Sequence[Grant], after: Sequence[Grant], by: str) -> None:
    """Raise InputError if somebody other than a keeper changes the users, or the new list cannot work."""
    granted(before or after, by, (UserRole.KEEPER,))
    if not any(grant.role is UserRole.KEEPER for grant in after):
        raise InputError(Text("至少要有一名登记管理员 (KEEPER)", "there must be at least one keeper (KEEPER)"))
    facts: Mapping[str, set[tuple[str, str]]] = {grant.user: set() for grant in after}
    for grant in after:
        facts[grant.user].add((grant.name, grant.public_key))
    odd = sorted(user for user, said in facts.items() if len(said) > 1)
    if odd:
        listed = ", ".join(odd)
        raise InputError(
            Text(f"同一用户的姓名或公钥前后不一: {listed}", f"rows of one user differ in name or key: {listed}")
        )
