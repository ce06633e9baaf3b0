"""Kinds of mails for the tests of the mechanism."""

from datetime import UTC, datetime

from flask_babel import gettext as _

from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Quote, Words
from tribe.web.design.labels import long_moment


def token_mail(facts: Facts) -> Letter:
    return Letter(
        _("Members"),  # a text that both languages have
        [Words("Somebody asked <for> this."), Button("Go on", f"/reset/{facts['token']}")],
    )


def news_mail(facts: Facts) -> Letter | None:
    if facts.get("is_gone"):
        return None
    at = datetime(2027, 1, 1, 23, 30, tzinfo=UTC)
    return Letter(
        facts.get("subject", "News"),
        [
            Quote("A *word* & <b>more</b>\nof it", "Cleo"),
            Lines("What is on", [Line("A walk", "/events/1", long_moment(at))]),
            Words("Long " * 40),
        ],
    )


def broken_mail(_facts: Facts) -> Letter:
    raise KeyError("somebody@secret.example")


TOKEN = MailKind("test.token", token_mail, lambda: "a link", is_transactional=True)
NEWS = MailKind("test.news", news_mail, lambda: "the news")
BROKEN = MailKind("test.broken", broken_mail, lambda: "a fault")
KINDS = (TOKEN, NEWS, BROKEN)
