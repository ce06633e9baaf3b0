"""Operators see which answers came in and what became of them, not from whom nor what they say."""

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.servers import Mailbox
from tests.mail.test_answers import answer, hall, take, where
from tribe.base.db import now, session
from tribe.forum.mails import name_topics
from tribe.forum.models import CategoryPermission, Post, Topic
from tribe.mail.models import MailReply
from tribe.mail.received import Received

__all__ = ["hall"]
OFF = {"Auto_Submitted": "auto-replied"}


def page_of(app: Flask, cast: Cast, path: str = "/admin/mail/incoming") -> str:
    page = sign_in(app, cast, "ada").get(path).text
    session.rollback()
    return page


def test_each_answer_is_there_with_what_became_of_it(
    hall: Topic, box: Mailbox, cast: Cast, postal: Flask
) -> None:
    assert "No answer came in" in page_of(postal, cast)
    recipient = where(hall, box)
    take(answer("Zibeline, at eight."), recipient)
    take(answer("Quagmire", "mallory@evil.example", 2), recipient)
    take(answer(number=3, **OFF), recipient)
    hall = session.get_one(Topic, hall.id)
    hall.closed_at = now()
    session.commit()
    take(answer("Ullage", number=4), recipient)
    page = page_of(postal, cast)
    for outcome in ("posted", "refused", "dropped", "not posted, and sent back"):
        assert page.count(f"<strong>{outcome}</strong>") == 1
    assert page.count("to “Bread on Saturday”") == 4
    assert "This topic was closed" in page
    assert "it was not from the address that the mail went to" in page
    for secret in ("Zibeline", "Quagmire", "Ullage", "mallory", "cleo@"):
        assert secret not in page


def test_refusals_are_one_a_day_and_keep_nobody_from_answering(
    hall: Topic, box: Mailbox, postal: Flask
) -> None:
    recipient = where(hall, box)
    for number in range(30):
        became = take(answer("Quagmire", "mallory@evil.example", number), recipient)
        assert became is Received.FOREIGN
    [row] = session.scalars(select(MailReply))
    assert (row.address, row.text, row.refusal) == ("", "", "FOREIGN")
    assert take(answer(), recipient) is Received.REPLY


def test_topics_that_the_reader_may_not_see_are_not_named(hall: Topic, cast: Cast) -> None:
    [post_id] = session.scalars(select(Post.id).where(Post.topic_id == hall.id, Post.number == 2))
    vault = CategoryPermission(category_id=hall.category_id, audience="admin", may_see=True)
    assert name_topics(cast.ids["ben"], [post_id, 999]) == {post_id: "Bread on Saturday"}
    session.add(vault)
    session.commit()
    assert name_topics(cast.ids["ben"], [post_id]) == {}
    assert name_topics(cast.ids["ada"], [post_id]) == {post_id: "Bread on Saturday"}


def test_pages_of_it_ask_the_database_as_often_as_one_line(
    hall: Topic, box: Mailbox, cast: Cast, postal: Flask
) -> None:
    take(answer(), where(hall, box))
    ada = sign_in(postal, cast, "ada")
    with count_queries(postal) as one:
        ada.get("/admin/mail/incoming")
    for number in range(31):
        row = {"digest": str(number), "member_id": cast.ids["cleo"], "address": "", "text": ""}
        session.add(MailReply(**row, thing="post", thing_id=1 + number % 2, ended_at=now()))
    session.commit()
    with count_queries(postal) as many:
        first = ada.get("/admin/mail/incoming").text
    assert len(one) == len(many)
    assert first.count("looks__row") == 30
    assert "after=" in first
