"""An act has the same form and the same place in each list, wherever a moderator meets it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import Decision, Ground
from tribe.moderation.services import Ruling
from tribe.moderation.services.reporting import open_case
from tribe.web import moderated

__all__ = ["quarter"]
SAID = {"rule": "Be kind", "why": "You shouted.", "ground": "law"}


def bring_up(subject_type: str, subject_id: int) -> int:
    """The case of a thing, also of one that members cannot report by itself."""
    matter = moderated.read(subject_type, subject_id)
    assert matter is not None
    case = open_case(subject_type, subject_id, matter).id
    session.commit()
    return case


def addresses(quarter: Quarter) -> dict[str, str]:
    """The pages of their own of acts that a case offers too."""
    post, topic = quarter.posts[0].id, quarter.topics[0].id
    return {
        "forum.post.hide": f"/p/{post}/hide",
        "forum.post.remove": f"/p/{post}/delete",
        "forum.topic.close": f"/t/{topic}/close",
        "forum.topic.unlist": f"/t/{topic}/unlist",
        "forum.topic.remove": f"/t/{topic}/remove",
    }


@pytest.mark.parametrize("act", ["hide", "remove", "close", "unlist"])
def test_days_are_asked_for_on_the_page_of_an_act_as_in_a_case(
    app: Flask, cast: Cast, quarter: Quarter, act: str
) -> None:
    name = f"forum.{'post' if act in ('hide', 'remove') else 'topic'}.{act}"
    ben, address = enter(app, cast, "ben"), addresses(quarter)[name]
    may_end = act != "remove"
    assert ('name="days"' in ben.get(address).text) is may_end
    wrong = ben.post(address, data=SAID | {"days": "many"})
    assert (wrong.status_code, "many" in wrong.text) == ((422, True) if may_end else (303, False))
    if not may_end:
        return
    assert ben.post(address, data=SAID | {"days": "3"}).status_code == 303
    made = session.scalars(select(Decision)).one()
    assert made.act == name
    assert made.ends_at is not None
    assert abs(made.ends_at - now() - timedelta(days=3)) < timedelta(minutes=5)


def test_a_law_is_named_as_one_on_the_page_of_an_act_as_in_a_case(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben = enter(app, cast, "ben")
    for act in ("forum.post.hide", "forum.topic.remove"):
        address = addresses(quarter)[act]
        assert re.search(r'<input[^>]*name="ground"[^>]*value="law"', ben.get(address).text)
        assert ben.post(address, data=SAID).status_code == 303
    assert {one.ground for one in session.scalars(select(Decision))} == {Ground.LAW}


def test_nothing_is_asked_of_ends_where_a_moderator_acts_on_what_is_their_own(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    topic = quarter.topics[0]
    topic.author_id = cast.ids["ben"]
    session.commit()
    assert 'name="days"' not in enter(app, cast, "ben").get(f"/t/{topic.id}/pin").text
    assert 'name="days"' not in enter(app, cast, "ben").get(f"/t/{topic.id}/unlist").text


def test_the_pace_of_a_topic_is_chosen_in_a_case_too(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = f"/moderation/cases/{bring_up('topic', quarter.topics[0].id)}"
    ben = enter(app, cast, "ben")
    slow = {"act": "forum.topic.slow"} | SAID
    assert 'name="forum.topic.slow.minutes"' in ben.get(case).text
    assert ben.post(case, data=slow | {"forum.topic.slow.minutes": "soon"}).status_code == 409
    assert ben.post(case, data=slow | {"forum.topic.slow.minutes": "25"}).status_code == 303
    session.expire_all()
    assert quarter.topics[0].slow_minutes == 25


@pytest.mark.parametrize(
    ("subject_type", "first"),
    [
        ("post", ["forum.post.hide", "forum.post.remove"]),
        ("topic", ["forum.topic.remove", "forum.topic.unlist", "forum.topic.close"]),
        (
            "member",
            [f"members.member.{act}" for act in ("warn", "silence", "suspend", "ban")],
        ),
    ],
)
def test_a_case_offers_first_what_is_done_most(
    app: Flask, cast: Cast, quarter: Quarter, subject_type: str, first: list[str]
) -> None:
    things = {
        "post": quarter.posts[0].id,
        "topic": quarter.topics[0].id,
        "member": cast.ids["dov"],
    }
    case = bring_up(subject_type, things[subject_type])
    page = enter(app, cast, "ben").get(f"/moderation/cases/{case}").text
    offered = re.findall(r'name="act" value="([a-z._]+)"', page)
    assert offered[: len(first)] == first
    assert offered[-1] == "moderation.none"


def test_the_menu_of_a_topic_has_the_order_of_its_case(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    topic = quarter.topics[0]
    brought, ben = bring_up("topic", topic.id), enter(app, cast, "ben")
    case = ben.get(f"/moderation/cases/{brought}").text
    acts = [one.rpartition(".")[2] for one in re.findall(r'name="act" value="([a-z._]+)"', case)]
    page = ben.get(f"/t/{topic.id}", follow_redirects=True).text
    menu = page.split('class="menu__sheet"')[-1].split("</details>")[0]
    paths = re.findall(rf'href="/t/{topic.id}/([a-z]+)"', menu)
    in_both = set(acts) & set(paths)
    assert len(in_both) >= 4
    assert [one for one in paths if one in in_both] == [one for one in acts if one in in_both]
    assert paths[0] == "remove"


def test_the_days_of_both_acts_of_a_case_say_whose_they_are(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben, case = enter(app, cast, "ben"), f"/moderation/cases/{quarter.report(0)}"
    for locale, of_post, of_author in (
        ("en", "Days for this post", "Days for the author"),
        ("fr", "Nombre de jours – message", "Nombre de jours – qui l’a écrit"),
    ):
        page = ben.get(case, headers={"Accept-Language": locale}).text
        for name, label in (("days", of_post), ("author_days", of_author)):
            assert re.search(rf'<label[^>]*for="f-{name}"[^>]*>{label}', page), (locale, name)
        assert page.index('id="f-days"') < page.index('name="author_act"')


def test_a_second_appeal_is_refused_as_a_conflict_and_keeps_what_was_typed(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ruling = Ruling("forum.post.hide", "You shouted.", "Be kind")
    post = quarter.posts[0].id
    decision = services.decide_on(cast.get("ben"), "post", post, ruling)
    session.commit()
    dov, address = enter(app, cast, "dov"), f"/moderation/decisions/{decision.id}/appeal"
    empty = dov.post(address, data={"words": " "})
    assert empty.status_code == 422
    assert dov.post(address, data={"words": "I whispered"}).status_code == 303
    again = dov.post(address, data={"words": "zqxonce more"})
    assert (again.status_code, "zqxonce more" in again.text) == (409, True)
    assert "You have already appealed this decision." in again.text
