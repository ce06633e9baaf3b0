"""Two who keep apart neither see nor hear of each other; nobody else learns of it."""

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from tests.conftest import Cast, count_queries, sign_in
from tests.notices.conftest import Hall, causes, hall, work
from tests.personal_data.test_export import make, rows
from tribe.activity import Activity
from tribe.audit.models import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.blocking import Block, Ignoring
from tribe.events import services as events
from tribe.events.models import Mode, Rsvp
from tribe.following.models import Follow
from tribe.following.services import follow
from tribe.forum import services as forum
from tribe.forum.models import Mention, Post, Quotation, ReactionKind
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Interaction
from tribe.ledger.services import record_group
from tribe.notices.queries import is_over, list_unread_things
from tribe.peace import services
from tribe.personal_data.models import DataExport, Words
from tribe.personal_data.services import erase

__all__ = ["hall"]
TIES = select(Interaction.actor_id, Interaction.target_id)


def block(hall: Hall, who: str = "cleo", whom: str = "dov") -> None:
    """One of the cast blocks another."""
    services.block(hall.cast.get(who), hall.cast.get(whom))
    session.commit()


def ask(hall: Hall, who: str, address: str, data: dict[str, str] | None = None) -> TestResponse:
    """What one of the cast is answered, as in a request that is within no other."""
    client = sign_in(hall.cast.app, hall.cast, who)
    _forget_reader()
    answer = client.get(address) if data is None else client.post(address, data=data)
    _forget_reader()
    return answer


def _forget_reader() -> None:
    for name in ("_login_user", "tribe_reader"):
        g.pop(name, None)


def first_of(topic_id: int) -> Post:
    """The post that opens a topic."""
    of_it = (Post.topic_id == topic_id, Post.number == 1)
    return session.scalars(select(Post).where(*of_it)).one()


def test_a_member_blocks_another_and_ends_it(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert 'action="/u/dov/block"' in cleo.get("/u/dov").text
    assert "/me/blocks" in cleo.get("/me").text
    answer = cleo.post("/u/dov/block", data={"block": "yes"})
    assert (answer.status_code, answer.location) == (303, "/me/blocks")
    assert cleo.get("/u/dov").status_code == 404
    assert dov.get("/u/cleo").status_code == 404
    assert "dov" not in cleo.get("/members").text
    assert "cleo" not in dov.get("/members").text
    assert 'aria-label="Stop blocking dov"' in cleo.get("/me/blocks").text
    assert "cleo" not in dov.get("/me/blocks").text
    assert cleo.post("/u/dov/block", data={"block": "no"}).status_code == 303
    assert "dov" in cleo.get("/members").text
    assert "You are not blocking anyone" in cleo.get("/me/blocks").text


def test_who_was_blocked_may_block_too_and_each_ends_their_own(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    cleo.post("/u/dov/block", data={"block": "yes"})
    assert dov.post("/u/cleo/block", data={"block": "yes"}).status_code == 303
    cleo.post("/u/dov/block", data={"block": "no"})
    assert cleo.get("/u/dov").status_code == 404
    dov.post("/u/cleo/block", data={"block": "no"})
    assert cleo.get("/u/dov").status_code == 200


def test_nobody_blocks_themself_or_who_is_not_there(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    assert dov.post("/u/dov/block").status_code == 403
    assert "/u/dov/block" not in dov.get("/u/dov").text
    assert dov.post("/u/nobody/block").status_code == 404
    assert dov.post("/u/eve/block").status_code == 404
    with app.app_context(), pytest.raises(Forbidden):
        services.block(cast.get("eve"), cast.get("ada"))


def test_nobody_else_learns_of_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        before = session.scalar(select(func.count(Activity.id)))
    cleo, dov, ben = (sign_in(app, cast, name) for name in ("cleo", "dov", "ben"))
    cleo.post("/u/dov/block", data={"block": "yes"})
    cleo.post("/u/ben/ignore", data={"for": "week"})
    with app.app_context():
        assert session.scalar(select(func.count(Activity.id))) == before
        assert session.scalar(select(func.count(AuditEntry.id))) == 0
    for other in (dov, ben):
        assert not [n for n in make(app, other).namelist() if "block" in n or "ignoring" in n]
        with app.app_context():
            session.execute(delete(DataExport))
            session.commit()
    archive = make(app, cleo)
    [row] = rows(archive, "member_block")
    assert row["blocker_id"] == cast.ids["cleo"]
    assert "blocked_id" not in row  # an export has no number of anybody else
    assert rows(archive, "member_ignoring")[0]["until"] is not None


@pytest.mark.parametrize("who", ["dov", "cleo"])
def test_it_ends_with_either(app: Flask, cast: Cast, who: str) -> None:
    with app.app_context():
        services.block(cast.get("dov"), cast.get("cleo"))
        services.ignore(cast.get("dov"), cast.get("cleo"))
        session.commit()
        erase(cast.ids[who], Words.STAY)
        assert not session.scalars(select(Block)).all()
        assert not session.scalars(select(Ignoring)).all()


def test_following_ends_both_ways_and_does_not_begin(hall: Hall) -> None:
    cleo, dov = hall.cast.get("cleo"), hall.cast.get("dov")
    follow(cleo, dov)
    follow(dov, cleo)
    block(hall)
    assert not session.scalars(select(Follow)).all()
    assert ask(hall, "dov", "/u/cleo/follow", {}).status_code == 404


def test_what_one_wrote_is_not_answered_quoted_named_or_given_signs(hall: Hall) -> None:
    dov = hall.cast.get("dov")
    shared, own = hall.topic("ben", "Of both"), hall.topic("cleo", "Of Cleo")
    said = hall.reply("cleo", shared, "here")
    block(hall)
    with pytest.raises(RuleBroken, match="answered_is_gone"):
        forum.reply(dov, shared, "to you", said)
    with pytest.raises(NotFound):
        forum.reply(dov, own, "to you")
    with pytest.raises(NotFound):
        forum.react(dov, said, ReactionKind.THANKS)
    post = forum.reply(dov, shared, f"> [cleo](/p/{said.id})\n>\n> here\n\nSo says @cleo")
    session.commit()
    assert not session.scalars(select(Mention).where(Mention.post_id == post.id)).all()
    assert not session.scalars(select(Quotation).where(Quotation.post_id == post.id)).all()
    for address in (f"/p/{said.id}/react", f"/t/{own.id}/reply", f"/p/{said.id}/bookmark"):
        typed = {"kind": "thanks", "body": "words"}
        assert ask(hall, "dov", address, typed).status_code == 404
    typed = {"body": "to you", "reply_to": str(said.id)}
    refused = ask(hall, "dov", f"/t/{shared.id}/reply", typed)
    assert refused.status_code == 422
    assert "The post that you answer is no longer there." in refused.text
    assert "cleo" not in refused.text


def test_a_post_keeps_its_number_and_shows_nothing_else(hall: Hall) -> None:
    topic = hall.topic("ben", "Of both")
    said = hall.reply("dov", topic, "zibeline")
    hall.reply("ben", topic, "to dov", said)
    block(hall)
    page = ask(hall, "cleo", f"/t/{topic.id}/of-both").text
    assert "Post 2 is not shown to you." in page
    assert 'id="post-2"' in page
    assert "zibeline" not in page
    other = ask(hall, "ines", f"/t/{topic.id}/of-both").text
    assert "zibeline" in other


def test_neither_is_told_of_the_other(hall: Hall) -> None:
    topic = hall.topic("cleo")
    hall.reply("dov", topic, "before")
    assert list_unread_things(hall.cast.get("cleo")).things
    [told] = session.scalars(select(Activity.id).where(Activity.kind == "forum.post.replied"))
    assert not is_over(hall.cast.ids["cleo"], {"activity": told})
    block(hall)
    assert not list_unread_things(hall.cast.get("cleo")).things  # nor does the bell count it
    assert is_over(hall.cast.ids["cleo"], {"activity": told})  # the mail that waits goes nowhere
    assert hall.lines("cleo") == []
    shared = hall.topic("ben", "Of both")
    session.execute(delete(Activity))
    session.commit()
    before = causes()
    said = hall.reply("cleo", shared, "@dov and @ben")
    hall.reply("dov", shared, "@cleo and @ben", first_of(shared.id))
    new = [one for one in causes() if one not in before]
    assert {name for name, _kind in new} == {"ben"}
    assert said.number == 2


def test_what_concerns_ones_plans_is_told_without_a_name(app: Flask, cast: Cast) -> None:
    starts = now() + timedelta(days=3)
    draft = events.EventDraft(
        "Soup", Mode.PLACE, "Europe/Paris", starts, starts + timedelta(hours=1), place="Hall"
    )
    with app.app_context():
        event = events.create_event(cast.get("cleo"), draft)
        events.answer(cast.get("dov"), event, Rsvp.GOING)
        work()
        services.block(cast.get("cleo"), cast.get("dov"))
        events.cancel_event(cast.get("cleo"), event)
        work()
        assert causes()[-1] == ("dov", "events.cancelled")
    page = sign_in(app, cast, "dov").get("/notices").text
    assert "Soup" in page
    assert "cleo" not in page


def test_the_ledger_has_no_ties_between_them(hall: Hall) -> None:
    topic = hall.topic("ben", "Of both")
    block(hall)
    ids = hall.cast.ids
    hall.reply("dov", topic, "@cleo and @ben")
    record_group(
        Kind.CO_ATTENDANCE, [ids["cleo"], ids["dov"], ids["ben"]], cause="event", cause_id=1
    )
    session.commit()
    ties = {(row[0], row[1]) for row in session.execute(TIES)}
    assert ties
    pair = {ids["cleo"], ids["dov"]}
    assert not [one for one in ties if set(one) == pair]
    services.unblock(hall.cast.get("cleo"), hall.cast.get("dov"))
    hall.reply("dov", topic, "@cleo again")
    ties = {(row[0], row[1]) for row in session.execute(TIES)}
    assert (ids["dov"], ids["cleo"]) in ties


def test_who_moderates_sees_everybody_and_is_told(hall: Hall) -> None:
    topic = hall.topic("cleo", "Zibeline")
    block(hall, "cleo", "ben")
    block(hall, "ines", "cleo")
    for staff in ("ben", "ada"):
        assert ask(hall, staff, "/u/cleo").status_code == 200
        assert "Zibeline" in ask(hall, staff, "/topics").text
    post = first_of(topic.id)
    assert ask(hall, "ben", f"/p/{post.id}/delete").status_code == 200
    assert ask(hall, "cleo", "/u/ben").status_code == 404
    assert ask(hall, "ines", "/u/cleo").status_code == 404


def test_a_page_costs_no_query_more(app: Flask, cast: Cast) -> None:
    """Whom one keeps apart from comes with who is signed in, whether that is somebody or nobody."""
    cleo = sign_in(app, cast, "cleo")
    costs = []
    for whom in ((), ("dov",), ("ines",)):
        with app.app_context():
            for one in whom:
                services.block(cast.get("cleo"), cast.get(one))
            session.commit()
        with count_queries(app) as queries:
            cleo.get("/topics")
            cleo.get("/members")
        costs.append(len(queries))
        assert sum("member_block" in one for one in queries) == 2  # who is signed in, of each page
    assert len(set(costs)) == 1


def test_whoever_is_ignored_is_folded_and_notices_nothing(hall: Hall) -> None:
    topic = hall.topic("cleo", "Of both")
    hall.reply("dov", topic, "zibeline")
    answer = ask(hall, "cleo", "/u/dov/ignore", {"for": "day"})
    assert (answer.status_code, answer.location) == (303, "/me/blocks")
    page = ask(hall, "cleo", f"/t/{topic.id}/of-both").text
    assert "A post of somebody you ignore · show" in page
    assert "zibeline" in page
    assert "you ignore" not in ask(hall, "dov", f"/t/{topic.id}/of-both").text
    assert ask(hall, "cleo", "/u/dov").status_code == 200
    session.rollback()
    before = len(causes())
    hall.reply("dov", topic, "@cleo once more")
    assert len(causes()) == before
    session.execute(select(Ignoring)).one()[0].until = now() - timedelta(seconds=1)
    session.commit()
    assert "you ignore" not in ask(hall, "cleo", f"/t/{topic.id}/of-both").text
    hall.reply("dov", topic, "@cleo and again")
    assert causes()
    assert "You are not ignoring anyone" in ask(hall, "cleo", "/me/blocks").text


def test_ignoring_is_ended_and_takes_another_end(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/u/dov/ignore", data={"for": "day"})
    cleo.post("/u/dov/ignore", data={"for": "good"})
    assert "for good" in cleo.get("/me/blocks").text
    assert "Stop ignoring" in cleo.get("/u/dov").text
    assert cleo.post("/u/dov/ignore", data={"ignore": "no"}).status_code == 303
    with app.app_context():
        assert not session.scalars(select(Ignoring)).all()


def test_live_pieces_are_drawn_for_who_keeps_apart(hall: Hall) -> None:
    topic = hall.topic("ben", "Of both")
    hall.reply("dov", topic, "zibeline")
    block(hall)
    address = f"/t/{topic.id}/after?after=1&from=1"
    answers = ["zibeline" in ask(hall, who, address).text for who in ("cleo", "ines", "cleo")]
    assert answers == [False, True, False]  # what is drawn once for many is not theirs
