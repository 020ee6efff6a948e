"""Writing terms into a model: who does so says of every word of the rules what it means there."""

from abc import ABC, abstractmethod
from typing import assert_never

from .terms import Day, Least, Off, Pair, Run, Stretch, Sum, Term, Weekends


class TermWriter(ABC):
    """Writes one person's terms, word by word; a word that is forgotten is an error of type."""

    def add(self, term: Term) -> None:
        """Write one term."""
        match term:
            case Day():
                self._day(term)
            case Off():
                self._off(term)
            case Pair():
                self._pair(term)
            case Sum():
                self._sum(term)
            case Run():
                self._run(term)
            case Least():
                self._least(term)
            case Stretch():
                self._stretch(term)
            case Weekends():
                self._weekends(term)
            case _:
                assert_never(term)

    @abstractmethod
    def _day(self, term: Day) -> None: ...

    @abstractmethod
    def _off(self, term: Off) -> None: ...

    @abstractmethod
    def _pair(self, term: Pair) -> None: ...

    @abstractmethod
    def _sum(self, term: Sum) -> None: ...

    @abstractmethod
    def _run(self, term: Run) -> None: ...

    @abstractmethod
    def _least(self, term: Least) -> None: ...

    @abstractmethod
    def _stretch(self, term: Stretch) -> None: ...

    @abstractmethod
    def _weekends(self, term: Weekends) -> None: ...
