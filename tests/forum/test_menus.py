"""The menu of a topic offers what its pages let one do, and nothing else."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Pin, Topic
from tribe.forum.views.arranging import ACTS
from tribe.moderation import services as moderation
from tribe.moderation.models import AppealOutcome, Decision, Ground, ReportKind
from tribe.moderation.services import Ruling

DOV = "dov"  # who moderates the category alone


def by(
    name: str, act: str, ground: Ground = Ground.RULES, **choices: object
) -> Callable[[Forum, Topic], None]:
    """What somebody decided of a topic."""

    def decide(forum: Forum, topic: Topic) -> None:
        rule = "" if ground is Ground.NONE else "Be kind"
        ruling = Ruling(f"forum.topic.{act}", "So it is", rule, ground, choices=choices)
        moderation.decide_on(forum.cast.get(name), "topic", topic.id, ruling)

    return decide


def own(forum: Forum, topic: Topic) -> None:
    topic.author_id = forum.cast.ids[DOV]


def brand(forum: Forum, _topic: Topic) -> None:
    forum.cast.get("cleo").is_brand = forum.cast.get(DOV).is_brand = True


def nothing(_forum: Forum, _topic: Topic) -> None:
    """It is as it was begun."""


STATES = {
    "new": nothing,
    "own": own,
    "of the brand": brand,
    "closed by another": by("ben", "close"),
    "closed by itself": by(DOV, "close"),
    "put in order by another": by("ben", "close", Ground.NONE),
    "slowed by another": by("ben", "slow", minutes=5),
    "pinned by another": by("ben", "pin", pin=Pin.CATEGORY),
    "unlisted by another": by("ben", "unlist"),
    "unlisted by themselves": by(DOV, "unlist"),
    "removed by another": by("ben", "remove"),
}


def works(client: FlaskClient, number: int, path: str) -> bool:
    page = client.get(f"/t/{number}/{path}")
    return page.status_code == 200 and f'action="/t/{number}/{path}"' in page.text


@pytest.mark.parametrize("state", STATES)
def test_what_is_offered_works_and_nothing_else_does(
    app: Flask, cast: Cast, talk: Talk, state: str
) -> None:
    def script(forum: Forum) -> int:
        hall = forum.room("hall")
        forum.room("yard")
        topic = forum.topic("cleo", hall)
        forum.reply("ines", topic)
        services.appoint(forum.cast.get("ada"), forum.cast.get(DOV), hall.id)
        session.commit()
        STATES[state](forum, topic)
        session.commit()
        return topic.id

    number = talk(script)
    with app.app_context():
        topic = session.get_one(Topic, number)
        gone, now_closed = topic.removed_at is not None, topic.closed_at is not None
        senseless = {"unpin"} - ({"unpin"} if topic.pinned else set())
        senseless |= {"quicken"} if not topic.slow_minutes else set()  # it may be slower still
        senseless |= {"close", "closing"} if now_closed else {"reopen"}
        senseless |= {"unlist"} if topic.unlisted_at else {"list"}
        senseless |= set() if gone else {"restore"}
        address = f"/t/{number}/{topic.slug}"
    for name in ("ada", "ben", DOV):
        reader = sign_in(app, cast, name)
        offered = links(reader, address, number)
        can = {path for path in ACTS if path not in senseless and works(reader, number, path)}
        assert offered == can, (state, name)
    for name in ("cleo", "ines"):
        assert links(sign_in(app, cast, name), address, number) == set()


def links(client: FlaskClient, address: str, number: int) -> set[str]:
    page = client.get(address, follow_redirects=True).text
    return set(re.findall(rf'href="/t/{number}/([a-z]+)"', page)) & set(ACTS)


def test_with_one_category_and_one_post_there_is_nothing_to_move_or_split(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    number = talk(lambda forum: forum.topic("cleo", forum.room()).id)
    offered = links(sign_in(app, cast, "ben"), f"/t/{number}/a-title", number)
    assert "close" in offered
    assert not {"move", "split"} & offered


def lose(forum: Forum, topic: Topic) -> None:
    """Let an appeal overturn what Ben decided of a topic."""
    by("ben", "close")(forum, topic)
    [made] = session.query(Decision).filter_by(subject_type="topic", subject_id=topic.id)
    appeal = moderation.appeal(forum.cast.get("cleo"), made, "Why?")
    moderation.judge(forum.cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "It was fine")


@pytest.mark.parametrize("why", ["reported", "lost"])
def test_no_change_is_offered_that_would_be_refused(
    app: Flask, cast: Cast, talk: Talk, why: str
) -> None:
    def begin(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room())
        second = forum.reply("dov", topic, "Buy bread")
        if why == "reported":
            moderation.report(cast.get("ben"), "post", second.id, ReportKind.HARM)
        else:
            lose(forum, topic)
        session.commit()
        return topic.id

    page = f"/t/{talk(begin)}/a-title"
    ben = sign_in(app, cast, "ben")
    offered = edits(ben, page)
    assert offered == ({"1"} if why == "reported" else set())
    assert edits(sign_in(app, cast, "ada"), page) == {"1", "2"}
    for number in ("1", "2"):
        status = 200 if number in offered else 403
        assert ben.get(f"/p/{number}/edit").status_code == status


def edits(client: FlaskClient, address: str) -> set[str]:
    page = client.get(address, follow_redirects=True).text
    return set(re.findall(r'href="/p/([0-9]+)/edit"', page))


def test_what_may_be_changed_costs_the_same_of_many_posts(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    def begin(forum: Forum, count: int) -> int:
        topic = forum.topic("cleo", forum.room(f"Of {count}"))
        for number in range(count):
            forum.reply("dov", topic, f"Words {number}")
        lose(forum, topic)
        session.commit()
        return topic.id

    costs = []
    ben = sign_in(app, cast, "ben")
    for count in (2, 12):
        number = talk(partial(begin, count=count))
        ben.get(f"/t/{number}/a-title")
        with count_queries(app) as queries:
            ben.get(f"/t/{number}/a-title")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_members_pay_nothing_for_it(app: Flask, cast: Cast, talk: Talk) -> None:
    number = talk(lambda forum: forum.topic("cleo", forum.room()).id)
    ines = sign_in(app, cast, "ines")
    ines.get(f"/t/{number}/a-title")
    with count_queries(app) as queries:
        ines.get(f"/t/{number}/a-title")
    of_the_menu = [one for one in queries if "notice_cause" not in one]  # the bell's is another
    assert len(of_the_menu) == len(queries) - 1
    assert not [one for one in of_the_menu if "moderation_decision" in one]
