"""An openpyxl workbook as bytes in which no clock shows: equal content, equal bytes."""

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook

_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def stable_bytes(book: Workbook, *, dated: date) -> bytes:
    """Save ``book``; its properties say that it was made and changed on ``dated``."""
    raw, clean = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{dated}T00:00:00Z".encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            target.writestr(zipfile.ZipInfo(entry.filename, date_time=_OLDEST), data, zipfile.ZIP_DEFLATED)
    return clean.getvalue()
