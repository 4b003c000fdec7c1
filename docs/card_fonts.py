"""How the fonts of social cards were made from Newsreader, once; the package ships the result.

    pip install fonttools brotli
    npm pack @fontsource-variable/newsreader    # unpacked in the current folder
    python card_fonts.py package/files OUTPUT

Pillow lays out text in two ways; the one that gives the same bytes everywhere reads kerning from
the old `kern` table only, and takes every glyph from one file. So: one size and weight of the
variable font, Latin and Latin Extended in one file, pairs copied from GPOS to `kern`, and the
narrow no-break space of French typography, which the font lacks.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.varLib.instancer import instantiateVariableFont

CUTS = {"title": {"wght": 700, "opsz": 60}, "text": {"wght": 500, "opsz": 24}}
NARROW = 0x202F
# What a table of format 0 has room for.
MOST_PAIRS = 10_900


def cut(folder: Path, axes: dict[str, float]) -> TTFont:
    """Return one size and weight of the font, Latin and Latin Extended."""
    parts = []
    for family in ("latin", "latin-ext"):
        font = TTFont(folder / f"newsreader-{family}-standard-normal.woff2")
        font = instantiateVariableFont(font, axes)
        font.flavor = None
        part = BytesIO()
        font.save(part)
        part.seek(0)
        parts.append(part)
    merged = Merger().merge(parts)
    plain = BytesIO()
    merged.save(plain)
    plain.seek(0)
    return TTFont(plain)


def pairs(font: TTFont) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs of glyphs that GPOS kerns, and by how much."""
    table = font["GPOS"].table
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for number in record.Feature.LookupListIndex
    }
    reached = sorted(set(font.getBestCmap().values()))
    for number in sorted(numbers):
        lookup = table.LookupList.Lookup[number]
        subtables = [getattr(one, "ExtSubTable", one) for one in lookup.SubTable]
        for left in reached:
            for right in reached:
                value = _value(subtables, left, right)
                if value:
                    yield left, right, value


def _value(subtables: list, left: str, right: str) -> int:
    for one in subtables:
        if one.LookupType != 2 or left not in one.Coverage.glyphs:
            continue
        if one.Format == 1:
            for record in one.PairSet[one.Coverage.glyphs.index(left)].PairValueRecord:
                if record.SecondGlyph == right:
                    return getattr(record.Value1, "XAdvance", 0) or 0
        else:
            first = one.ClassDef1.classDefs.get(left, 0)
            second = one.ClassDef2.classDefs.get(right, 0)
            value = one.Class1Record[first].Class2Record[second].Value1
            return getattr(value, "XAdvance", 0) or 0 if value else 0
    return 0


def prepare(font: TTFont) -> TTFont:
    """Return *font* as the package ships it."""
    kerned: dict[tuple[str, str], int] = {}
    for left, right, value in pairs(font):
        kerned[left, right] = kerned.get((left, right), 0) + value
    kept = sorted(kerned, key=lambda pair: (-abs(kerned[pair]), pair))[:MOST_PAIRS]
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "meta", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()))
    subsetter.subset(font)
    name = "uni202F"
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = (round(font["hmtx"]["space"][0] * 0.6), 0)
    for table in font["cmap"].tables:
        table.cmap[NARROW] = name
    table = newTable("kern")
    sub = KernTable_format_0()
    sub.version, sub.coverage, sub.apple, sub.tupleIndex = 0, 1, False, None
    alive = set(font.getGlyphOrder())
    sub.kernTable = {p: kerned[p] for p in sorted(kept) if alive.issuperset(p)}
    table.version, table.kernTables = 0, [sub]
    font["kern"] = table
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    return font


if __name__ == "__main__":
    source, output = map(Path, sys.argv[1:])
    for title, wanted in CUTS.items():
        made = prepare(cut(source, wanted))
        made.save(output / f"newsreader-{title}.ttf")
        sys.stdout.write(f"{title}: {len(made['kern'].kernTables[0].kernTable)} pairs\n")
