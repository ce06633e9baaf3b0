"""What is said, to whom, of two decisions of one act, and which of them do not go together."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Apart, Quarter, enter, fay, quarter
from tests.moderation.test_together import BOTH, SILENCE, WARN, both, press, read
from tests.notices.conftest import work
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome, Decision, ModerationCase
from tribe.moderation.queries import list_appeals_of
from tribe.spam.queries import HELD, PUBLISH

__all__ = ["fay", "quarter"]
STILL = "What was done about your account at the same time still applies: “You can read here"


def test_a_silence_is_told_still_once_what_was_done_about_the_words_is_undone(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    cast.get("dov").locale = "en"
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    first, second = (one.id for one in both())
    sent = ben.post(f"/moderation/decisions/{first}/undo", data={"words": "It was another"})
    assert sent.status_code == 303
    work()
    page = read(enter(app, cast, "dov"), "/notices")
    assert "no longer applies" in page
    assert STILL in page
    ben.post(f"/moderation/decisions/{second}/undo", data={"words": "So was that"})
    work()
    page = read(enter(app, cast, "dov"), "/notices")
    assert "no longer applies" in page
    assert STILL not in page


def test_so_it_is_once_what_was_done_about_the_words_came_to_its_end(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    cast.get("dov").locale = "en"
    hide = {"act": "forum.post.hide", "days": "1"}
    press(enter(app, cast, "ben"), quarter.report(0), **hide)
    assert services.end_due(now() + timedelta(days=2)) == 1
    session.commit()
    assert [one.stands for one in both()] == [False, True]
    work()
    assert STILL in read(enter(app, cast, "dov"), "/notices")


def test_who_reads_the_first_alone_is_led_to_no_page_that_is_not_there(
    app: Flask, cast: Cast, quarter: Quarter, fay: Apart
) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    first, second = (one.id for one in both())
    assert fay.get(f"/moderation/decisions/{second}").status_code == 404
    link = f"/moderation/decisions/{second}"
    for reader, is_led in ((fay, False), (ben, True)):
        page = reader.get(f"/moderation/decisions/{first}")
        assert page.status_code == 200
        assert (f'href="{link}"' in page.text) is is_led
        assert ("Decided at the same time" in page.text) is is_led


def test_a_second_press_is_told_once_that_it_is_decided(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case, ben = quarter.report(0), enter(app, cast, "ben")
    assert ben.post(f"/moderation/cases/{case}", data=BOTH).status_code == 303
    again = ben.post(f"/moderation/cases/{case}", data=BOTH)
    assert again.status_code == 409
    assert "This has already been decided." in again.text
    assert "values offered" not in again.text
    assert BOTH["why"] in again.text
    assert len(session.scalars(select(Decision)).all()) == 2


@pytest.mark.parametrize("act", [WARN, SILENCE])
def test_to_publish_a_text_does_not_go_with_an_act_on_its_author(
    app: Flask, cast: Cast, quarter: Quarter, act: str
) -> None:
    held = quarter.hold(0)
    of_it = (ModerationCase.subject_type == HELD, ModerationCase.subject_id == held)
    case = session.scalars(select(ModerationCase.id).where(*of_it)).one()
    session.commit()
    ben = enter(app, cast, "ben")
    days = "3" if act == SILENCE else ""
    sent = BOTH | {"act": PUBLISH, "author_act": act, "author_days": days}
    answer = ben.post(f"/moderation/cases/{case}", data=sent)
    assert answer.status_code == 409
    assert "These two contradict each other" in answer.text
    assert BOTH["why"] in answer.text
    session.expire_all()
    assert session.scalars(select(Decision)).all() == []
    alone = sent | {"author_act": "", "author_days": ""}
    assert ben.post(f"/moderation/cases/{case}", data=alone).status_code == 303


def test_after_a_split_answer_each_statement_says_what_became_of_the_other(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    acts = {"act": "forum.post.hide", "author_act": WARN, "author_days": ""}
    press(enter(app, cast, "ben"), quarter.report(0), **acts)
    first, second = both()
    dov, ada = cast.get("dov"), cast.get("ada")
    services.appeal_both(dov, first, "I whispered")
    for one, outcome in ((first, AppealOutcome.OVERTURNED), (second, AppealOutcome.UPHELD)):
        [made] = list_appeals_of(one.id)
        services.judge(ada, made, outcome, "A whisper")
    session.commit()
    page = read(enter(app, cast, "dov"), f"/moderation/decisions/{second.id}")
    beside = page.partition("Decided at the same time")[2].partition("</div>")[0]
    assert "Your post was hidden" in beside
    assert "It was appealed and somebody else overturned it." in beside
    assert "Permanent" not in page
    assert "For how long" not in page  # a warning has no duration
    page = read(enter(app, cast, "dov"), f"/moderation/decisions/{first.id}")
    beside = page.partition("Decided at the same time")[2].partition("</div>")[0]
    assert "overturned" not in beside
    page = read(enter(app, cast, "ada"), f"/moderation/decisions/{second.id}")
    beside = page.partition("Decided at the same time")[2].partition("</div>")[0]
    assert "It was appealed and somebody else overturned it." in beside
