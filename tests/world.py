"""A small tribe with one of each thing, for tests that walk through every page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import repeat
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from sqlalchemy import func, select, text, update

from tests.conftest import Cast, ask_which_are_filled, forget
from tests.snapshots import Snapshot
from tribe import mail, storage
from tribe.accounts import services as accounts
from tribe.accounts.models import Application, Passkey
from tribe.activity import Activity
from tribe.acts import services as acts
from tribe.aside import services as asides
from tribe.aside.services import Asking
from tribe.audit import AuditEntry
from tribe.base.db import db, now, session
from tribe.base.revisions import Revision
from tribe.blocking import Block, Ignoring
from tribe.bookmarks import services as bookmarks
from tribe.bookmarks.models import Bookmark
from tribe.events import services as events
from tribe.events.models import Mode, Rsvp
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, ReactionKind, Tag
from tribe.forum.services.preparing import Prepared
from tribe.guests import services as guests
from tribe.importers.models import ImportedThing
from tribe.interests import services as interests
from tribe.interests.models import Interest, InterestKind
from tribe.jobs import Job, Lane
from tribe.mail import addresses
from tribe.mail.composing import unsubscribe_token
from tribe.members.models import Member, Trait, TraitKind
from tribe.messages import services as messages
from tribe.messages.models import PrivateMessage
from tribe.moderation import services as moderation
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.notices import services as notices
from tribe.notices.models import Notice
from tribe.pages import services as pages
from tribe.pages.models import PageKey
from tribe.personal_data.models import ImportClaim, Wish
from tribe.rituals import services as rituals
from tribe.rituals.models import Cadence
from tribe.settings import services as settings
from tribe.setup.models import ONLY, Setup
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict
from tribe.transparency import services as transparency
from tribe.transparency.models import OutsideKind, OutsideMatter
from tribe.voice import services as voice
from tribe.will import services as will
from tribe.will.sealed import Holder, Seal

PICTURE = b"RIFF....WEBP"  # nobody looks at it
KEY = "age1uwasswfah7k6fgalz08xdw669dxfq53pxkgnnf6y5czscpnt645sa6kajg"


@dataclass(frozen=True)
class World:
    """The numbers of its things."""

    category: str
    topic: int
    post: int
    file: int  # of that post
    event: int
    past_event: int
    rite: str
    enactment: int
    promise: int
    act: int
    draft: int
    failed_job: int
    failed_mail: int
    paused_address: int
    unsubscribing: str  # the token of a link
    empty_category: str
    cancelled_event: int
    event_revision: int
    rite_revision: int
    keeper: int
    candidate: int  # who asks to keep the rite
    co_host: int  # of the past gathering
    claim: int  # of an account that came with an import
    invitation: int
    application: int
    passkey: int
    question: int  # of a guest
    guest_seat: int
    guest_secret: str
    notice: int  # of Cleo's
    bookmark: int  # of Cleo's
    interest: int  # that Cleo declares
    held: int  # a text of Dov's that waits for a moderator
    conversation: int  # of Cleo and Dov
    message: int  # of Cleo's, there
    request: int  # of Dov's, to Ines
    decision: int  # of moderation, about Dov
    open_case: int  # of Ines's account
    reason: int  # that is saved
    matter: int  # from outside, in the record of moderation
    aside: int  # of Cleo and Dov, with Ben; they may answer meanwhile
    appeal: int  # of Cleo's, of another decision of Ben's
    tag_change: int


@dataclass(frozen=True)
class Kept:
    """A world that was furnished, as rows, and the members that it was furnished for."""

    members: list[tuple[Any, ...]]
    made_at: float  # by `monotonic`
    rows: Snapshot
    world: World


NEW_FOR = 30  # seconds that a world passes for just made; within them nothing of ours falls due
_kept: WeakKeyDictionary[Flask, Kept] = WeakKeyDictionary()


def furnish(app: Flask, cast: Cast, words: Iterator[str] | None = None) -> World:
    """Fill every room by its services; each text that people type is the next of `words`.

    With plain words, and nothing there but the cast, the rows that were made for the last such
    test are put back, in a thirtieth of the time.
    """
    if words is not None:
        return _furnish(app, cast, words)
    members, kept = _only_members(app), _kept.get(app)
    if members and kept and kept.members == members and monotonic() < kept.made_at + NEW_FOR:
        kept.rows.put_back(app)
        forget(app)
        return kept.world
    made_at, world = monotonic(), _furnish(app, cast, repeat("some plain words"))
    if members:
        _kept[app] = Kept(members, made_at, Snapshot.take(app), world)
    return world


def _only_members(app: Flask) -> list[tuple[Any, ...]] | None:
    """Each row of members, of its moments only which are new; None where anything else is kept."""
    with app.app_context(), db.engine.begin() as connection:
        if connection.scalars(text(ask_which_are_filled())).all() != ["member"]:
            return None
        rows = connection.execute(select(Member.__table__).order_by(Member.id)).all()
    since = now() - timedelta(seconds=NEW_FOR)
    return [tuple(v > since if isinstance(v, datetime) else v for v in row) for row in rows]


def _furnish(app: Flask, cast: Cast, words: Iterator[str]) -> World:
    with app.app_context():
        ada, ben, cleo, dov = (cast.get(name) for name in ("ada", "ben", "cleo", "dov"))
        said = {"name": next(words)[:80], "tagline": next(words), "attribution": next(words)}
        fit = {key: value[:80] for key, value in said.items() if value.strip()}
        settings.change(fit, None)
        for kind in TraitKind:
            text = next(words)[:60]
            session.add(Trait(member_id=cleo.id, kind=kind, position=0, text=text))
        room = Category(slug="hall", name=next(words)[:80], description=next(words))
        session.add(room)
        session.flush()
        topic = forum.create_topic(cleo, room, next(words), next(words), tags=["leaven", "flour"])
        post = forum.reply(dov, topic, f"@cleo {next(words)}")
        forum.react(cleo, post, ReactionKind.THANKS)
        forum.edit(dov, post, f"@cleo {next(words)}")
        shown = Prepared(f"{next(words)[:60]}.webp", "image/webp", PICTURE, width=2, height=1)
        files = forum.keep_waiting(dov, [shown])
        forum.add_files(dov, post, files)
        forum.describe_files(dov, post, {files[0].id: next(words)[:300]})
        draft = events.EventDraft(
            title=next(words),
            mode=Mode.PLACE,
            zone="Europe/Paris",
            starts_at=now() + timedelta(days=3),
            ends_at=now() + timedelta(days=3, hours=2),
            description=next(words),
            place=next(words),
            capacity=3,
        )
        event = events.create_event(cleo, draft)
        events.answer(dov, event, Rsvp.GOING, guests=1)
        past = events.create_event(
            ben,
            events.EventDraft(
                title=next(words),
                mode=Mode.ONLINE,
                zone="Europe/London",
                starts_at=now() - timedelta(days=3),
                ends_at=now() - timedelta(days=3) + timedelta(hours=1),
                online_url="https://meet.example/hall",
                host_ids=(dov.id,),
            ),
            at=now() - timedelta(days=9),
        )
        events.answer(cleo, past, Rsvp.GOING, at=now() - timedelta(days=8))
        said_of_rite = rituals.RitualDraft(
            name=next(words)[:120], purpose=next(words), steps=(next(words),)
        )
        rite = rituals.declare(cleo, said_of_rite)
        enactment = rituals.enact(cleo, rite, topic=topic)
        rituals.recap(cleo, enactment, next(words))
        voice.add_value(None, next(words)[:120], next(words))
        voice.seat(cleo, date(2026, 1, 1))
        will.word(cleo, next(words)[:4000], next(words)[:4000])
        will.keep_key(cleo, KEY)
        sealed = storage.keep(b"what is sealed", "application/zip")
        told = Seal("Tribe", "", 2, 3, 1, (Holder(1, "cleo", KEY, "0" * 64),))
        will.note_sealed(told, sealed, [cleo.id])
        ada.is_brand = True
        promise = voice.make_promise(ada, next(words), next(words), date(2027, 1, 1))
        said = [next(words)[:100] for _ in range(3)]
        act = acts.write(ada, acts.ActDraft(*said, "Nothing", next(words), room.id))
        acts.publish(ada, act)
        unsaid = acts.write(ada, acts.ActDraft(next(words)[:100], next(words), "All", "Nothing"))
        pages.publish(ada, PageKey.RULES, {"en": next(words), "fr": next(words)}, next(words)[:200])
        session.add(Setup(id=ONLY, steps=[]))
        failed = Job(kind="of.yesterday", lane=Lane.QUICK, payload={}, failed_at=now())
        session.add(failed)
        failed_mail = mail.enqueue(mail.TEST, mail.Recipient("gone@example.invalid"))
        assert failed_mail is not None
        failed_mail.state, failed_mail.ended_at = mail.MailState.FAILED, now()
        addresses.score_bounce(failed_mail.address_id, addresses.GONE)
        session.add(Category(slug="cellar", name="Cellar", description=""))
        cancelled = events.cancel_event(cleo, events.create_event(cleo, draft))
        more = replace(draft, capacity=4, asked_ids=(dov.id,), welcomes_guests=True)
        events.edit_event(cleo, event, more)
        secret = guests.come(event, next(words)[:60], None, None)
        question = guests.ask(next(words)[:200], next(words), None, None)
        rituals.edit_ritual(cleo, rite, replace(said_of_rite, cadence=Cadence.WEEKLY))
        rituals.ask_to_keep(cast.get("ines"), rite)
        reed = Member(name="reed", name_key="reed")
        session.add(reed)
        session.flush()
        come = {"source": "elsewhere", "kind": "member", "external_id": "7"}
        asked = ImportClaim(
            member_id=reed.id, wish=Wish.CLAIM, email="reed@example.invalid", proof=next(words)
        )
        session.add_all([ImportedThing(**come, local_id=reed.id), asked])
        invitation, _secret = accounts.invite(cleo, next(words)[:200])
        asking = Application(name="Yan", name_key="yan", email="yan@example.invalid", locale=None)
        asking.password_hash, asking.words, asking.is_measured = "of no use", next(words), False
        session.add(asking)
        key = Passkey(member_id=cleo.id, credential_id="AA", public_key="AA", sign_count=0)
        key.name = next(words)[:60]
        spare = Passkey(member_id=cleo.id, credential_id="AB", public_key="AB", sign_count=0)
        spare.name = "Spare"  # the last way in cannot be removed
        session.add_all([key, spare])
        following.follow(dov, cleo)
        apart = cast.ids["eve"]
        session.add(Block(blocker_id=reed.id, blocked_id=apart))
        session.add(Ignoring(member_id=reed.id, ignored_id=apart))
        replied = select(Activity.id).where(Activity.kind == "forum.post.replied")
        notices.tell({"activity_id": session.scalars(replied).one()})
        bookmarks.toggle(cleo, "post", post.id)
        bookmark = session.scalars(select(Bookmark)).one()
        bookmarks.change(cleo, bookmark, next(words)[:60], now() + timedelta(days=2))
        found = Verdict(LAYERS[-1], ("first",))
        facts = {"topic": topic.id, "answered": post.id, "files": []}
        held = spam.hold(dov, "forum.reply", found, body=next(words), facts=facts)
        talk = messages.begin(cleo, [dov], next(words)[:120], next(words))  # they met
        said_in_private = session.scalars(select(PrivateMessage)).one()
        request = messages.begin(dov, [cast.get("ines")], next(words)[:120], next(words))
        warning = moderation.Ruling("members.member.warn", next(words), next(words)[:200])
        decision = moderation.decide_on(ben, "member", dov.id, warning)
        ines = cast.ids["ines"]
        made = moderation.report(cleo, "member", ines, ReportKind.HARM, next(words))
        moderation.note(ben, session.get_one(ModerationCase, made.case_id), next(words))
        said_again = (next(words)[:200], next(words), next(words))
        reason = moderation.keep_reason(
            ada, moderation.ReasonDraft(ReportKind.SPAM, *said_again, position=1)
        )
        matter = transparency.note_matter(
            ada,
            OutsideMatter(
                kind=OutsideKind.DISPUTE,
                country="FR",
                about=next(words)[:200],
                received_on=now().date(),
                answered_on=None,
                outcome=next(words),
            ),
        )
        tie = next(words)[:200]
        interest = interests.declare(cleo, InterestKind.EMPLOYED, tie, date(2026, 1, 1))
        beside = Interest(InterestKind.GIFTED, next(words)[:200])
        forum.edit(dov, post, post.source, interest=beside)
        quarrel = Asking({cleo.id: next(words)[:900], dov.id: next(words)[:900]}, "Be kind", "So")
        aside = asides.step_aside(ben, topic, quarrel)
        warning = Ruling("members.member.warn", next(words), next(words)[:60])
        other = moderation.decide_on(ben, "member", cleo.id, warning)
        appeal = moderation.appeal(cleo, other, next(words))
        tag_change = _rename_a_tag(ben)
        _let_mails_be_gone()
        session.commit()
        return World(
            claim=asked.id,
            appeal=appeal.id,
            tag_change=tag_change,
            category=room.slug,
            topic=topic.id,
            post=post.id,
            file=files[0].id,
            event=event.id,
            past_event=past.id,
            rite=rite.slug,
            enactment=enactment.id,
            promise=promise.id,
            act=act.id,
            draft=unsaid.id,
            failed_job=failed.id,
            failed_mail=failed_mail.id,
            paused_address=failed_mail.address_id,
            unsubscribing=unsubscribe_token(failed_mail.address_id, mail.TEST.name),
            empty_category="cellar",
            cancelled_event=cancelled.id,
            event_revision=_last_revision("event", event.id),
            rite_revision=_last_revision("ritual", rite.id),
            keeper=cleo.id,
            candidate=cast.ids["ines"],
            co_host=dov.id,
            invitation=invitation.id,
            application=asking.id,
            passkey=key.id,
            question=question.id,
            guest_seat=events.find_seat(secret).id,
            guest_secret=secret,
            notice=session.scalars(select(Notice.id)).one(),
            bookmark=bookmark.id,
            interest=interest.id,
            held=held.id,
            conversation=talk.id,
            message=said_in_private.id,
            request=request.id,
            decision=decision.id,
            open_case=made.case_id,
            reason=reason.id,
            matter=matter.id,
            aside=aside.id,
        )


def appoint_fay(app: Flask, cast: Cast) -> None:
    """Fay joins the cast of a world: she moderates the hall, and nothing else."""
    with app.app_context():
        fay = Member(name="fay", name_key="fay", email="fay@example.invalid")
        session.add(fay)
        session.flush()
        cast.ids["fay"] = fay.id
        hall = session.scalars(select(Category.id).where(Category.slug == "hall")).one()
        forum.appoint(cast.get("ada"), fay, hall)
        session.commit()


def _rename_a_tag(ben: Member) -> int:
    """Let a moderator rename a tag that Dov watches; the entry of the audit that says so."""
    tag = session.scalars(select(Tag).where(Tag.name == "leaven")).one()
    dov = session.scalars(select(Member).where(Member.name == "dov")).one()
    forum.follow_tag(dov, tag, Level.WATCHING)
    forum.rename_tag(ben, tag, "levain")
    renamed = select(func.max(AuditEntry.id)).where(AuditEntry.kind == "tag.renamed")
    return session.scalars(renamed).one()


def _let_mails_be_gone() -> None:
    """What members were told by mail meanwhile has left, so that a test sends its own alone."""
    session.flush()
    gone = {"state": mail.MailState.SENT, "facts": {}, "attempts": 1, "ended_at": now()}
    waiting = mail.Mail.state == mail.MailState.WAITING
    session.execute(update(mail.Mail).where(waiting).values(gone))


def _last_revision(subject_type: str, subject_id: int) -> int:
    own = (Revision.subject_type == subject_type, Revision.subject_id == subject_id)
    return session.scalars(select(func.max(Revision.id)).where(*own)).one() or 0


def open_the_doors(app: Flask) -> None:
    """End the setting up of the place, before which nobody joins uninvited."""
    with app.app_context():
        session.execute(update(Setup).values(finished_at=now()))
        session.commit()
