"""No list of moderation has a word of what is private: its own page has, whose reader says why."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast
from tests.forum.conftest import Forum
from tests.looks import say_why
from tests.mail.reading import read_letters
from tests.messages.conftest import Talk
from tests.moderation.test_local import enter
from tests.moderation.test_together import SILENCE
from tests.notices.conftest import work
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.audit.looking import look
from tribe.base.db import now, session
from tribe.jobs import Job
from tribe.messages.looked import LOOKED_AT
from tribe.moderation import services
from tribe.moderation.models import Appeal, AppealOutcome, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.notices.models import NoticeChoice, Reach
from tribe.web import subjects

SAYS_WHY = "Private: opening it asks you for a reason first."
HIDE = Ruling("messages.message.hide", "zqx why", "zqx rule")


class Matter:
    """A private message of Dov's that Cleo reported: taken from view, and he is silenced."""

    def __init__(self, cast: Cast) -> None:
        self.cast, talk, forum = cast, Talk(cast), Forum(cast)
        cast.get("ines").role = Role.MODERATOR
        self.message = talk.write("dov", talk.agreed("dov", "cleo"), "zqx said").id
        cleo, ben = cast.get("cleo"), cast.get("ben")
        topic = forum.topic("dov", forum.room(), "Bread")
        post = forum.reply("dov", topic, "Buy it").id
        self.other = services.report(cleo, "post", post, ReportKind.SPAM).case_id
        case = services.report(cleo, "message", self.message, ReportKind.HARM, "zqx told").case_id
        look(ben, LOOKED_AT, self.message, "It was reported")
        found = session.get_one(ModerationCase, case)
        services.note(ben, found, "zqx noted")
        mute = Ruling(SILENCE, "zqx why of it", "zqx rule of it", ends_at=now() + timedelta(days=3))
        first, second = services.decide_together(ben, found, HIDE, mute)
        self.case, self.both = case, (first.id, second.id)
        session.commit()

    def appeal(self) -> None:
        services.appeal_both(
            self.cast.get("dov"), session.get_one(Decision, self.both[0]), "zqx plea"
        )
        session.commit()

    def answer(self) -> None:
        judge = self.cast.get("ada")
        look(judge, LOOKED_AT, self.message, "It was appealed")
        for made in session.scalars(select(Appeal).where(Appeal.decided_at.is_(None))):
            services.judge(judge, made, AppealOutcome.OVERTURNED, "zqx answer")
        session.commit()


@pytest.fixture
def matter(app: Flask, cast: Cast) -> Iterator[Matter]:
    with app.app_context():
        yield Matter(cast)


def lists_of(app: Flask, matter: Matter) -> list[str]:
    """Every page of staff that asks for no number, and those of other things of Dov's."""
    dov = matter.cast.ids["dov"]
    parts = ("/moderation", "/admin", "/desk", "/notices", "/transparency", "/me")
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule.startswith(parts)
    ]
    narrowed = ["/moderation?state=decided", "/moderation/appeals?state=answered"]
    named = [
        f"/moderation/members/{dov}",
        f"/moderation/cases/{matter.other}",
        "/admin/members/dov",
    ]
    logged = [f"/moderation/log/{number}" for number in matter.both]
    return sorted(found) + narrowed + named + logged


def pass_an_hour() -> None:
    """Let what was said of why one looks hold no more."""
    then = now() - timedelta(hours=1, minutes=1)
    session.execute(update(AuditEntry).where(AuditEntry.kind == LOOKED_AT).values(at=then))
    session.commit()


@pytest.mark.parametrize("name", ["ines", "ada"])
@pytest.mark.parametrize("stage", ["decided", "appealed", "answered"])
def test_no_list_has_a_word_of_it(app: Flask, matter: Matter, name: str, stage: str) -> None:
    if stage != "decided":
        matter.appeal()
    if stage == "answered":
        matter.answer()
        pass_an_hour()
    reader = enter(app, matter.cast, name)
    read = 0
    for address in lists_of(app, matter):
        answer = reader.get(address)
        assert "zqx" not in answer.text, address
        read += answer.status_code == 200
    assert read > 25
    for address in (f"/moderation/cases/{matter.case}", *_pages(matter)):
        answer = reader.get(address)
        assert answer.headers.get("Location", "").startswith("/look?"), address


def _pages(matter: Matter) -> list[str]:
    return [f"/moderation/decisions/{number}" for number in matter.both]


def test_a_list_leads_to_the_page_that_asks_why(app: Flask, matter: Matter) -> None:
    member = f"/moderation/members/{matter.cast.ids['dov']}"
    for name in ("ines", "ada"):
        reader = enter(app, matter.cast, name)
        for address in (member, f"/moderation/cases/{matter.other}"):
            page = reader.get(address).text
            assert page.count(SAYS_WHY) == 2, address
            assert all(f'href="{one}"' in page for one in _pages(matter))
        assert "zqx why of it" in say_why(reader, _pages(matter)[1], "It was appealed").text
        assert "zqx" not in reader.get(member).text  # a list is no page of it
    audit = enter(app, matter.cast, "ada").get("/admin/audit").text
    assert audit.count(SAYS_WHY) == 2
    looks = select(AuditEntry.why).where(AuditEntry.kind == LOOKED_AT).order_by(AuditEntry.at)
    assert list(session.scalars(looks)) == ["It was reported"] + ["It was appealed"] * 2


def test_words_are_shown_elsewhere_to_who_said_why_alone(app: Flask, matter: Matter) -> None:
    ines, dov = matter.cast.get("ines"), matter.cast.get("dov")
    things = [("moderation_decision", number) for number in matter.both]
    shown = [subjects.show(ines, *thing) for thing in things]
    assert [one.text for one in shown if one is not None] == ["", ""]
    case = subjects.show(ines, "moderation_case", matter.case)
    assert case is not None
    assert (case.title, case.text) == ("Message", "")
    own = [subjects.show(dov, *thing) for thing in things]
    assert [one.text for one in own if one is not None] == ["zqx why", "zqx why of it"]
    look(ines, LOOKED_AT, matter.message, "It was appealed")
    shown = [subjects.show(ines, *thing) for thing in things]
    assert [one.text for one in shown if one is not None] == ["zqx why", "zqx why of it"]


def test_no_mail_to_staff_has_a_word_of_it(app: Flask, matter: Matter) -> None:
    for name, kind in (("ines", "moderation.appeal_made"), ("ada", "moderation.appeal_late")):
        member_id = matter.cast.ids[name]
        matter.cast.get(name).email_confirmed_at = now()
        session.add(NoticeChoice(member_id=member_id, kind=kind, reach=Reach.AT_ONCE))
    matter.appeal()
    session.execute(update(Appeal).values(due_at=now() - timedelta(days=1)))
    services.tell_of_late()
    work()
    session.execute(update(Job).values(run_at=now()))  # mails wait for who reads at once
    work()
    theirs = [one for one in read_letters() if one.to.startswith(("ben", "ines", "ada"))]
    assert {one.to.partition("@")[0] for one in theirs} == {"ada", "ines"}
    assert not [one.kind for one in theirs if "zqx" in f"{one.subject}{one.text}{one.html}"]


def test_what_is_not_private_is_read_on_lists_as_before(app: Flask, matter: Matter) -> None:
    ben = matter.cast.get("ben")
    other = session.get_one(ModerationCase, matter.other)
    services.decide(ben, other, Ruling("forum.post.remove", "qzy why", "qzy rule"))
    session.commit()
    page = enter(app, matter.cast, "ines").get(f"/moderation/members/{matter.cast.ids['dov']}").text
    assert page.count(SAYS_WHY) == 2
    assert "qzy why" in page
    assert "qzy rule" in page
    assert "qzy rule" in app.test_client().get("/moderation/log").text
