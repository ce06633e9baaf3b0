"""Names of tags: one form of each, in whatever case, with whatever look-alikes it is typed."""

import re
import unicodedata

from tribe.base.errors import Fault
from tribe.base.text import clean, without_ignorable
from tribe.members.names import fault_of_signs, name_key
from tribe.members.shapes import PLAIN

MIN_NAME, MAX_NAME = 2, 30
MAX_NAME_LENGTH, MAX_KEY_LENGTH = 40, 120  # with marks; and with each letter in its parts
MAX_TYPED = 400  # characters of a field with several
_BETWEEN = re.compile(r"[\s_.\-‐-―]+")
_SEPARATORS = re.compile(r"[,;،、，；\n]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_JOINED = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}
_TWINS = str.maketrans({chr(c): to for c, to in PLAIN.items() if c > 127} | _JOINED)


def tag_name(typed: str) -> str:
    """A name as it stands everywhere: small letters, and a hyphen for what is between words."""
    return _BETWEEN.sub("-", name_key(clean(typed))).strip("-#")


def tag_key(name: str) -> str:
    """What a tag is found by: accents, hyphens and letters that look alike make no difference."""
    parts = unicodedata.normalize("NFKD", without_ignorable(tag_name(name)))
    bare = _ACCENTS.sub("", parts).translate(_TWINS).replace("-", "")
    return unicodedata.normalize("NFC", bare)[:MAX_KEY_LENGTH]


def split_tags(typed: str) -> list[str]:
    """The names in what was typed with commas between; each once, in their order."""
    names = (tag_name(one) for one in _SEPARATORS.split(clean(typed)))
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(tag_key(name), name)
    return list(found.values())


def fault_of_tag(name: str) -> Fault | None:
    """What is wrong with the name of a tag, judged as names of members are; None where nothing."""
    seen = [c for c in name if unicodedata.category(c)[0] != "M"]
    if not MIN_NAME <= len(seen) <= MAX_NAME or len(name) > MAX_NAME_LENGTH:
        return Fault("forum.tag_length", {"name": name[:60], "least": MIN_NAME, "most": MAX_NAME})
    return fault_of_signs(name)
