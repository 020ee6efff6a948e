"""Where to put crews: the classical models of siting, each proven."""

from .centre import p_centre
from .cover import backup_cover, maximal_cover, set_cover
from .median import p_median
from .programme import Backend, Effort, Siting

__all__ = ["Backend", "Effort", "Siting", "backup_cover", "maximal_cover", "p_centre", "p_median", "set_cover"]
