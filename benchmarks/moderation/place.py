"""The place of the trial: its people with passwords, a topic, and what earlier reports proved."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tribe.access import Role, TrustLevel
from tribe.app import create_app
from tribe.base.db import db, now, session
from tribe.config import Settings
from tribe.forum import services as forum
from tribe.forum.models import Category
from tribe.members.models import Member
from tribe.members.names import name_key
from tribe.members.passwords import hash_password
from tribe.members.shapes import name_shape
from tribe.moderation import services as moderation
from tribe.moderation.models import (
    CaseState,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.services import ReasonDraft
from tribe.operating import migrate_to_head
from tribe.spam.reporters import Reporter, weight_of

PASSWORD = "a lantern by the quay"  # noqa: S105 (of a place that ends with the trial)
SECRET = "only for a benchmark"  # noqa: S105
NAMES = {"reg": 15, "storm": 50, "proof": 3}
BEGUN = timedelta(days=400)


def name_of(kind: str, number: int) -> str:
    """The name of one of many: letters alone, so that no two look alike."""
    return f"{kind}{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}"


@dataclass(frozen=True)
class Ground:
    """Where a place is kept: its folder, and its database if that is not a file there."""

    folder: Path
    database: str = ""

    @property
    def environ(self) -> dict[str, str]:
        """What the program is told of it."""
        of_folder = {"TRIBE_DATA_DIR": str(self.folder), "TRIBE_SECRET_KEY": SECRET}
        return of_folder | ({"TRIBE_DATABASE_URL": self.database} if self.database else {})

    def open(self) -> Flask:
        """The application of the place."""
        return create_app(Settings.from_environ(self.environ))


def build(ground: Ground, newcomers: int) -> dict[str, int]:
    """Fill the place; the numbers of the topic and of the posts that the trial is about."""
    app = ground.open()
    migrate_to_head(app)
    with app.app_context():
        numbers = _fill(newcomers)
        session.commit()
        session.remove()
        db.engine.dispose()
    return numbers


def _fill(newcomers: int) -> dict[str, int]:
    digest, begun = hash_password(PASSWORD), now() - BEGUN

    def person(name: str, trust: TrustLevel, role: Role = Role.MEMBER) -> Member:
        made = Member(name=name, name_key=name_key(name), email=f"{name}@example.org")
        made.name_shape, made.password_hash, made.joined_at = name_shape(name), digest, begun
        made.trust, made.role, made.email_confirmed_at = trust, role, begun
        session.add(made)
        return made

    ada = person("ada", TrustLevel.TRUSTED, Role.ADMIN)
    person("ben", TrustLevel.TRUSTED, Role.MODERATOR)
    victim, author = (person(name, TrustLevel.KNOWN) for name in ("vera", "otto"))
    one, other = (person(name, TrustLevel.KNOWN) for name in ("hugo", "lise"))
    many = {
        kind: [person(name_of(kind, number), TrustLevel.KNOWN) for number in range(count)]
        for kind, count in NAMES.items()
    }
    for number in range(newcomers):
        person(name_of("fresh", number), TrustLevel.NEW)
    session.add(room := Category(slug="hall", name="Hall", description=""))
    session.flush()
    topic = forum.create_topic(ada, room, "Open house", "Say hello", at=begun)
    said = [forum.reply(victim, topic, f"My {n}th loaf rose in a cold oven") for n in range(3)]
    notice = forum.reply(author, topic, "A recipe that somebody takes for a crime")
    quarrel = forum.create_topic(ada, room, "Which flour", "Rye or wheat?", at=begun)
    for number in range(6):
        forum.reply((one, other)[number % 2], quarrel, f"No, you are wrong, {number} times")
    for number in range(5):
        _prove(many["proof"], number)
    reasons = {ReportKind.SPAM: "Nobody sells here.", ReportKind.HARM: "It stands."}
    reasons[ReportKind.ILLEGAL] = "The law forbids it."
    for kind, words in reasons.items():
        reason = ReasonDraft(kind, "Rule one of the house", words, words, 1)
        moderation.keep_reason(ada, reason)
    return {
        "topic": topic.id,
        "quarrel": quarrel.id,
        "victim": victim.id,
        "notice": notice.id,
        "first": said[0].id,
        "second": said[1].id,
        "third": said[2].id,
    }


def _prove(members: list[Member], number: int) -> None:
    """Let one earlier report of each of some members have proved true."""
    case = ModerationCase(subject_type="post", subject_id=10**6 + number, title="", words="")
    case.address, case.state = "", CaseState.DECIDED
    session.add(case)
    session.flush()
    for one in members:
        kind = ReportKind.SPAM
        made = Report(case_id=case.id, source=Source.MEMBER, kind=kind, reporter_id=one.id)
        made.finding = Finding.UPHELD
        session.add(made)


def weights(ground: Ground, case_of: tuple[str, int]) -> list[float]:
    """What a report of each of those weighs now who reported a thing."""
    app = ground.open()
    with app.app_context():
        of_it = (ModerationCase.subject_type == case_of[0], ModerationCase.subject_id == case_of[1])
        case = session.scalars(select(ModerationCase.id).where(*of_it)).first()
        found = []
        for number in session.scalars(select(Report.reporter_id).where(Report.case_id == case)):
            proved = select(Report.finding).where(Report.reporter_id == number)
            findings = list(session.scalars(proved))
            upheld = findings.count(Finding.UPHELD)
            dismissed = findings.count(Finding.DISMISSED)
            found.append(weight_of(Reporter(number, upheld, dismissed, TrustLevel.KNOWN)))
        session.remove()
        db.engine.dispose()
    return found
