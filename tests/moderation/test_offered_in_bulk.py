"""What is offered for several cases at once is what each admits; what waits is not let lie."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.spam.test_held import cases, held_texts, place, send
from tests.world import furnish
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.spam.models import HeldState

__all__ = ["place"]
NOTHING = {"act": NO_ACTION, "why": "It is fine", "rule": "", "ground": "rules"}
DISMISSING = f'value="{NO_ACTION}"'


def offered(page: str) -> list[str]:
    """The acts that a page offers."""
    return re.findall(r'name="act" value="([^"]+)"', page)


def test_several_are_offered_no_act_that_none_of_them_admits_alone(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    things = [("member", cast.ids["dov"]), ("topic", world.topic), ("event", world.event)]
    with app.app_context():
        found = [
            services.report_automatically(kind, number, ReportKind.SPAM, "spam.links").id
            for kind, number in things
        ]
        session.commit()
    ben = sign_in(app, cast, "ben")
    for (kind, _number), case in zip(things, found, strict=True):
        several = offered(ben.get(f"/moderation?thing={kind}").text)
        alone = offered(ben.get(f"/moderation/cases/{case}").text)
        assert NO_ACTION in several
        assert set(several) <= set(alone), kind


def test_a_text_that_waits_is_published_or_not_and_never_let_lie(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast)
    with app.app_context():
        number = cases()[0].id
    ben, address = sign_in(app, cast, "ben"), f"/moderation/cases/{number}"
    choices = ["spam.text.publish", "spam.text.decline"]
    for page in (address, "/moderation"):
        said = ben.get(page).text
        assert offered(said) == choices
        assert "no action" not in said
    for sent in (
        ben.post(address, data=NOTHING),
        ben.post("/moderation", data=NOTHING | {"case": number}),
    ):
        assert sent.status_code == 409
        assert "the case waits until another action is taken" in sent.text
    with app.app_context():
        with pytest.raises(RuleBroken, match="waits_for_act"):
            services.decide(cast.get("ben"), cases()[0], Ruling(NO_ACTION, "It is fine"))
        session.rollback()
        assert [held.state for held in held_texts()] == [HeldState.WAITING]
        assert cases()[0].is_open
        other = services.report(
            cast.get("ines"), "member", cast.ids["dov"], ReportKind.HARM, "x"
        ).case_id
        session.commit()
    said = ben.get("/moderation").text
    assert DISMISSING in said
    assert re.findall(r'value="(\d+)" data-type="\w+" data-waits', said) == [str(number)]
    both = ben.post("/moderation", data=NOTHING | {"case": [number, other]})
    assert both.status_code == 409
    assert "1 case decided." in both.text
    with app.app_context():
        assert cases()[0].is_open
        assert not session.get_one(ModerationCase, other).is_open
