"""Makes the fonts that the desk sends, from those that Unfold ships: run it after Unfold was renewed, or an icon came.

    pip install fonttools brotli     (in an environment of its own)
    python tests/subset_fonts.py PATH/TO/unfold/static/unfold/fonts

The icons are those of `ICONS`, a name a line; `tests/config/test_page_weight.py` finds one that is used and not in it. Inter
keeps the letters of Western and Central European languages; for all others the page fetches the whole font.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "config" / "static" / "unfold" / "fonts"
ICONS = FONTS / "material-symbols" / "icons.txt"
# Basic Latin, Latin-1, Latin Extended-A, and the signs that pages use: dashes, quotes, bullets, arrows, currencies.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x2C6, 0x2DA, 0x2DC, 0x1E9E]
LETTERS += [*range(0x2010, 0x2028), *range(0x2030, 0x2040), 0x202F, 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193]
LETTERS += [0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265, 0x2713, 0x2717, 0xFEFF, 0xFFFD]
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


def icons(source):
    """A ligature font of the named icons: their glyphs and the letters of their names."""
    names = ICONS.read_text().split()
    font = TTFont(source)
    known = set(font.getGlyphOrder())
    if missing := [name for name in names if name not in known]:
        sys.exit(f"The font has no icon of these names: {missing}")
    letters = {ord(letter) for name in names for letter in name}
    save(font, FONTS / "material-symbols" / "Material-Symbols-Outlined.woff2", letters, names, ["rlig", "liga"])


def save(font, target, letters, glyphs=(), features=("kern", "mark", "mkmk", "ccmp", "locl", "tnum")):
    """Keep letters and glyphs of a font; a ligature of two that stay is kept only if its own glyph is named."""
    options = subset.Options(flavor="woff2", layout_features=list(features), layout_closure=not glyphs, hinting=False)
    options.glyph_names = False
    options.drop_tables += ["FFTM"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=letters, glyphs=glyphs)
    chosen.subset(font)
    subset.save_font(font, str(target), options)
    print(target.name, target.stat().st_size)


if __name__ == "__main__":
    shipped = Path(sys.argv[1])
    icons(shipped / "material-symbols" / "Material-Symbols-Outlined.woff2")
    for weight in WEIGHTS:
        source = shipped / "inter" / f"Inter-{weight}.woff2"
        save(TTFont(source), FONTS / "inter" / f"Inter-{weight}-latin.woff2", LETTERS)
