"""Files of answers by mail: those that may be posted are, once; the others are told of, and why."""

from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.mail.servers import Mailbox
from tests.mail.test_answers import CLEO, hall, posts, sent_to, take, where, work
from tests.members.conftest import picture
from tribe.base.db import now, session
from tribe.base.errors import Unavailable
from tribe.forum.models import Post, PostFile, Topic
from tribe.forum.services import close_topic, preparing
from tribe.jobs import Job
from tribe.mail.incoming import LOGO
from tribe.mail.models import MailReplyFile
from tribe.mail.received import Received

__all__ = ["hall"]  # the fixture


def message(*files: tuple[bytes, str, str], number: int = 1) -> EmailMessage:
    """An answer with files: what they hold, their kind, their name."""
    made = EmailMessage()
    made["From"], made["Message-ID"] = CLEO, f"<{number}@example.invalid>"
    made.set_content("Here is the loaf")
    for content, kind, name in files:
        made.add_attachment(content, *kind.split("/"), filename=name)
    return made


def hung() -> list[tuple[int, str, bool]]:
    session.rollback()
    rows = session.scalars(select(PostFile).order_by(PostFile.id))
    return [(one.post_id or 0, one.name, one.is_picture) for one in rows]


def count_waiting() -> int:
    return session.scalar(select(func.count(MailReplyFile.id))) or 0


def test_what_may_be_posted_is_and_the_rest_is_told_of(hall: Topic, box: Mailbox) -> None:
    made = message(
        (picture("JPEG"), "image/jpeg", "../loaf.jpg"),
        (b"%PDF-1.7 x", "application/pdf", "recipe.pdf"),
        (b"MZ", "image/png", "loaf.png"),
        (b"x\x9f>\x22", "application/ms-tnef", "winmail.dat"),
        (b"\xff\xd8\xff", "image/jpeg", "half.jpg"),
    )
    assert take(made.as_bytes(), where(hall, box)) is Received.REPLY
    newest = session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    assert hung() == [(newest.id, "loaf.webp", True), (newest.id, "recipe.pdf", False)]
    assert (newest.files_count, count_waiting()) == (2, 0)
    told = sent_to(box, CLEO).get_body(("plain",)).get_content()
    for name in ("loaf.png", "winmail.dat"):
        assert f"{name}: Only pictures (JPEG, PNG, WebP, GIF), PDF and plain text" in told
    assert "half.jpg: This file is not a picture that can be read." in told
    assert "recipe.pdf" not in told


def test_a_picture_within_the_words_is_posted_and_a_logo_is_not(hall: Topic, box: Mailbox) -> None:
    shown = picture("BMP", (90, 90))
    assert len(shown) > LOGO
    made = message()
    made.add_alternative('<p>Look <img src="cid:a"><img src="cid:b"></p>', subtype="html")
    page = made.get_payload()[1]
    large = picture("PNG", (9, 9)) + b"\x00" * LOGO  # what follows its end is of no matter
    page.add_related(large, "image", "png", cid="<a>", filename="a.png", disposition="inline")
    page.add_related(picture(), "image", "png", cid="<b>", disposition="inline")
    take(made.as_bytes(), where(hall, box))
    assert [name for _post, name, _is in hung()] == ["a.webp"]


def test_a_message_that_comes_again_hangs_nothing_on_twice(hall: Topic, box: Mailbox) -> None:
    recipient = where(hall, box)
    raw = message((picture(), "image/png", "loaf.png")).as_bytes()
    for _ in range(3):
        assert take(raw, recipient) is Received.REPLY
    assert (len(hung()), len(posts(hall)), count_waiting()) == (1, 3, 0)


def test_files_of_a_refused_answer_are_named_and_kept_by_nobody(
    hall: Topic, box: Mailbox, cast: Cast
) -> None:
    recipient = where(hall, box)
    close_topic(cast.get("ben"), hall)
    session.commit()
    take(message((picture(), "image/png", "loaf.png")).as_bytes(), recipient)
    assert (hung(), count_waiting()) == ([], 0)
    told = sent_to(box, CLEO).get_body(("plain",)).get_content()
    assert "Left out: loaf.png" in told


def test_what_cannot_be_drawn_just_now_is_tried_again(
    postal: Flask, hall: Topic, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient = where(hall, box)

    def refuse(_content: bytes) -> None:
        raise Unavailable("members.picture_later")

    with monkeypatch.context() as busy:
        busy.setattr(preparing, "redraw_whole", refuse)
        take(message((picture(), "image/png", "loaf.png")).as_bytes(), recipient)
    assert (hung(), len(posts(hall)), count_waiting()) == ([], 2, 1)
    for job in session.scalars(select(Job).where(Job.kind == "mail.take_reply")):
        job.run_at = now()
    session.commit()
    work()
    assert (len(hung()), len(posts(hall)), count_waiting()) == (1, 3, 0)
