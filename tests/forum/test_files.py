"""Pictures and documents of posts: what may hang on one, who sees it, and that it goes."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.members.conftest import picture
from tribe import storage
from tribe.base.db import now, session
from tribe.forum import services
from tribe.forum.models import Post, PostFile
from tribe.forum.policy import UNDO_WINDOW
from tribe.forum.services.files import WAITS
from tribe.forum.services.preparing import Prepared, bare_name
from tribe.jobs import Lane, run_next
from tribe.mail import Attachment
from tribe.members.models import State
from tribe.settings import services as settings
from tribe.storage import StoredFile

Talk = Callable[[Callable[[Forum], int]], int]
SHOWN = Prepared("stand.webp", "image/webp", b"RIFF....WEBP", width=2, height=1)


def send(client: FlaskClient, *files: tuple[bytes, str], topic: int = 1, **fields: Any) -> Any:
    """Answer in a topic, with files."""
    chosen = [(BytesIO(content), name) for content, name in files]
    about = {"body": "Look", **fields} | ({"files": chosen} if chosen else {})
    return client.post(f"/t/{topic}/reply", data=about)


def hang(who: str, forum: Forum, post: Post, one: Prepared = SHOWN) -> int:
    """Hang a file on a post; its number."""
    member = forum.cast.get(who)
    [file] = services.keep_waiting(member, [one])
    services.add_files(member, post, [file])
    session.commit()
    return file.id


def work() -> None:
    while run_next(Lane.SLOW):
        pass


def opened(forum: Forum) -> int:
    return forum.topic("cleo", forum.room()).id


def with_file(forum: Forum) -> int:
    topic = forum.topic("cleo", forum.room())
    return hang("dov", forum, forum.reply("dov", topic))


def test_a_picture_stands_below_the_words_without_where_it_was_taken(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    talk(opened)
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "taken at home", 6  # it lies on its side
    photo = picture("JPEG", (1500, 1000), exif=exif)
    assert b"taken at home" in photo
    cleo = sign_in(app, cast, "cleo")
    assert send(cleo, (photo, "Our stand.jpg"), (b"%PDF-1.7 x", "plan.pdf")).status_code == 303
    page = client.get(client.get("/t/1").location).text
    assert '<img src="/files/1/preview" width="640" height="960" alt="Picture 1, not' in page
    assert 'loading="lazy"' in page
    assert "Say what your picture shows" not in page
    assert "Say what your picture shows" in cleo.get("/p/2/fragment").text
    whole, small = client.get("/files/1"), client.get("/files/1/preview")
    assert (whole.mimetype, whole.headers["Cache-Control"]) == ("image/webp", "private, no-cache")
    assert b"taken at home" not in whole.data + small.data
    sizes = [Image.open(BytesIO(one.data)).size for one in (whole, small)]
    assert sizes == [(1000, 1500), (640, 960)]
    again = client.get("/files/1", headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_document_is_given_to_be_kept_and_never_shown(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    talk(opened)
    send(sign_in(app, cast, "cleo"), (b"%PDF-1.7 x", "plan.pdf"), (b"Bread\n", "list.md"))
    for number, kind, name in ((1, "application/pdf", "plan.pdf"), (2, "text/plain", "list.md")):
        answer = client.get(f"/files/{number}")
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert client.get(f"/files/{number}/preview").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00", "holiday.jpg", "forum.file_kind"),
        (b"PK\x03\x04" + b"\x00" * 90, "bomb.zip", "forum.file_kind"),
        (b"\x78\x9f\x3e\x22", "winmail.dat", "forum.file_kind"),
        (b"<script>", "page.html", "forum.file_kind"),
        (b"del *", "list.txt.bat", "forum.file_kind"),
        (b"", "empty.txt", "forum.file_kind"),
        (b"\xff\xd8\xff broken", "broken.jpg", "members.picture_unreadable"),
        (b"%PDF-" + b"x" * 2**20, "large.pdf", "forum.file_too_large"),
    ],
)
def test_what_is_not_harmless_is_left_out(
    context: Flask, content: bytes, name: str, code: str
) -> None:
    settings.change({"max_file_size": 1}, None)
    prepared, left_out = services.prepare([Attachment(name, content)])
    assert (prepared, [(one.name, one.code) for one in left_out]) == ([], [(name, code)])


def test_no_more_than_an_admin_allows(context: Flask) -> None:
    settings.change({"max_files": 1}, None)
    given = [Attachment(f"{number}.txt", b"x") for number in range(2)]
    prepared, [left_out] = services.prepare(given)
    assert ([one.name for one in prepared], left_out.code) == (["0.txt"], "forum.too_many_files")
    settings.change({"max_files": 0}, None)
    assert [one.code for one in services.prepare(given)[1]] == ["forum.no_files"] * 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        (r"C:\Users\dov\notes.txt", "notes.txt"),
        ("not\u202etxt.exe\u202c.txt", "nottxt.exe.txt"),
        ("a\r\nSet-Cookie: x.md", "a Set-Cookie: x.md"),
        ("", "text.txt"),
        ("é" * 90, "é" * 76 + ".txt"),
    ],
)
def test_a_name_leads_nowhere_and_turns_nothing(context: Flask, said: str, kept: str) -> None:
    [made], _none = services.prepare([Attachment(said, b"plain")])
    assert made.name == kept
    assert bare_name(kept) == kept


def test_who_may_not_see_the_post_finds_no_file(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    def secret(forum: Forum) -> int:
        room = forum.room("attic", moderator=(True, True, True))
        return hang("ben", forum, forum.reply("ben", forum.topic("ben", room)))

    number = talk(secret)
    nothing = client.get("/files/999")
    for address in (f"/files/{number}", f"/files/{number}/preview"):
        answer = client.get(address)
        said = answer.text.replace(address, "/files/999")
        said = said.replace(quote(address, safe=""), quote("/files/999", safe=""))
        assert (answer.status_code, said) == (404, nothing.text)
    assert sign_in(app, cast, "cleo").post(f"/files/{number}/remove").status_code == 404
    assert sign_in(app, cast, "ben").get(f"/files/{number}").status_code == 200


def test_files_of_who_is_suspended_are_closed_at_once(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    number = talk(with_file)
    tag = client.get(f"/files/{number}").headers["ETag"]
    with app.app_context():
        cast.get("dov").state = State.SUSPENDED
        session.commit()
    assert client.get(f"/files/{number}", headers={"If-None-Match": tag}).status_code == 404
    assert "/files/" not in client.get("/t/1/a-title").text


def test_files_of_a_removed_post_are_kept_unseen_for_its_return(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    number = talk(with_file)
    dov = sign_in(app, cast, "dov")
    assert dov.post("/p/2/delete").status_code == 303
    for browser in (client, dov, sign_in(app, cast, "ben")):
        assert browser.get(f"/files/{number}").status_code == 404
    with app.app_context():
        services.prune_files()
        session.commit()
    assert dov.post("/p/2/undelete").status_code == 303
    assert client.get(f"/files/{number}").status_code == 200
    assert f"/files/{number}" in client.get("/t/1/a-title").text


def test_files_of_a_removed_post_leave_after_thirty_days(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(with_file)
    sign_in(app, cast, "dov").post("/p/2/delete")
    with app.app_context():
        post = session.get_one(Post, 2)
        post.deleted_at = now() - UNDO_WINDOW
        session.commit()
        services.prune_files()
        session.commit()
        work()
        assert session.scalar(select(func.count(StoredFile.digest))) == 0
        assert list(app.extensions["files"].list("00")) == []
        assert session.scalars(select(PostFile)).all() == []
        assert post.files_count == 0


def test_a_file_that_came_while_its_post_was_removed_is_not_shown(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    number = talk(with_file)
    with app.app_context():
        hung = session.get_one(PostFile, number)
        session.get_one(Post, hung.post_id).deleted_at = now()
        session.commit()
    for browser in (client, sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")):
        assert browser.get(f"/files/{number}").status_code == 404
        assert browser.get(f"/files/{number}/preview").status_code == 404


def test_a_file_that_two_posts_have_stays_for_the_other(context: Flask, forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    first, second = forum.reply("dov", topic), forum.reply("dov", topic)
    gone, kept = hang("dov", forum, first), hang("dov", forum, second)
    services.remove_file(forum.cast.get("ben"), first, gone)
    session.commit()
    work()
    assert storage.read(session.get_one(PostFile, kept).digest) == SHOWN.content
    assert (first.files_count, second.files_count) == (0, 1)


def test_a_refused_form_keeps_its_files(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    talk(opened)
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    refused = send(cleo, (b"one", "one.txt"), (b"MZ", "two.exe"), body="Look here")
    assert refused.status_code == 422
    assert "two.exe: Only pictures" in refused.text
    assert "Look here" in refused.text
    assert re.search(r'name="kept" type="checkbox" value="1" checked', refused.text)
    assert client.get("/files/1").status_code == 404
    strange = [send(dov, kept=number) for number in ("1", "99")]  # as if it were not there
    assert [one.status_code for one in strange] == [422, 422]
    assert "choose it again" in strange[0].text
    assert send(cleo, kept="1").status_code == 303
    assert client.get("/files/1").status_code == 200
    assert send(cleo, kept="1", body="Again").status_code == 422


def test_files_whose_form_was_never_sent_are_forgotten_after_a_day(
    context: Flask, cast: Cast
) -> None:
    old, new = services.keep_waiting(
        cast.get("cleo"), [SHOWN, Prepared("a.txt", "text/plain", b"a")]
    )
    old.added_at = now() - WAITS
    session.commit()
    services.forget_waiting()
    session.commit()
    work()
    assert session.scalars(select(PostFile.id)).all() == [new.id]
    assert session.scalars(select(StoredFile.digest)).all() == [new.digest]


def test_its_author_says_what_a_picture_shows_and_others_do_not(
    app: Flask, cast: Cast, talk: Talk, client: FlaskClient
) -> None:
    number = talk(with_file)
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    assert f'name="alt_{number}"' in dov.get("/p/2/files").text
    data = {f"alt_{number}": "Six of <us>", "files": (BytesIO(b"more"), "more.txt")}
    assert dov.post("/p/2/files", data=data).status_code == 303
    page = client.get("/t/1/a-title").text
    assert ('alt="Six of &lt;us&gt;"' in page, "more.txt" in page) == (True, True)
    assert cleo.get("/p/2/files").status_code == 403
    assert cleo.post(f"/files/{number}/remove").status_code == 403
    ben = sign_in(app, cast, "ben")
    assert 'name="files"' not in ben.get("/p/2/files").text
    assert ben.post(f"/files/{number}/remove").status_code == 303
    assert "Six of" not in client.get("/t/1/a-title").text


def test_a_topic_without_files_asks_for_none(app: Flask, talk: Talk, client: FlaskClient) -> None:
    def three(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room())
        for _ in range(3):
            forum.reply("dov", topic)
        return 0

    talk(three)
    costs = []
    for holding in ((), (2,), (3, 4)):

        def more(forum: Forum, holding: tuple[int, ...] = holding) -> int:
            return sum(hang("dov", forum, session.get_one(Post, number)) for number in holding)

        talk(more)
        with count_queries(app) as queries:
            client.get("/t/1/a-title")
        costs.append(len(queries))
    assert costs == [costs[0], costs[0] + 1, costs[0] + 1]
