"""Whatever the brand does and members choose, nobody gets more of it than they take."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.acts.test_acts import SAID
from tests.mail.conftest import use
from tests.notices.conftest import Hall, hall
from tests.notices.test_digest import clock
from tests.snapshots import Snapshot
from tribe import jobs, mail
from tribe.activity import Activity
from tribe.activity.notices import Channel
from tribe.acts import services as acts
from tribe.acts.mails import SPOKEN
from tribe.acts.models import BrandAct
from tribe.base.db import insert_or, session
from tribe.config import MailServer
from tribe.forum import services as forum
from tribe.forum.models import Level, Post, ReactionKind
from tribe.jobs import Lane, run_next
from tribe.mail import sending
from tribe.mail.composing import Envelope
from tribe.mail.connection import Answer, Stage
from tribe.members.models import Member
from tribe.notices import budget
from tribe.notices import services as notices
from tribe.notices.models import BrandBudget, NoticeCause, NoticeChoice, NoticeRhythm, Reach
from tribe.settings import services as place

__all__ = ["clock", "hall"]

BEGIN = datetime(2027, 1, 28, 12, tzinfo=UTC)  # a month ends soon
HEARERS = ("cleo", "dov")
KINDS = ("acts.published", "forum.mention", "forum.sign", "forum.watched_topic")
DOINGS = st.one_of(
    st.tuples(st.just("publish")),
    st.tuples(st.just("publish")),
    st.tuples(st.just("withdraw")),
    *[st.tuples(st.just("name"), st.sampled_from(HEARERS))] * 3,
    st.tuples(st.just("reply")),
    st.tuples(st.just("sign")),
    st.tuples(st.just("edit")),
    st.tuples(st.just("straight"), st.sampled_from(HEARERS)),
    st.tuples(
        st.just("budget"),
        st.sampled_from(HEARERS),
        st.sampled_from(list(Channel)),
        st.integers(0, 3),
    ),
    st.tuples(
        st.just("reach"), st.sampled_from(HEARERS), st.sampled_from(KINDS), st.sampled_from(Reach)
    ),
    st.tuples(st.just("quiet"), st.sampled_from(HEARERS), st.integers(0, 23), st.integers(0, 23)),
    st.tuples(st.just("mute"), st.sampled_from(HEARERS), st.integers(0, 3)),
    st.tuples(st.just("lower"), st.integers(0, 2)),
    *[st.tuples(st.just("wait"), st.integers(1, 40))] * 2,
    st.tuples(st.just("read"), st.sampled_from(HEARERS)),
    st.tuples(st.just("send")),
)


class Brand:
    """All that the brand can do, what members can choose meanwhile, and what reached them."""

    def __init__(self, hall: Hall, show: Callable[[datetime], None]) -> None:
        self.cast, self.room, self.show, self.moment = hall.cast, hall.room, show, BEGIN
        self.got: Counter[tuple[int, Channel, date]] = Counter()
        self.seen: set[tuple[int, int]] = set()
        self.too_many: list[tuple[int, Channel, date]] = []
        show(BEGIN)
        self.ids = {who: self.cast.ids[who] for who in HEARERS}
        self.topic = forum.create_topic(self.cast.get("dov"), self.room, "Bread", "Who comes?")
        self.by_cleo = forum.reply(self.cast.get("cleo"), self.topic, "I do")
        for who in HEARERS:
            forum.follow(self.cast.get(who), self.topic, Level.WATCHING)
        self.work()

    def do(self, what: str, *more: Any) -> None:
        """One thing, committed; and all that follows from it."""
        getattr(self, f"_{what}")(*more)
        self.work()
        assert self.too_many == []

    def work(self) -> None:
        session.commit()
        while run_next(Lane.QUICK):
            pass
        self.look()

    def look(self) -> None:
        """Count what is new among the notices of each."""
        brand = select(Member.id).where(Member.is_brand)
        found = (
            select(NoticeCause.activity_id, NoticeCause.member_id)
            .join(Activity, Activity.id == NoticeCause.activity_id)
            .where(Activity.actor_id.in_(brand), NoticeCause.kind != "forum.reply")
        )
        for act, member in session.execute(found).all():
            if (act, member) not in self.seen:
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

    def send(self, envelope: Envelope) -> Answer:
        """What a server does with a mail: it comes to its reader, who sees what is of the brand."""
        text = envelope.message.get_body(("plain",))
        said = " ".join(text.get_content().split()) if text is not None else ""
        # an answer is owed, and a title stands in the subject alone
        number = len(re.findall(r"\bben\b(?! answers)|The brand says", said))
        number += str(envelope.message["Subject"]) == "BRAND"
        who = envelope.recipient.partition("@")[0]
        if number and who in self.ids:
            self.reached(self.ids[who], Channel.MAIL, number)
        return Answer(Stage.MESSAGE, "250")

    def _publish(self) -> None:
        act = acts.write(self.cast.get("ben"), replace(SAID, title="BRAND"))
        acts.publish(self.cast.get("ben"), act)

    def _withdraw(self) -> None:
        standing = select(BrandAct).where(BrandAct.withdrawn_at.is_(None)).limit(1)
        if (act := session.scalar(standing)) is not None:
            acts.withdraw(self.cast.get("ben"), act)

    def _name(self, who: str) -> None:
        forum.create_topic(self.cast.get("ben"), self.room, "A call", f"Come, @{who}")

    def _reply(self) -> None:
        forum.reply(self.cast.get("ben"), self.topic, "Look at us")

    def _sign(self) -> None:
        forum.react(self.cast.get("ben"), self.by_cleo, ReactionKind.THANKS)

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


@pytest.fixture
def brand(
    hall: Hall, app: Flask, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Brand]]:
    """The brand on an empty ledger, as often as one asks."""
    kept = {name: app.config[name] for name in ("SETTINGS", "BASE_URL")}
    app.config["BASE_URL"] = "https://hall.example"
    use(app, MailServer("127.0.0.1", 1, "none"))
    place.change({"mail_from": "hall@hall.example"}, None)
    hall.cast.get("ben").is_brand = True
    for one in hall.cast.ids:
        hall.cast.get(one).email_confirmed_at = BEGIN
        hall.cast.get(one).joined_at = BEGIN - timedelta(days=100)
        hall.cast.get(one).locale = "en"
    session.commit()
    session.remove()
    before = Snapshot.take(app)

    def begin() -> Brand:
        session.remove()
        before.put_back(app)
        made = Brand(hall, clock)
        monkeypatch.setattr(sending, "Connection", lambda _server: nullcontext(made))
        return made

    yield begin
    app.config.update(kept)
    app.extensions.pop(sending.EXTENSION, None)


def test_nobody_gets_more_than_they_take(brand: Callable[[], Brand]) -> None:
    went: Counter[Channel] = Counter()

    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # what fails is long to make shorter
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(DOINGS, min_size=15, max_size=25))
    def play(doings: list[tuple[Any, ...]]) -> None:
        hall = brand()
        for what, *more in doings:
            hall.do(what, *more)
        for _day in range(2):
            hall.do("wait", 24)
        for (_member, channel, _month), number in hall.got.items():
            went[channel] += number

    play()
    assert went[Channel.WEB] > 20  # the brand was heard
    assert went[Channel.MAIL] > 2
