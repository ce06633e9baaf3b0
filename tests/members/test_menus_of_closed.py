"""Whoever is signed in to a closed account is offered what is open to them, and nothing else."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.services import Ruling

STATEMENTS = "/moderation/decisions"
OUT = ("/topics", "/events", "/u/dov", "/notices", "/conversations", "/me/bookmarks")


def addresses(page: str) -> set[str]:
    """Where the links and forms of a page lead on this site by a look, but for its own parts."""
    found = re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    found += re.findall(r'<form [^>]*method="get" action="(/[^"]*)"', page)
    return {address.split("#")[0].replace("&amp;", "&") for address in found}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_link_of_its_pages_opens(app: Flask, cast: Cast, language: str) -> None:
    with app.app_context():
        why = Ruling("members.member.suspend", "You shouted", "Be kind", ends_at=None)
        services.decide_on(cast.get("ben"), "member", cast.ids["dov"], why)
        session.commit()
    dov = sign_in(app, cast, "dov")
    said = {"Accept-Language": language}
    seen: set[str] = set()
    for page in (STATEMENTS, f"{STATEMENTS}/1", "/me/data", "/me/looks", "/me/consent"):
        answer = dov.get(page, headers=said)
        assert answer.status_code == 200, page
        seen |= addresses(answer.text)
    assert {"/me/data", "/me/looks", "/me/consent", STATEMENTS} <= seen
    assert seen.isdisjoint(OUT)
    answers = {address: dov.get(address, headers=said) for address in sorted(seen - {"/"})}
    assert {at: one.location for at, one in answers.items() if one.status_code != 200} == {}
    assert dov.get("/").location == STATEMENTS


def test_others_are_offered_all_of_it(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "cleo").get("/").text
    assert {"/topics", "/u/cleo", "/search"} <= addresses(page)
