"""What the brand hosts says whom it serves, whoever began it; what it says nobody else changes."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.events.conftest import typed
from tests.notices.conftest import Hall, hall, work
from tests.notices.test_budget import MARKET
from tests.stating import STATED, TYPED
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.events import services as events
from tribe.events.models import Event, EventStatus
from tribe.events.services.erasing import list_sole_coming

__all__ = ["hall"]

SOUP = replace(MARKET, title="Soup", serves="", asks="")
OTHER = {"serves": "Whoever sells ovens", "asks": "To buy one"}


@pytest.fixture
def soup(hall: Hall) -> Event:
    """A gathering that Cleo began, and that Dov, who speaks for the brand, hosts with her."""
    hall.speaks("dov")
    return together(hall, "cleo", "dov", serves="", asks="")


def together(hall: Hall, by: str, asked: str, **more: object) -> Event:
    draft = replace(MARKET, asked_ids=(hall.cast.ids[asked],), **more)  # type: ignore[arg-type]
    made = events.create_event(hall.cast.get(by), draft)
    events.accept_hosting(hall.cast.get(asked), made)
    work()
    return made


def test_the_brand_says_it_before_it_changes_what_a_member_began(hall: Hall, soup: Event) -> None:
    dov, advert = hall.cast.get("dov"), replace(SOUP, title="Buy our ovens")
    with pytest.raises(RuleBroken, match=r"intent\.missing"):
        events.edit_event(dov, soup, advert)
    session.rollback()
    assert events.edit_event(hall.cast.get("cleo"), soup, replace(SOUP, title="Broth")).serves == ""
    events.edit_event(dov, soup, replace(advert, serves=STATED.serves, asks=STATED.asks))
    assert (soup.title, soup.serves) == ("Buy our ovens", STATED.serves)


def test_its_form_asks_and_that_of_others_does_not(app: Flask, cast: Cast, hall: Hall) -> None:
    hall.speaks("dov")
    made = together(hall, "cleo", "dov", serves="", asks="").id
    page = f"/events/{made}/edit"
    for who, is_asked in (("dov", True), ("cleo", False)):
        assert ('name="serves"' in sign_in(app, cast, who).get(page).text) is is_asked
    dov = sign_in(app, cast, "dov")
    assert dov.post(page, data=typed(title="Buy our ovens")).status_code == 422
    assert dov.post(page, data=typed(title="Buy our ovens") | TYPED).status_code == 303
    assert STATED.asks in app.test_client().get(f"/events/{made}").text


@pytest.mark.parametrize("verb", ["steps down", "is taken away"])
def test_it_is_not_left_to_the_brand_before_that(hall: Hall, soup: Event, verb: str) -> None:
    def leave() -> None:
        if verb == "steps down":
            events.step_down(hall.cast.get("cleo"), soup)
        else:
            events.remove_host(hall.cast.get("ben"), soup, hall.cast.ids["cleo"])

    with pytest.raises(RuleBroken, match=r"events\.brand_is_left"):
        leave()
    session.rollback()
    said = replace(SOUP, serves=STATED.serves, asks=STATED.asks)
    events.edit_event(hall.cast.get("dov"), soup, said)
    leave()
    assert [host.member_id for host in soup.hosts] == [hall.cast.ids["dov"]]


def test_where_its_host_is_erased_it_is_called_off(hall: Hall, soup: Event) -> None:
    assert list_sole_coming(hall.cast.ids["cleo"]) == [soup.id]
    assert soup.status is EventStatus.CONFIRMED
    assert list_sole_coming(hall.cast.ids["dov"]) == []
    said = replace(SOUP, serves=STATED.serves, asks=STATED.asks)
    events.edit_event(hall.cast.get("dov"), soup, said)
    assert list_sole_coming(hall.cast.ids["cleo"]) == []


@pytest.mark.parametrize("who", ["cleo", "ben"])
def test_who_does_not_speak_for_it_changes_none_of_both(hall: Hall, who: str) -> None:
    hall.speaks("dov")
    made = together(hall, "dov", "cleo")
    events.edit_event(hall.cast.get(who), made, replace(MARKET, title="Fair", **OTHER))
    assert (made.title, made.serves, made.asks) == ("Fair", STATED.serves, STATED.asks)
    events.edit_event(hall.cast.get("dov"), made, replace(MARKET, **OTHER))
    assert made.serves == OTHER["serves"]
