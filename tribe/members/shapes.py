"""What names look like: letters and digits that pass for one another at a glance are one."""

import unicodedata

from tribe.base.text import clean, fold, without_ignorable

# Letters and digits that pass for another, after what they pass for.
LOOK_ALIKES = {
    "a": "ɑаα4", "b": "вβ8", "c": "с", "d": "ԁ", "e": "еёε3", "g": "ɡ", "h": "н", "i": "ıɩɪіι",
    "j": "ј", "k": "кκ", "l": "1ӏ|", "m": "м", "o": "оο0", "p": "рρ", "q": "ԛ", "s": "ѕ5",
    "t": "тτ7", "u": "μυ", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уγ",
}  # fmt: skip
PLAIN = str.maketrans({seen: letter for letter, all_ in LOOK_ALIKES.items() for seen in all_})
_CAPITAL_I = str.maketrans({"I": "l", "І": "l", "Ι": "l"})  # Latin, Cyrillic, Greek: a stroke


def name_folded(name: str) -> str:
    """A name without case and accents, as it is typed in haste. At most 120 characters."""
    return fold(clean(name))[:120]


def name_shape(name: str) -> str:
    """What a name looks like: two names with one shape are told apart by no reader.

    Accents stay, for they are seen; a capital I is a stroke like l and 1. At most 80 characters.
    """
    strokes = unicodedata.normalize("NFKD", without_ignorable(clean(name))).translate(_CAPITAL_I)
    return strokes.casefold().translate(PLAIN)[:80]
