"""All kinds of change, in the order in which one file's changes are laid. To add one: write its file, add its line."""

from collections.abc import Sequence

from . import (
    bands,
    cameras,
    demand,
    event,
    go_live,
    grade,
    merge,
    mobile,
    need,
    officers,
    places,
    remote,
    roads,
    rules,
    sick,
    templates,
)
from .kind import Kind

KINDS: Sequence[Kind] = (
    merge.KIND,
    officers.ADD,
    officers.REMOVE,
    places.ADD,
    places.REMOVE,
    bands.KIND,
    mobile.KIND,
    need.KIND,
    event.KIND,
    templates.KIND,
    rules.KIND,
    grade.KIND,
    sick.KIND,
    cameras.KIND,
    remote.KIND,
    demand.KIND,
    roads.CLOSE,
    roads.SLOW,
    go_live.KIND,
)
