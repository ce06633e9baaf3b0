"""Who lost an appeal about an account does nothing to it for the same cause again."""

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_through_authors import send
from tests.moderation.test_together import BOTH, SILENCE, SUSPEND, WARN, both, press
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.forum import services as forum
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
LOST = "An appeal overturned what you did to this account."
WARNED = Ruling(WARN, "Loud", "Be kind")


def overturn(cast: Cast, decision: Decision) -> None:
    """Dov appeals, and Ada finds that it should not have been."""
    appeal = services.appeal(cast.get("dov"), decision, "I whispered")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "A whisper")
    session.commit()


def test_a_silence_that_was_lost_is_not_imposed_again_by_who_lost_it(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    overturn(cast, both()[1])
    for act in (SILENCE, WARN, SUSPEND):
        status, said = send(ben, cast, act)
        assert (status, LOST in said) == (403, True), act
        assert "They shout" in said
    assert cast.get("dov").is_active
    assert send(enter(app, cast, "ada"), cast, SILENCE)[0] == 303  # who did not lose it


def test_in_one_act_with_the_same_words_neither(app: Flask, cast: Cast, quarter: Quarter) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    first, second = both()
    overturn(cast, second)
    services.undo(cast.get("ada"), first, "It was a whisper")
    session.commit()
    again = quarter.report(0, by="cleo")
    refused = ben.post(f"/moderation/cases/{again}", data=BOTH)
    assert (refused.status_code, LOST in refused.text) == (403, True)
    assert send(ben, cast, SILENCE)[0] == 403
    assert session.get_one(ModerationCase, again).is_open
    forum.edit(cast.get("dov"), quarter.posts[0], "I SHOUT")
    session.commit()
    assert ben.post(f"/moderation/cases/{again}", data=BOTH).status_code == 303


def test_for_something_new_that_others_reported_they_do(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben = enter(app, cast, "ben")
    press(ben, quarter.report(0))
    overturn(cast, both()[1])
    other = quarter.report(1)
    assert ben.post(f"/moderation/cases/{other}", data=BOTH).status_code == 303


def test_a_report_of_the_account_is_a_cause_and_none_of_ones_own(
    cast: Cast, quarter: Quarter
) -> None:
    ben, dov = cast.get("ben"), cast.ids["dov"]
    overturn(cast, services.decide_apart(ben, "member", dov, WARNED))
    ben = cast.get("ben")
    for how in (services.decide_apart, services.decide_on):
        with pytest.raises(Forbidden, match="lost_of_account"):
            how(ben, "member", dov, WARNED)
        session.rollback()
    services.report(cast.get("cleo"), "post", quarter.posts[0].id, ReportKind.HARM, "Loud")
    services.decide_apart(cast.get("ben"), "member", dov, WARNED)
    made = services.report(cast.get("cleo"), "member", dov, ReportKind.HARM, "Loud")
    case = session.get_one(ModerationCase, made.case_id)
    services.decide(cast.get("ben"), case, WARNED)


def test_what_stands_on_a_profile_binds_by_itself_and_while_it_says_the_same(
    cast: Cast, quarter: Quarter
) -> None:
    dov = cast.get("dov")
    dov.bio = "zqxloud"
    session.commit()
    taking = Ruling("members.profile.take_words", "Loud", "Be kind")
    overturn(cast, services.decide_apart(cast.get("ben"), "member", dov.id, taking))
    with pytest.raises(Forbidden, match="lost_of_account"):
        services.decide_apart(cast.get("ben"), "member", dov.id, taking)
    session.rollback()
    services.decide_apart(cast.get("ben"), "member", cast.ids["dov"], WARNED)
    cast.get("dov").bio = "zqxlouder"
    session.flush()
    services.decide_apart(cast.get("ben"), "member", cast.ids["dov"], taking)
