"""An appeal is won at the moment at which something else is decided of the same thing."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.conftest import sign_in
from tests.moderation.test_races import (
    RULING,
    WARNING,
    House,
    Rush,
    Sent,
    appealed,
    house,
    judging,
    mailed,
    rush,
    told,
)
from tribe.base import db
from tribe.base.db import db as database
from tribe.base.db import now, session
from tribe.forum.models import Gone, Post
from tribe.members.models import Member, Restraint, State
from tribe.members.services import open_account
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.web import moderated

__all__ = ["house", "rush"]


def dismissed(house: House) -> tuple[int, int]:
    """Ben does nothing about Dov's post, and Cleo appeals; another case of it waits by then."""
    with house.app.app_context():
        case = session.get_one(ModerationCase, house.case)
        made = services.decide(house.cast.get("ben"), case, Ruling(NO_ACTION, "It is fine"))
        asked = services.appeal(house.cast.get("cleo"), made, "Look again")
        wren = open_account("wren", "wren@example.org", "-", is_measured=False)
        session.flush()
        other = services.report(wren, "post", house.post, ReportKind.HARM)
        session.commit()
        return asked.id, other.case_id


def send(house: House, form: Sent) -> int:
    """The status of a form that is sent when nobody else does anything."""
    who, path, data = form
    return sign_in(house.app, house.cast, who).post(path, data=dict(data)).status_code


@pytest.mark.parametrize("act", ["forum.post.remove", NO_ACTION])
@pytest.mark.parametrize("patience", [0.05, db.WRITER_PATIENCE])
def test_what_was_dismissed_is_won_while_the_other_case_of_it_is_decided(
    house: House, rush: Rush, act: str, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told that it cannot be done just now has changed nothing, and may try again."""
    made, case = dismissed(house)
    judge = judging(made, "ada", "overturned")
    rule = RULING | {"act": act, "rule": "" if act == NO_ACTION else "Be kind"}
    with monkeypatch.context() as patched:
        found = rush(
            [judge, ("ben", f"/moderation/cases/{case}", rule)],
            begin=partial(patched.setattr, db, "WRITER_PATIENCE", patience),
        )
    judged, decided = found[::2], found[1::2]
    assert set(judged) <= {303, 409, 503}  # 409 where it is answered by then
    assert set(decided) <= {303, 403, 409, 422, 503}  # 403 where what one decided was overturned
    with house.app.app_context():
        assert judged.count(303) == (session.get_one(Appeal, made).outcome == "overturned")
    assert house.count(Decision) == 1 + decided.count(303) <= 2
    if 303 not in judged:
        assert send(house, judge) == 303
    with house.app.app_context():
        asked = session.get_one(Appeal, made)
        cases = session.scalars(select(ModerationCase)).all()
        reports = session.scalars(select(Report)).all()
        assert asked.outcome == "overturned"
        assert len([one for one in cases if one.is_open]) <= 1
        for report in reports:  # none is left behind
            its = session.get_one(ModerationCase, report.case_id)
            assert (report.finding is None) == its.is_open
        is_gone = session.get_one(Post, house.post).is_removed
        done = select(Decision).where(Decision.act == "forum.post.remove")
        assert is_gone == any(one.stands for one in session.scalars(done))
    assert told(house, "moderation.appeal_decided") == 1
    assert told(house, "moderation.decided") == house.count(Decision)


def test_a_hiding_is_overturned_while_its_post_is_removed(house: House, rush: Rush) -> None:
    """What is hidden is not removed, in words; once the hiding is overturned it can be."""
    made = appealed(house, house.decide("forum.post.hide"))
    with house.app.app_context():
        matter = moderated.read("post", house.post)
        assert matter is not None
        number = services.open_case("post", house.post, matter).id
        session.commit()
    judge = judging(made, "ada", "overturned")
    remove = ("ines", f"/moderation/cases/{number}", RULING)
    found = rush([judge, remove])
    judged, removed = found[::2], found[1::2]
    assert set(removed) <= {303, 409, 422, 503}
    with house.app.app_context():
        first = session.scalars(select(Decision).order_by(Decision.id)).first()
        assert first is not None
        assert first.is_undone == judged.count(303)
    assert house.count(Decision) == 1 + removed.count(303)
    for statuses, form in ((judged, judge), (removed, remove)):
        if 303 not in statuses:
            assert send(house, form) == 303
    with house.app.app_context():
        post = session.get_one(Post, house.post)
        first, second = session.scalars(select(Decision).order_by(Decision.id))
        assert (first.is_undone, second.stands) == (True, True)
        assert post.gone is Gone.MODERATOR
        services.undo(house.cast.get("ada"), second, "And this")
        session.commit()
        assert session.get_one(Post, house.post).gone is None
    assert told(house, "moderation.appeal_decided") == 1


def test_what_cannot_be_done_to_what_is_removed_is_said_beside_the_act(house: House) -> None:
    house.decide("forum.post.remove")
    with house.app.app_context():
        matter = moderated.read("post", house.post)
        assert matter is not None
        number = services.open_case("post", house.post, matter).id
        session.commit()
    ines = sign_in(house.app, house.cast, "ines")
    answer = ines.post(f"/moderation/cases/{number}", data=RULING)
    assert answer.status_code == 422
    assert "That is not possible here, or no longer is." in answer.text
    assert house.count(Decision) == 1


@pytest.mark.parametrize("act", ["silence", "ban"])
def test_a_closing_is_overturned_while_the_account_is_restrained_anew(
    house: House, rush: Rush, act: str
) -> None:
    made = appealed(house, house.decide("members.member.suspend"))
    again = WARNING | {"act": f"members.member.{act}", "days": "3" if act == "silence" else ""}
    path = f"/moderation/members/{house.cast.ids['dov']}"
    found = rush([judging(made, "ada", "overturned"), ("ines", path, again)])
    assert 303 in found[::2]
    restraints = house.count(Restraint)
    with house.app.app_context():
        dov = session.get_one(Member, house.cast.ids["dov"])
        standing = [one for one in session.scalars(select(Decision)) if one.stands]
        assert len(standing) == found[1::2].count(303) == restraints
        assert dov.state is (State.SUSPENDED if act == "ban" else State.ACTIVE)
        assert (dov.silenced_until is not None) is (act == "silence")
    assert told(house, "moderation.appeal_decided") == 1


def turns_and_rows(house: House, decide: Callable[[], object]) -> tuple[int, int]:
    """Where the turn of Dov's account is taken among the statements, and where his row is held."""
    turn, asked = f"judged:member:{house.cast.ids['dov']}", list[str]()

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append(f"{statement} {parameters}")

    with house.app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns, and holds no rows")
        event.listen(database.engine, "before_cursor_execute", note)
        try:
            decide()
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
        session.rollback()
    held = re.compile("INSERT INTO moderation_case|FROM member .*FOR UPDATE", re.S)
    turns = (number for number, one in enumerate(asked) if turn in one)
    rows = (number for number, one in enumerate(asked) if held.search(one))
    return next(turns), next(rows)


@pytest.mark.parametrize("way", ["on", "apart", "together"])
def test_the_turn_of_an_account_is_taken_before_its_row_is_held_or_referred_to(
    house: House, way: str
) -> None:
    dov, ruling = house.cast.ids["dov"], Ruling("members.member.suspend", "No", "Be kind")
    removal = Ruling("forum.post.remove", "No", "Be kind")

    def decide() -> None:
        ben = house.cast.get("ben")
        if way == "together":
            case = session.get_one(ModerationCase, house.case)
            services.decide_together(ben, case, removal, ruling)
        else:
            verb = services.decide_on if way == "on" else services.decide_apart
            verb(ben, "member", dov, ruling)

    turn, row = turns_and_rows(house, decide)
    assert turn < row


def test_an_appeal_of_what_the_program_did_is_won_while_a_moderator_decides(
    house: House, rush: Rush
) -> None:
    with house.app.app_context():
        case = session.get_one(ModerationCase, house.case)
        held = services.hold_back(case, "Be kind", "Several said so")
        assert held is not None
        session.commit()
        number = held.id
    made = appealed(house, number)
    decide = ("ben", f"/moderation/cases/{house.case}", RULING | {"appeal": str(made)})
    found = rush([judging(made, "ada", "overturned"), decide])
    with house.app.app_context():
        held = session.get_one(Decision, number)
        post = session.get_one(Post, house.post)
        asked = session.get_one(Appeal, made)
        case = session.get_one(ModerationCase, house.case)
        [removal] = session.scalars(select(Decision).where(Decision.id != number))
        assert removal.stands
        assert not held.stands
        assert post.gone is Gone.MODERATOR
        assert not case.is_open
        assert asked.outcome == ("upheld" if held.is_replaced else "overturned")
        assert asked.decision_id == number
    assert found[1::2].count(303) == 1
    assert told(house, "moderation.appeal_decided") == 1


def test_a_post_and_its_author_are_acted_on_while_others_do_either(
    house: House, rush: Rush
) -> None:
    both = RULING | {"author_act": "members.member.silence", "author_days": "3"}
    member = f"/moderation/members/{house.cast.ids['dov']}"
    alone = WARNING | {"act": "members.member.silence", "days": "9"}
    sent = [
        ("ben", f"/moderation/cases/{house.case}", both),
        ("ada", f"/moderation/cases/{house.case}", both),
        ("ines", member, alone),
    ]
    found = rush(sent)
    assert found[0::3].count(303) + found[1::3].count(303) == 1
    with house.app.app_context():
        [second] = session.scalars(select(Decision).where(Decision.together_id.is_not(None)))
        first = session.get_one(Decision, second.together_id)
        assert first.decided_by_id == second.decided_by_id
        assert session.get_one(Post, house.post).gone is Gone.MODERATOR
        assert session.get_one(ModerationCase, house.case).state is CaseState.DECIDED
        assert {one.finding for one in session.scalars(select(Report)) if one.reporter_id} == {
            Finding.UPHELD
        }
        dov = session.get_one(Member, house.cast.ids["dov"])
        assert dov.silenced_until is not None
        assert dov.silenced_until > now()
    alone_done = found[2::3].count(303)
    assert house.count(Decision) == told(house, "moderation.decided") == 2 + alone_done
    assert house.count(Restraint) == 1 + alone_done
    assert mailed(house) == 1 + alone_done
