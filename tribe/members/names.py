"""Which names a member may take, and when two names are the same to a reader."""

import unicodedata

from tribe import markup
from tribe.base.errors import Fault
from tribe.base.text import clean, has_ignorable, without_ignorable
from tribe.members.shapes import PLAIN

MIN_LENGTH, MAX_LENGTH = 2, 30
MAX_KEY_LENGTH = 60
MARKS = "-_."
# Words that would speak for the house, in either language.
RESERVED_WORDS = """
    account admin administrateur administrator admins all anonyme anonymous brand conseil council
    deleted equipe everyone gardien gardiens guest here house invite keeper keepers maison marque
    me member membre membres members mod moderateur moderateurs moderation moderator moderators
    moi new nobody null official officiel root staff support system team tous tout tribe tribu
    undefined
"""
# First words of the names of letters that are at home beside those of another alphabet.
COMPANIONS = ("BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "KATAKANA", "MODIFIER", "")


def name_key(name: str) -> str:
    """What a name is found by, in addresses and mentions; two names with one key are one."""
    return markup.name_key(clean(name))


def outline(name: str) -> str:
    """What a name looks like from afar: no accents, no marks, look-alikes as one letter."""
    seen_of = without_ignorable(name_key(name))
    folded = unicodedata.normalize("NFKD", seen_of).translate(PLAIN).replace("l", "i")
    seen = "".join(c for c in folded if c.isalnum())
    return seen.replace("rn", "m").replace("vv", "w")


def fault_of(name: str) -> Fault | None:
    """What is wrong with a name, or None; says nothing of who has it."""
    visible = [c for c in name if unicodedata.category(c)[0] != "M"]
    if not MIN_LENGTH <= len(visible) <= MAX_LENGTH or len(name) > MAX_LENGTH + 10:
        return Fault("members.name_length", {"least": MIN_LENGTH, "most": MAX_LENGTH})
    fault = fault_of_signs(name)
    if fault is not None:
        return fault
    if outline(name) in _RESERVED_OUTLINES or len(name_key(name)) > MAX_KEY_LENGTH:
        return Fault("members.name_reserved")
    return None


def fault_of_signs(name: str) -> Fault | None:
    """What is wrong with the letters of any name, of a member or of a thing; None where nothing."""
    visible = [c for c in name if unicodedata.category(c)[0] != "M"]
    if has_ignorable(name) or not visible or not all(map(_is_fit, name)):
        return Fault("members.name_letters")
    if not (visible[0].isalnum() and visible[-1].isalnum() and name[0] == visible[0]):
        return Fault("members.name_ends")
    if len(_scripts(name)) > 1:
        return Fault("members.name_alphabets")
    return None


def _is_fit(c: str) -> bool:
    return c in MARKS or unicodedata.category(c)[0] in "LM" or c.isdecimal()


def _scripts(name: str) -> set[str]:
    """The alphabets of a name; those of East Asia stand beside any other, and count as none."""
    letters = (unicodedata.name(c, "").split(" ")[0] for c in name if c.isalpha())
    return {script for script in letters if script.split("-")[0] not in COMPANIONS}


_RESERVED_OUTLINES = frozenset(outline(word) for word in RESERVED_WORDS.split())
