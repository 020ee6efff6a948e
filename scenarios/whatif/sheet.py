"""The look of a page: its style, and tables whose verdicts are coloured."""

from collections.abc import Sequence
from html import escape

from ...models.kpi import VERDICT_NAMES, Verdict
from ...models.text import Lang

STYLE = """
:root{--ink:#2b2f36;--faint:#6d737c;--line:#e1ded6;--soft:#f6f4ef;--good:#2f7d4f;--bad:#b3262a;--other:#2f6fb2}
*{box-sizing:border-box}
body{font:14px/1.55 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif;
margin:0 auto;max-width:1120px;padding:28px 32px 60px;color:var(--ink);background:#fff}
h1{font-size:25px;margin:0 0 6px}h2{font-size:19px;margin:38px 0 8px;padding-top:14px;border-top:2px solid var(--ink)}
h3{font-size:15px;margin:22px 0 6px}p{margin:4px 0}.f{color:var(--faint)}
.part{background:#fdf0d8;border:1px solid #e3b864;padding:8px 14px;border-radius:6px;margin:12px 0}
.none{background:#fbe9e7;border:1px solid #d59a94;padding:8px 14px;border-radius:6px;margin:10px 0}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:6px 0 14px;font-variant-numeric:tabular-nums}
td,th{padding:4px 12px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
td:first-child,th:first-child{text-align:left;white-space:normal;width:30%}
th{background:var(--soft);font-weight:600;white-space:normal;vertical-align:bottom}.BETTER{color:var(--good);font-weight:600}.WORSE{color:var(--bad);font-weight:600}
.DIFFERENT{color:var(--other);font-weight:600}.NOT_SIGNIFICANT,.NOT_COMPARABLE{color:var(--faint)}
.cards{display:flex;flex-wrap:wrap;gap:14px;margin:14px 0}.card{flex:1 1 300px;border:1px solid var(--line);
border-radius:8px;padding:12px 16px;background:var(--soft)}.card b{font-size:15px}
.card ul{margin:6px 0 0;padding-left:18px}
.pair{display:flex;flex-wrap:wrap;gap:12px}.pair svg{flex:1 1 440px}svg{max-width:100%;height:auto}
details{margin:6px 0}summary{cursor:pointer;font-weight:600;padding:4px 0}ol,ul{padding-left:22px}
.cert{border-left:4px solid var(--other);padding:2px 14px;margin:10px 0;white-space:pre-wrap}
@media print{body{padding:0;max-width:none}details{display:block}h2{break-before:page}}
"""


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table as HTML; cells that hold a verdict are coloured."""
    head, *body = rows
    lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
    verdicts = {VERDICT_NAMES[v].in_(lang): v.value for v in Verdict for lang in Lang}
    for cells in body:
        marked = (f'<td class="{verdicts[c]}">' if c in verdicts else "<td>" for c in cells)
        lines.append("<tr>" + "".join(f"{tag}{escape(c)}</td>" for tag, c in zip(marked, cells, strict=True)) + "</tr>")
    return '<div class="wide"><table>\n' + "\n".join(lines) + "\n</table></div>"
