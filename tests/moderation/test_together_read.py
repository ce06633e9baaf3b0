"""What was done about an author is read, judged and undone by whoever may do so of the words."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.messages.conftest import Talk
from tests.moderation.test_local import enter
from tests.moderation.test_out_of_sight import Office, office
from tests.moderation.test_together import BOTH, both
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.audit.looking import look
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound
from tribe.members.models import Restraint
from tribe.messages.looked import LOOKED_AT
from tribe.moderation import queue, services
from tribe.moderation.models import Appeal, ReportKind
from tribe.moderation.subjects import show_decision

__all__ = ["office"]


def appealed(cast: Cast) -> Appeal:
    """Dov's appeal of what was done about his account."""
    made = services.appeal(cast.get("dov"), both()[1], "I whispered")
    session.commit()
    return made


def test_a_private_message_is_read_by_neither_page_before_it_is_said_why(
    app: Flask, cast: Cast, context: Flask
) -> None:
    talk = Talk(cast)
    message = talk.write("dov", talk.agreed("dov", "cleo"), "zqxprivate words").id
    session.commit()
    case = services.report(cast.get("cleo"), "message", message, ReportKind.HARM, "So").case_id
    cast.get("ines").role = Role.MODERATOR
    session.commit()
    look(cast.get("ben"), LOOKED_AT, message, "It was reported")
    session.commit()
    sent = BOTH | {"act": "messages.message.hide"}
    assert enter(app, cast, "ben").post(f"/moderation/cases/{case}", data=sent).status_code == 303
    first, second = (one.id for one in both())
    appeal = appealed(cast).id
    ines = enter(app, cast, "ines")
    pages = [f"/moderation/decisions/{one}" for one in (first, second)]
    pages.append(f"/moderation/appeals/{appeal}")
    for address in pages:
        answer = ines.get(address)
        assert answer.status_code == 303, address
        assert answer.headers["Location"].startswith("/look?"), address
        assert "zqxprivate" not in answer.text
    undone = ines.post(f"{pages[1]}/undo", data={"words": "It was fine"})
    assert (undone.status_code, "zqxprivate" in undone.text) == (403, False)
    session.expire_all()
    assert both()[1].stands
    dov = enter(app, cast, "dov")
    assert all("zqxprivate" in dov.get(address).text for address in pages[:2])
    looks = select(AuditEntry.actor_id).where(AuditEntry.kind == LOOKED_AT)
    assert session.scalars(looks).all() == [cast.ids["ben"]]
    look(cast.get("ines"), LOOKED_AT, message, "It was appealed")
    session.commit()
    for address in pages:
        answer = ines.get(address)
        assert (answer.status_code, "zqxprivate words" in answer.text) == (200, True), address


def test_words_of_a_room_of_admins_are_read_through_nothing(app: Flask, office: Office) -> None:
    cast = office.cast
    cast.get("ines").role = Role.ADMIN
    ada = enter(app, cast, "ada")
    ada.post(f"/moderation/cases/{office.of_post}", data=BOTH)
    first, second = (one.id for one in both())
    appeal, dov = appealed(cast).id, cast.ids["dov"]
    ben = enter(app, cast, "ben")
    pages = [f"/moderation/decisions/{one}" for one in (first, second)]
    pages.append(f"/moderation/appeals/{appeal}")
    for address in pages:
        assert ben.get(address).status_code == 404, address
    lists = ["/moderation/appeals", "/moderation?state=decided", f"/moderation/members/{dov}"]
    lists += ["/moderation/log", "/moderation/log.atom", "/notices", "/moderation"]
    for address in lists:
        page = ben.get(address)
        assert page.status_code == 200, address
        for words in ("zqxtitle", "zqxother", "zqxeveryone", f"/moderation/decisions/{second}"):
            assert words not in page.text, (address, words)
    assert f"/moderation/appeals/{appeal}" not in ben.get("/moderation/appeals").text
    assert (
        f"/moderation/appeals/{appeal}" in enter(app, cast, "ines").get("/moderation/appeals").text
    )
    assert "zqxeveryone" in ada.get(f"/moderation/members/{dov}").text
    assert all(ada.get(address).status_code == 200 for address in pages[:2])


def test_what_was_done_for_such_words_moderators_neither_judge_nor_undo(
    app: Flask, office: Office
) -> None:
    cast = office.cast
    enter(app, cast, "ada").post(f"/moderation/cases/{office.of_post}", data=BOTH)
    ben, judith = cast.get("ben"), cast.get("ines")
    second = both()[1]
    number, dov = second.id, cast.ids["dov"]
    judith.role = Role.ADMIN
    session.commit()
    ways = (("member", dov), ("post", 0))
    listed = [[row.id for row in queue.list_of_member(ben, dov, way)] for way in ways]
    assert (listed, queue.list_of_thing(ben, "member", dov)) == ([[], []], [])
    assert [row.id for row in queue.list_of_thing(judith, "member", dov)] == [number]
    assert show_decision(ben, number) is None
    assert services.judges_of(second) == {judith.id}
    assert not services.may_undo(ben, second)
    with pytest.raises(Forbidden):
        services.undo(ben, second, "Never mind")
    with pytest.raises(NotFound):
        services.decision_of(ben, number)
    sent = {"words": "Never mind", "both": "1"}
    client = enter(app, cast, "ben")
    assert client.post(f"/moderation/decisions/{number}/undo", data=sent).status_code == 404
    session.expire_all()
    assert [one.stands for one in both()] == [True, True]
    assert session.scalars(select(Restraint.member_id)).all() == [dov]
    services.undo(cast.get("ines"), both()[1], "It was a whisper")
    assert [one.stands for one in both()] == [True, False]


def test_where_nobody_else_may_judge_them_a_moderator_reads_of_both(
    app: Flask, office: Office
) -> None:
    """Ada decided, and no other admin is there."""
    enter(app, office.cast, "ada").post(f"/moderation/cases/{office.of_post}", data=BOTH)
    pages = [f"/moderation/decisions/{one.id}" for one in both()]
    ben = enter(app, office.cast, "ben")
    assert [ben.get(address).status_code for address in pages] == [404, 404]
    pages.append(f"/moderation/appeals/{appealed(office.cast).id}")
    for address in pages:
        answer = ben.get(address)
        assert (answer.status_code, "zqxother" in answer.text) == (200, True), address
