"""``[remote]``: a share of property accidents is handled remotely, without a crew (远程快处)."""

from dataclasses import replace

from ...models.text import Text
from ..toml_reader import Branch
from .kind import Kind, claims, number
from .world import World


def lay(item: Branch, world: World) -> World:
    """Set the share (0 to 1) and the minutes that one takes at the desk."""
    share, minutes = number(item, "share", 0, 1), number(item, "minutes", 1, 600, world.remote_min)
    if share is None or minutes is None:
        return world
    after = claims(world, item, [(("remote", "share"), f"{share:g}"), (("remote", "minutes"), f"{minutes:g}")])
    return world if after is None else replace(after, remote_share=share, remote_min=minutes)


KIND = Kind(
    key="remote",
    name=Text("远程快处比例", "handled remotely"),
    keys=("share", "minutes"),
    lay=lay,
    single=True,
    example="[remote]\nshare = 0.4\nminutes = 15",
)
