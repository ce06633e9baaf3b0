"""Which names a member may take, and when two names are the same to a reader."""

import unicodedata

from flask_babel import gettext as _

from tribe import markup
from tribe.forms import clean

SHORTEST, LONGEST = 2, 30
LONGEST_KEY = 60
MARKS = "-_."
# Words that would speak for the house, in either language.
RESERVED_WORDS = """
    account admin administrateur administrator admins all anonyme anonymous brand conseil council
    deleted equipe everyone gardien gardiens guest here house invite keeper keepers maison marque
    me member membre membres members mod moderateur moderateurs moderation moderator moderators
    moi new nobody null official officiel root staff support system team tous tout tribe tribu
    undefined
"""
# Letters and digits that pass for another at a glance, after what they pass for.
LOOK_ALIKES = {
    "a": "ɑаα4", "b": "вβ8", "c": "с", "d": "ԁ", "e": "еёε3", "g": "ɡ", "h": "н", "i": "ıɩɪіι1l",
    "j": "ј", "k": "кκ", "m": "м", "o": "оο0", "p": "рρ", "q": "ԛ", "s": "ѕ5", "t": "тτ7",
    "u": "μυ", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уγ",
}  # fmt: skip
# First words of the names of letters that are at home beside those of another alphabet.
COMPANIONS = ("BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "KATAKANA", "MODIFIER", "")
_PLAIN = str.maketrans({seen: letter for letter, all_ in LOOK_ALIKES.items() for seen in all_})


def name_key(name: str) -> str:
    """What a name is found by, in addresses and mentions; two names with one key are one."""
    return markup.name_key(clean(name))


def outline(name: str) -> str:
    """What a name looks like from afar: no accents, no marks, look-alikes as one letter."""
    folded = unicodedata.normalize("NFKD", name_key(name)).translate(_PLAIN)
    seen = "".join(c for c in folded if c.isalnum())
    return seen.replace("rn", "m").replace("vv", "w")


def fault_of(name: str) -> str | None:
    """What is wrong with a name, in the reader's words, or None; says nothing of who has it."""
    visible = [c for c in name if unicodedata.category(c)[0] != "M"]
    if not SHORTEST <= len(visible) <= LONGEST or len(name) > LONGEST + 10:
        return str(
            _(
                "Please choose a name of %(least)s to %(most)s characters.",
                least=SHORTEST,
                most=LONGEST,
            )
        )
    if not all(c in MARKS or unicodedata.category(c)[0] in "LM" or c.isdecimal() for c in name):
        return str(_("Please use only letters, digits, dots, hyphens and underscores."))
    if not (visible[0].isalnum() and visible[-1].isalnum() and name[0] == visible[0]):
        return str(_("Please begin and end the name with a letter or a digit."))
    if len(_scripts(name)) > 1:
        return str(_("Please keep to one alphabet within a name."))
    if outline(name) in _RESERVED_OUTLINES or len(name_key(name)) > LONGEST_KEY:
        return str(_("This name is kept back, because it would speak for the house."))
    return None


def _scripts(name: str) -> set[str]:
    """The alphabets of a name; those of East Asia stand beside any other, and count as none."""
    letters = (unicodedata.name(c, "").split(" ")[0] for c in name if c.isalpha())
    return {script for script in letters if script.split("-")[0] not in COMPANIONS}


_RESERVED_OUTLINES = frozenset(outline(word) for word in RESERVED_WORDS.split())
