"""Redaction: people appear by police number only, in every text that a person wrote (DOMAIN 6.1)."""

import re
from dataclasses import dataclass, replace

from ...models.city import City
from ...models.equipment import Equipment
from ...models.finding import Finding
from ...models.place import Place
from ...models.policy import Waiver
from ...models.roster import Roster
from ...models.text import Text
from .identity import Identity

SHORTEST = 2
"""A name of one character would tear words apart."""


@dataclass(frozen=True, slots=True)
class Redactor:
    """Knows every name of a city. Of two who share a name the first one's number stands for it in running text."""

    city: City

    def text(self, text: str) -> str:
        """Replace each name in a text by a police number."""
        numbers = {o.name: o.officer_no for o in reversed(self.city.officers) if len(o.name) >= SHORTEST}
        if not numbers:
            return text
        names = re.compile("|".join(map(re.escape, sorted(numbers, key=lambda name: (-len(name), name)))))
        return names.sub(lambda match: numbers[match[0]], text)

    def redacted(self) -> City:
        """Return the city without names and telephones of people, also in remarks, place names and notices."""
        city = self.city
        return replace(
            city,
            officers=tuple(replace(o, name=o.officer_no, phone="") for o in city.officers),
            places=tuple(self._place(place) for place in city.places),
            equipment=Equipment(
                items=tuple(replace(item, note=self.text(item.note)) for item in city.equipment.items),
                handover_min=city.equipment.handover_min,
            ),
            notices=tuple(self._finding(notice) for notice in city.notices),
        )

    def roster(self, roster: Roster) -> Roster:
        """Return the roster with names in its waivers replaced."""
        waivers = {
            code: Waiver(authority=self.text(waiver.authority), reason=self.text(waiver.reason))
            for code, waiver in roster.waivers.items()
        }
        return replace(roster, waivers=waivers)

    def identity(self, identity: Identity) -> Identity:
        """Return the identity with names of author, reviewer and signers replaced; the hashes stay."""
        signed = tuple(replace(ack, by=self.text(ack.by)) for ack in identity.acknowledgements)
        waivers = tuple(
            replace(w, authority=self.text(w.authority), reason=self.text(w.reason)) for w in identity.waivers
        )
        return replace(
            identity,
            waivers=waivers,
            author=self.text(identity.author),
            reviewer=self.text(identity.reviewer),
            approver=self.text(identity.approver),
            note=self.text(identity.note),
            acknowledgements=signed,
        )

    def _place(self, place: Place) -> Place:
        line = replace(place.line, name=self.text(place.line.name)) if place.line else None
        return replace(place, name=self.text(place.name), note=self.text(place.note), line=line)

    def _finding(self, finding: Finding) -> Finding:
        message = Text(self.text(finding.message.zh), self.text(finding.message.en))
        where = replace(finding.where, value=self.text(finding.where.value))
        return replace(finding, message=message, where=where)
