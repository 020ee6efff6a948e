"""The event log as a table that a person can check by hand."""

from pathlib import Path

from ...filing.atomic import write_files
from .run import EVENT_NAMES, Run

HEADER = "time,event,name,call_id,type,unit_id,value"


def log_text(run: Run) -> str:
    """Return the log as CSV, one line an entry, in the order in which things happened."""
    codes = {call.incident.incident_id: call.incident.code.value for call in run.calls}
    lines = [HEADER]
    for entry in run.entries():
        stamp = entry.at.isoformat(sep=" ", timespec="milliseconds")
        name, kind = EVENT_NAMES[entry.event].zh, codes.get(entry.call_id, "")
        lines.append(f"{stamp},{entry.event.name},{name},{entry.call_id},{kind},{entry.unit_id},{entry.value}")
    return "\n".join(lines) + "\n"


def write_log(run: Run, target: Path) -> None:
    """Write the log to a file that spreadsheets read (UTF-8 with a byte order mark)."""
    write_files({target: log_text(run).encode("utf-8-sig")})
