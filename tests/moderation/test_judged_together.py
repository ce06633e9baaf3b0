"""Appeals of two decisions of one act stand together before who judges, and are answered so."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.moderation.test_local import Apart, Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, decide
from tests.moderation.test_together import SUSPEND, both, press, read
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.members.models import State
from tribe.moderation import services
from tribe.moderation.models import Appeal, AppealOutcome

__all__ = ["quarter"]
SENT = {"outcome": "overturned", "other": "upheld", "words": "zqxThey whispered."}


def appealed(app: Flask, cast: Cast, quarter: Quarter, days: str = "") -> tuple[int, int, int]:
    """The case of a post that was removed, its author suspended; and the appeals of both."""
    case = quarter.report(0)
    press(enter(app, cast, "ben"), case, author_act=SUSPEND, author_days="")
    sent = {"words": "I whispered", "both": "1"}
    first = both()[0].id
    dov = enter(app, cast, "dov")
    assert dov.post(f"/moderation/decisions/{first}/appeal", data=sent).status_code == 303
    one, other = session.scalars(select(Appeal.id).order_by(Appeal.id))
    return case, one, other


def outcomes() -> list[AppealOutcome | None]:
    session.expire_all()
    return list(session.scalars(select(Appeal.outcome).order_by(Appeal.id)))


def test_each_appeal_shows_the_other_with_ways_to_it_and_to_the_case(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case, one, other = appealed(app, cast, quarter)
    first, second = (made.id for made in both())
    ada = enter(app, cast, "ada")
    for appeal, beside in ((one, second), (other, first)):
        page = read(ada, f"/moderation/appeals/{appeal}")
        assert "Two decisions made at the same time were appealed." in page
        assert f'href="/moderation/decisions/{beside}"' in page
        assert f'href="/moderation/cases/{case}"' in page
        assert page.count("I whispered") == 1
        assert "Same text." in page
        assert "A post was removed." in page
        assert "An account was suspended." in page
        for name in ("outcome", "other"):
            assert re.search(rf'<input[^>]*name="{name}"', page)
    listed = read(ada, "/moderation/appeals")
    assert listed.count("both are answered on one page") == 2


@pytest.mark.parametrize("is_second", [False, True])
@pytest.mark.parametrize(
    ("outcome", "other"), [("overturned", "overturned"), ("upheld", "overturned")]
)
def test_both_are_answered_in_one_form_alike_or_not(
    app: Flask, cast: Cast, quarter: Quarter, is_second: bool, outcome: str, other: str
) -> None:
    _, *appeals = appealed(app, cast, quarter)
    typed = SENT | {"outcome": outcome, "other": other}
    ada = enter(app, cast, "ada")
    sent = ada.post(f"/moderation/appeals/{appeals[is_second]}", data=typed)
    assert sent.location == "/moderation/appeals"
    found = outcomes()
    assert (found[is_second], found[not is_second]) == (outcome, other)
    words = select(Appeal.answer).distinct()
    assert session.scalars(words).all() == [SENT["words"]]
    of_post, of_account = (one is AppealOutcome.OVERTURNED for one in found)
    assert session.get_one(Post, quarter.posts[0].id).is_removed is not of_post
    assert (cast.get("dov").state is State.ACTIVE) is of_account
    judged = select(func.count()).where(AuditEntry.kind == "moderation.appeal_decided")
    assert session.scalar(judged) == 2


def test_one_may_be_left_for_later(app: Flask, cast: Cast, quarter: Quarter) -> None:
    _, one, other = appealed(app, cast, quarter)
    ada = enter(app, cast, "ada")
    missing = ada.post(
        f"/moderation/appeals/{one}", data={"outcome": "upheld", "words": "zqxThey whispered."}
    )
    assert (missing.status_code, SENT["words"] in missing.text) == (422, True)
    assert outcomes() == [None, None]
    sent = ada.post(f"/moderation/appeals/{one}", data=SENT | {"other": "later"})
    assert sent.status_code == 303
    assert outcomes() == [AppealOutcome.OVERTURNED, None]
    assert 'name="other"' not in ada.get(f"/moderation/appeals/{other}").text


def test_who_answers_what_another_answered_meanwhile_keeps_what_was_typed(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    _, one, other = appealed(app, cast, quarter)
    ada = enter(app, cast, "ada")
    cast.get("cleo").role = Role.MODERATOR
    session.commit()
    services.judge(cast.get("cleo"), session.get_one(Appeal, other), AppealOutcome.UPHELD, "So")
    session.commit()
    late = ada.post(f"/moderation/appeals/{one}", data=SENT)
    assert (late.status_code, SENT["words"] in late.text) == (409, True)
    assert outcomes() == [None, AppealOutcome.UPHELD]  # neither was answered by that form
    assert ada.post(f"/moderation/appeals/{one}", data=SENT).status_code == 409
    again = {key: value for key, value in SENT.items() if key != "other"}
    assert ada.post(f"/moderation/appeals/{one}", data=again).status_code == 303
    too_late = ada.post(f"/moderation/appeals/{one}", data=again)
    assert (too_late.status_code, SENT["words"] in too_late.text) == (409, True)
    assert "This appeal has already been answered." in too_late.text
    assert ada.get(f"/moderation/appeals/{one}").location.startswith("/moderation/decisions/")


def test_nobody_answers_of_the_other_what_they_may_not_judge(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    _, one, other = appealed(app, cast, quarter)
    ben = enter(app, cast, "ben")  # who decided both
    for appeal in (one, other):
        assert ben.get(f"/moderation/appeals/{appeal}").status_code == 403
        assert ben.post(f"/moderation/appeals/{appeal}", data=SENT).status_code == 403
    assert f'href="/moderation/decisions/{both()[1].id}"' in ben.get("/moderation/appeals").text
    both()[1].decided_by_id = cast.ids["ada"]
    session.commit()
    ada = enter(app, cast, "ada")
    assert 'name="other"' not in ada.get(f"/moderation/appeals/{one}").text
    assert ada.post(f"/moderation/appeals/{one}", data=SENT).status_code == 409
    assert ada.get(f"/moderation/appeals/{other}").status_code == 403
    assert outcomes() == [None, None]
    sent = {key: value for key, value in SENT.items() if key != "other"}
    assert ada.post(f"/moderation/appeals/{one}", data=sent).status_code == 303
    assert outcomes() == [AppealOutcome.OVERTURNED, None]


def test_what_took_the_place_of_one_stands_beside_the_other_in_one_form(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    _, one, other = appealed(app, cast, quarter)
    stale = fields_of(enter(app, cast, "ada"), f"/moderation/appeals/{other}")
    session.expire_all()
    hidden = decide(cast, HIDE, quarter.posts[0].id, days=3).id
    ada = enter(app, cast, "ada")
    for appeal in (one, other):
        page = read(ada, f"/moderation/appeals/{appeal}")
        assert "one has been replaced since" in page
        assert "The decision about the text" in page
        assert "The decision about the account" in page
        for name in ("outcome", "other"):
            assert re.search(rf'<input[^>]*name="{name}"', page)
    assert read(ada, "/moderation/appeals").count("both are answered on one page") == 2
    path = f"/moderation/appeals/{other}"
    late = ada.post(path, data=stale | SENT)
    assert (late.status_code, SENT["words"] in late.text, outcomes()) == (409, True, [None, None])
    typed = fields_of(ada, path) | SENT | {"outcome": "upheld", "other": "overturned"}
    assert ada.post(path, data=typed).status_code == 303
    assert outcomes() == [AppealOutcome.OVERTURNED, AppealOutcome.UPHELD]
    assert not session.get_one(Post, quarter.posts[0].id).is_removed
    session.refresh(cast.get("dov"))
    assert cast.get("dov").state is State.SUSPENDED
    assert session.get_one(Appeal, one).decision_id == hidden


def fields_of(client: Apart, path: str) -> dict[str, str]:
    """What the form of an answer carries beside what is typed."""
    form = client.get(path).text.partition(f'action="{path}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
