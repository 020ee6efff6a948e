"""The curve of a day's flow with its peaks: as text for a terminal, as SVG for a page."""

from collections.abc import Iterator, Sequence
from html import escape

from ..models.flow import QUARTER, QUARTERS, PeakProposal
from ..models.org import Org
from ..models.text import Lang, Text
from ..road_network.picture import FAINT, FONT, INK
from .demand_tables import DAY_NAMES, brigade_name

BARS = " ▁▂▃▄▅▆▇█"
ROWS = 5
WIDE, HIGH = 672, 150
LEFT, TOP, GAP = 64, 34, 30
AXIS = f'font-size="11" text-anchor="middle" fill="{FAINT}"'
CURVE, PEAK = "#2f6fb2", "#d8692f"


def text_curve(proposal: PeakProposal) -> Iterator[str]:
    """Yield the lines of a drawing 48 columns wide, two quarter-hours a column; peaks are marked underneath."""
    quarters = proposal.curve.quarters
    halves = [(quarters[k] + quarters[k + 1]) / 2 for k in range(0, QUARTERS, 2)]
    top = max([*halves, 1e-9])
    for row in reversed(range(ROWS)):
        levels = [round((value / top * ROWS - row) * 8) for value in halves]
        yield "  " + "".join(BARS[min(8, max(0, level))] for level in levels).rstrip()
    high = {minute // 30 for peak in proposal.peaks for minute in range(peak.start, peak.end, QUARTER)}
    yield "  " + "".join("=" if half in high else "-" for half in range(len(halves)))
    yield "  " + "".join(f"{hour:<6d}" for hour in range(0, 24, 3)) + "24"


def curve_picture(proposals: Sequence[PeakProposal], org: Org, *, title: str, lang: Lang) -> str:
    """Return the curves as one SVG, one below the other; the band of each peak is tinted, the threshold dashed."""
    high = TOP + 24 + len(proposals) * (HIGH + GAP + 22)
    width = LEFT + WIDE + 24
    box = f'viewBox="0 0 {width} {high}" width="{width}" height="{high}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="{FONT}">',
        f'<rect width="{width}" height="{high}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="18" font-weight="700" fill="{INK}">{escape(title)}</text>',
    ]
    for n, one in enumerate(proposals):
        y = TOP + 28 + n * (HIGH + GAP + 22)
        parts.append(f'<g transform="translate({LEFT} {y})">{_panel(one, org, lang)}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(proposal: PeakProposal, org: Org, lang: Lang) -> str:
    quarters = proposal.curve.quarters
    top = max(*quarters, proposal.threshold_vph, 1e-9) * 1.06
    step = WIDE / QUARTERS
    name = f"{brigade_name(org, proposal.curve.brigade, lang)} · {DAY_NAMES[proposal.curve.kind].in_(lang)}"
    bands = "".join(
        f'<rect x="{peak.start / QUARTER * step:.1f}" y="0" width="{(peak.end - peak.start) / QUARTER * step:.1f}" '
        f'height="{HIGH}" fill="{PEAK}" fill-opacity="0.16"/>'
        for peak in proposal.peaks
    )
    points = " ".join(f"{(k + 0.5) * step:.1f},{HIGH * (1 - v / top):.1f}" for k, v in enumerate(quarters))
    limit = HIGH * (1 - proposal.threshold_vph / top)
    hours = "".join(f'<text x="{hour * 4 * step:.1f}" y="{HIGH + 15}" {AXIS}>{hour}</text>' for hour in range(0, 25, 3))
    unit = Text("辆/小时", "veh/h").in_(lang)
    return (
        f'<text x="0" y="-8" font-size="13" font-weight="600" fill="{INK}">{escape(name)}</text>{bands}'
        f'<polyline points="{points}" fill="none" stroke="{CURVE}" stroke-width="2"/>'
        f'<path d="M0 {limit:.1f}H{WIDE}" stroke="{PEAK}" stroke-dasharray="5 4"/>'
        f'<text x="-6" y="{limit + 4:.1f}" font-size="11" text-anchor="end" fill="{PEAK}">'
        f"{proposal.threshold_vph:.0f}</text>"
        f'<text x="-6" y="10" font-size="10" text-anchor="end" fill="{FAINT}">{unit}</text>'
        f'<path d="M0 {HIGH}H{WIDE}" stroke="{INK}"/>{hours}'
    )
