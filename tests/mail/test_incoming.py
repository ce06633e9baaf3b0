"""A message is read without trust: charsets, attachments, machines, and what is made to do harm."""

import base64
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.clients import GMAIL, HTML
from tribe.mail import incoming
from tribe.mail.incoming import LOGO, MAX_TEXT, Incoming, TooLong, Unreadable, read

PICTURE = b"\x89PNG" + bytes(range(256)) * (LOGO // 128)


def message(text: str = "Yes.", html: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Cleo <Cleo@Example.invalid>"
    made["Message-ID"] = "<1@example.invalid>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


def taken(made: EmailMessage, sender: str | None = "cleo@example.invalid") -> Incoming:
    return read(made.as_bytes(), sender)


def raw(head: str, body: bytes = b"Yes.") -> bytes:
    return f"From: cleo@example.invalid\r\n{head}\r\n\r\n".encode() + body


def test_who_wrote_and_what() -> None:
    said = taken(message("Oui, à huit heures.\n\n> avant"))
    assert (said.author, said.text) == ("cleo@example.invalid", "Oui, à huit heures.")
    assert (said.is_automatic, said.attachments) == (False, [])


def test_html_is_read_where_there_is_some() -> None:
    assert taken(message("Yes, at *eight*", GMAIL)).text == HTML["gmail"][1]
    assert taken(message("In plain text", "<div><br></div>")).text == "In plain text"


def test_lines_that_a_program_broke_are_whole_again() -> None:
    flowed = "One long \nline.\n\n two\n> said \n> before\n-- \nCleo"
    head = "Content-Type: text/plain; format=flowed; charset=utf-8"
    assert read(raw(head, flowed.encode())).text == "One long line.\n\ntwo"
    assert read(raw(head + "; delsp=yes", b"One wo \nrd.")).text == "One word."


@pytest.mark.parametrize(
    ("charset", "content", "said"),
    [
        ("iso-8859-1", "é".encode("latin-1"), "é"),
        ("windows-1252", b"\x93so\x94", "“so”"),
        ("utf-8", b"\xff\xfe", "��"),
        ("no-such-charset", "é".encode(), "é"),
        ("punycode", "é".encode(), "é"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("us-ascii", "é".encode(), "é"),
        ("utf-8", b"a\x00b\x1b[31m", "ab[31m"),
    ],
)
def test_charsets(charset: str, content: bytes, said: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64"
    assert read(raw(head, base64.b64encode(content))).text == said


@pytest.mark.parametrize(
    "author",
    ["", "From: a@example.invalid, b@example.invalid", "From: a@x.invalid\r\nFrom: b@x.invalid"],
)
def test_who_is_nobody_or_several_is_nobody(author: str) -> None:
    head = f"{author}\r\n" if author else ""
    assert read(f"{head}Subject: x\r\n\r\nYes".encode()).author == ""
    assert read(b"From: " + b"a," * 5_000 + b"x@example.invalid\r\n\r\nYes").author == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<list.example>"},
    ],
)
def test_machines_are_known(headers: dict[str, str]) -> None:
    said = taken(message(**headers))
    assert (said.is_automatic, said.text) == (True, "")


@pytest.mark.parametrize(("sender", "is_machine"), [("", True), ("<>", True), (None, False)])
def test_what_servers_write_has_no_sender(sender: str | None, is_machine: bool) -> None:
    assert taken(message(), sender).is_automatic is is_machine
    assert taken(message(Return_Path="<>"), None).is_automatic
    assert not taken(message(Auto_Submitted="no")).is_automatic


def test_attachments_are_named_and_logos_are_not() -> None:
    quote = '<blockquote><img src="cid:old"></blockquote>'
    made = message("See", f'<p>See <img src="cid:shown"><img src="cid:logo"></p>{quote}')
    page = made.get_payload()[1]
    for number, content in (("shown", PICTURE), ("old", PICTURE), ("logo", b"small")):
        about = {"cid": f"<{number}>", "filename": f"{number}.png", "disposition": "inline"}
        page.add_related(content, "image", "png", **about)
    made.add_attachment(b"x", "application", "pdf", filename="Été \n2026.pdf")
    made.add_attachment(message("before"))
    made.add_attachment(b"x", "application", "pgp-signature", filename="signature.asc")
    said = taken(made)
    assert said.text == "See"
    assert [(one.name, len(one.content)) for one in said.attachments] == [
        ("shown.png", len(PICTURE)),
        ("Été 2026.pdf", 1),
        ("message/rfc822", 0),
    ]


def test_one_message_is_known_again_and_two_are_not() -> None:
    first, again = taken(message("a")), taken(message("a", Received="from elsewhere"))
    assert first.digest == again.digest
    other = message("a")
    other.replace_header("Message-ID", "<2@example.invalid>")
    assert taken(other).digest != first.digest
    assert read(b"From: a@b.c\r\n\r\nx").digest != read(b"From: a@b.c\r\n\r\ny").digest


def test_what_is_longer_than_anything_is_not_cut_but_refused() -> None:
    with pytest.raises(TooLong):
        taken(message("word " * MAX_TEXT))
    with pytest.raises(TooLong):
        taken(message("x", "<p>" + "word " * MAX_TEXT))


def nested(depth: int) -> bytes:
    head = b"From: cleo@example.invalid\r\n"
    for number in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
    return head + b"\r\n" + b"line\r\n" * 200_000


@pytest.mark.parametrize(
    "hostile",
    [
        nested(2_000),
        raw("Content-Type: message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" * 5_000),
    ],
)
def test_what_is_made_of_many_parts_is_refused_at_once(hostile: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Unreadable):
        read(hostile)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "hostile",
    [
        nested(incoming.MAX_PARTS // 2),
        raw("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * 100_000),
        raw("X: y\r\n" * 200_000),
        raw("Subject: " + "=?utf-8?q?a?= " * 100_000),
        raw("Content-Type: text/html", b"<a href='" + b"<b>" * 30_000),
        raw("Content-Type: text/html", b"<table><tr>" * 9_000),
        raw('Content-Type: text/plain; name="' + "=?x?" * 200_000 + '"'),
        raw("Content-Transfer-Encoding: base64", b"=" * 2_000_000),
        raw("Content-Type: multipart/mixed", b"no boundary"),
    ],
    ids=lambda one: repr(one[:70]),
)
def test_hostile_messages_are_read_or_refused_soon(hostile: bytes) -> None:
    began = time.process_time()
    try:
        said = read(hostile)
    except (TooLong, Unreadable):
        pass
    else:
        assert len(said.text) <= 2 * MAX_TEXT
    assert time.process_time() - began < 10


@given(st.binary(max_size=300), st.sampled_from(["text/html", "multipart/mixed; boundary=x", ""]))
def test_any_bytes_are_read(content: bytes, kind: str) -> None:
    read(raw(f"Content-Type: {kind}", content))
    read(content)
