"""What a mail says: in the recipient's language, in text and HTML alike, and in safe headers."""

import re
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.mail.conftest import send_all
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import session
from tribe.mail import Recipient
from tribe.settings import services as settings


def sent(box: Mailbox) -> EmailMessage:
    """The one mail that the server took."""
    session.commit()
    send_all()
    [message] = box.taken
    assert isinstance(message, EmailMessage)
    return message


def bodies(message: EmailMessage) -> tuple[str, str]:
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def test_text_and_html_say_the_same(postal: Flask, box: Mailbox) -> None:
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid", "Cleo Ô’Dea"), token="secret")
    message = sent(box)
    assert message["Subject"] == "Members"
    assert message["From"] == "The Hall <hall@hall.example>"
    assert message["To"].addresses[0].display_name == "Cleo Ô’Dea"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.tzinfo is not None
    text, html = bodies(message)
    assert text.startswith(
        "Somebody asked <for> this.\n\nGo on\nhttps://hall.example/reset/secret\n"
    )
    assert "Somebody asked &lt;for&gt; this." in html
    assert 'href="https://hall.example/reset/secret"' in html
    assert '<html lang="en">' in html
    assert "The Hall" in html


def test_a_mail_is_in_the_language_and_zone_of_its_recipient(postal: Flask, box: Mailbox) -> None:
    for locale, zone in (("fr", "Europe/Paris"), ("en", None), ("de", "Nowhere/At_all")):
        mail.enqueue(TOKEN, Recipient(f"{locale}@example.invalid", locale=locale), token="t")
        mail.enqueue(NEWS, Recipient(f"{locale}@example.invalid", locale=locale, zone=zone))
    session.commit()
    send_all()
    assert [m["Subject"] for m in box.taken[:3]] == ["Membres", "Members", "Members"]
    french, english, other = (bodies(m) for m in box.taken[3:])
    assert "2 janv. 2027, 00:30" in french[0]
    assert "1 Jan 2027, 23:30" in english[0]
    assert "1 Jan 2027, 23:30" in other[0]
    assert '<html lang="fr">' in french[1]


def test_quotes_and_lists_are_readable_in_text_and_escaped_in_html(
    postal: Flask, box: Mailbox
) -> None:
    mail.enqueue(NEWS, Recipient("cleo@example.invalid"))
    text, html = bodies(sent(box))
    assert "Cleo\n> A *word* & <b>more</b>\n> of it\n" in text
    assert "* A walk – " in text
    assert "  https://hall.example/events/1\n" in text
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 72
    assert "A *word* &amp; &lt;b&gt;more&lt;/b&gt;\nof it" in html
    assert not re.search(r"<(table|img|script)\b", html)
    assert "prefers-color-scheme: dark" in html


def test_the_accent_of_the_place_can_be_read(postal: Flask, box: Mailbox) -> None:
    settings.change({"accent": "#ffff66"}, None)
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    html = bodies(sent(box))[1]
    assert "#ffff66" in html.partition("@media")[2].partition("</style>")[0]  # on dark it can
    assert "#ffff66" not in html.partition("</style>")[2]


@pytest.mark.parametrize("evil", ["News\r\nBcc: all@example.invalid", "News\nBcc: x", "N\x00\x0bs"])
def test_nothing_gets_into_the_headers(postal: Flask, box: Mailbox, evil: str) -> None:
    mail.enqueue(NEWS, Recipient("cleo@example.invalid", evil), subject=evil)
    settings.change({"name": "Bcc: hall, <x@example.invalid>"}, None)
    message = sent(box)
    assert message["Bcc"] is None
    assert len(message["From"].addresses) == len(message["To"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == "hall@hall.example"
    assert "\n" not in message["Subject"]


def test_addresses_with_any_letters_are_written_as_the_server_can_take_them(
    postal: Flask, box: Mailbox
) -> None:
    mail.enqueue(TOKEN, Recipient("zoë@bücher.example"), token="t")
    sent(box)
    assert box.recipients == ["zoë@xn--bcher-kva.example"]


def test_a_thread_holds(postal: Flask, box: Mailbox) -> None:
    cleo, dov = Recipient("cleo@example.invalid"), Recipient("dov@example.invalid")
    for recipient in (cleo, dov):
        mail.enqueue(NEWS, recipient, thing="topic-5")
        mail.enqueue(NEWS, recipient, thing="post-17", parents=("topic-5", "post-9"))
    session.commit()
    send_all()
    opening, reply, of_dov, _reply = box.taken
    assert reply["References"].split()[0] == opening["Message-ID"] != of_dov["Message-ID"]
    assert reply["In-Reply-To"] == reply["References"].split()[1]
    assert re.fullmatch(r"<topic-5\.[a-z2-7]{16}@hall\.example>", opening["Message-ID"])


def test_what_one_can_unsubscribe_from_says_how(postal: Flask, box: Mailbox) -> None:
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    mail.enqueue(NEWS, Recipient("cleo@example.invalid"))
    session.commit()
    send_all()
    token, news = box.taken
    assert token["List-Unsubscribe"] is None
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = news["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://hall.example/unsubscribe/")
    assert "cleo" not in address
    text, html = bodies(news)
    assert address in text
    assert address in html


def test_long_addresses_of_ours_stay_in_one_piece(postal: Flask, box: Mailbox) -> None:
    postal.config["BASE_URL"] = f"https://{'a-long-name.' * 9}example"
    mail.enqueue(
        NEWS,
        Recipient("cleo@example.invalid"),
        thing=f"post-{'1' * 60}",
        parents=[f"topic-{n}{'2' * 60}" for n in range(3)],
        subject="Très long, " * 12,
    )
    message = sent(box)
    raw = box.raw[0].decode("ascii")
    assert f"List-Unsubscribe: <{postal.config['BASE_URL']}/unsubscribe/" in raw
    assert len(message["References"].split()) == 3
    assert max(len(word) for word in re.findall(r"=\?utf-8\?\S+\?=", raw)) <= 75
    assert message["Subject"] == ("Très long, " * 12).strip()[:150]
