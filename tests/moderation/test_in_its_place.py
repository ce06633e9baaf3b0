"""What the program held back and a moderator confirms is no undoing; no appeal ends unread."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_local import REMOVE, RULING, Quarter
from tests.moderation.test_statements import main_of
from tests.notices.conftest import hall, work
from tests.spam.test_heeding import decisions, post, proven, reported
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, Appeal, AppealOutcome, Decision, ModerationCase
from tribe.moderation.services import Ruling
from tribe.transparency.report import make_report

__all__ = ["hall", "post"]
OBJECTED = "zqxIt is a recipe"
PLACE = "decision replaced it"


def read(client: FlaskClient, address: str) -> str:
    return re.sub(r"\s+", " ", main_of(client.get(address).text))


def appealed(cast: Cast) -> Appeal:
    """Dov's appeal of what the program did."""
    made = services.appeal(cast.get("dov"), decisions()[0], OBJECTED)
    session.commit()
    return made


def ruling(act: str = REMOVE) -> Ruling:
    return Ruling(act, "It is spam.", "" if act == NO_ACTION else "No spam")


def press(client: FlaskClient, case_id: int, **typed: Any) -> None:
    """Decide with what the page of the case holds, and what is typed."""
    page = client.get(f"/moderation/cases/{case_id}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(appeal|seen)" value="(\d+)">', page))
    answer = client.post(f"/moderation/cases/{case_id}", data=RULING | hidden | typed)
    assert answer.status_code == 303


def test_what_a_moderator_confirms_is_nowhere_undone(app: Flask, cast: Cast, post: Post) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        case = reported(proven(), post)
        work()
        services.decide(cast.get("ben"), case, ruling())
        session.commit()
        work()
        held, made = decisions()
        numbers = held.id, made.id
        assert (held.stands, held.is_undone, held.replaced_by_id) == (False, False, made.id)
        report = make_report(now().year, now())
        assert (report.automation.decided, report.automation.undone) == (1, 0)
        assert (report.acts_on_notices.number, report.acts_on_notices.undone) == (2, 0)
        assert not [one for one in read_letters() if "undone" in one.subject]
        kinds = set(session.scalars(select(AuditEntry.kind)))
        assert "moderation.replaced" in kinds
        assert "moderation.undone" not in kinds
        with pytest.raises(RuleBroken, match=r"moderation\.is_replaced"):
            services.appeal(cast.get("dov"), held, "But it is a recipe")
        with pytest.raises(RuleBroken, match=r"moderation\.is_replaced"):
            services.undo(cast.get("ada"), held, "It was another")
    dov, guest = sign_in(app, cast, "dov"), app.test_client()
    assert "no longer applies" not in read(dov, "/notices")
    page = read(dov, f"/moderation/decisions/{numbers[0]}")
    assert PLACE in page
    assert f'href="/moderation/decisions/{numbers[1]}"' in page
    assert "undone" not in page
    assert "/appeal" not in page
    addresses = ("/moderation/log", "/moderation/log.atom", f"/moderation/log/{numbers[0]}")
    for address in addresses:
        told = guest.get(address).text
        assert "decided in its place" in told, address
        assert "ndone" not in told.partition("<main")[2], address
    assert f'href="/moderation/log/{numbers[1]}"' in read(guest, addresses[2])
    assert "undone" not in read(guest, addresses[1])
    about = read(sign_in(app, cast, "ada"), f"/moderation/members/{cast.ids['dov']}")
    assert ">undone<" not in about
    assert ">over<" in about


def test_what_stands_again_is_undone_as_it_was(cast: Cast, post: Post) -> None:
    case = reported(proven(), post)
    made = appealed(cast)
    services.decide(cast.get("ben"), case, ruling(NO_ACTION))
    held = decisions()[0]
    assert (held.is_undone, held.is_replaced) == (True, False)
    assert make_report(now().year, now()).automation.undone == 1
    assert (made.outcome, made.decision_id) == (AppealOutcome.OVERTURNED, held.id)


def test_who_may_judge_reads_the_appeal_in_the_case_and_answers_it_with_what_they_decide(
    app: Flask, cast: Cast, post: Post
) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        case, made = reported(proven(), post), appealed(cast)
        case_id, number = case.id, made.id
    ben = sign_in(app, cast, "ben")
    page = read(ben, f"/moderation/cases/{case_id}")
    assert OBJECTED in page
    assert "Your decision answers it" in page
    press(ben, case_id)
    with app.app_context():
        found = session.get_one(Appeal, number)
        assert (found.outcome, found.decided_by_id) == (AppealOutcome.UPHELD, cast.ids["ben"])
        assert found.answer == RULING["why"]
        assert found.decision_id == decisions()[0].id
        work()
        (answer,) = [one for one in read_letters() if "your appeal" in one.subject]
        assert PLACE in " ".join(answer.text.split())
        assert "and appeal" not in answer.text


def test_what_nobody_read_waits_on_and_is_answered_by_another_than_who_decided(
    app: Flask, cast: Cast, post: Post
) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        case, made = reported(proven(), post), appealed(cast)
        due = made.due_at
        services.decide(cast.get("ben"), case, ruling())
        session.commit()
        work()
        _, decision = decisions()
        assert (made.decision_id, made.outcome, made.due_at) == (decision.id, None, due)
        assert not services.may_judge(cast.get("ben"), decision)
        assert services.may_judge(cast.get("ada"), decision)
        numbers = made.id, decision.id
        assert make_report(now().year, now()).complaints.waiting == 1
    assert OBJECTED in read(sign_in(app, cast, "dov"), f"/moderation/decisions/{numbers[1]}")
    ada = sign_in(app, cast, "ada")
    assert "An appeal about" in read(ada, "/notices")
    answer = {"outcome": "overturned", "words": "So it is"}
    assert ada.post(f"/moderation/appeals/{numbers[0]}", data=answer).status_code == 303
    with app.app_context():
        assert session.get_one(Post, post.id).gone is None
        assert session.get_one(Decision, numbers[1]).is_undone
        assert make_report(now().year, now()).automation.overturned == 1


def test_an_appeal_that_came_after_the_page_was_read_waits_on(
    app: Flask, cast: Cast, post: Post
) -> None:
    with app.app_context():
        case = reported(proven(), post)
        early = appealed(cast)
        late = Appeal(
            decision_id=early.decision_id,
            member_id=cast.ids["ines"],
            words="And mine",
            due_at=early.due_at,
        )
        session.add(late)
        session.flush()
        services.decide(cast.get("ben"), case, ruling(), early.id)
        assert (early.outcome, late.outcome) == (AppealOutcome.UPHELD, None)
        assert late.decision_id == decisions()[1].id


def test_who_moderates_a_category_and_may_not_judge_ends_no_appeal(app: Flask, cast: Cast) -> None:
    with app.app_context():
        quarter = Quarter(cast)
        case_id = reported(proven(), quarter.posts[0]).id
        number = appealed(cast).id
    fay = sign_in(app, cast, "fay")
    page = fay.get(f"/moderation/cases/{case_id}").text
    assert "An appeal against what the program did is waiting." in page
    assert "it moves to your decision" in page
    assert OBJECTED not in page
    assert 'name="appeal"' not in page
    press(fay, case_id, appeal=number)
    with app.app_context():
        found = session.get_one(Appeal, number)
        held, made = decisions()
        assert (found.outcome, found.decision_id) == (None, made.id)
        assert made.decided_by_id == cast.ids["fay"]
        assert services.may_judge(cast.get("ben"), made)
        assert held.replaced_by_id == made.id


def test_who_has_something_at_stake_reads_no_appeal(app: Flask, cast: Cast, post: Post) -> None:
    with app.app_context():
        case_id = reported(proven(), post).id
        appealed(cast)
        cast.get("dov").role = Role.MODERATOR
        session.commit()
        assert session.get_one(ModerationCase, case_id).author_id == cast.ids["dov"]
    page = sign_in(app, cast, "dov").get(f"/moderation/cases/{case_id}").text
    assert 'name="appeal"' not in page
    assert OBJECTED not in page


def test_an_appeal_of_what_the_program_did_uses_up_none_of_the_decision_in_its_place(
    app: Flask, cast: Cast, post: Post
) -> None:
    with app.app_context():
        case, first = reported(proven(), post), appealed(cast)
        decision = services.decide(cast.get("ben"), case, ruling())
        assert (first.decision_id, first.is_carried) == (decision.id, True)
        session.commit()
        number, carried = decision.id, first.id
    address = f"/moderation/decisions/{number}/appeal"
    dov = sign_in(app, cast, "dov")
    assert f'href="{address}"' in read(dov, f"/moderation/decisions/{number}")
    assert dov.post(address, data={"words": "zqxNor is this spam"}).status_code == 303
    page = read(dov, f"/moderation/decisions/{number}")
    assert OBJECTED in page
    assert "zqxNor is this spam" in page
    assert f'href="{address}"' not in page
    assert "already" in dov.post(address, data={"words": "And again"}).text
    assert read(app.test_client(), "/moderation/log").count(f'href="/moderation/log/{number}"') == 1
    answered = {"outcome": "upheld", "words": "No", "last": carried}
    judging = f"/moderation/appeals/{carried}"
    assert sign_in(app, cast, "ada").post(judging, data=answered).status_code == 303
    assert "appealed" in read(app.test_client(), "/moderation/log")  # of the second, which waits
    with app.app_context():
        own = select(Appeal).where(Appeal.is_carried.is_(False))
        assert session.scalars(own).one().outcome is None
        assert make_report(now().year, now()).complaints.waiting == 1


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_mail_that_leaves_once_a_hold_is_over_asks_for_no_appeal_of_it(
    app: Flask, cast: Cast, post: Post, is_confirmed: bool
) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        case = reported(proven(), post)
        services.decide(cast.get("ben"), case, ruling(REMOVE if is_confirmed else NO_ACTION))
        session.commit()
        work()
        letters = read_letters("moderation.statement")
        said = {one.subject: " ".join(one.text.split()) for one in letters}
        told = " ".join(letters[0].text.split())
        assert ("That is the one you can appeal" in told) is is_confirmed
        assert ("reviewed and undid it." in told) is not is_confirmed
        assert "You can appeal until" not in told
        assert "in the words of the time" in told
        assert sum("You can appeal until" in one.text.replace("\n", " ") for one in letters) == int(
            is_confirmed
        ), said
        number = decisions()[0].id
    page = read(sign_in(app, cast, "dov"), f"/moderation/decisions/{number}")
    assert "Elsewhere" not in page
