"""A moderator acts on a post and on its author in one act: two decisions, told once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.mail.reading import read_letters
from tests.moderation.test_local import REMOVE, Apart, Quarter, enter, fay, quarter
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum.models import Post
from tribe.members.models import Restraint, State
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    CaseState,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.transparency.report import make_report

__all__ = ["fay", "quarter"]
SILENCE, WARN, SUSPEND = (f"members.member.{act}" for act in ("silence", "warn", "suspend"))
BOTH = {
    "act": REMOVE,
    "rule": "Be kind",
    "why": "You shouted at zqxeveryone.",
    "ground": "rules",
    "author_act": SILENCE,
    "author_days": "3",
}


def press(client: Apart, case: int, **typed: str) -> str:
    """Send the form of a case, and read what follows."""
    sent = client.post(f"/moderation/cases/{case}", data=BOTH | typed, follow_redirects=True)
    assert sent.status_code == 200, sent.text
    return sent.text


def both() -> tuple[Decision, Decision]:
    """What was decided about the words, and about who wrote them."""
    first, second = session.scalars(select(Decision).order_by(Decision.id))
    return first, second


def read(client: Apart, address: str) -> str:
    return re.sub(r"\s+", " ", unescape(main_of(client.get(address).text)))


def test_one_press_makes_two_decisions_each_with_its_record_and_one_mail(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    cast.get("dov").locale = "en"
    case, ben = quarter.report(0), enter(app, cast, "ben")
    page = ben.get(f"/moderation/cases/{case}").text
    for act in (WARN, SILENCE, SUSPEND):
        assert f'name="author_act" value="{act}"' in page
    for act in ("members.member.ban", "members.name.take"):
        assert f'value="{act}"' not in page
    assert 'name="act" value="forum.member.sweep"' in page  # in place of an act on the post
    assert 'name="author_act" value="forum.member.sweep"' not in page
    assert "Both decided" in press(ben, case)
    session.expire_all()
    first, second = both()
    assert (first.act, second.act, second.together_id) == (REMOVE, SILENCE, first.id)
    assert {(one.rule, one.why) for one in both()} == {("Be kind", BOTH["why"])}
    assert second.ends_at is not None
    assert first.ends_at is None
    assert session.get_one(Post, quarter.posts[0].id).is_removed
    assert session.scalar(select(func.count()).select_from(Restraint)) == 1
    assert session.get_one(ModerationCase, case).state is CaseState.DECIDED
    made = select(AuditEntry.facts).where(AuditEntry.kind == "moderation.decided")
    made = made.order_by(AuditEntry.id)
    assert [one["decision"] for one in session.scalars(made)] == [first.id, second.id]
    work()
    [letter] = read_letters("moderation.statement")
    said = " ".join(letter.text.split())
    for words in ("Your post was removed", "You can read here, and write nothing", "Be kind"):
        assert said.count(words) == 1, words
    assert "I shout in zqxzqxhall" in said
    assert "two decisions" in said
    dov = enter(app, cast, "dov")
    notices = read(dov, "/notices")
    assert "decision was made about “In zqxhall – I shout in zqxzqxhall”" in notices
    assert "decision was made about “dov”" not in notices
    assert "You can read here, and write nothing" in notices
    report = make_report(now().year, now())
    assert (report.acts_on_notices.number, report.own_initiative.number) == (2, 0)


def test_the_statement_of_each_leads_to_the_other_and_says_the_words_that_both_are_about(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0), author_act=WARN, author_days="")
    first, second = (one.id for one in both())
    dov = enter(app, cast, "dov")
    for number, other in ((first, second), (second, first)):
        page = read(dov, f"/moderation/decisions/{number}")
        assert f'href="/moderation/decisions/{other}"' in page
        assert "You were warned." in page
        assert "Nothing else was done" not in page
        assert "Your post was removed" in page
        assert "I shout in zqxzqxhall" in page
        assert "A member reported it." in page
        assert "ben" not in page
    assert "Nothing else was done" not in read(dov, "/moderation/decisions")
    for name in ("ines", "cleo"):  # who reported it, and nobody
        assert enter(app, cast, name).get(f"/moderation/decisions/{second}").status_code == 404


@pytest.mark.parametrize("is_both", [True, False])
def test_an_appeal_undoes_what_it_is_about_whole_or_both(
    app: Flask, cast: Cast, quarter: Quarter, is_both: bool
) -> None:
    press(enter(app, cast, "ben"), quarter.report(0), author_act=SUSPEND, author_days="")
    first, second = (one.id for one in both())
    dov = enter(app, cast, "dov")
    page = dov.get(f"/moderation/decisions/{first}/appeal").text
    assert re.search(r'name="both" type="checkbox" value="1" checked', page)
    sent = {"words": "I whispered"} | ({"both": "1"} if is_both else {})
    assert dov.post(f"/moderation/decisions/{first}/appeal", data=sent).status_code == 303
    made = session.scalars(select(Appeal).order_by(Appeal.id)).all()
    assert [one.decision_id for one in made] == ([first, second] if is_both else [first])
    for one in made:
        services.judge(cast.get("ada"), one, AppealOutcome.OVERTURNED, "He whispered")
    session.commit()
    session.expire_all()
    assert not session.get_one(Post, quarter.posts[0].id).is_removed
    assert session.get_one(Decision, second).stands is not is_both
    assert (cast.get("dov").state is State.ACTIVE) is is_both
    again = dov.get(f"/moderation/decisions/{second}/appeal").text
    assert 'name="both"' not in again


@pytest.mark.parametrize("is_both", [True, False])
def test_who_decided_undoes_one_or_both(
    app: Flask, cast: Cast, quarter: Quarter, is_both: bool
) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    first, second = (one.id for one in both())
    assert 'name="both"' in ben.get(f"/moderation/decisions/{second}").text
    sent = {"words": "It was another"} | ({"both": "1"} if is_both else {})
    assert ben.post(f"/moderation/decisions/{second}/undo", data=sent).status_code == 303
    session.expire_all()
    stand = [session.get_one(Decision, number).stands for number in (first, second)]
    assert stand == [not is_both, False]
    assert session.scalar(select(func.count()).select_from(Restraint)) == 0
    assert session.get_one(Post, quarter.posts[0].id).is_removed is not is_both
    undone = select(func.count()).where(AuditEntry.kind == "moderation.undone")
    assert session.scalar(undone) == (2 if is_both else 1)


def test_who_may_not_judge_the_author_or_the_words_does_neither(
    app: Flask, cast: Cast, quarter: Quarter, fay: Apart
) -> None:
    case = quarter.report(0)
    number = f"/moderation/cases/{case}"
    assert 'name="author_act"' not in fay.get(number).text  # who moderates a category
    refused = fay.post(number, data=BOTH)
    assert refused.status_code == 422
    found, silence = session.get_one(ModerationCase, case), Ruling(SILENCE, "Loud", "Be kind")
    remove = Ruling(REMOVE, "Loud", "Be kind")
    with pytest.raises(Forbidden, match="may_not_restrain"):
        services.decide_together(
            session.get_one(type(cast.get("ben")), cast.ids["fay"]), found, remove, silence
        )
    cast.get("dov").role = Role.MODERATOR
    session.commit()
    ben, ada = enter(app, cast, "ben"), enter(app, cast, "ada")
    assert 'name="author_act"' not in ben.get(number).text  # admins alone restrain moderators
    assert 'name="author_act"' in ada.get(number).text
    with pytest.raises(Forbidden, match="may_not_restrain"):
        services.decide_together(cast.get("ben"), found, remove, silence)
    assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_who_reported_something_of_theirs_decides_nothing_of_both(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    services.report(cast.get("ben"), "post", quarter.posts[1].id, ReportKind.HARM, "Loud")
    session.commit()
    ben = enter(app, cast, "ben")
    assert 'name="author_act"' not in ben.get(f"/moderation/cases/{case}").text
    found = session.get_one(ModerationCase, case)
    with pytest.raises(Forbidden, match="reported_theirs"):
        services.decide_together(
            cast.get("ben"),
            found,
            Ruling(REMOVE, "Loud", "Be kind"),
            Ruling(WARN, "Loud", "Be kind"),
        )
    session.rollback()
    assert session.get_one(ModerationCase, case).is_open
    assert not session.get_one(Post, quarter.posts[0].id).is_removed


def test_who_reported_the_words_judges_no_appeal_about_their_author(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    services.report(cast.get("ada"), "post", quarter.posts[0].id, ReportKind.HARM, "Loud")
    session.commit()
    press(enter(app, cast, "ben"), case)
    _, second = both()
    services.appeal(cast.get("dov"), second, "I whispered")
    cast.get("ines").role = Role.MODERATOR  # who reported it, too
    session.flush()
    for name in ("ada", "ines", "ben"):
        assert not services.may_judge(cast.get(name), second)
    cast.get("cleo").role = Role.MODERATOR
    session.flush()
    assert services.judges_of(second) == {cast.ids["cleo"]}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": NO_ACTION}, "Choose an action on the content too."),
        ({"author_days": ""}, "Enter a number of days."),
        ({"author_act": WARN}, "This cannot be given an end date."),
        ({"author_act": "members.member.ban", "author_days": ""}, "one of the values offered"),
        ({"days": "3"}, "This cannot be given an end date."),
    ],
)
def test_what_does_not_go_is_refused_with_what_was_typed(
    app: Flask, cast: Cast, quarter: Quarter, typed: dict[str, str], said: str
) -> None:
    case, ben = quarter.report(0), enter(app, cast, "ben")
    refused = ben.post(f"/moderation/cases/{case}", data=BOTH | typed)
    assert refused.status_code == 422
    assert said in refused.text
    assert BOTH["why"] in refused.text
    assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_nothing_about_the_words_goes_with_an_act_on_their_author(
    cast: Cast, quarter: Quarter
) -> None:
    found = session.get_one(ModerationCase, quarter.report(0))
    ends_at = now() + timedelta(days=1)
    for ruling, of_author, code in (
        (Ruling(NO_ACTION, "Fine"), Ruling(WARN, "x", "y"), "nothing_together"),
        (Ruling(REMOVE, "x", "y"), Ruling("members.member.ban", "x", "y"), "no_such_act"),
        (Ruling(REMOVE, "x", "y"), Ruling(SILENCE, "x", "y"), "end_needed"),
        (Ruling(REMOVE, "x", "y"), Ruling(WARN, "x", "y", ends_at=ends_at), "never_ends"),
    ):
        with pytest.raises(RuleBroken, match=code):
            services.decide_together(cast.get("ben"), found, ruling, of_author)
        session.rollback()
    assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_an_account_and_an_address_have_nobody_beside(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    made = services.report(cast.get("ines"), "member", cast.ids["dov"], ReportKind.HARM, "Loud")
    session.commit()
    page = enter(app, cast, "ben").get(f"/moderation/cases/{made.case_id}").text
    assert 'name="author_act"' not in page
