# ruff: noqa: INP001
"""
Make ``filing/assets/cjk.ttf`` from Noto Sans CJK (SIL Open Font License 1.1); run by hand, seldom.

    python tools/make_font.py NotoSansCJK-Regular.ttc filing/assets/cjk.ttf

Needs fonttools. Kept are Latin, the symbols and all 21,003 Han characters of GBK, the Han characters of the newer
blocks that the Table of General Standard Chinese Characters (通用规范汉字表, 2013) uses for names and places. Outlines
become quadratic (PDF writers embed TrueType outlines everywhere), layout tables and hints go.
"""

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

SIMPLIFIED = 2  # the collection's third face, Noto Sans CJK SC
TOLERANCE = 2.0  # of 1,000 units an em: a hundredth of a millimetre in the largest title
EXTENSION_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃"
    "䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
SYMBOLS = "·–—…‘’“”•★☆✓✗√×÷±°←↑→↓≤≥≈№①②③④⑤⑥⑦⑧⑨⑩〇"


def characters(known: set[int]) -> set[int]:
    """Return the code points to keep, of those the font has."""
    wanted = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, SYMBOLS + EXTENSION_A), *range(0x9FA6, 0xA000)}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            wanted |= set(map(ord, bytes((lead, trail)).decode("gbk", "ignore")))
    wanted |= {code for code in known if code >= 0x20000}
    return wanted & known


def quadratic(font: TTFont) -> None:
    """Replace the CFF outlines by TrueType ones."""
    outlines = font.getGlyphSet()
    table = font["glyf"] = newTable("glyf")
    font["loca"] = newTable("loca")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), {}
    for name in table.glyphOrder:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyph = table.glyphs[name] = pen.glyph()
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    del font["CFF "]
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(font["maxp"], f"max{field}", 0)
    font["maxp"].tableVersion, font["maxp"].maxZones = 0x00010000, 1
    font["maxp"].maxSizeOfInstructions = font["maxp"].maxComponentElements = 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


def main(source: str, target: str) -> None:
    """Read the collection, keep what is needed, write the font."""
    font = TTFont(source, fontNumber=SIMPLIFIED, lazy=False, recalcTimestamp=False)
    options = Options(layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "VORG", "vhea", "vmtx", "BASE", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(set(font.getBestCmap())))
    subsetter.subset(font)
    quadratic(font)
    font.save(target)
    sys.stdout.write(f"{target}: {len(font.getGlyphOrder())} glyphs, {Path(target).stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
