"""Whatever the brand does and members choose, nobody gets more of it than they take."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.acts.brand import BEGIN, HEARERS, PLAIN, Brand, furnish
from tests.mail.conftest import use
from tests.notices.conftest import Hall, hall
from tests.notices.test_digest import clock
from tests.snapshots import Snapshot
from tribe.activity.notices import Channel, OfBrand
from tribe.base.db import session
from tribe.config import MailServer
from tribe.features import FEATURES
from tribe.jobs import Lane, run_next
from tribe.mail import sending
from tribe.members.models import Member
from tribe.notices import push
from tribe.notices.budget import MOST
from tribe.notices.models import Reach
from tribe.notices.services import pushing
from tribe.settings import services as place

__all__ = ["clock", "hall"]

COUNTED = sorted(
    kind.name
    for one in FEATURES
    for kind in one.notices
    if kind.of_brand in (OfBrand.ALWAYS, OfBrand.BY_ITS_ACCOUNTS)  # so that it does them
)
EACH: tuple[tuple[Any, ...], ...] = (  # what the brand does to members, each in all its ways
    ("publish",),
    *[("name", who) for who in HEARERS],
    ("reply",),
    ("answer",),
    ("quote",),
    ("sign",),
    ("warm",),
    ("edit",),
    ("begin", "garden"),
    ("begin", "yard"),
    ("begin", "yard", "bread"),
    ("tag",),
    *[("write", who) for who in HEARERS] * 2,
    *[("turn", who) for who in HEARERS],
    *[("move", False), ("move", True)] * 2,
    *[("cancel",)] * 4,
    *[("host", who) for who in HEARERS],
    *[("cohost", who, agrees) for who in HEARERS for agrees in (False, True)],
    *[("invite", who) for who in HEARERS],
    ("offer",),
    ("offer",),
    ("keep", "rite"),
    ("keep", "orphan"),
    *[("ask", who) for who in HEARERS],
)
HEARER = st.sampled_from(HEARERS)
DOINGS = st.one_of(
    *[st.sampled_from(EACH)] * 24,
    *[st.tuples(st.just("publish"))] * 2,
    *[st.tuples(st.just("name"), HEARER)] * 3,
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("straight"), HEARER),
    st.tuples(st.just("speak"), HEARER),
    st.tuples(st.just("budget"), HEARER, st.sampled_from(list(Channel)), st.integers(0, 3)),
    st.tuples(st.just("reach"), HEARER, st.sampled_from(COUNTED), st.sampled_from(Reach)),
    st.tuples(st.just("push"), HEARER, st.sampled_from(COUNTED), st.booleans()),
    st.tuples(st.just("quiet"), HEARER, st.integers(0, 23), st.integers(0, 23)),
    st.tuples(st.just("mute"), HEARER, st.integers(0, 3)),
    st.tuples(st.just("lower"), st.integers(0, 2)),
    *[st.tuples(st.just("wait"), st.integers(1, 40))] * 2,
    st.tuples(st.just("read"), HEARER),
    st.tuples(st.just("send")),
)


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
    clock(BEGIN)
    furnished = furnish(hall)
    while run_next(Lane.QUICK):
        pass
    hall.cast.ids[PLAIN] = session.scalars(select(Member.id).where(Member.name == PLAIN)).one()
    session.remove()
    before = Snapshot.take(app)

    def begin() -> Brand:
        session.remove()
        before.put_back(app)
        made = Brand(hall, clock, furnished)
        monkeypatch.setattr(sending, "Connection", lambda _server: nullcontext(made))
        monkeypatch.setattr(sending, "compose", made.composed)
        monkeypatch.setattr(pushing, "deliver", lambda *_told: push.Answer(201))
        monkeypatch.setattr(pushing, "_note", lambda told, _answer: made.pushed(told))
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
    assert went[Channel.PUSH] > 2


@pytest.mark.parametrize("most", [0, MOST])
def test_each_way_is_counted(brand: Callable[[], Brand], most: int) -> None:
    """Whoever takes nothing gets nothing by any of them, and they are all that there are.

    A kind of notices that is not owed whoever does it, and that none of them causes, fails this.
    """
    hall = brand()
    for who in HEARERS:
        for channel in Channel:
            hall.do("budget", who, channel, most)
        for kind in COUNTED:
            hall._reach(who, kind, Reach.AT_ONCE)
            hall._push(who, kind, True)
    for what, *more in EACH:
        hall.do(what, *more)
    hall.do("wait", 24)
    if most:
        assert hall.kinds >= set(COUNTED)
    assert {channel for _who, channel, _month in hall.got} == (set(Channel) if most else set())
