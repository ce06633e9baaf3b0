"""Texts that wait: nothing of them leaks, their author keeps them, a moderator decides."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.world import furnish
from tribe.access import TrustLevel
from tribe.activity.models import Activity
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum import services as posts
from tribe.forum.models import Category, Post, Topic
from tribe.members.models import State
from tribe.moderation import services as moderation
from tribe.moderation.models import (
    CaseState,
    Decision,
    Finding,
    Ground,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.services import ReasonDraft, Ruling
from tribe.notices.models import Notice
from tribe.settings import services as settings
from tribe.spam import services
from tribe.spam.labels import why_held
from tribe.spam.layers import LAYERS, Outcome
from tribe.spam.models import HeldState, HeldText

SPAM = "Buy now at https://a.example/x and https://b.example/y and https://c.example/z today"


@pytest.fixture
def place(app: Flask, cast: Cast) -> str:
    """A category, and Cleo as a newcomer."""
    with app.app_context():
        session.add(Category(slug="hall", name="Hall", description=""))
        cast.get("cleo").trust = TrustLevel.NEW
        session.commit()
    return "hall"


def send(app: Flask, cast: Cast, body: str = SPAM, name: str = "cleo") -> str | None:
    """Send a topic; where its author is led."""
    form = {"category": "hall", "title": "Only today", "body": body}
    return sign_in(app, cast, name).post("/t/new", data=form).location


def held_texts() -> list[HeldText]:
    """All of them."""
    return list(session.scalars(select(HeldText).order_by(HeldText.id)))


def test_what_is_held_is_no_post_and_is_found_by_its_author(
    app: Flask, cast: Cast, place: str
) -> None:
    assert (send(app, cast) or "").startswith("/me/held#")
    with app.app_context():
        assert session.scalars(select(Post)).all() == []
        assert [held.codes for held in held_texts()] == [["links"]]
    own = sign_in(app, cast, "cleo").get("/me/held").text
    assert "Only today" in own
    assert "Only today" not in sign_in(app, cast, "dov").get("/me/held").text
    for page in ("/topics", "/c/hall", "/search?q=today", "/feed.atom", "/new"):
        assert "Only today" not in sign_in(app, cast, "dov").get(page).text, page
    assert "Only today" in sign_in(app, cast, "ben").get("/moderation/held").text
    assert "1 held text" in sign_in(app, cast, "ben").get("/support").text


def test_published_it_is_its_authors_act_with_its_notices(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast, f"@dov look {SPAM}")
    ben = sign_in(app, cast, "ben")
    with app.app_context():
        number = held_texts()[0].id
    assert ben.post(f"/moderation/held/{number}/publish", data={"seen": ""}).status_code == 303
    with app.app_context():
        topic = session.scalars(select(Topic)).one()
        assert (topic.author_id, topic.title) == (cast.ids["cleo"], "Only today")
        assert held_texts() == []
        kinds = set(session.scalars(select(Activity.kind)))
        assert {"forum.topic.begun", "forum.post.let_through"} <= kinds
        from tribe.jobs import Lane, run_next

        while run_next(Lane.QUICK):
            pass
        told = set(session.scalars(select(Notice.member_id)))
    assert told == {cast.ids["cleo"], cast.ids["dov"]}
    assert (
        "Your text in “Only today” is published" in sign_in(app, cast, "cleo").get("/notices").text
    )
    assert ben.post(f"/moderation/held/{number}/publish").status_code == 404


def test_declined_its_author_reads_why(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        number = held_texts()[0].id
    ben = sign_in(app, cast, "ben")
    assert ben.post(f"/moderation/held/{number}/decline", data={}).status_code == 422
    reason = {"rule": "No selling", "why": "Here nobody sells"}
    assert ben.post(f"/moderation/held/{number}/decline", data=reason).status_code == 303
    page = sign_in(app, cast, "cleo").get("/me/held").text
    assert "Here nobody sells" in page
    assert "Only today" in page
    assert "Only today" not in ben.get("/moderation/held").text
    with app.app_context():
        decision = session.scalars(select(Decision)).one()
        assert (decision.act, decision.why) == ("spam.text.decline", "Here nobody sells")
        case = session.get_one(ModerationCase, decision.case_id)
        assert case.state is CaseState.DECIDED
        moderation.undo(cast.get("ben"), decision, "We were wrong")
        assert held_texts()[0].state is HeldState.WAITING
        assert [one.state for one in cases()] == [CaseState.DECIDED, CaseState.OPEN]


def test_a_case_is_open_as_long_as_it_waits(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        assert [one.state for one in cases()] == [CaseState.OPEN]
        report = session.scalars(select(Report)).one()
        assert (report.source, report.reason) == (Source.AUTOMATIC, "links")
        services.withdraw(cast.get("cleo"), held_texts()[0].id)
        assert [one.state for one in cases()] == [CaseState.DECIDED]


def test_its_case_says_in_words_which_layer_found_it(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        number, codes = cases()[0].id, held_texts()[0].codes
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{number}").text
    assert f"· {why_held(codes[0])}</span>" in page
    for layer in LAYERS:
        if layer.outcome is Outcome.HOLD:
            assert why_held(layer.code) != layer.code


def test_a_decision_to_publish_is_undone_by_the_program(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        case = cases()[0]
        ruling = Ruling("spam.text.publish", "It is no spam", "The rules")
        decision = moderation.decide(cast.get("ben"), case, ruling)
        assert held_texts() == []
        moderation.undo(cast.get("ben"), decision, "It was")
        assert held_texts()[0].state is HeldState.WAITING
        assert session.scalars(select(Post)).one().is_removed


def test_a_case_publishes_the_words_that_were_read(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    cleo, ben = sign_in(app, cast, "cleo"), sign_in(app, cast, "ben")
    with app.app_context():
        number, address = held_texts()[0].id, f"/moderation/cases/{cases()[0].id}"
    seen = re.findall(r'name="seen" value="([^"]+)"', ben.get(address).text)
    cleo.post(f"/me/held/{number}", data={"title": "Only today", "body": "Something zqxelse"})
    sent = {"act": "spam.text.publish", "rule": "The rules", "why": "It is no zqxspam"}
    overtaken = ben.post(address, data=sent | {"seen": seen[0]})
    assert overtaken.status_code == 409
    assert "It is no zqxspam" in overtaken.text
    assert "Something zqxelse" in overtaken.text
    seen = re.findall(r'name="seen" value="([^"]+)"', overtaken.text)
    assert ben.post(address, data=sent | {"seen": seen[0]}).status_code == 303
    with app.app_context():
        assert session.scalars(select(Post)).one().source == "Something zqxelse"


def test_the_words_of_who_left_wait_for_nobody(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        ruling = Ruling("spam.text.publish", "It is no spam", "The rules")
        decision = moderation.decide(cast.get("ben"), cases()[0], ruling)
        cast.get("cleo").state = State.LEFT
        moderation.undo(cast.get("ben"), decision, "It was")
        assert held_texts() == []


def test_what_its_author_removed_meanwhile_does_not_wait_again(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast)
    with app.app_context():
        ruling = Ruling("spam.text.publish", "It is no spam", "The rules")
        decision = moderation.decide(cast.get("ben"), cases()[0], ruling)
        post = session.scalars(select(Post)).one()
        posts.remove(cast.get("cleo"), post)
        moderation.undo(cast.get("ben"), decision, "It was")
        session.commit()
        assert held_texts() == []
        assert not any(one.is_open for one in cases())
        with pytest.raises((Forbidden, RuleBroken)):
            posts.restore(cast.get("cleo"), session.get_one(Post, post.id))


def cases() -> list[ModerationCase]:
    """Of held texts."""
    return list(session.scalars(select(ModerationCase).order_by(ModerationCase.id)))


def test_its_author_changes_it_and_takes_it_back(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        held = held_texts()[0]
        number, seen = held.id, services.version_of(held)
    cleo, ben = sign_in(app, cast, "cleo"), sign_in(app, cast, "ben")
    said = {"title": "Only today", "body": "Something else"}
    assert cleo.post(f"/me/held/{number}", data=said).status_code == 303
    overtaken = ben.post(f"/moderation/held/{number}/publish", data={"seen": seen})
    assert overtaken.status_code == 409
    assert sign_in(app, cast, "dov").post(f"/me/held/{number}", data=said).status_code == 404
    assert cleo.post(f"/me/held/{number}/withdraw").status_code == 303
    with app.app_context():
        assert held_texts() == []


def test_both_decisions_are_undone_whole(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        ben, number = cast.get("ben"), held_texts()[0].id
        details = services.decline(ben, number, "Not here")
        services.undo_decline(ben, details)
        assert held_texts()[0].state is HeldState.WAITING
        before = services.waiting._dump(held_texts()[0])
        published, details = services.publish(ben, number)
        session.commit()
        assert not session.get_one(Post, published.number).is_removed
        again = services.unpublish(ben, details)
        session.commit()
        assert services.waiting._dump(again) == before
        assert session.get_one(Post, published.number).is_removed


def test_nobody_decides_on_their_own_words(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context():
        from tribe.access import Role

        cast.get("cleo").role = Role.MODERATOR
        with pytest.raises(Forbidden):
            services.publish(cast.get("cleo"), held_texts()[0].id)


def test_ten_wait_and_no_more(app: Flask, cast: Cast, place: str) -> None:
    with app.app_context():
        settings.change({"spam_pace": "no"}, None)
        session.commit()
    for number in range(10):
        assert (send(app, cast, f"{number} {SPAM}") or "").startswith("/me/held")
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post("/t/new", data={"category": "hall", "title": "More", "body": SPAM})
    assert answer.status_code == 409
    assert "a.example" in answer.text


def test_too_often_says_when_and_keeps_what_was_typed(app: Flask, cast: Cast, place: str) -> None:
    for number in range(3):
        assert (send(app, cast, f"Number {number}") or "").startswith("/t/")
    cleo = sign_in(app, cast, "cleo")
    form = {"category": "hall", "title": "A fourth", "body": "My fourth topic"}
    answer = cleo.post("/t/new", data=form)
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert "60 minutes" in answer.text
    assert "My fourth topic" in answer.text


def test_a_trusted_members_reply_costs_one_query_more(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    costs = []
    for setting in ("no", "yes"):
        with app.app_context():
            settings.change({"spam_pace": setting}, None)
            session.commit()
        cleo.get("/topics")
        with count_queries(app) as queries:
            assert cleo.post(f"/t/{world.topic}/reply", data={"body": setting}).status_code == 303
        costs.append(len(queries))
    assert costs[1] - costs[0] == 1


def test_the_trap_and_haste_let_a_person_through_the_second_time(
    app: Flask, cast: Cast, place: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    cleo = sign_in(app, cast, "cleo")

    def token(page: str) -> str:
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    page = cleo.get("/t/new").text
    assert 'name="further"' in page
    form = {"category": "hall", "title": "Hello", "body": "Good evening", "csrf_token": token(page)}
    hasty = cleo.post("/t/new", data=form)
    assert hasty.status_code == 409
    assert "Good evening" in hasty.text
    with app.app_context():
        settings.change({"spam_seconds": 0}, None)
        session.commit()
    trapped = cleo.post("/t/new", data=form | {"further": "x"})
    assert trapped.status_code == 409
    assert cleo.post("/t/new", data=form).status_code == 303
    assert 'name="further"' not in sign_in(app, cast, "dov").get("/t/new").text


def test_an_edit_does_not_bring_in_what_would_have_waited(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast, "An honest question")
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        post = session.scalars(select(Post)).one().id
    edited = cleo.post(f"/p/{post}/edit", data={"title": "Only today", "body": SPAM})
    assert edited.status_code == 409
    assert "a.example" in edited.text
    better = {"title": "Only today", "body": "An honest question, said better"}
    assert cleo.post(f"/p/{post}/edit", data=better).status_code == 303


def test_files_wait_with_their_text(app: Flask, cast: Cast, place: str) -> None:
    from io import BytesIO

    from tribe.forum.models import PostFile
    from tribe.forum.services import forget_waiting

    cleo = sign_in(app, cast, "cleo")
    form = {"category": "hall", "title": "Only today", "body": SPAM}
    upload = {"files": (BytesIO(b"plain words"), "notes.txt")}
    assert cleo.post("/t/new", data=form | upload).status_code == 303
    with app.app_context():
        file, held = session.scalars(select(PostFile)).one(), held_texts()[0]
        assert file.held_id == held.id
        from datetime import timedelta

        file.added_at -= timedelta(days=3)
        forget_waiting()
        session.expire_all()
        services.publish(cast.get("ben"), held.id)
        session.commit()
        assert session.scalars(select(PostFile)).one().post_id is not None


def test_no_words_are_held_without_a_body(app: Flask, cast: Cast, place: str) -> None:
    send(app, cast)
    with app.app_context(), pytest.raises(RuleBroken):
        services.change(cast.get("cleo"), held_texts()[0].id, "T", " ")


def test_publishing_asks_for_no_rule_in_its_case_either_and_declining_for_one(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast)
    with app.app_context():
        number = cases()[0].id
    ben, address = sign_in(app, cast, "ben"), f"/moderation/cases/{number}"
    typed = {"rule": "", "why": "It is no spam"}
    refused = ben.post(address, data=typed | {"act": "spam.text.decline"})
    assert refused.status_code == 422
    assert ben.post(address, data=typed | {"act": "spam.text.publish"}).status_code == 303
    with app.app_context():
        decision = session.scalars(select(Decision)).one()
        assert (decision.ground, decision.rule) == (Ground.NONE, "")
        assert session.scalars(select(Report.finding)).all() == [Finding.DISMISSED]
        assert session.scalars(select(Post)).all() != []
        log = f"/moderation/log/{decision.id}"
    assert "no rule was broken" in app.test_client().get(log).text


def test_a_first_post_that_waits_is_not_called_spam(app: Flask, cast: Cast, place: str) -> None:
    ben = sign_in(app, cast, "ben")
    with app.app_context():
        settings.change({"spam_first_posts": 3, "spam_seconds": 0}, None)
        session.commit()
    send(app, cast, "Good morning to all of you")
    with app.app_context():
        assert held_texts()[0].codes == ["first"]
        number = cases()[0].id
    for address in ("/moderation", f"/moderation/cases/{number}"):
        page = ben.get(address).text.partition("<main")[2]
        assert ">first posts</span>" in page, address
        assert ">Spam</span>" not in page, address
    french = ben.get("/moderation", headers={"Accept-Language": "fr"}).text
    assert ">premiers messages</span>" in french
    with app.app_context():
        services.withdraw(cast.get("cleo"), held_texts()[0].id)
        session.commit()
    send(app, cast)
    assert ">Spam</span>" in ben.get("/moderation").text


def test_declining_names_a_rule_that_its_moderator_chose(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast)
    with app.app_context():
        cast.get("cleo").locale = "fr"
        number = held_texts()[0].id
        draft = ReasonDraft(ReportKind.SPAM, "No selling", "Sold here", "Vendu ici", 1, "Ni vente")
        reason = moderation.keep_reason(cast.get("ada"), draft)
        session.commit()
        number_of_reason = reason.id
    ben = sign_in(app, cast, "ben")
    address = f"/moderation/held/{number}/decline"
    assert f'href="{address}"' in ben.get("/moderation/held").text
    assert "cleo reads French." in ben.get(address).text
    refused = ben.post(address, data={"why": "Nobody sells here"})
    assert refused.status_code == 422
    assert 'href="#f-rule"' in refused.text
    filled = ben.post(address, data={"reason": str(number_of_reason), "fill": "1"})
    assert "Ni vente" in filled.text
    assert "Vendu ici" in filled.text
    sent = {"rule": "Ni vente", "why": "Vendu ici", "ground": "law"}
    assert ben.post(address, data=sent).status_code == 303
    with app.app_context():
        decision = session.scalars(select(Decision)).one()
        assert (decision.rule, decision.ground) == ("Ni vente", Ground.LAW)
