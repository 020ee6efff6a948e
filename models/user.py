"""Users of the register 登记簿: what each may do, and where (DOMAIN 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .text import Text


class UserRole(StrEnum):
    """What a user may do within a scope: plan, review, acknowledge for a centre, read all, keep the users."""

    PLANNER = "PLANNER"
    REVIEWER = "REVIEWER"
    DETACHMENT_CENTRE = "DETACHMENT_CENTRE"
    BRIGADE_CENTRE = "BRIGADE_CENTRE"
    AUDITOR = "AUDITOR"
    KEEPER = "KEEPER"


ROLE_NAMES = {
    UserRole.PLANNER: Text("编制人", "planner"),
    UserRole.REVIEWER: Text("审核人", "reviewer"),
    UserRole.DETACHMENT_CENTRE: Text("支队指挥中心", "detachment centre"),
    UserRole.BRIGADE_CENTRE: Text("大队分指挥中心", "brigade sub-centre"),
    UserRole.AUDITOR: Text("监督员", "auditor"),
    UserRole.KEEPER: Text("登记管理员", "keeper of the register"),
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Grant:
    """What one user may do, and where: within ``scope``, a unit, and all below it."""

    user: str
    name: str
    role: UserRole
    scope: str
    public_key: str = ""

    def covers(self, path: Sequence[str]) -> bool:
        """Whether the unit with this line up to the root lies within the scope."""
        return self.scope in path
