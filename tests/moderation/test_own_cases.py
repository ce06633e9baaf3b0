"""Whom a case concerns finds none; who is tied to it otherwise learns not who reported it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Apart, Quarter, enter, order_of, quarter, waits
from tests.moderation.test_services import warning
from tribe.access import Role
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound
from tribe.forum import services as forum
from tribe.members.models import Member
from tribe.moderation import queue, services
from tribe.moderation.live import may_watch_case
from tribe.moderation.models import (
    NO_ACTION,
    CaseLook,
    CaseNote,
    Concerned,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.moderation.subjects import show_case

__all__ = ["quarter"]
RULING = {"act": NO_ACTION, "why": "It stands", "ground": "rules"}
ANOTHER = "another moderator decides"
KEPT = ("zqxreported", "zqxguest", "zqxnoted", "/u/ines", ">ines<")


def about(quarter: Quarter, name: str, kind: str = "member") -> ModerationCase:
    """A case about a member or an answer of theirs: reported by Ines and a guest, noted by Ada."""
    cast = quarter.cast
    number, address = cast.ids[name], f"/u/{name}"
    if kind == "post":
        number = forum.reply(cast.get(name), quarter.topics[0], "I shout too").id
        address = f"/p/{number}"
    words = "zqxreported"
    made = services.report(cast.get("ines"), kind, number, ReportKind.HARM, words)
    services.report_address(address, ReportKind.SPAM, "zqxguestwords", name="zqxguestname")
    case = session.get_one(ModerationCase, made.case_id)
    services.note(cast.get("ada"), case, "zqxnoted of ines")
    session.commit()
    return case


def watches(app: Flask, member: Member, case: int) -> bool:
    with app.test_request_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("tribe.moderation.live.current_actor", lambda: member)
        return may_watch_case(case)


def pages(reader: Apart, case: int) -> str:
    """A case and what may change on its page."""
    whole = reader.get(f"/moderation/cases/{case}")
    pieces = reader.get(f"/moderation/cases/{case}/pieces")
    assert (whole.status_code, pieces.status_code) == (200, 200)
    return f"{whole.text}{pieces.text}"


@pytest.mark.parametrize("kind", ["member", "post"])
def test_a_case_is_not_there_for_whom_it_concerns(
    app: Flask, cast: Cast, quarter: Quarter, kind: str
) -> None:
    first, case = quarter.report(0), about(quarter, "ben", kind)
    number, last = case.id, quarter.report(1)
    ben, ada = enter(app, cast, "ben"), enter(app, cast, "ada")
    address = f"/moderation/cases/{number}"
    for page in (address, f"{address}/pieces"):
        assert ben.get(page).status_code == 404, page
    for path in ("", "/notes", "/take", "/leave", "/pass-on"):
        said = RULING | {"words": "zqxmine", "to_place": "So"}
        assert ben.post(f"{address}{path}", data=said).status_code == 404, path
    assert (order_of(ben.get("/moderation").text), waits(ben)) == ([first, last], 2)
    assert (order_of(ada.get("/moderation").text), waits(ada)) == ([first, number, last], 3)
    filled = ben.post("/moderation", data={"case": [number], "fill": "1", "reason": "1"}).text
    assert not any(one in filled for one in KEPT)
    refused = ben.post("/moderation", data=RULING | {"case": [number]})
    assert (refused.status_code, "This case does not exist." in refused.text) == (409, True)
    decided = ben.post(f"/moderation/cases/{first}", data=RULING | {"then": "next"})
    assert decided.location == f"/moderation/cases/{last}"
    session.expire_all()
    himself, whole = cast.get("ben"), session.get_one(ModerationCase, number)
    assert (watches(app, himself, number), watches(app, cast.get("ada"), number)) == (False, True)
    assert show_case(himself, number) is None
    assert queue.list_kinds([number], queue.handled_by(himself)) == {number: []}
    for act in (services.look, services.take, services.leave):
        with pytest.raises(Forbidden):
            act(himself, whole)
    with pytest.raises(Forbidden):
        services.note(himself, whole, "zqxmine")
    assert session.scalars(select(CaseNote.author_id)).all() == [cast.ids["ada"]]
    assert session.scalars(select(CaseLook)).all() == []
    assert "zqxreported" in pages(ada, number)
    assert ada.post(address, data=RULING).status_code == 303
    assert ben.get(address).status_code == 404
    assert address not in ben.get("/moderation?state=decided").text


def test_nor_is_that_nothing_was_done_about_them(app: Flask, cast: Cast, quarter: Quarter) -> None:
    case = about(quarter, "ben")
    stands = services.decide(cast.get("ada"), case, Ruling(NO_ACTION, "It stands"))
    services.appeal(cast.get("ines"), stands, "Look again")
    listed = f'href="/moderation/decisions/{stands.id}"'
    assert listed not in enter(app, cast, "ben").get("/moderation/appeals").text
    assert listed in enter(app, cast, "ada").get("/moderation/appeals").text
    with pytest.raises(NotFound):
        services.decision_of(cast.get("ben"), stands.id)
    warned = services.decide(cast.get("ada"), about(quarter, "ben", "post"), _removing())
    assert services.decision_of(cast.get("ben"), warned.id) is warned


def tie(cast: Cast, quarter: Quarter, how: str) -> ModerationCase:
    """A case about Dov to which Ben is tied."""
    case = about(quarter, "dov")
    if how == "brand":
        cast.get("dov").is_brand = cast.get("ben").is_brand = True
    else:
        services.report(cast.get("ben"), "member", cast.ids["dov"], ReportKind.HARM, "Mine")
    session.commit()
    return case


@pytest.mark.parametrize("how", ["brand", "party"])
def test_who_is_tied_to_it_reads_nothing_of_who_reported_and_does_not_take_it(
    app: Flask, cast: Cast, quarter: Quarter, how: str
) -> None:
    case = tie(cast, quarter, how)
    number, address = case.id, f"/moderation/cases/{case.id}"
    ben, ada = enter(app, cast, "ben"), enter(app, cast, "ada")
    read = pages(ben, number)
    assert [one for one in KEPT if one in read] == []
    said = ANOTHER if how == "party" else "a moderator to judge who does not speak for it"
    assert said in read
    assert f"{address}/take" not in read
    assert f"{address}/notes" not in read
    assert all(one in pages(ada, number) for one in KEPT[:4])
    for path in ("/take", "/leave", "/notes"):
        assert ben.post(f"{address}{path}", data={"words": "zqxmine"}).status_code == 403, path
    session.expire_all()
    assert session.get_one(ModerationCase, number).assignee_id is None
    assert ada.post(address, data=RULING).status_code == 303
    read = pages(ben, number)
    assert [one for one in KEPT if one in read] == []
    assert all(one in pages(ada, number) for one in KEPT[:4])


def test_who_took_a_case_before_they_reported_it_leaves_it(cast: Cast, quarter: Quarter) -> None:
    case, ben = about(quarter, "dov"), cast.get("ben")
    services.take(ben, case)
    services.report(ben, "member", cast.ids["dov"], ReportKind.HARM, "Mine")
    services.leave(ben, case)
    assert case.assignee_id is None


def test_who_moderates_a_category_and_reported_reads_no_words_and_passes_it_on(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    quarter.report(0, by="fay")
    services.note(cast.get("ben"), session.get_one(ModerationCase, case), "zqxnoted")
    fay = enter(app, cast, "fay")
    read = pages(fay, case)
    assert [one for one in KEPT if one in read] == []
    assert ANOTHER in read
    address = f"/moderation/cases/{case}"
    assert fay.post(f"{address}/take").status_code == 403
    assert fay.post(f"{address}/pass-on", data={"to_place": "I know them"}).status_code == 303


def alone(cast: Cast) -> None:
    """Nobody but Ben moderates."""
    cast.get("ada").role = Role.MEMBER
    session.commit()


def test_where_nobody_else_moderates_their_own_case_is_there_without_who_reported_it(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = about(quarter, "ben").id
    alone(cast)
    ben, address = enter(app, cast, "ben"), f"/moderation/cases/{case}"
    assert (order_of(ben.get("/moderation").text), waits(ben)) == ([case], 1)
    read = pages(ben, case)
    assert [one for one in KEPT if one in read] == []
    assert "It waits until there is another moderator." in read
    assert show_case(cast.get("ben"), case) is not None
    for path in ("", "/take", "/notes"):
        said = RULING | {"words": "zqxmine"}
        assert ben.post(f"{address}{path}", data=said).status_code == 403, path


@pytest.mark.parametrize("how", ["brand", "party"])
def test_where_nobody_else_could_who_is_tied_decides_without_the_names(
    app: Flask, cast: Cast, quarter: Quarter, how: str
) -> None:
    case = tie(cast, quarter, how).id
    alone(cast)
    ben, address = enter(app, cast, "ben"), f"/moderation/cases/{case}"
    assert ben.post(f"{address}/take").status_code == 303
    assert ben.post(f"{address}/notes", data={"words": "I alone"}).status_code == 303
    read = pages(ben, case)
    named = [one for one in KEPT if one in read]
    assert named == ["zqxreported", "zqxguest"]  # the words of both
    assert ("zqxguestname" in read, "I alone" in read) == (False, True)
    assert ben.post(address, data=RULING).status_code == 303
    assert [one for one in KEPT if one in pages(ben, case)] == []


def test_a_moderator_whom_a_decision_concerns_reads_their_own_appeal_alone(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    made = services.decide(cast.get("ada"), about(quarter, "ben"), warning())
    session.add(Concerned(decision_id=made.id, member_id=cast.ids["cleo"]))
    reported = about(quarter, "dov")
    for name in ("ben", "cleo"):
        services.report(cast.get(name), "member", cast.ids["dov"], ReportKind.HARM)
    stands = services.decide(cast.get("ada"), reported, Ruling(NO_ACTION, "It stands"))
    for decision in (made, stands):
        services.appeal(cast.get("ben"), decision, "zqxben")
        services.appeal(cast.get("cleo"), decision, "zqxcleo")
    session.commit()
    for decision in (made.id, stands.id):
        read: dict[str, Any] = {}
        for name in ("ben", "ada"):
            page = enter(app, cast, name).get(f"/moderation/decisions/{decision}").text
            read[name] = ("zqxben" in page, "zqxcleo" in page)
        assert read == {"ben": (True, False), "ada": (True, True)}


def _removing() -> Ruling:
    return Ruling("forum.post.remove", "You shouted.", "Be kind")
