"""What would take much of an account that is not new is confirmed once, with the counts."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.forum.conftest import Forum, forum
from tests.moderation.test_local import enter
from tests.moderation.test_sweeping import SWEEP, a_spammer, sign_on
from tribe.access import TrustLevel
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import Decision, ReportKind

__all__ = ["forum"]
FORM = {"why": "You sell bread here", "rule": "No selling", "ground": "rules", "act": SWEEP}
COUNTS = "1 topic, 4 posts of theirs, 1 post of others"


def newcomer(cast: Cast, name: str = "dov") -> None:
    """Let an account be as that of a plain spammer."""
    cast.get(name).trust, cast.get(name).joined_at = TrustLevel.NEW, now()
    session.commit()


def paths_of(cast: Cast, post: Post) -> list[str]:
    """Where Dov is swept: on the page of the account, and of a case of what they wrote."""
    made = services.report(cast.get("ines"), "post", post.id, ReportKind.SPAM, "Bread")
    session.commit()
    return [f"/moderation/members/{cast.ids['dov']}", f"/moderation/cases/{made.case_id}"]


@pytest.mark.parametrize("why", ["trust", "age", "answers"])
def test_it_is_asked_for_once_with_the_counts_and_keeps_the_words(
    app: Flask, cast: Cast, forum: Forum, why: str
) -> None:
    own, [_answer, said, *_more] = a_spammer(forum)
    newcomer(cast)
    dov = cast.get("dov")
    if why == "trust":
        dov.trust = TrustLevel.KNOWN
    elif why == "age":
        dov.joined_at = now() - timedelta(days=8)
    else:
        for number in range(5):
            forum.reply("ines", own, f"No {number}")
    counts = COUNTS if why != "answers" else "1 topic, 4 posts of theirs, 6 posts of others"
    for path in paths_of(cast, said):
        ben = enter(app, cast, "ben")
        sign = sign_on(ben.get(path).text)
        assert sign
        for confirmed in ("", "x", "on"):
            asked = ben.post(path, data={**FORM, "confirmed": confirmed})
            assert asked.status_code == 422
            assert f"this would now remove {counts}" in asked.text
            assert "You sell bread here" in asked.text
        session.expire_all()
        assert session.query(Decision).count() == 0
    assert ben.post(path, data={**FORM, "confirmed": sign}).status_code == 303


def test_more_since_is_asked_for_again(app: Flask, cast: Cast, forum: Forum) -> None:
    own, [_answer, said, *_more] = a_spammer(forum)
    [path, _of_case] = paths_of(cast, said)
    ben = enter(app, cast, "ben")
    sign = sign_on(ben.get(path).text)
    forum.reply("ines", own, "Still no")
    asked = ben.post(path, data={**FORM, "confirmed": sign})
    assert asked.status_code == 422
    assert "2 posts of others" in asked.text


def test_a_plain_spammer_goes_in_one_step(app: Flask, cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    newcomer(cast)
    for path in paths_of(cast, said)[1:]:
        ben = enter(app, cast, "ben")
        assert sign_on(ben.get(path).text) == ""
        assert ben.post(path, data=FORM).status_code == 303


def test_several_at_once_are_asked_for_by_their_names(app: Flask, cast: Cast, forum: Forum) -> None:
    a_spammer(forum)
    newcomer(cast, "cleo")
    cases = [
        services.report(cast.get("ines"), "member", cast.ids[name], ReportKind.SPAM).case_id
        for name in ("dov", "cleo")
    ]
    session.commit()
    ben = enter(app, cast, "ben")
    sent = {**FORM, "case": [str(number) for number in cases]}
    asked = ben.post("/moderation", data=sent)
    assert asked.status_code == 422
    assert COUNTS in asked.text
    assert asked.text.count("Confirm first") == 2  # beside the box, and above the form
    assert "You sell bread here" in asked.text
    assert session.query(Decision).count() == 0
    done = ben.post("/moderation", data={**sent, "confirmed": sign_on(asked.text)})
    assert done.status_code == 303
    session.expire_all()
    assert session.query(Decision).count() == 2
