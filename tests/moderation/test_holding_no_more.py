"""What is told of a decision that no longer applies: who undid it, when, and what came back."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, forum
from tests.mail.reading import read_letters
from tests.moderation.test_restraints import decide
from tests.moderation.test_statements import main_of
from tests.moderation.test_sweeping import SWEEP, a_spammer
from tests.notices.conftest import work
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import HAS_ENDED, AppealOutcome, Decision
from tribe.moderation.services.undoing import end_early
from tribe.transparency.report import make_report

__all__ = ["forum"]
DAY = timedelta(days=1)
SILENCE = "members.member.silence"
HOW = {
    "taken back": "The moderator who made the decision undid it.",
    "by another": "Another moderator undid it.",
    "won": "It was appealed and somebody else overturned it.",
    "ended": "It ended as planned.",
    "early": "It ended early.",
}
ENDS = {"won": "”", "ended": "has ended", "early": "has ended"}
OF_OTHERS = "What it removed of yours is back."
BACK = "The topics and posts it removed are back"
OTHERS_HOLD = "Anything another decision limits or closes stays that way."
NO_LESS = "It no longer limits what can be done here."


def finish(cast: Cast, decision: Decision, how: str) -> None:
    """Let a decision come to its end in one of these ways."""
    if how == "taken back":
        services.undo(cast.get("ben"), decision, "It was another")
    elif how == "by another":
        services.undo(cast.get("ada"), decision, "It was another")
    elif how == "won":
        made = services.appeal(cast.get("dov"), decision, "I bake")
        services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "He bakes")
    elif how == "early":
        end_early(cast.get("ben"), decision)
    else:
        decision.ends_at = now()
        session.flush()
        services.end_due()


def read(app: Flask, cast: Cast, name: str, address: str) -> str:
    """What a page says to a member, signed in in a context of its own."""
    with app.app_context():
        return main_of(sign_in(app, cast, name).get(address).text)


@pytest.mark.parametrize("how", list(HOW))
def test_who_undid_it_and_what_is_back_is_told_on_its_page_in_the_notice_and_the_mail(
    app: Flask, cast: Cast, how: str
) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        decision = decide(cast, SILENCE, ends_at=now() + DAY)
        number = decision.id
        finish(cast, decision, how)
        session.commit()
        work()
        over = read_letters("moderation.statement")[1]
        said = " ".join(over.text.split())
        assert HOW[how] in said
        assert NO_LESS in said
    assert over.subject.endswith(ENDS.get(how, "was undone"))
    dov = sign_in(app, cast, "dov")
    told = main_of(dov.get("/notices").text)
    assert "no longer applies" in told
    assert HOW[how] in told
    assert NO_LESS in told
    page = main_of(dov.get(f"/moderation/decisions/{number}").text)
    assert HOW[how] in page
    assert NO_LESS in page
    assert "It limited what you could do" in page
    assert "It limits what you can do" not in page
    assert not [other for other in HOW.values() if other != HOW[how] and other in page]
    assert not {"ada", "ben"} & set(re.findall(r"\w+", page.lower()))


@pytest.mark.parametrize(("first", "second"), [("suspend", "ban"), ("silence", "silence")])
def test_who_is_shut_out_by_another_decision_is_not_told_that_all_is_back(
    app: Flask, cast: Cast, first: str, second: str
) -> None:
    with app.app_context():
        cast.get("dov").locale = "en"
        decision = decide(cast, f"members.member.{first}", ends_at=now() + DAY)
        lasting = None if second == "ban" else now() + 9 * DAY
        decide(cast, f"members.member.{second}", ends_at=lasting)
        services.undo(cast.get("ada"), decision, "It was another")
        session.commit()
        work()
        (over,) = [one for one in read_letters("moderation.statement") if "undone" in one.subject]
        said = " ".join(over.text.split())
    assert OTHERS_HOLD in said


def test_an_undone_sweep_says_what_is_back_and_quotes_what_was_said_then(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    a_spammer(forum)
    for name in ("dov", "cleo"):
        cast.get(name).locale = "en"
    decision = decide(cast, SWEEP)
    number = decision.id
    finish(cast, decision, "by another")
    session.commit()
    work()
    addresses = (f"/moderation/decisions/{number}", "/moderation/decisions", "/notices")
    page, listed, told = (read(app, cast, "dov", one) for one in addresses)
    for part in (page, listed):
        quoted = r"in the words of the time: “All your topics .*? is suspended\..*?appeal\.”"
        assert re.search(quoted, part)
        assert "your account is suspended" not in re.sub(quoted, "", part)
    assert BACK in page
    assert BACK in told
    assert "It closed your account" in page
    assert "It closes your account" not in page
    for part in (read(app, cast, "cleo", addresses[0]), read(app, cast, "cleo", "/notices")):
        assert OF_OTHERS in part
        assert BACK not in part
    over = [one for one in read_letters("moderation.statement") if "was undone" in one.subject]
    letters = {one.to.partition("@")[0]: " ".join(one.text.split()) for one in over}
    assert BACK in letters["dov"]
    assert OF_OTHERS in letters["cleo"]
    assert "Read it and appeal" not in letters["cleo"]


@pytest.mark.parametrize("how", list(HOW))
def test_what_ended_counts_among_nothing_that_was_undone(app: Flask, cast: Cast, how: str) -> None:
    is_undone = how not in ("ended", "early")
    with app.app_context():
        decision = decide(cast, SILENCE, ends_at=now() + DAY)
        number = decision.id
        finish(cast, decision, how)
        session.commit()
        assert session.scalars(select(HAS_ENDED)).all() == [decision.has_ended]
        assert make_report(now().year, now()).own_initiative.undone == int(is_undone)
    log = main_of(app.test_client().get("/moderation/log").text)
    assert ("undone" in log) is is_undone
    entry = main_of(app.test_client().get(f"/moderation/log/{number}").text)
    assert ("Undone on" in entry, "It ended" in entry) == (is_undone, not is_undone)
    assert ("It ended early" in entry) is (how == "early")
    earlier = main_of(sign_in(app, cast, "ada").get(f"/moderation/members/{cast.ids['dov']}").text)
    assert (">undone<" in earlier, ">over<" in earlier) == (is_undone, not is_undone)
