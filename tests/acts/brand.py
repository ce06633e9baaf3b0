"""All that the brand can do to reach members, and what reached them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from tests.acts.test_acts import SAID
from tests.notices.conftest import Hall
from tests.notices.pushing import Keys
from tests.stating import STATED
from tribe import jobs, mail
from tribe.activity import Activity
from tribe.activity.notices import Channel
from tribe.acts import services as acts
from tribe.acts.mails import SPOKEN
from tribe.acts.models import BrandAct
from tribe.base.db import insert_or, session
from tribe.base.errors import NotFound, RuleBroken, TooOften
from tribe.events import services as events
from tribe.events.models import Event, EventStatus, Mode, Rsvp
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Post, ReactionKind, Tag, Topic
from tribe.forum.views.quoting import quote
from tribe.jobs import Lane, run_next
from tribe.mail import Mail, MailKind
from tribe.mail.composing import Envelope, compose
from tribe.mail.connection import Answer, Stage
from tribe.members.models import Member, SignIn
from tribe.messages import services as messages
from tribe.notices import budget
from tribe.notices import services as notices
from tribe.notices.models import (
    BrandBudget,
    NoticeCause,
    NoticeChoice,
    NoticeRhythm,
    PushChoice,
    Reach,
)
from tribe.notices.push import Endpoint
from tribe.notices.services import devices
from tribe.rituals import services as rituals
from tribe.rituals.models import KeeperRequest, Ritual, RitualKeeper
from tribe.rituals.queries import lock_ritual
from tribe.settings import services as place

BEGIN = datetime(2027, 1, 28, 12, tzinfo=UTC)  # a month ends soon
HEARERS = ("cleo", "dov")
PLAIN = "ben mill"  # an account of the brand without a part in the place
OWED_FOR, MOST_OWED = timedelta(days=30), 3  # as decision 37 says of a gathering
NAMED = r"\bben\b"
NAMELESS = "is at another|is cancelled|takes place after|You host|Nobody keeps"
NEWS = f"{NAMED}|{NAMELESS}|The brand says"
NEWS_BESIDE = rf"{NAMED}(?! mill\b| wrote to you)|The brand says"  # what is owed

MARKET = events.EventDraft(
    title="Market",
    mode=Mode.PLACE,
    zone="Europe/Paris",
    starts_at=BEGIN + timedelta(days=200),
    ends_at=BEGIN + timedelta(days=230),
    place="The mill",
    serves=STATED.serves,
    asks=STATED.asks,
)


@dataclass
class Furnished:
    """What stands before the brand begins, by its number."""

    garden: int  # a category that dov watches
    yard: int  # one that nobody does
    watched: int  # a tag that both watch
    gathering: int
    rite: int  # that both hearers keep
    orphan: int  # that ben alone keeps
    conversations: Mapping[str, int]  # of each hearer with ben


def account(name: str, **more: Any) -> Member:
    """Somebody who is here for long."""
    joined = BEGIN - timedelta(days=100)
    return Member(name=name, name_key=name, joined_at=joined, email_confirmed_at=joined, **more)


def gather(host: Member, *goes: Member, **more: Any) -> Event:
    """A gathering that is far away, and to which some go."""
    start = BEGIN + timedelta(days=200)
    made = events.create_event(host, replace(MARKET, starts_at=start, **more))
    for who in goes:
        events.answer(who, made, Rsvp.GOING)
    return made


def connect(member: Member) -> None:
    """A browser of theirs that shows notices."""
    keys = Keys().told
    until = BEGIN + timedelta(days=300)
    sign_in = SignIn(member_id=member.id, token_hash=member.name, expires_at=until)
    session.add(sign_in)
    session.flush()
    endpoint = Endpoint(f"https://push.example.org/{member.name}", keys["p256dh"], keys["auth"])
    devices.connect(member, sign_in, endpoint, "en")


def furnish(hall: Hall) -> Furnished:
    """A place in which the brand has many ways to reach Cleo and Dov."""
    ben, cleo, dov = (hall.cast.get(who) for who in ("ben", *HEARERS))
    rooms = [Category(slug=name, name=name.title()) for name in ("garden", "yard")]
    session.add_all([*rooms, account(PLAIN, is_brand=True)])
    session.flush()
    forum.create_topic(hall.cast.get("ada"), rooms[1], "An old one", "Of bread", tags=["bread"])
    [tag] = session.scalars(select(Tag))
    for who in (cleo, dov):
        forum.follow_tag(who, tag, Level.WATCHING)
    forum.follow_category(dov, rooms[0].id, Level.WATCHING)
    following.follow(cleo, ben)
    rite = rituals.declare(dov, rituals.RitualDraft("First light", "To greet"))
    rituals.ask_member_to_keep(dov, rite, cleo)
    rituals.ask_to_keep(cleo, rite)
    orphan = rituals.declare(ben, rituals.RitualDraft("Last light", "To part"))
    for who in (cleo, dov):
        mine = forum.create_topic(who, rooms[1], "It was so", "We parted, all of us")
        rituals.enact(who, orphan, topic=mine)
    gathering = gather(ben, cleo, dov)
    begun = {who: messages.begin(hall.cast.get(who), [ben], "A word", "Hello") for who in HEARERS}
    for name, one in begun.items():
        if messages.read_place(ben, one.id).standing == "asked":
            messages.accept(ben, one.id)
        connect(hall.cast.get(name))
    session.commit()
    talks = {who: one.id for who, one in begun.items()}
    return Furnished(rooms[0].id, rooms[1].id, tag.id, gathering.id, rite.id, orphan.id, talks)


class Brand:
    """All that the brand can do, what members can choose meanwhile, and what reached them."""

    def __init__(self, hall: Hall, show: Callable[[datetime], None], furnished: Furnished) -> None:
        self.cast, self.room, self.show, self.moment = hall.cast, hall.room, show, BEGIN
        self.got: Counter[tuple[int, Channel, date]] = Counter()
        self.seen: set[tuple[int, int]] = set()
        self.owed: set[int] = set()  # acts that concern plans, or answer a member
        self.kinds: set[str] = set()  # by which the brand reached somebody
        self.acts: dict[str, list[int]] = {}  # that each mail tells of
        self.place = replace(furnished)
        self.waits = dict.fromkeys(HEARERS, True)  # who wrote last in private, and has no answer
        self.plans: list[datetime] = []
        self.whether: list[datetime] = []
        self.too_many: list[tuple[int, Channel, date]] = []
        show(BEGIN)
        self.ids = {who: self.cast.ids[who] for who in HEARERS}
        self.topic = forum.create_topic(self.cast.get("dov"), self.room, "Bread", "Who comes?")
        self.by_cleo = forum.reply(self.cast.get("cleo"), self.topic, "I do")
        for who in HEARERS:
            forum.follow(self.cast.get(who), self.topic, Level.WATCHING)
            self._budget(who, Channel.PUSH, 2)
        self.work()

    def do(self, what: str, *more: Any) -> None:
        """One thing, committed; and all that follows from it."""
        getattr(self, f"_{what}")(*more)
        self.work()
        assert self.too_many == []

    def work(self) -> None:
        session.commit()
        for lane in (Lane.QUICK, Lane.PUSH):
            while run_next(lane):
                pass
        self.look()

    def look(self) -> None:
        """Count what is new among the notices of each."""
        brand = select(Member.id).where(Member.is_brand)
        found = (
            select(NoticeCause.activity_id, NoticeCause.member_id, NoticeCause.kind)
            .join(Activity, Activity.id == NoticeCause.activity_id)
            .where(Activity.actor_id.in_(brand), NoticeCause.member_id.in_(self.ids.values()))
        )
        for act, member, kind in session.execute(found).all():
            self.kinds.add(kind)
            if (act, member) not in self.seen and act not in self.owed:
                self.seen.add((act, member))
                self.reached(member, Channel.WEB)
        session.commit()

    def reached(self, member_id: int, channel: Channel, number: int = 1) -> None:
        """Note that something came, and hold it against what its reader takes at that moment."""
        month = self.moment.date().replace(day=1)
        self.got[member_id, channel, month] += number
        own = select(BrandBudget.most_a_month).where(BrandBudget.member_id == member_id)
        chosen = session.scalar(own.where(BrandBudget.channel == channel.value))
        most = budget.first_most(channel) if chosen is None else chosen
        if self.got[member_id, channel, month] > most:
            self.too_many.append((member_id, channel, month))  # a job that raises is tried again

    def composed(self, mail: Mail, kind: MailKind) -> Envelope | None:
        """A mail as the place writes it; of which acts it tells is noted."""
        envelope = compose(mail, kind)
        if envelope is not None:
            self.acts[envelope.message["Message-ID"]] = budget.acts_of(mail.facts)
        return envelope

    def send(self, envelope: Envelope) -> Answer:
        """What a server does with a mail: it comes to its reader, who sees what is of the brand."""
        text = envelope.message.get_body(("plain",))
        said = " ".join(text.get_content().split()) if text is not None else ""
        # a title stands in the subject alone
        is_partly_owed = self.owed.intersection(self.acts[envelope.message["Message-ID"]])
        number = len(re.findall(NEWS_BESIDE if is_partly_owed else NEWS, said))
        number += str(envelope.message["Subject"]) == "BRAND"
        who = envelope.recipient.partition("@")[0]
        if number and who in self.ids:
            self.reached(self.ids[who], Channel.MAIL, number)
        return Answer(Stage.MESSAGE, "250")

    def pushed(self, payload: Mapping[str, Any]) -> None:
        """What a device showed of an act."""
        act = session.get_one(Activity, payload["activity_id"])
        by = session.get(Member, act.actor_id) if act.actor_id is not None else None
        if by is not None and by.is_brand and act.id not in self.owed:
            self.reached(payload["member_id"], Channel.PUSH)

    @contextmanager
    def owing(self, is_owed: bool) -> Iterator[None]:
        """What is done meanwhile is owed to those who hear of it."""
        last = select(func.coalesce(func.max(Activity.id), 0))
        before = session.scalar(last) or 0
        yield
        session.flush()
        if is_owed:
            self.owed.update(range(before + 1, (session.scalar(last) or 0) + 1))

    def _topic(
        self, room: Category, title: str, body: str, *, by: str = "ben", tags: Iterable[str] = ()
    ) -> Topic:
        author = self.cast.get(by)
        return forum.create_topic(author, room, title, body, tags=list(tags), intent=STATED)

    def _publish(self) -> None:
        act = acts.write(self.cast.get("ben"), replace(SAID, title="BRAND"))
        acts.publish(self.cast.get("ben"), act)

    def _withdraw(self) -> None:
        standing = select(BrandAct).where(BrandAct.withdrawn_at.is_(None)).limit(1)
        if (act := session.scalar(standing)) is not None:
            acts.withdraw(self.cast.get("ben"), act)

    def _name(self, who: str) -> None:
        self._topic(self.room, "A call", f"Come, @{who}")

    def _reply(self) -> None:
        forum.reply(self.cast.get("ben"), self.topic, "Look at us")

    def _sign(self) -> None:
        forum.react(self.cast.get("ben"), self.by_cleo, ReactionKind.THANKS)

    def _warm(self) -> None:
        forum.react(self.cast.get("ben"), self.by_cleo, ReactionKind.WARM)

    def _answer(self) -> None:
        forum.reply(self.cast.get("ben"), self.topic, "And we", self.by_cleo)

    def _quote(self) -> None:
        words = quote("cleo", self.by_cleo.id, self.by_cleo.source)
        self._topic(self.room, "As was said", words + "It is so")

    def _begin(self, room: str, *tags: str) -> None:
        category = session.get_one(Category, getattr(self.place, room))
        self._topic(category, "A feast", "All of us", tags=tags)

    def _tag(self) -> None:
        category = session.get_one(Category, self.place.yard)
        topic = self._topic(category, "A fair", "All of us", by=PLAIN)
        self.work()
        [first] = session.scalars(select(Post).where(Post.topic_id == topic.id))
        forum.edit(self.cast.get(PLAIN), first, first.source, tags=["bread"])

    def _write(self, who: str) -> None:
        with self.owing(self.waits[who]), suppress(TooOften):
            messages.write(self.cast.get("ben"), self.place.conversations[who], "Come to us")
            self.waits[who] = False

    def _speak(self, who: str) -> None:
        with suppress(TooOften):
            messages.write(self.cast.get(who), self.place.conversations[who], "What is it?")
            self.waits[who] = True

    def _turn(self, who: str) -> None:
        """Somebody writes to a member who does not know them, and speaks for the brand by then."""
        turning = account(f"ben {session.scalar(select(func.count(Member.id)))}")
        session.add(turning)
        session.flush()
        messages.begin(turning, [self.cast.get(who)], "A word", "Would you?")
        turning.is_brand = True

    def _move(self, is_elsewhere: bool) -> None:
        market = session.get_one(Event, self.place.gathering)
        with suppress(RuleBroken), self.owing(self._is_new(self.plans)):
            later = market.starts_at + timedelta(hours=0 if is_elsewhere else 1)
            where = f"Mill {len(self.plans)} of {self.moment}" if is_elsewhere else market.place
            draft = replace(MARKET, place=where, starts_at=later)
            events.edit_event(self.cast.get("ben"), market, draft)
            self.plans.append(self.moment)

    def _cancel(self) -> None:
        """It is cancelled, or takes place after all."""
        market, ben = session.get_one(Event, self.place.gathering), self.cast.get("ben")
        is_off = market.status is EventStatus.CANCELLED
        try:
            with self.owing(self._is_new(self.whether)):
                (events.reinstate_event if is_off else events.cancel_event)(ben, market)
                self.whether.append(self.moment)
        except RuleBroken:  # too often
            self.place.gathering = gather(ben, *map(self.cast.get, HEARERS)).id
            self.plans, self.whether = [], []

    def _is_new(self, before: list[datetime]) -> bool:
        return len([at for at in before if at > self.moment - OWED_FOR]) < MOST_OWED

    def _host(self, who: str) -> None:
        gather(self.cast.get("ben"), asked_ids=(self.ids[who],))

    def _cohost(self, who: str, is_agreed: bool) -> None:
        """Who hosts with the brand hears whom else it has asked."""
        made = gather(
            self.cast.get("ben"), host_ids=(self.ids[who],), asked_ids=(self.cast.ids[PLAIN],)
        )
        self.work()
        agree = events.accept_hosting if is_agreed else events.decline_hosting
        agree(self.cast.get(PLAIN), made)

    def _invite(self, who: str) -> None:
        """A member asks an account of the brand to host and to keep, and it says no to each."""
        plain, rite = self.cast.get(PLAIN), session.get_one(Ritual, self.place.rite)
        made = gather(self.cast.get(who), asked_ids=(plain.id,))
        if session.get(KeeperRequest, (rite.id, plain.id)) is not None:
            self._offer()
        rituals.ask_member_to_keep(self.cast.get(who), rite, plain)
        with self.owing(True):
            events.decline_hosting(plain, made)
            rituals.decline_keeper(plain, rite, plain.id)

    def _offer(self) -> None:
        """To keep a rite of theirs; or not, after all."""
        plain, rite = self.cast.get(PLAIN), session.get_one(Ritual, self.place.rite)
        if session.get(KeeperRequest, (rite.id, plain.id)) is None:
            rituals.ask_to_keep(plain, rite)
        else:
            rituals.decline_keeper(plain, rite, plain.id)

    def _keep(self, name: str) -> None:
        """Take up a rite unasked, as a moderator may, or lay it down."""
        ben, rite = self.cast.get("ben"), session.get_one(Ritual, getattr(self.place, name))
        keeps = session.get(RitualKeeper, (rite.id, ben.id)) is not None
        rite = lock_ritual(rite.id)
        (rituals.release if keeps else rituals.ask_to_keep)(ben, rite)

    def _ask(self, who: str) -> None:
        member, rite = self.cast.get(who), session.get_one(Ritual, self.place.orphan)
        with suppress(NotFound):
            rituals.decline_keeper(member, rite, member.id)
        rituals.ask_member_to_keep(self.cast.get("ben"), rite, member)

    def _edit(self) -> None:
        own = select(Post).where(Post.author_id == self.cast.ids["ben"]).limit(1)
        if (post := session.scalar(own)) is not None:
            forum.edit(self.cast.get("ben"), post, "Come, @cleo and @dov")

    def _straight(self, who: str) -> None:
        said = select(Activity.id).where(Activity.kind == "acts.act.published")
        last = session.scalar(said.order_by(Activity.id.desc()).limit(1))
        if last is None:
            return
        member = self.cast.get(who)
        mail.enqueue(
            SPOKEN,
            mail.Recipient.of(member),
            activity=last,
            member=member.id,
        )

    def _budget(self, who: str, channel: Channel, most: int) -> None:
        row = {"member_id": self.ids[who], "channel": channel.value, "most_a_month": most}
        added = insert_or(BrandBudget).values(row)
        kept = added.on_conflict_do_update(
            index_elements=["member_id", "channel"], set_={"most_a_month": most}
        )
        session.execute(kept)

    def _reach(self, who: str, kind: str, reach: Reach) -> None:
        own = (NoticeChoice.member_id == self.ids[who], NoticeChoice.kind == kind)
        session.execute(delete(NoticeChoice).where(*own))
        session.add(NoticeChoice(member_id=self.ids[who], kind=kind, reach=reach))

    def _push(self, who: str, kind: str, is_wanted: bool) -> None:
        own = (PushChoice.member_id == self.ids[who], PushChoice.kind == kind)
        session.execute(delete(PushChoice).where(*own))
        session.add(PushChoice(member_id=self.ids[who], kind=kind, is_wanted=is_wanted))

    def _rhythm(self, who: str, **values: Any) -> None:
        row = {"member_id": self.ids[who], "days": "daily", "hour": 8} | values
        added = insert_or(NoticeRhythm).values(row)
        session.execute(added.on_conflict_do_update(index_elements=["member_id"], set_=values))
        session.expire_all()

    def _quiet(self, who: str, begin: int, end: int) -> None:
        self._rhythm(who, quiet_from=begin, quiet_until=end)

    def _mute(self, who: str, days: int) -> None:
        self._rhythm(who, muted_until=self.moment.date() + timedelta(days=days))

    def _lower(self, most: int) -> None:
        place.change({"brand_messages_by_mail": most}, self.cast.ids["ada"])

    def _wait(self, hours: int) -> None:
        self.moment += timedelta(hours=hours)
        self.show(self.moment)
        notices.write_digests()
        self._send()

    def _read(self, who: str) -> None:
        notices.mark_all_read(self.cast.get(who))

    def _send(self) -> None:
        jobs.enqueue("mail.send")
        session.commit()
        while run_next(Lane.MAIL):
            pass
