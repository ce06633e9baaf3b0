"""What waits for a moderator stands on pages that are tabs of each other, with how much of it."""

import re
from datetime import timedelta

from flask import Flask

from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_out_of_sight import Office, office
from tests.moderation.test_out_of_sight_lists import appealed, serving
from tribe.access import Role
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import ModerationCase
from tribe.moderation.services import Ruling
from tribe.moderation.settings import COUNCIL_JUDGES
from tribe.settings import services as settings
from tribe.settings.kinds import YES
from tribe.voice.models import CouncilSeat

__all__ = ["office", "quarter"]
REMOVE = Ruling("forum.post.remove", "You shouted.", "Be kind")
PAGES = ("/moderation", "/moderation/appeals", "/moderation/held")


def tabs_of(page: str) -> dict[str, str]:
    """Where the tabs of a page lead, each with its words; the one that is open is marked."""
    nav = re.search(r'aria-label="Waiting for a moderator"><ul>(.*?)</ul>', page)
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?>(.*?)</a>', nav[1] if nav else "")
    return {
        address: re.sub("<.*?>", "", words).strip() + ("*" if current else "")
        for address, current, words in found
    }


def test_a_moderator_finds_all_that_waits_beside_the_cases(app: Flask, quarter: Quarter) -> None:
    ben = enter(app, quarter.cast, "ben")
    case = session.get_one(ModerationCase, quarter.report(1))
    decision = services.decide(quarter.cast.get("ada"), case, REMOVE)
    services.appeal(quarter.cast.get("dov"), decision, "I did not shout.")
    session.commit()
    quarter.report(0)
    quarter.hold(0)
    quarter.hold(1)
    said = {"/moderation": "Cases 3", "/moderation/appeals": "Appeals 1"}
    said["/moderation/held"] = "Held texts 2"
    for address in PAGES:
        found = tabs_of(ben.get(address).text)
        assert found == {**said, address: f"{said[address]}*"}
    assert tabs_of(ben.get("/moderation?state=decided").text)["/moderation"] == "Cases 3*"
    assert tabs_of(ben.get("/moderation/appeals?state=answered").text) == {
        **said,
        "/moderation/appeals": "Appeals 1*",
    }


def test_who_moderates_a_category_finds_what_lies_in_it(app: Flask, quarter: Quarter) -> None:
    fay = enter(app, quarter.cast, "fay")
    quarter.report(1)
    quarter.hold(1)
    quarter.report(0)
    quarter.hold(0)
    said = {"/moderation": "Cases 2*", "/moderation/held": "Held texts 1"}
    assert tabs_of(fay.get("/moderation").text) == said
    assert "/moderation/appeals" not in tabs_of(fay.get("/moderation/held").text)


def test_what_a_moderator_may_not_see_is_not_counted(app: Flask, office: Office) -> None:
    serving(office.cast, "judith", Role.ADMIN)
    appealed(office)
    for name, said in (("ben", "Appeals"), ("judith", "Appeals 1")):
        assert tabs_of(enter(app, office.cast, name).get("/moderation").text)[PAGES[1]] == said


def test_who_judges_and_moderates_nothing_has_no_tabs(app: Flask, office: Office) -> None:
    settings.change({COUNCIL_JUDGES.key: YES}, office.cast.ids["ada"])
    today = now().date()
    session.add(CouncilSeat(member_id=office.cast.ids["cleo"], since=today - timedelta(days=1)))
    session.commit()
    page = enter(app, office.cast, "cleo").get("/moderation/appeals")
    assert page.status_code == 200
    assert tabs_of(page.text) == {}
