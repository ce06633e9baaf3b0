"""What moderators do to topics is a decision, whose statement its author reads and appeals."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk
from tests.forum.test_topic_acts import WORD, a_talk, category
from tests.mail.reading import read_letters
from tests.notices.conftest import work
from tribe.access import SYSTEM
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum import services
from tribe.forum.models import Category, Pin, Post, Topic
from tribe.mail.models import Mail
from tribe.moderation import queries, queue
from tribe.moderation import services as moderation
from tribe.moderation.models import AppealOutcome, Decision, Finding, Ground, Report, ReportKind
from tribe.moderation.services import Ruling
from tribe.notices.models import Notice
from tribe.transparency.report import make_report
from tribe.web import moderated

OF_DECISION = Notice.subject_type == "moderation_decision"
AHEAD = "2100-01-01T10:00"
DONE = {
    "close": {},
    "closing": {"until": AHEAD},
    "slow": {"minutes": "5"},
    "pin": {"pin": "category"},
    "move": {"category": "yard"},
    "split": {"numbers": "2, 4", "title": "On its own", "category": "hall"},
    "merge": {"into": "/t/2"},
}


@pytest.fixture
def topic(forum: Forum) -> Topic:
    """Cleo's, in which Dov and Ines wrote."""
    return a_talk(forum)


def order(act: str, ends_at: Any = None, **choices: Any) -> Ruling:
    return Ruling(act, "Tidier so", ground=Ground.NONE, choices=choices, ends_at=ends_at)


def by_rule(act: str, ends_at: Any = None, **choices: Any) -> Ruling:
    return Ruling(act, "You quarrel", "Be kind", choices=choices, ends_at=ends_at)


@pytest.mark.parametrize("act", DONE)
def test_its_author_reads_why_and_that_no_rule_was_broken_and_objects(
    app: Flask, cast: Cast, talk: Talk, act: str
) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    said = DONE[act] | {"why": "Tidier so"}
    assert ben.post(f"/t/{number}/{act}", data=said).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision)).one()
        assert (made.member_id, made.ground, made.rule) == (cast.ids["cleo"], Ground.NONE, "")
        assert session.scalar(select(Mail.id)) is None
        work()
        told = set(session.scalars(select(Notice.member_id).where(OF_DECISION)))
        beside = {"split": {"dov", "ines"}, "merge": {"ada"}}.get(act, set())
        assert told == {cast.ids[name] for name in {"cleo"} | beside}
        address = f"/moderation/decisions/{made.id}"
    for who in told:
        name = next(one for one, number in cast.ids.items() if number == who)
        page = sign_in(app, cast, name).get(address).text
        assert "Tidier so" in page
        assert "No rule was broken" in page
        assert f"{address}/appeal" in page
        assert "A topic was" not in page
        assert address in sign_in(app, cast, name).get("/moderation/decisions").text
    assert sign_in(app, cast, "eve").get(address).status_code == 404
    cleo = sign_in(app, cast, "cleo")
    assert cleo.post(f"{address}/appeal", data={"words": "Not so"}).status_code == 303


def test_with_a_rule_it_is_mailed_like_every_decision(forum: Forum, topic: Topic) -> None:
    ben, cast = forum.cast.get("ben"), forum.cast
    moderation.decide_on(ben, "topic", topic.id, by_rule("forum.topic.close"))
    session.flush()
    assert len(session.scalars(select(Mail)).all()) == 1
    split = by_rule("forum.topic.split", numbers=[2, 4], title="Other", category=topic.category_id)
    moderation.decide_on(ben, "topic", topic.id, split)
    to = set(session.scalars(select(Mail.member_id)))
    assert to == {cast.ids[name] for name in ("cleo", "dov", "ines")}


def test_what_takes_from_view_is_never_mere_order(forum: Forum, topic: Topic) -> None:
    for act in ("forum.topic.remove", "forum.topic.unlist"):
        with pytest.raises(RuleBroken, match="rule_needed"):
            moderation.decide_on(forum.cast.get("ben"), "topic", topic.id, order(act))


def test_order_answers_no_report_and_is_held_against_nobody(forum: Forum, topic: Topic) -> None:
    ben, matter = forum.cast.get("ben"), moderated.read("topic", topic.id)
    assert matter is not None
    harm = (ReportKind.HARM, "Look")
    moderation.report_as_guest("topic", topic.id, *harm, matter=matter)
    made = session.scalars(select(Report)).one()
    moderation.decide_on(ben, "topic", topic.id, order("forum.topic.pin", pin="category"))
    session.expire_all()
    assert session.get_one(Report, made.id).finding is None
    assert moderation.case_of(ben, made.case_id).is_open
    digest = moderated.digest_of("topic", topic.id)
    assert digest is not None
    assert not queries.was_judged("topic", topic.id, digest)
    done = make_report(now().year, now()).own_initiative
    assert (done.number, done.by_rules, done.in_order) == (1, 0, 1)
    case = moderation.case_of(ben, made.case_id)
    with pytest.raises(RuleBroken, match="rule_needed"):
        moderation.decide(ben, case, order("forum.topic.close"))
    moderation.decide_on(ben, "topic", topic.id, by_rule("forum.topic.close"))
    assert session.get_one(Report, made.id).finding is Finding.UPHELD


def test_order_is_not_among_what_was_decided_earlier_about_somebody(
    forum: Forum, topic: Topic
) -> None:
    ben, thing = forum.cast.get("ben"), ("member", topic.author_id)
    moderation.decide_on(ben, "topic", topic.id, order("forum.topic.pin", pin="category"))
    assert queue.list_of_member(ben, topic.author_id, thing) == []
    made = moderation.decide_on(ben, "topic", topic.id, by_rule("forum.topic.close"))
    assert [row.id for row in queue.list_of_member(ben, topic.author_id, thing)] == [made.id]


def test_who_wrote_what_was_moved_appeals_and_does_not_judge(forum: Forum, topic: Topic) -> None:
    cast = forum.cast
    ben, dov, ada = cast.get("ben"), cast.get("dov"), cast.get("ada")
    choices = {"numbers": [2, 4], "title": "On its own", "category": topic.category_id}
    made = moderation.decide_on(ben, "topic", topic.id, order("forum.topic.split", **choices))
    appeal = moderation.appeal(dov, made, "It belonged there")
    moderation.appeal(cast.get("cleo"), made, "So it did")
    dov.role = ada.role
    with pytest.raises(Forbidden):
        moderation.judge(dov, appeal, AppealOutcome.OVERTURNED, "Mine")
    assert cast.ids["dov"] not in moderation.judges_of(made)
    moderation.judge(ada, appeal, AppealOutcome.OVERTURNED, "So it did")
    posts = select(Post.number).where(Post.topic_id == topic.id).order_by(Post.number)
    assert session.scalars(posts).all() == [1, 2, 3, 4]


@pytest.mark.parametrize("again", [False, True])
def test_an_end_changes_nothing_that_was_done_since(
    forum: Forum, topic: Topic, again: bool
) -> None:
    ben, soon = forum.cast.get("ben"), now() + timedelta(days=1)
    made = moderation.decide_on(ben, "topic", topic.id, by_rule("forum.topic.close", soon))
    services.reopen_topic(SYSTEM, topic)
    if again:
        services.close_topic(SYSTEM, topic)
    session.flush()
    assert moderation.end_due(soon + timedelta(hours=1)) == 1
    assert topic.is_closed is again
    assert not made.stands


def test_the_end_of_an_older_decision_leaves_a_later_one_standing(
    forum: Forum, topic: Topic
) -> None:
    ben, soon = forum.cast.get("ben"), now() + timedelta(days=1)
    first = by_rule("forum.topic.slow", soon, minutes=5)
    moderation.decide_on(ben, "topic", topic.id, first)
    services.quicken_topic(SYSTEM, topic)
    later = moderation.decide_on(ben, "topic", topic.id, by_rule("forum.topic.slow", minutes=30))
    session.flush()
    assert moderation.end_due(soon + timedelta(hours=1)) == 1
    assert topic.slow_minutes == 30
    moderation.undo(ben, later, "Enough")
    assert topic.slow_minutes is None


def test_a_moment_that_came_is_undone_by_opening(forum: Forum, topic: Topic) -> None:
    ben = forum.cast.get("ben")
    at = now() + timedelta(days=1)
    made = moderation.decide_on(ben, "topic", topic.id, order("forum.topic.close_later", at=at))
    topic.closes_at = topic.closes_at - timedelta(days=2)  # it has come
    made.details = made.details | {"at": topic.closes_at.isoformat()}
    services.close_due(topic.id)
    assert topic.is_closed
    moderation.undo(ben, made, "It is not answered")
    assert not topic.is_closed


def test_another_moment_put_back_is_as_it_was_chosen(forum: Forum, topic: Topic) -> None:
    ben = forum.cast.get("ben")
    days = [now() + timedelta(days=number) for number in (2, 3)]
    made = [
        moderation.decide_on(ben, "topic", topic.id, order("forum.topic.close_later", at=day))
        for day in days
    ]
    moderation.undo(ben, made[1], "Not that")
    assert topic.closes_at == days[0]
    moderation.undo(ben, made[0], "Nor that")
    assert topic.closes_at is None


def test_pages_undo_all_that_was_decided(app: Flask, cast: Cast, talk: Talk) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben, why = sign_in(app, cast, "ben"), {"why": "Tidier so"}
    ben.post(f"/t/{number}/pin", data=why | {"pin": "category"})
    ben.post(f"/t/{number}/pin", data=why | {"pin": "everywhere"})
    assert ben.post(f"/t/{number}/unpin", data=why).status_code == 303
    ben.post(f"/t/{number}/slow", data=why | {"minutes": "5"})
    assert ben.post(f"/t/{number}/quicken", data=why).status_code == 303
    ben.post(f"/t/{number}/close", data=why)
    assert ben.post(f"/t/{number}/reopen", data=why).status_code == 303
    with app.app_context():
        topic = session.get_one(Topic, number)
        assert (topic.pinned, topic.slow_minutes, topic.closed_at) == (None, None, None)
        standing = select(Decision.id).where(Decision.undone_at.is_(None))
        assert session.scalars(standing).all() == []
        services.pin_topic(SYSTEM, topic, Pin.CATEGORY)  # before decisions were kept
        session.commit()
    assert ben.post(f"/t/{number}/unpin", data=why).status_code == 303
    with app.app_context():
        assert session.get_one(Topic, number).pinned is None


@pytest.mark.parametrize("act", ["split", "merge"])
def test_the_way_back_is_found_on_the_topic(app: Flask, cast: Cast, talk: Talk, act: str) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben, why = sign_in(app, cast, "ben"), {"why": "Tidier so"}
    ben.post(f"/t/{number}/{act}", data=DONE[act] | why)
    stands_in = 2 if act == "merge" else number
    page = ben.get(f"/t/{stands_in}", follow_redirects=True).text
    assert f'href="/moderation/topics/{stands_in}"' in page
    listed = ben.get(f"/moderation/topics/{stands_in}").text
    assert 'href="/moderation/decisions/1"' in listed
    assert ben.post("/moderation/decisions/1/undo", data={"words": "Untidy"}).status_code == 303
    with app.app_context():
        posts = select(Post.number).where(Post.topic_id == number).order_by(Post.number)
        assert session.scalars(posts).all() == [1, 2, 3, 4]
    for who, status in (("cleo", 403), ("ines", 403)):
        assert sign_in(app, cast, who).get(f"/moderation/topics/{number}").status_code == status


def test_one_topic_of_ones_own_is_arranged_without_a_statement_to_oneself(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    number = talk(lambda forum: forum.topic("ben", forum.room()).id)
    ben, why = sign_in(app, cast, "ben"), {"why": "Tidier so"}
    assert ben.post(f"/t/{number}/pin", data=why | {"pin": "category"}).status_code == 303
    assert ben.post(f"/t/{number}/close", data=why).status_code == 403  # ada could
    assert ben.get(f"/t/{number}/close").status_code == 403
    with app.app_context():
        assert session.get_one(Topic, number).pinned is Pin.CATEGORY
        assert session.scalar(select(Decision.id)) is None
        kinds = select(Activity.kind).where(Activity.kind.like("moderation.%"))
        assert session.scalars(kinds).all() == []


def of_bens(forum: Forum) -> Topic:
    """A talk that Ben began, with posts of Dov and of his own."""
    topic = forum.topic("ben", forum.room())
    forum.reply("dov", topic, "So do I")
    forum.reply("ben", topic, "Good")
    forum.topic("cleo", forum.room("yard"), "Tea at dawn")
    return topic


@pytest.mark.parametrize(
    ("act", "said", "who"),
    [
        ("split", {"numbers": "2, 3", "title": "On its own", "category": "hall"}, "dov"),
        ("merge", {"into": "/t/2"}, "cleo"),
    ],
)
def test_of_ones_own_topic_others_are_told_what_was_done_to_theirs(
    app: Flask, cast: Cast, talk: Talk, act: str, said: dict[str, str], who: str
) -> None:
    number = talk(lambda forum: of_bens(forum).id)
    ben = sign_in(app, cast, "ben")
    assert "reads it in the statement" in ben.get(f"/t/{number}/{act}").text
    answer = ben.post(f"/t/{number}/{act}", data=said | {"why": "Another matter"})
    assert answer.status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision)).one()
        assert (made.member_id, made.ground) == (None, Ground.NONE)
        work()
        assert session.scalars(select(Notice.member_id).where(OF_DECISION)).all() == [cast.ids[who]]
    client, address = sign_in(app, cast, who), f"/moderation/decisions/{made.id}"
    assert "Another matter" in client.get(address).text
    assert client.post(f"{address}/appeal", data={"words": "Not so"}).status_code == 303
    assert ben.post(f"{address}/undo", data={"words": "Untidy"}).status_code == 303
    with app.app_context():
        posts = select(Post.number).where(Post.topic_id == number).order_by(Post.number)
        assert session.scalars(posts).all() == [1, 2, 3]


def test_of_posts_of_ones_own_no_statement_is_made(app: Flask, cast: Cast, talk: Talk) -> None:
    number = talk(lambda forum: of_bens(forum).id)
    said = {"numbers": "3", "title": "On its own", "category": "hall", "why": "Another matter"}
    assert sign_in(app, cast, "ben").post(f"/t/{number}/split", data=said).status_code == 303
    with app.app_context():
        assert session.scalar(select(Decision.id)) is None


def test_moderators_of_one_category_undo_what_put_things_in_order(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    def begin(forum: Forum) -> int:
        made = a_talk(forum)
        services.appoint(cast.get("ada"), cast.get("ines"), made.category_id)
        session.commit()
        return made.id

    number = talk(begin)
    ben, why = sign_in(app, cast, "ben"), {"why": "Tidier so"}
    ben.post(f"/t/{number}/pin", data=why | {"pin": "category"})
    ben.post(f"/t/{number}/close", data=why | {"rule": "Be kind"})
    ines = sign_in(app, cast, "ines")
    assert ines.post(f"/t/{number}/unpin", data=why).status_code == 303
    assert ines.post(f"/t/{number}/reopen", data=why).status_code == 403
    assert ines.post(f"/t/{number}/slow", data=why | {"minutes": "5"}).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision).where(Decision.act == "forum.topic.slow")).one()
        assert made.decided_by_id == cast.ids["ines"]
        assert session.get_one(Topic, number).is_closed
        assert category("hall")


@pytest.mark.parametrize("act", ["forum.topic.remove", "forum.member.sweep"])
def test_whose_answers_went_with_a_topic_reads_why_and_objects(
    app: Flask, cast: Cast, talk: Talk, act: str
) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    with app.app_context():
        thing = ("topic", number) if act == "forum.topic.remove" else ("member", cast.ids["cleo"])
        made = moderation.decide_on(cast.get("ben"), *thing, by_rule(act))
        session.commit()
        concerned = {cast.ids[name] for name in ("cleo", "dov", "ines")}
        assert set(session.scalars(select(Mail.member_id))) == concerned
        work()
        letters = {one.to: one.text for one in read_letters()}
        assert set(session.scalars(select(Notice.member_id).where(OF_DECISION))) >= {
            cast.ids["dov"],
            cast.ids["ines"],
        }
        address = f"/moderation/decisions/{made.id}"
    letter = next(text for to, text in letters.items() if "dov" in str(to))
    dov = sign_in(app, cast, "dov")
    for told in (letter, dov.get(address).text, dov.get("/moderation/decisions").text):
        assert "you wrote" in told
        assert "Your topic" not in told
        assert f"Who comes to {WORD}?" not in told
    assert "It closes your account" not in dov.get(address).text
    said = dov.post(f"{address}/appeal", data={"words": "Mine was kind"})
    assert said.status_code == 303
    with app.app_context():
        moderation.undo(cast.get("ada"), session.get_one(Decision, made.id), "It was another")
        session.commit()
        of_it = (Post.topic_id == number, Post.number == 1)
        assert session.scalars(select(Post.deleted_at).where(*of_it)).one() is None


@pytest.mark.parametrize("act", ["split", "merge"])
def test_who_moderates_one_of_two_places_undoes_nothing_that_reaches_the_other(
    app: Flask, cast: Cast, talk: Talk, act: str
) -> None:
    def begin(forum: Forum) -> int:
        made = a_talk(forum)
        services.appoint(cast.get("ada"), cast.get("ines"), made.category_id)
        session.commit()
        return made.id

    number = talk(begin)
    ines = sign_in(app, cast, "ines")
    assert ines.post(f"/t/{number}/{act}", data=DONE[act] | {"why": "Tidier"}).status_code == 303
    with app.app_context():
        other = session.get_one(Topic, 2 if act == "merge" else 3)
        services.move_topic(SYSTEM, other, category("crew"))
        crew = services.reply(cast.get("ben"), other, "Among ourselves")
        session.commit()
        other_id, written = other.id, crew.id
    page = ines.get("/moderation/decisions/1").text
    assert "/moderation/decisions/1/undo" not in page
    refused = ines.post("/moderation/decisions/1/undo", data={"words": "Back"})
    assert refused.status_code == 403
    ben = sign_in(app, cast, "ben")
    assert ben.post("/moderation/decisions/1/undo", data={"words": "Back"}).status_code == 303
    with app.app_context():
        assert session.get_one(Post, written).topic_id == other_id
        posts = select(Post.number).where(Post.topic_id == number).order_by(Post.number)
        assert session.scalars(posts).all() == [1, 2, 3, 4]
    assert "Among ourselves" not in sign_in(app, cast, "cleo").get(f"/t/{number}/x").text
    assert "Among ourselves" in ben.get(f"/t/{other_id}", follow_redirects=True).text


@pytest.mark.parametrize(("act", "gone"), [("split", 1), ("split", 3), ("merge", 2)])
def test_an_undoing_that_brings_nothing_back_is_refused(
    app: Flask, cast: Cast, talk: Talk, act: str, gone: int
) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    ben.post(f"/t/{number}/{act}", data=DONE[act] | {"why": "Tidier so"})
    with app.app_context():
        services.remove_topic(SYSTEM, session.get_one(Topic, gone))
        session.commit()
    refused = ben.post("/moderation/decisions/1/undo", data={"words": "Back"})
    assert refused.status_code == 409
    assert "It was removed since" in refused.text
    with app.app_context():
        assert session.get_one(Decision, 1).stands


def test_who_may_not_begin_where_a_topic_lay_does_not_move_it_back(
    forum: Forum, topic: Topic
) -> None:
    cast, crew = forum.cast, category("crew")
    services.appoint(cast.get("ada"), cast.get("ines"), topic.category_id)
    back_to = topic.category_id
    services.move_topic(SYSTEM, topic, crew)
    ben = cast.get("ben")
    made = moderation.decide_on(ben, "topic", topic.id, order("forum.topic.move", category=back_to))
    with pytest.raises(Forbidden, match="reaches_beyond"):
        moderation.undo(cast.get("ines"), made, "Back")
    moderation.undo(ben, made, "Back")
    assert topic.category_id == crew


def test_undoing_a_move_out_of_what_is_gone_says_so_and_lets_choose(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    with app.app_context():
        yard, crew = (
            session.scalars(select(Category).where(Category.slug == slug)).one()
            for slug in ("yard", "crew")
        )
        ruling = Ruling(
            "forum.topic.move", "It fits there", ground=Ground.NONE, choices={"category": yard.id}
        )
        made = moderation.decide_on(cast.get("ben"), "topic", 1, ruling)
        session.commit()
        number, yard_id, crew_id = made.id, yard.id, crew.id
    ben = sign_in(app, cast, "ben")
    page = f"/moderation/decisions/{number}"
    assert "Not everything can be restored" not in ben.get(page).text
    with app.app_context():
        hall = session.scalars(select(Category).where(Category.slug == "hall")).one()
        services.remove_category(cast.get("ada"), hall, crew_id)
        session.commit()
    assert "Not everything can be restored" in ben.get(page).text
    told = ben.post(f"{page}/undo", data={"words": "It does not"}, follow_redirects=True).text
    assert "Undone." in told
    assert "is gone: it stays where it is until you move it." in told
    assert 'href="/t/1/move"' in told
    with app.app_context():
        assert session.get_one(Topic, 1).category_id == yard_id
        assert session.get_one(Decision, number).undone_at is not None
