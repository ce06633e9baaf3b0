"""What the layers against spam catch of a flood, and whom they stop wrongly.

    python -m benchmarks.spam [--seed 7] [--spam 300] [--accounts 20] [--honest 200]

Twenty new accounts send three hundred posts in ten minutes, five campaigns in turn. Around them,
from an hour before to an hour after, newcomers and regulars of the demo tribe say two hundred
things that its story has them say. Everything goes through the services that forms use, at moments
that are told to them: nobody sleeps, nothing is sent anywhere, and no moderator publishes anything
meanwhile. Printed for some settings of the place: what was held and refused of each campaign and by
which layer, what passed, and what was stopped of the honest.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete

from benchmarks.spam.campaigns import send
from tribe.access import TrustLevel
from tribe.accounts.services.rushing import SPAN, note_joining
from tribe.activity import Activity
from tribe.app import create_app
from tribe.base.db import Base, db, now, session
from tribe.base.errors import RuleBroken
from tribe.config import Settings
from tribe.demo import acts
from tribe.demo.story import tell
from tribe.forum import services as forum
from tribe.forum.models import Category, Topic
from tribe.members.models import Member
from tribe.settings import services as settings
from tribe.spam.models import HeldText

ALONE = "as it begins, each account sends one campaign"
TEN_MINUTES, AROUND = timedelta(minutes=10), timedelta(hours=1)
TOLD_UNTIL = datetime(2026, 11, 1, tzinfo=UTC)  # so that the story is the same each time
PLACES: Mapping[str, Mapping[str, Any]] = {
    ALONE: {},
    "as it begins, each account sends all campaigns in turn": {},
    "with a list of three words": {
        "spam_words": "casino\njackpot\nfree spins",
        "spam_words_on": "yes",
    },
    "the first two posts held, and the list": {
        "spam_words": "casino\njackpot\nfree spins",
        "spam_words_on": "yes",
        "spam_first_posts": 2,
    },
}


@dataclass(frozen=True)
class Attempt:
    """Something that somebody sends at a moment."""

    at: datetime
    author_id: int
    group: str  # of honest people, or the campaign
    title: str  # empty of a reply
    body: str


@dataclass(frozen=True)
class Told:
    """What became of all attempts: how many of each group, by what stopped them."""

    stopped: Mapping[tuple[str, str], int]
    sent: Mapping[str, int]

    def passed(self, group: str) -> int:
        """How many of a group all could read at once."""
        return self.stopped.get((group, "passed"), 0)


def join(name: str, trust: TrustLevel, at: datetime) -> int:
    """An account of that trust; its number."""
    member = Member(name=name, name_key=name, email=f"{name}@example.invalid", joined_at=at)
    member.trust = trust
    session.add(member)
    session.flush()
    return member.id


def honest_words(seed: int, count: int, rng: Random) -> list[str]:
    """What the people of the demo say, in the order of a draw."""
    said = [act for act in tell(seed, TOLD_UNTIL).acts if isinstance(act, acts.Begin | acts.Say)]
    return [act.body for act in rng.sample(said, count)]


def make_attempts(
    rng: Random,
    spam: int,
    accounts: int,
    honest: Sequence[str],
    began: datetime,
    *,
    is_alone: bool,
) -> list[Attempt]:
    """All of them, in the order of time; each account sends one campaign, or all in turn."""
    spammers = [join(f"spammer{n}", TrustLevel.NEW, began) for n in range(accounts)]
    newcomers = [join(f"newcomer{n}", TrustLevel.NEW, began - SPAN) for n in range(25)]
    regulars = [join(f"regular{n}", TrustLevel.KNOWN, began - 99 * AROUND) for n in range(15)]
    trusted = [join(f"trusted{n}", TrustLevel.TRUSTED, began - 999 * AROUND) for n in range(10)]
    groups = {"newcomers": newcomers, "regulars": regulars + trusted}
    made = []
    for number in range(spam):
        of_campaign = number if is_alone else number + number // accounts
        sent = send(rng, of_campaign, honest)
        title = sent.title if number % 3 == 0 else ""
        moment = began + TEN_MINUTES * number / spam
        author = spammers[number % accounts]
        made.append(Attempt(moment, author, sent.campaign, title, sent.body))
    for number, body in enumerate(honest):
        group = "newcomers" if number % 2 else "regulars"
        moment = began - AROUND + (TEN_MINUTES + 2 * AROUND) * rng.random()
        title = body.split(".")[0][:60] if number % 10 < 2 else ""
        made.append(Attempt(moment, rng.choice(groups[group]), group, title, body))
    return sorted(made, key=lambda one: one.at)


def carry_out(attempt: Attempt, room: Category, topic: Topic) -> str:
    """Send it; what became of it."""
    author = session.get_one(Member, attempt.author_id)
    try:
        with session.begin_nested():
            if len(attempt.title) >= forum.MIN_TITLE_LENGTH:
                sent: Any = forum.send_topic(
                    author, room, attempt.title, attempt.body, at=attempt.at
                )
            else:
                sent = forum.send_reply(author, topic, attempt.body, at=attempt.at)
    except RuleBroken as refusal:
        return f"refused: {refusal.code.rpartition('.')[2]}"
    return f"held: {sent.codes[0]}" if isinstance(sent, HeldText) else "passed"


def run(
    place: Mapping[str, Any], seed: int, spam: int, accounts: int, honest: int, *, is_alone: bool
) -> Told:
    """One flood in a place of these settings, in a database of its own."""
    rng, began = Random(seed), now() - timedelta(days=1)  # noqa: S311 (the same each time)
    settings.change(dict(place), None)
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    words = honest_words(seed, honest, rng)
    attempts = make_attempts(rng, spam, accounts, words, began, is_alone=is_alone)
    host = session.get_one(Member, attempts[0].author_id)
    topic = forum.create_topic(host, room, "Open house", "Say hello", at=began - 2 * AROUND)
    session.execute(delete(Activity))
    counted: Counter[tuple[str, str]] = Counter()
    for attempt in attempts:
        counted[attempt.group, carry_out(attempt, room, topic)] += 1
        session.commit()
    return Told(counted, Counter(attempt.group for attempt in attempts))


def lines(told: Told) -> Iterator[str]:
    """The figures as they are printed."""
    honest = {"newcomers", "regulars"}
    for group in sorted(told.sent, key=lambda one: (one in honest, one)):
        parts = sorted((what, n) for (who, what), n in told.stopped.items() if who == group)
        shown = ", ".join(f"{what} {n}" for what, n in parts)
        yield f"  {group:<26} {told.sent[group]:>4}  {shown}"
    spam = sum(n for group, n in told.sent.items() if group not in honest)
    passed = sum(told.passed(group) for group in told.sent if group not in honest)
    fair = sum(told.sent[group] for group in honest)
    wrongly = fair - sum(told.passed(group) for group in honest)
    layers: Counter[str] = Counter()
    for (group, what), number in told.stopped.items():
        if group not in honest and what != "passed":
            layers[what] += number
    yield f"  caught {spam - passed} of {spam} ({(spam - passed) / spam:.1%}), by " + ", ".join(
        f"{what} {number}" for what, number in layers.most_common()
    )
    yield f"  wrongly stopped {wrongly} of {fair} honest ({wrongly / fair:.1%})"


def rush(accounts: int) -> str:
    """Which of the accounts still came in at once, from one network and from many."""
    began = now()
    settings.change({"registration_guarded_until": ""}, None)
    came = 0
    for number in range(accounts):
        join(f"rushing{number}", TrustLevel.NEW, began)
        came += 1
        if note_joining(is_rush_of_network=False, at=began):
            break
    return f"  of {accounts} accounts in ten minutes, from many networks, {came} came in at once"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--spam", type=int, default=300)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--honest", type=int, default=200)
    asked = parser.parse_args()
    print(f"{asked.spam} spam posts by {asked.accounts} new accounts, {asked.honest} honest ones")
    for name, place in PLACES.items():
        with tempfile.TemporaryDirectory() as folder:
            environ = {"TRIBE_DATA_DIR": folder, "TRIBE_SECRET_KEY": "only for a benchmark"}
            app = create_app(Settings.from_environ(environ))
            with app.app_context():
                Base.metadata.create_all(db.engine)
                is_alone = name == ALONE
                print(f"\n{name}")
                counts = (asked.seed, asked.spam, asked.accounts, asked.honest)
                told = run(place, *counts, is_alone=is_alone)
                print("\n".join(lines(told)))
                if is_alone:
                    print(rush(asked.accounts))
                session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
