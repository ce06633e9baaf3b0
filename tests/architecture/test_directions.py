"""What people wrote stands in its own direction, and turns nothing beside it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import repeat

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.walking import walk
from tests.world import furnish, open_the_doors

WORDS = "שלום עולם"
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
UNSTYLED = {"title", "option", "script"}  # none is shown amid other words
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Directions(HTMLParser):
    """The places of a page where the words stand in the direction of something else."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        """Leave it, and what was left open in it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Judge some text."""
        if WORDS in ISOLATED.sub("", data) and not any(self._is_apart()):
            where = [f"{tag}.{known.get('class')}" for tag, known in self.open[-3:]]
            self.found.append(f"{' '.join(where)}: {data.strip()[:60]}")

    def _is_apart(self) -> Iterator[bool]:
        for tag, known in self.open:
            yield tag in UNSTYLED or known.get("dir") == "auto"


STARTS = [
    "/",
    "/topics",
    "/reports",
    "/me/data",
    "/me/profile",
    "/me/sessions",
    "/admin",
    "/support",
]
STARTS += ["/rituals/rite/history", "/events/1/history", "/events/1/edit", "/p/2/history", "/will"]


@pytest.mark.parametrize("actor", ["-", "cleo", "ben", "ada"])
def test_each_text_has_its_own_direction(app: Flask, cast: Cast, actor: str) -> None:
    furnish(app, cast, repeat(WORDS))
    open_the_doors(app)
    client = app.test_client() if actor == "-" else sign_in(app, cast, actor)
    found: dict[str, str] = {}
    for path, opened in walk(client, STARTS, alike=3).items():
        page = Directions()
        page.feed(opened.text)
        found |= dict.fromkeys(page.found, path)
    assert not found, "\n".join(f"{path} {where}" for where, path in found.items())
