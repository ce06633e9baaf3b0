"""What moderators are shown of a text that waits: its pictures, and the version that they judge."""

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, forum
from tests.members.conftest import picture
from tests.spam.test_held import SPAM, cases, held_texts, place, send
from tribe.base.db import session
from tribe.forum import services as verbs
from tribe.forum.models import Post, PostFile
from tribe.mail import Attachment
from tribe.members.models import State
from tribe.moderation import services as moderation
from tribe.moderation.models import CaseState
from tribe.moderation.services import Ruling
from tribe.spam import services
from tribe.spam.models import HeldState

__all__ = ["forum", "place"]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PUBLISH = {"act": "spam.text.publish", "rule": "The rules", "why": "It is no spam"}


def send_files(app: Flask, cast: Cast, *files: tuple[bytes, str]) -> int:
    """Hold a text of Cleo's with files; the status of the answer."""
    form = {"category": "hall", "title": "Only today", "body": SPAM}
    given = [(BytesIO(content), name) for content, name in files]
    return sign_in(app, cast, "cleo").post("/t/new", data=form | {"files": given}).status_code


def test_its_pictures_are_shown_to_who_decides_and_to_its_author_and_nobody_else(
    app: Flask, cast: Cast, place: str
) -> None:
    shot, notes = (picture("PNG", (40, 30)), "shot.png"), (b"<b>plain</b>", "notes.txt")
    assert send_files(app, cast, shot, notes) == 303
    with app.app_context():
        shown, kept = session.scalars(select(PostFile.id).order_by(PostFile.id))
        address = f"/moderation/cases/{cases()[0].id}"
    cleo, ben, dov = (sign_in(app, cast, name) for name in ("cleo", "ben", "dov"))
    for page in (ben.get("/moderation/held"), ben.get(address), cleo.get("/me/held")):
        assert f'src="/files/{shown}/preview"' in page.text
        assert f'href="/files/{kept}" download' in page.text
    for path in (f"/files/{shown}", f"/files/{shown}/preview", f"/files/{kept}"):
        for reader in (dov, sign_in(app, cast, "ines"), app.test_client()):
            assert reader.get(path).status_code == 404, path
        assert cleo.get(path).status_code == 200, path
        answer = ben.get(path)
        assert answer.status_code == 200, path
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ben.get(f"/files/{kept}").headers["Content-Disposition"].startswith("attachment")
    assert ben.get(f"/files/{kept}").mimetype == "text/plain"
    assert dov.post(f"/files/{shown}/remove").status_code == 404
    assert ben.post(f"/files/{shown}/remove").status_code == 404
    with app.app_context():
        cast.get("cleo").state = State.SUSPENDED
        session.commit()
    assert ben.get(f"/files/{shown}").status_code == 404
    assert f"/files/{shown}" not in ben.get("/moderation/held").text


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.html"])
def test_a_drawing_with_a_script_waits_with_no_text(
    app: Flask, cast: Cast, place: str, name: str
) -> None:
    assert send_files(app, cast, (SVG, name)) == 422
    with app.app_context():
        assert session.scalars(select(PostFile)).all() == []


def test_pictures_of_a_hidden_post_are_its_authors_and_moderators(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        post = forum.reply("dov", forum.topic("cleo", forum.room(), "Bread"), "Look")
        prepared = verbs.prepare([Attachment("shot.png", picture())])[0]
        verbs.add_files(dov, post, verbs.keep_waiting(dov, prepared))
        number = session.scalars(select(PostFile.id)).one()
        hidden = Ruling("forum.post.hide", "A moderator looks", "The rules")
        moderation.decide_on(cast.get("ben"), "post", post.id, hidden)
        session.commit()
    for name, status in (("dov", 200), ("ben", 200), ("cleo", 404)):
        answer = sign_in(app, cast, name).get(f"/files/{number}")
        assert answer.status_code == status, name
    assert app.test_client().get(f"/files/{number}").status_code == 404
    assert sign_in(app, cast, "dov").post(f"/files/{number}/remove").status_code == 404


def seen_in(page: str) -> dict[str, str]:
    """The versions that a queue shows, by their fields."""
    return dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))


@pytest.mark.parametrize("act", ["spam.text.publish", "spam.text.decline"])
def test_deciding_on_several_decides_on_the_words_that_were_shown(
    app: Flask, cast: Cast, place: str, act: str
) -> None:
    for number in range(2):
        send(app, cast, f"{number} {SPAM}")
    cleo, ben = sign_in(app, cast, "cleo"), sign_in(app, cast, "ben")
    with app.app_context():
        changed, kept = (held.id for held in held_texts())
        of_text = {case.subject_id: str(case.id) for case in cases()}
        numbers = [of_text[changed], of_text[kept]]
    page = ben.get("/moderation").text
    cleo.post(f"/me/held/{changed}", data={"title": "Only today", "body": "Zqxother words"})
    sent = PUBLISH | {"act": act, "case": numbers}
    answer = ben.post("/moderation", data=sent | seen_in(page))
    assert answer.status_code == 409
    assert "The author has edited it since you read it." in answer.text
    assert "Zqxother words" in answer.text
    with app.app_context():
        assert {held.id: held.state for held in held_texts()}[changed] is HeldState.WAITING
        assert [one.id for one in held_texts() if one.state is HeldState.WAITING] == [changed]
        assert len(session.scalars(select(Post)).all()) == (act == PUBLISH["act"])
    unread = ben.post("/moderation", data=sent | {"case": numbers[0]})
    assert unread.status_code == 409  # no version at all
    again = sent | {"case": numbers[0]} | seen_in(answer.text)
    last = ben.post("/moderation", data=again)
    assert last.status_code == 303, last.text


def test_declining_on_the_page_of_texts_is_about_the_words_that_were_shown(
    app: Flask, cast: Cast, place: str
) -> None:
    send(app, cast)
    ben = sign_in(app, cast, "ben")
    with app.app_context():
        number = held_texts()[0].id
    page = ben.get(f"/moderation/held/{number}/decline").text
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)
    changed = {"title": "Only today", "body": "Something else"}
    sign_in(app, cast, "cleo").post(f"/me/held/{number}", data=changed)
    form = {"rule": "No selling", "why": "Here zqxnobody sells", "seen": seen}
    answer = ben.post(f"/moderation/held/{number}/decline", data=form)
    assert answer.status_code == 409
    assert "Something else" in answer.text
    assert "zqxnobody" in answer.text  # what was typed stays
    [now_seen] = re.findall(r'name="seen" value="([^"]+)"', answer.text)
    again = ben.post(f"/moderation/held/{number}/decline", data=form | {"seen": now_seen})
    assert again.status_code == 303


def test_what_waits_of_a_spammer_goes_with_all_the_rest_and_comes_back(
    app: Flask, cast: Cast, place: str
) -> None:
    for number in range(2):
        send(app, cast, f"{number} {SPAM}")
    with app.app_context():
        texts = {held.id: services.waiting._dump(held) for held in held_texts()}
        sweeping = Ruling("forum.member.sweep", "Here nobody sells", "No spam")
        cleo = cast.ids["cleo"]
        decision = moderation.decide_on(cast.get("ben"), "member", cleo, sweeping)
        session.commit()
        assert {held.state for held in held_texts()} == {HeldState.DECLINED}
        assert [case.state for case in cases()] == [CaseState.DECIDED] * 3
        moderation.undo(cast.get("ada"), decision, "It was another")
        session.commit()
        assert {held.id: services.waiting._dump(held) for held in held_texts()} == texts
        assert {held.state for held in held_texts()} == {HeldState.WAITING}
        assert [case.state for case in cases()][3:] == [CaseState.OPEN] * 2
