"""A week with its equipment, printed: the documents, their text, and a version of it in the register."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import pypdfium2
from roster_filler import WEEK, fill, large_city

from qinwu.filing.brigades import part_of_roster
from qinwu.filing.filed_roster import roster_content
from qinwu.filing.forms.bundle import Bundle, Wanted, make_documents
from qinwu.filing.outfit import annex_of
from qinwu.filing.register.canonical import digest
from qinwu.models.city import City
from qinwu.models.filing import Acknowledgement, Centre, Kind, Link, Period, Timing, Version
from qinwu.models.policy import Waiver
from qinwu.models.roster import Roster
from qinwu.models.text import Lang
from qinwu.scenarios.pools import equipment_of
from qinwu.solver.equipment.bind import bind


@lru_cache
def example(people: int = 24) -> tuple[City, Roster]:
    """A city with pools of equipment and its week; a name hides in a remark and in a waiver."""
    city = large_city(people)
    name = city.officers[0].name
    places = (replace(city.places[0], note=f"联系人 {name}"), *city.places[1:])
    city = replace(city, places=places, equipment=equipment_of(city))
    waivers = {"R21": Waiver(authority=f"支队长 {name}", reason="演练")}
    return city, replace(fill(city), waivers=waivers)


def content_of_b1() -> dict:
    """What brigade B1 files of the example: its duties, and in the annex who carries what."""
    city, roster = example()
    part = part_of_roster(city, roster, "B1")
    return roster_content(part, annex_of(part, bind(city, roster)))


@lru_cache
def printed(*, redact: bool = False, lang: Lang = Lang.ZH) -> Bundle:
    """All documents of the example, an unfiled draft."""
    city, roster = example()
    return make_documents(city, roster, wanted=Wanted(), identities={}, redact=redact, lang=lang)


def texts(data: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def pdfs(bundle: Bundle) -> dict[str, bytes]:
    return {path.name: data for path, data in bundle.files.items() if path.suffix == ".pdf"}


at = datetime.fromisoformat


def version(**more) -> Version:
    """Version 2 of the example's roster, filed in time, acknowledged by the detachment alone."""
    signed = Acknowledgement(centre=Centre.DETACHMENT, by="指挥长", at=at("2026-11-20T17:30"))
    told = {
        "content_hash": digest(content_of_b1()),
        "hash": "ab" * 32,
        "link": Link.ARRANGED,
        "acknowledgements": (signed,),
    }
    return Version(
        unit="B1", path=("B1", "D"), period=Period.of(WEEK), kind=Kind.ROSTER, number=2, predecessor="", author="zhang",
        at=at("2026-11-20T09:00"), effective=at("2026-11-23T00:00"), timing=Timing.WEEKLY, **{**told, **more},
    )  # fmt: skip
