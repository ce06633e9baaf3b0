"""Who decides is offered the rules of the place by name; a statement leads to those of its day."""

import html
import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.moderation.test_races import RULING, House, house
from tribe.base.db import session
from tribe.pages import services as pages
from tribe.pages.headings import list_rules
from tribe.pages.models import PageKey

__all__ = ["house"]
ENGLISH = """Hello.

## With each other

1. **Be kind** & brief. Nobody is shouted at.
2) Sell nothing
- **Be kind** & brief.

### "Apart" <b>
"""
FRENCH = "### Entre nous\n\n1. **Restez aimables.** Personne ne crie.\n"
NAMED = ["With each other", "Be kind", "Sell nothing", '"Apart" <b>']


def publish(cast: Cast, **texts: str) -> None:
    pages.publish(cast.get("ada"), PageKey.RULES, texts)
    session.commit()


def offered(page: str) -> list[str]:
    found = re.search(r'<datalist id="rules-here">(.*?)</datalist>', page, re.S)
    assert found is not None
    assert 'list="rules-here"' in page
    assert '<a href="/pages/rules">' in page
    return [html.unescape(one) for one in re.findall(r'<option value="(.*?)">', found[1])]


def test_headings_and_rules_are_named_once_in_a_language_or_in_that_which_there_is(
    context: Flask, cast: Cast
) -> None:
    assert list(list_rules("en")) == []
    publish(cast, en=ENGLISH)
    assert list(list_rules("en")) == list(list_rules("fr")) == NAMED
    publish(cast, en=ENGLISH, fr=FRENCH)
    assert list(list_rules("fr")) == ["Entre nous", "Restez aimables."]


def test_what_is_no_heading_is_none_however_it_looks(context: Flask, cast: Cast) -> None:
    far = " " * 20_000
    blocks = ("Apart\n=====", "```\n# no rule\n- nor this\n```", "> quoted", f"# x{far}x", "- a")
    publish(cast, en="\n\n".join((*blocks, "  b")))
    assert list(list_rules("en")) == ["Apart", "a"]


@pytest.mark.parametrize(
    ("locale", "named"), [("fr", ["Entre nous", "Restez aimables."]), (None, NAMED)]
)
def test_a_case_offers_them_in_the_language_of_whom_it_concerns(
    app: Flask, cast: Cast, house: House, locale: str | None, named: list[str]
) -> None:
    with app.app_context():
        cast.get("dov").locale = locale
        cast.get("ben").locale = "en"
        publish(cast, en=ENGLISH, fr=FRENCH)
    ben = sign_in(app, cast, "ben")
    assert offered(ben.get(f"/moderation/cases/{house.case}").text) == named
    assert offered(ben.get(f"/moderation/members/{cast.ids['dov']}").text) == named
    for address in (f"/p/{house.post}/delete", f"/t/{house.topic}/close", "/moderation"):
        assert offered(ben.get(address).text) == NAMED, address


def test_a_place_without_rules_offers_none(app: Flask, cast: Cast, house: House) -> None:
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{house.case}").text
    assert 'name="rule"' in page
    assert "<datalist" not in page


def test_a_statement_leads_to_the_rules_that_held_when_it_was_made(
    app: Flask, cast: Cast, house: House
) -> None:
    with app.app_context():
        publish(cast, en=ENGLISH)
    ben = sign_in(app, cast, "ben")
    sent = ben.post(f"/moderation/cases/{house.case}", data=RULING)
    assert sent.status_code == 303
    with app.app_context():
        publish(cast, en="# Silence\n")
    dov = sign_in(app, cast, "dov")
    page = dov.get("/moderation/decisions/1").text
    [address] = re.findall(r'href="(/pages/rules\?version=\d+)"', page)
    assert address == "/pages/rules?version=1"
    held = dov.get(address).text
    assert "Nobody is shouted at." in held
    assert "Nobody is shouted at." not in dov.get("/pages/rules").text


@pytest.mark.parametrize(
    ("rule", "is_named"),
    [
        ("Be kind", True),
        ("be  KIND", True),
        ("Restez aimables.", True),
        ("Be zqxquiet", False),
        ("Silence", False),
    ],
)
def test_a_statement_names_the_rules_of_its_day_for_what_stands_in_them_alone(
    app: Flask, cast: Cast, house: House, rule: str, is_named: bool
) -> None:
    with app.app_context():
        publish(cast, en=ENGLISH, fr=FRENCH)
    sign_in(app, cast, "ben").post(f"/moderation/cases/{house.case}", data=RULING | {"rule": rule})
    with app.app_context():
        publish(cast, en="# Silence\n")
    page = sign_in(app, cast, "dov").get("/moderation/decisions/1").text
    assert ("the rules in force then, version 1" in page) is is_named
    assert ("in the words of whoever decided" in page) is not is_named
    assert ("for comparison: our rules on that day, version 1" in page) is not is_named


def test_a_law_is_not_said_to_be_in_somebodys_words(app: Flask, cast: Cast, house: House) -> None:
    with app.app_context():
        publish(cast, en=ENGLISH)
    ruling = RULING | {"rule": "Art. 1", "ground": "law"}
    sign_in(app, cast, "ben").post(f"/moderation/cases/{house.case}", data=ruling)
    page = sign_in(app, cast, "dov").get("/moderation/decisions/1").text
    assert "Art. 1" in page
    assert "in the words of whoever decided" not in page
    assert "rules in force then" not in page
