"""Acts that meet: what stands when others end, what is gone, and who may undo what."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.moderation.test_services import report_dov, warning
from tests.notices.conftest import Hall, hall
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.forum import services as forum
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.services.sending import REPLY
from tribe.messages.looked import LOOKED_AT
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.spam.layers import LAYERS, Verdict
from tribe.spam.services import hold, withdraw

__all__ = ["hall"]
WHY = {"why": "So be it", "rule": "Be kind"}


def ruling(act: str, **given: object) -> Ruling:
    return Ruling(act, "It goes on and on", "Be brief", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", ["forum.topic.slow", "forum.topic.close", "forum.topic.unlist"])
def test_what_was_removed_since_holds_up_no_end(cast: Cast, hall: Hall, act: str) -> None:
    ben, topic = cast.get("ben"), hall.topic("cleo")
    end = now() + timedelta(hours=1)
    services.decide_on(ben, "topic", topic.id, ruling(act, ends_at=end))
    services.decide_on(ben, "topic", topic.id, ruling("forum.topic.remove"))
    dov = cast.get("dov")
    later = ruling("members.member.suspend", ends_at=end + timedelta(minutes=1))
    services.decide_on(ben, "member", dov.id, later)
    assert services.end_due(end + timedelta(hours=1)) == 2
    assert dov.is_active
    forum.restore_topic(ben, topic)
    assert (topic.slow_minutes, topic.closed_at, topic.unlisted_at) == (None, None, None)


def test_what_cannot_be_undone_holds_up_no_other_end(
    cast: Cast, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, topic, dov = cast.get("ben"), hall.topic("cleo"), cast.get("dov")
    end = now() + timedelta(hours=1)
    first = services.decide_on(ben, "topic", topic.id, ruling("forum.topic.slow", ends_at=end))
    services.decide_on(ben, "member", dov.id, ruling("members.member.suspend", ends_at=end))

    def fail(*_given: object) -> None:
        topic.slug = "half-done"
        session.flush()
        raise RuntimeError

    monkeypatch.setattr("tribe.forum.services.quicken_topic", fail)
    assert services.end_due(end + timedelta(hours=1)) == 1
    assert (dov.is_active, first.stands, topic.slug) == (True, True, "bread-on-saturday")


def test_a_decision_about_what_is_gone_is_overturned_all_the_same(cast: Cast, hall: Hall) -> None:
    dov = cast.get("dov")
    held = hold(dov, REPLY, Verdict(LAYERS[0], (LAYERS[0].code,)), body="Buy", facts={"files": []})
    decision = services.decide_on(
        cast.get("ben"), "held_text", held.id, ruling("spam.text.decline")
    )
    withdraw(dov, held.id)
    made = services.appeal(dov, decision, "It was no advertising")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "It was none")
    assert not decision.stands


def test_a_moderator_brings_nothing_of_their_own_back(app: Flask, cast: Cast, hall: Hall) -> None:
    ben, ada = cast.get("ben"), cast.get("ada")
    topic = hall.topic("cleo")
    said, own = hall.reply("ben", topic), hall.topic("ben", "Bread on Sunday")
    services.decide_on(ada, "post", said.id, ruling("forum.post.remove"))
    services.decide_on(ada, "topic", own.id, ruling("forum.topic.remove"))
    with pytest.raises(Forbidden):
        forum.restore(ben, said)
    session.commit()
    client = sign_in(app, cast, "ben")
    assert client.post(f"/p/{said.id}/undelete", data=WHY).status_code == 403
    assert client.post(f"/t/{own.id}/restore", data=WHY).status_code == 403
    session.expire_all()
    assert session.get_one(Post, said.id).gone is Gone.MODERATOR
    assert session.get_one(Topic, own.id).is_removed


def test_who_moderates_one_category_leaves_a_decision_to_who_may_undo_it(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    topic = hall.topic("cleo")
    said = hall.reply("dov", topic)
    forum.appoint(cast.get("ada"), cast.get("ines"), topic.category_id)
    services.decide_on(cast.get("ben"), "post", said.id, ruling("forum.post.remove"))
    session.commit()
    client = sign_in(app, cast, "ines")
    assert client.post(f"/p/{said.id}/undelete", data=WHY).status_code == 403
    session.expire_all()
    assert session.get_one(Post, said.id).is_removed


def test_what_who_moderates_one_category_does_is_a_decision_that_they_may_undo(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    topic = hall.topic("cleo")
    said = hall.reply("dov", topic)
    forum.appoint(cast.get("ada"), cast.get("ines"), topic.category_id)
    session.commit()
    client = sign_in(app, cast, "ines")
    assert client.post(f"/p/{said.id}/delete", data={"why": "It sells"}).status_code == 422
    client.post(f"/p/{said.id}/delete", data={"why": "It sells", "rule": "No selling"})
    session.expire_all()
    made = session.scalars(select(Decision)).one()
    assert (made.member_id, made.decided_by_id) == (cast.ids["dov"], cast.ids["ines"])
    address = f"/moderation/decisions/{made.id}"
    theirs = sign_in(app, cast, "dov")
    assert theirs.post(f"{address}/appeal", data={"words": "I sell nothing"}).status_code == 303
    assert services.judges_of(made) == {cast.ids["ada"], cast.ids["ben"]}
    assert sign_in(app, cast, "cleo").get(address).status_code == 404
    client = sign_in(app, cast, "ines")
    assert "Undo the decision" in client.get(address).text
    forum.dismiss(cast.get("ada"), cast.get("ines"), topic.category_id)
    session.commit()
    assert client.get(address).status_code == 404
    forum.appoint(cast.get("ada"), cast.get("ines"), topic.category_id)
    session.commit()
    assert client.post(f"/p/{said.id}/undelete", data=WHY).status_code == 303
    session.expire_all()
    assert not session.get_one(Post, said.id).is_removed
    assert session.get_one(Decision, made.id).undone_by_id == cast.ids["ines"]


def test_nobody_who_moderates_one_category_decides_elsewhere(cast: Cast, hall: Hall) -> None:
    topic = hall.topic("cleo")
    forum.appoint(cast.get("ada"), cast.get("ines"), topic.category_id)
    with pytest.raises(Forbidden):
        services.decide_on(
            cast.get("ines"), "member", cast.ids["dov"], Ruling("members.member.warn", "No", "No")
        )
    services.decide_on(cast.get("ines"), "topic", topic.id, ruling("forum.topic.remove"))


def test_what_is_about_the_brand_is_undone_by_who_does_not_speak_for_it(
    cast: Cast, hall: Hall
) -> None:
    decision = services.decide(cast.get("ben"), report_dov(cast), warning())
    cast.get("dov").is_brand = cast.get("ada").is_brand = True
    with pytest.raises(Forbidden, match="of_brand"):
        services.undo(cast.get("ada"), decision, "We are never wrong")
    services.undo(cast.get("ben"), decision, "It was another")


def test_nobody_reads_the_objections_of_another_party(app: Flask, cast: Cast, hall: Hall) -> None:
    case = report_dov(cast)
    services.report(cast.get("ines"), "member", cast.get("dov").id, ReportKind.HARM, "Indeed")
    ruled = warning(act=NO_ACTION, rule="")
    decision = services.decide(cast.get("ben"), case, ruled)
    services.appeal(cast.get("cleo"), decision, "zqxcleo was there")
    session.commit()
    seen = {
        name: "zqxcleo" in sign_in(app, cast, name).get(f"/moderation/decisions/{decision.id}").text
        for name in ("cleo", "dov", "ines", "ben", "ada")
    }
    assert seen == {"cleo": True, "dov": False, "ines": False, "ben": True, "ada": True}


def test_a_decision_about_a_private_thing_is_read_with_a_reason(
    app: Flask, cast: Cast, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = services.decide(cast.get("ben"), report_dov(cast), warning())
    made = services.appeal(cast.get("dov"), decision, "I whispered")
    session.get_one(ModerationCase, decision.case_id).words = "zqxprivate"
    session.commit()
    monkeypatch.setattr("tribe.web.moderated.looked_as", lambda _kind: LOOKED_AT)
    address = f"/moderation/decisions/{decision.id}"
    assert "zqxprivate" in sign_in(app, cast, "dov").get(address).text
    ada = sign_in(app, cast, "ada")
    for one in (address, f"/moderation/appeals/{made.id}"):
        assert "zqxprivate" not in ada.get(one).text


def test_who_undoes_too_late_is_told_so_and_keeps_their_words(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    decision = services.decide(cast.get("ben"), report_dov(cast), warning())
    services.undo(cast.get("ben"), decision, "It was another")
    session.commit()
    address = f"/moderation/decisions/{decision.id}/undo"
    late = sign_in(app, cast, "ada").post(address, data={"words": "It was zqxanother"})
    assert (late.status_code, "It was zqxanother" in late.text) == (409, True)
