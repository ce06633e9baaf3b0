"""Everything a person reads is there in French, with the same placeholders as in English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tribe.i18n import CATALOGUES, read_catalogue

ROOT = Path(__file__).parent.parent.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Message = str | tuple[str, ...]


def messages() -> dict[Message, str]:
    """Each text of code and templates, with where it was found first."""
    found: dict[Message, str] = {}
    for folder, method in (("tribe", "python"), ("templates", "jinja2.ext:babel_extract")):
        pattern = "**.py" if method == "python" else "**.html"
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, [(pattern, method)], {pattern: {"trimmed": "true"}}, KEYWORDS
        ):
            found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def test_every_text_has_its_french() -> None:
    catalogue = read_catalogue("fr")
    missing = [
        f"{where}: {message!r}"
        for message, where in messages().items()
        if (entry := catalogue.get(message if isinstance(message, str) else message[0])) is None
        or not entry.string
        or not all(entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,))
        or entry.fuzzy
    ]
    assert not missing, "\n".join(sorted(missing))


def test_the_french_keeps_the_placeholders() -> None:
    wrong = []
    for message in read_catalogue("fr"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        wrong += [f"{ids[0]!r}" for text in strings if set(PLACEHOLDER.findall(text)) - wanted]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path", sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")), ids=lambda p: p.stem
)
def test_no_room_carries_texts_that_nobody_says(path: Path) -> None:
    said = {message if isinstance(message, str) else message[0] for message in messages()}
    with path.open("rb") as source:
        kept = [m.id if isinstance(m.id, str) else m.id[0] for m in read_po(source) if m.id]
    assert not sorted(set(kept) - said)


def test_french_signs_do_not_stand_alone_on_a_line() -> None:
    catalogue = read_catalogue("fr")
    said = [
        text for m in catalogue for text in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    assert any("\u202f?" in text for text in said)
    assert not [text for text in said if re.search(r" [;:?!»]|« ", text)]
