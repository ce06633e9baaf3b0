"""The reader's own menu: its parts, each under its heading, and nothing that is not theirs."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.world import furnish

COMING = ["/u/{name}", "/notices", "/conversations", "/me/bookmarks"]
ACCOUNT = ["/me", "/me/data", "/me/measured", "/me/sessions", "/me/reported"]
ACCOUNT += ["/moderation/decisions"]
MODERATING = ["/moderation", "/moderation/appeals", "/moderation/held", "/asides"]
TENDING = ["/greeting", "/applications", "/questions"]


def parts_of(page: str) -> dict[str, list[str]]:
    """The addresses of each part of the menu by its heading, in their order."""
    sheet = re.search(r'<div class="menu__sheet[^"]*">(.*?)<form', page, re.S)
    assert sheet is not None
    found: dict[str, list[str]] = {}
    for list_ in re.finditer(r"<ul([^>]*)>(.*?)</ul>", sheet[1], re.S):
        named = re.search(r'aria-labelledby="([^"]+)"', list_[1])
        heading = re.search(rf'id="{named[1]}">([^<]+)<', sheet[1]) if named else None
        found[heading[1] if heading else ""] = re.findall(r'href="([^"]+)"', list_[2])
    return found


@pytest.mark.parametrize(
    ("who", "moderating", "tending"),
    [
        ("dov", [], []),
        ("ben", MODERATING, TENDING),
        ("ada", MODERATING[:3], [*TENDING, "/admin"]),
    ],
)
def test_each_part_stands_under_its_heading(
    app: Flask, cast: Cast, who: str, moderating: list[str], tending: list[str]
) -> None:
    furnish(app, cast)
    found = parts_of(sign_in(app, cast, who).get("/topics").text)
    assert found.pop("") == [url.format(name=who) for url in COMING]
    assert found.pop("You") == ACCOUNT
    assert found.pop("Moderation", []) == moderating
    assert [one for one in found.pop("The place", []) if one != "/greeting"] == [
        one for one in tending if one != "/greeting"
    ]
    assert found == {}


def test_the_open_page_is_marked_in_its_part(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "ben").get("/moderation").text
    assert '<a href="/moderation" aria-current="page">Cases</a>' in page
