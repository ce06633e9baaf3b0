"""Names of members as they are written in a text, and how names are compared."""

import re
import unicodedata
from itertools import islice

LONGEST = 64_000  # characters of source that are looked at
MOST_NAMES = 200
NAME = re.compile(r"(?<![\w@./\\-])@(\w[\w.-]{0,38}\w)")


def name_key(name: str) -> str:
    """How names are compared: case and compatible forms make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def mentioned_names(source: str) -> set[str]:
    """The keys of the names that a source may mention; look them up, then cook."""
    found = (name_key(match[1]) for match in NAME.finditer(source[:LONGEST]))
    return set(islice(dict.fromkeys(found), MOST_NAMES))
