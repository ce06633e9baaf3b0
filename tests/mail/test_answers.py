"""Answers by mail: who may give them, that each is posted once, and what is told of one refused."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.mail.conftest import send_all, use
from tests.mail.reading import read_letters
from tests.mail.servers import Mailbox
from tribe import jobs
from tribe.base.db import now, session
from tribe.forum.models import Category, CategoryPermission, Level, Post, Topic, TopicMember
from tribe.forum.services.posting import create_topic, reply
from tribe.forum.services.removing import remove
from tribe.jobs import Lane, run_next
from tribe.mail import Mail, MailState, Recipient, answers, inbound_addresses
from tribe.mail.afterwards import SEND
from tribe.mail.inbound import receive
from tribe.mail.inbound_addresses import ANSWERABLE_FOR, reply_address
from tribe.mail.models import MailAddress, MailReply
from tribe.mail.outbox import enqueue
from tribe.mail.pruning import REPLIES_FOR, prune
from tribe.mail.received import Received
from tribe.members.models import State

CLEO = "cleo@example.invalid"


def work() -> None:
    while run_next(Lane.QUICK):
        pass


def later(minutes: float) -> None:
    """Let what is to be sent have been written so long ago."""
    for one in session.scalars(select(Mail)):
        one.due_at -= timedelta(minutes=minutes)
    jobs.enqueue(SEND)  # as the schedule does
    session.commit()


@pytest.fixture
def hall(postal: Flask, cast: Cast) -> Topic:
    """A topic of Cleo's that Dov has answered; both have confirmed their addresses."""
    use(postal, postal.config["SETTINGS"].mail, inbound_address="in@hall.example")
    for name in ("cleo", "dov", "ben"):
        cast.get(name).email_confirmed_at = now()
        cast.get(name).locale = "en"
    category = Category(slug="hall", name="The hall")
    session.add(category)
    session.flush()
    topic = create_topic(cast.get("cleo"), category, "Bread on Saturday", "Who comes?")
    reply(cast.get("dov"), topic, "I do. At **eight**?")
    session.commit()
    work()
    return topic


def sent_to(box: Mailbox, address: str) -> EmailMessage:
    """The newest mail that one address got."""
    later(60)
    send_all()
    found = [one for one in box.taken if str(one["To"]).endswith(f"<{address}>")]
    return found[-1]


def answer(
    text: str = "Yes, at eight.", author: str = CLEO, number: int = 1, **headers: str
) -> bytes:
    made = EmailMessage()
    made["From"], made["Message-ID"] = author, f"<{number}@example.invalid>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def take(raw: bytes, recipient: str, sender: str | None = CLEO) -> Received:
    became = receive(raw, recipient, sender)
    session.commit()
    work()
    return became


def posts(topic: Topic) -> list[tuple[str, str]]:
    session.rollback()
    found = select(Post).where(Post.topic_id == topic.id).order_by(Post.number)
    return [(str(one.author_id), one.source) for one in session.scalars(found)]


def test_an_answer_to_a_mail_is_an_answer_in_the_topic(
    hall: Topic, box: Mailbox, cast: Cast
) -> None:
    told = sent_to(box, CLEO)
    assert told["Subject"] == "Bread on Saturday"
    assert "dov answers you in “Bread on Saturday”:" in told.get_body(("plain",)).get_content()
    recipient = told["Reply-To"].addresses[0].addr_spec
    assert take(answer("Oui, à huit heures.\n\n> I do."), recipient) is Received.REPLY
    session.rollback()
    newest = session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    assert (newest.author_id, newest.source) == (cast.ids["cleo"], "Oui, à huit heures.")
    answered = session.get_one(Post, newest.reply_to_id)
    assert answered.author_id == cast.ids["dov"]
    [letter] = read_letters("forum.addressed")
    assert (letter.to, letter.message["In-Reply-To"] is not None) == ("dov@example.invalid", True)
    [row] = session.scalars(select(MailReply))
    assert (row.text, row.refusal, row.ended_at is not None) == ("", "", True)


def where(hall: Topic, box: Mailbox) -> str:
    return str(sent_to(box, CLEO)["Reply-To"].addresses[0].addr_spec)


def test_one_message_is_posted_once_however_often_it_comes(hall: Topic, box: Mailbox) -> None:
    recipient = where(hall, box)
    for _ in range(3):
        assert take(answer(), recipient) is Received.REPLY
    assert take(answer(Received="from elsewhere"), recipient.upper()) is Received.REPLY
    assert len(posts(hall)) == 3
    take(answer(number=2), recipient)
    assert len(posts(hall)) == 4


@pytest.mark.parametrize(
    ("author", "is_taken"),
    [
        (CLEO, True),
        ("Cleo <CLEO@example.invalid>", True),
        ("cleo+tribe@example.invalid", True),
        ("dov@example.invalid", False),
        ("cleo@example.invalid.evil.example", False),
        ("cleo@example.invalid, dov@example.invalid", False),
        ('"cleo@example.invalid" <dov@example.invalid>', False),
    ],
)
def test_an_address_serves_nobody_but_its_owner(
    hall: Topic, box: Mailbox, author: str, is_taken: bool
) -> None:
    became = take(answer(author=author), where(hall, box))
    assert became is (Received.REPLY if is_taken else Received.FOREIGN)
    assert len(posts(hall)) == (3 if is_taken else 2)


def test_a_forged_address_is_nobodys(hall: Topic, box: Mailbox) -> None:
    recipient = where(hall, box)
    local, domain = recipient.split("@")
    thing, number, address, day, mark = local.partition("+r")[2].split("-")
    for forged in (
        f"in+r{thing}-{int(number) + 1}-{address}-{day}-{mark}@{domain}",
        f"in+r{thing}-{number}-{int(address) + 1}-{day}-{mark}@{domain}",
        f"in+r{thing}-{number}-{address}-{int(day) + 1}-{mark}@{domain}",
        f"in+rrite-{number}-{address}-{day}-{mark}@{domain}",
        f"in+r{thing}-{number}-{address}-{day}-{'a' * 16}@{domain}",
        f"{local}@elsewhere.example",
        f"in+r@{domain}",
    ):
        assert take(answer(), forged) is Received.NOBODY
    assert len(posts(hall)) == 2


def test_it_ends_after_sixty_days(
    hall: Topic, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient, moment = where(hall, box), now()
    for days, became in ((0, Received.REPLY), (1, Received.ENDED)):
        then = moment + ANSWERABLE_FOR + timedelta(days=days)
        monkeypatch.setattr(inbound_addresses, "now", lambda then=then: then)
        assert take(answer(number=days), recipient) is became
    assert len(posts(hall)) == 3


def test_what_a_machine_writes_is_neither_posted_nor_answered(hall: Topic, box: Mailbox) -> None:
    recipient = where(hall, box)
    taken = len(box.taken)
    assert take(answer(Auto_Submitted="auto-replied"), recipient) is Received.AUTOMATIC
    assert take(answer(), recipient, sender="") is Received.AUTOMATIC
    send_all()
    assert (len(posts(hall)), len(box.taken)) == (2, taken)


def test_so_many_an_hour(hall: Topic, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    recipient = where(hall, box)
    monkeypatch.setattr(answers, "MAX_AN_HOUR", 2)
    became = [take(answer(number=number), recipient) for number in (1, 2, 3, 2)]
    assert became == [Received.REPLY, Received.REPLY, Received.TOO_MANY, Received.REPLY]
    for row in session.scalars(select(MailReply)):
        row.received_at -= timedelta(hours=1)
    session.commit()
    assert take(answer(number=3), recipient) is Received.REPLY


CASES = {
    "a closed topic": "This topic was closed",
    "a removed post": "no longer there",
    "a closed category": "There is no such topic or category",
    "a suspended member": "not in use",
    "no words": "No words of yours",
    "too many words": "A post has from 1 to 1000 characters",
}


def stand_against(case: str, topic: Topic, cast: Cast) -> str:
    """Let something stand against an answer; what it says."""
    match case:
        case "a closed topic":
            topic.closed_at = now()
        case "a removed post":
            post = session.scalars(select(Post).where(Post.number == 2)).one()
            remove(cast.get("dov"), post)
        case "a closed category":
            row = CategoryPermission(category_id=topic.category_id, audience="admin", may_see=True)
            session.add(row)
        case "a suspended member":
            cast.get("cleo").state = State.SUSPENDED
        case "no words":
            session.commit()
            return "\n> only a quote\n"
        case "too many words":
            from tribe.settings import services as settings

            settings.change({"max_post_length": 1000}, None)
            session.commit()
            return "Yes, at eight. " * 100
    session.commit()
    return "Yes, at eight."


@pytest.mark.parametrize("case", CASES)
def test_what_the_page_would_refuse_comes_back_with_its_words(
    hall: Topic, box: Mailbox, cast: Cast, case: str
) -> None:
    recipient = where(hall, box)
    said = stand_against(case, hall, cast)
    assert take(answer(said), recipient) is Received.REPLY
    assert len(posts(hall)) == 2
    back = sent_to(box, CLEO)
    assert back["Subject"] == "Your answer was not posted"
    assert back["Auto-Submitted"] == "auto-generated"
    assert back["Reply-To"] is None
    text = " ".join(str(back.get_body(("plain",)).get_content()).split())
    assert CASES[case] in text
    assert ("Yes, at eight." in text) is (case != "no words")
    [row] = session.scalars(select(MailReply))
    assert row.text == ""


def test_it_comes_back_in_the_members_language_and_once_an_hour(
    hall: Topic, box: Mailbox, cast: Cast
) -> None:
    recipient = where(hall, box)
    cast.get("cleo").locale = "fr"
    hall.closed_at = now()
    session.commit()
    for number in range(3):
        take(answer("Oui <b>", number=number), recipient)
    waiting = session.scalars(
        select(Mail.due_at).where(Mail.kind == "postmaster.reply_refused").order_by(Mail.due_at)
    ).all()
    assert [(one - waiting[0]) / timedelta(hours=1) for one in waiting] == [0, 1, 2]
    send_all()
    letters = [one for one in box.taken if one["Subject"] == "Votre réponse n’a pas été publiée"]
    assert len(letters) == 1
    assert "Oui &lt;b&gt;" in letters[0].get_body(("html",)).get_content()


def test_what_hung_on_it_is_told(hall: Topic, box: Mailbox) -> None:
    made = EmailMessage()
    made["From"], made["Message-ID"] = CLEO, "<1@example.invalid>"
    made.set_content("Here is the loaf")
    made.add_attachment(b"x", "image", "jpeg", filename="loaf.jpg")
    assert take(made.as_bytes(), where(hall, box)) is Received.REPLY
    assert posts(hall)[-1][1] == "Here is the loaf"
    back = sent_to(box, CLEO)
    assert back["Subject"] == "Your answer is posted, without some of what you attached"
    told = back.get_body(("plain",)).get_content()
    assert "loaf.jpg: Only pictures (JPEG, PNG, WebP, GIF), PDF and plain text" in told


def test_a_changed_address_ends_those_of_before(hall: Topic, box: Mailbox, cast: Cast) -> None:
    recipient = where(hall, box)
    cast.get("cleo").email = "cleo@elsewhere.invalid"
    session.commit()
    take(answer(), recipient)
    assert len(posts(hall)) == 2
    assert "not yours here any more" in str(sent_to(box, "cleo@elsewhere.invalid"))


def test_whoever_has_read_it_or_may_not_or_wants_no_more_gets_none(
    hall: Topic, box: Mailbox, cast: Cast
) -> None:
    def last_states() -> list[MailState]:
        later(60)
        send_all()
        found = select(Mail.state).where(Mail.kind == "forum.addressed").order_by(Mail.id)
        return list(session.scalars(found))

    mark = session.get_one(TopicMember, (hall.id, cast.ids["cleo"]))
    mark.last_read_post_number = 2
    session.commit()
    assert last_states() == [MailState.WITHDRAWN]
    mark = session.get_one(TopicMember, (hall.id, cast.ids["cleo"]))
    mark.last_read_post_number = 1
    reply(cast.get("dov"), hall, "Again")
    session.commit()
    work()
    mark.level = Level.MUTED
    session.commit()
    assert last_states() == [MailState.WITHDRAWN] * 2
    reply(cast.get("dov"), hall, "And again")
    session.commit()
    work()
    assert last_states() == [MailState.WITHDRAWN] * 2


@pytest.mark.parametrize("case", ["a removed post", "a closed category", "a suspended member"])
def test_what_stands_against_it_meanwhile_stops_the_mail(
    hall: Topic, box: Mailbox, cast: Cast, case: str
) -> None:
    stand_against(case, hall, cast)
    later(60)
    send_all()
    assert box.taken == []
    found = select(Mail.state).where(Mail.kind == "forum.addressed")
    assert session.scalars(found).all() == [MailState.WITHDRAWN]


def test_who_is_named_hears_of_it_and_the_writer_never(
    hall: Topic, box: Mailbox, cast: Cast
) -> None:
    reply(cast.get("cleo"), hall, "What do you say, @ben, @dov, @ines and @cleo?")
    session.commit()
    work()
    told = session.execute(
        select(MailAddress.address, Mail.facts)
        .join(Mail, Mail.address_id == MailAddress.id)
        .where(Mail.kind == "forum.addressed")
        .order_by(Mail.id)
    ).all()
    assert [(address, facts["is_named"]) for address, facts in told] == [
        (CLEO, False),  # by Dov, before
        ("ben@example.invalid", True),
        ("dov@example.invalid", True),
    ]  # and Ines has not confirmed her address


def test_it_waits_so_that_whoever_reads_the_page_gets_none(hall: Topic, box: Mailbox) -> None:
    send_all()
    assert box.taken == []
    later(4)
    send_all()
    assert box.taken == []
    later(1.1)
    send_all()
    assert len(box.taken) == 1


def test_without_an_inbound_address_nothing_says_that_one_may_answer(
    hall: Topic, box: Mailbox, postal: Flask
) -> None:
    assert "Answer this mail" in str(sent_to(box, CLEO))
    use(postal, postal.config["SETTINGS"].mail, inbound_address=None)
    [letter] = [read for read in [sent_to(box, CLEO)] if read]
    assert reply_address("post", 1, 1) is None
    assert letter["Reply-To"] is not None  # this one left before


def test_a_guests_mail_is_not_answered(hall: Topic) -> None:
    from tribe.forum.mails import ADDRESSED

    written = enqueue(
        ADDRESSED, Recipient("guest@example.invalid"), post=1, member=1, is_named=False
    )
    assert written is not None
    became = receive(
        answer(author="guest@example.invalid"), str(reply_address("post", 1, written.address_id))
    )
    assert became is Received.NOBODY


def test_it_is_forgotten_after_a_month(hall: Topic, box: Mailbox) -> None:
    take(answer(), where(hall, box))
    prune({})
    assert len(session.scalars(select(MailReply)).all()) == 1
    for row in session.scalars(select(MailReply)):
        row.received_at -= REPLIES_FOR * 1.01
    session.flush()
    prune({})
    assert session.scalars(select(MailReply)).all() == []


PASSED = "mx.example; dmarc=pass header.from=example.invalid"


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ([PASSED], True),
        ([PASSED.replace("pass", "fail")], False),
        ([PASSED.replace("pass", "(a; b) pass (p=none)")], True),
        ([], False),
        (["evil.example; dmarc=pass"], False),
        (["mx.example; dmarc=fail", PASSED], False),
        (["mx.example.evil; dmarc=pass"], False),
        (["mx.example 1; dmarc=none; dkim=pass header.d=example.invalid"], True),
        (["mx.example; spf=pass smtp.mailfrom=bounce@mail.example.invalid"], True),
        (
            ["mx.example; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example"],
            False,
        ),
        (["mx.example; dkim=fail header.d=example.invalid; spf=softfail"], False),
        (["mx.example; none"], False),
        (['mx.example; x="dmarc=pass"' + "(" * 9_000], False),
    ],
)
def test_the_findings_of_the_server_before_us_are_heard_and_no_others(
    hall: Topic, box: Mailbox, postal: Flask, headers: list[str], is_taken: bool
) -> None:
    recipient = where(hall, box)
    use(postal, postal.config["SETTINGS"].mail, mail_checked_by="mx.example")
    head = "".join(f"Authentication-Results: {one}\r\n" for one in headers)
    became = take(head.encode() + answer(), recipient)
    assert became is (Received.REPLY if is_taken else Received.FOREIGN)
