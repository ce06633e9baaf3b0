"""Words that readers stumbled over stand nowhere any more, in neither language."""

import re
from pathlib import Path

import pytest

from tribe.base.i18n import read_catalogue

TEMPLATES = Path(__file__).parents[2] / "templates"
ENGLISH = (
    "May you join in", "Members may.", "Mark an enactment", "Lay down the keeping",
    "Lay the rite down", "Nothing that nobody declared", "To be counted, or not",
    "The place (optional)",
)  # fmt: skip
FRENCH = (
    r"\bVeillé\b", r"membre du milieu", r"\blien du milieu", r"celui du milieu",
    r"liens le retiennent", r"dans ce que fait le hasard", r"surtout chez eux",
)  # fmt: skip


@pytest.mark.parametrize("words", ENGLISH)
def test_no_page_says_it(words: str) -> None:
    assert [path for path in TEMPLATES.rglob("*.html") if words in path.read_text()] == []


@pytest.mark.parametrize("words", FRENCH)
def test_no_french_text_says_it(words: str) -> None:
    said = [str(message.string) for message in read_catalogue("fr") if message.id]
    assert len(said) > 1000
    assert [text for text in said if re.search(words, text)] == []
