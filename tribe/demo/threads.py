"""Topics as they come about: who begins, who answers whom and when, and with which words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from random import Random
from statistics import NormalDist

from tribe.demo import acts, truth
from tribe.demo.calendar import waking
from tribe.demo.circles import Company
from tribe.demo.people import Person
from tribe.demo.talk import Talk, Thread, Turn

EVEN = 40  # waits in which every part of their spread comes once
GREETING = 1.0  # spread of newcomers' waits, on a log scale
MAX_WAIT = timedelta(days=4)
FIRST = timedelta(hours=4)  # median wait for the first answer to anyone else
SIGNS_PER_POST = 0.6


@dataclass
class Story:
    """All acts so far, and numbers for the things they make."""

    rng: Random
    company: Company
    talk: Talk
    until: datetime
    deeds: list[acts.Act] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    last: int = 0
    _shares: list[float] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """The tribe's first day."""
        return self.until - truth.LIFE

    def key(self) -> int:
        """A number for a thing that does not exist yet."""
        self.last += 1
        return self.last

    def wait(self, median: timedelta, spread: float, longest: timedelta) -> timedelta:
        """Mostly about the median, sometimes much longer, never beyond the longest."""
        return min(median * self.rng.lognormvariate(0.0, spread), longest)

    def planned_wait(self) -> timedelta:
        """How long a newcomer's first post waits: one below the median for each one above it."""
        if not self._shares:
            self._shares = [(place + 0.5) / EVEN for place in range(EVEN)]
            self.rng.shuffle(self._shares)
        far = exp(GREETING * NormalDist().inv_cdf(self._shares.pop()))
        return min(truth.MEDIAN_WAIT * far, MAX_WAIT)


Writer = Callable[[Thread, Turn], str]


def begin(story: Story, thread: Thread, by: Person, at: datetime, title: str, body: str) -> Turn:
    """The first post of a topic."""
    turn = Turn(story.key(), by, at, body)
    thread.title, thread.key, thread.turns = title, story.key(), [turn]
    story.threads.append(thread)
    return turn


def converse(story: Story, thread: Thread, replies: int, write: Writer) -> None:
    """Let members of the topic's circle answer one another, until it falls silent or today."""
    opening = thread.turns[0]
    if opening.by.speaks_at == opening.at:
        thread.turns.append(greeting(story, thread, opening))
        thread.turns[-1].body = write(thread, thread.turns[-1])
    while len(thread.turns) <= replies:
        number = len(thread.turns)
        median = FIRST if number == 1 else timedelta(hours=3 + number)
        gap = story.wait(median, 1.1, timedelta(days=9))
        at = waking(thread.turns[-1].at + gap, story.rng)
        turn = _next_turn(story, thread, at) if at < story.until else None
        if turn is None:
            return
        turn.body = write(thread, turn)
        thread.turns.append(turn)


def greeting(story: Story, thread: Thread, first: Turn) -> Turn:
    """The first answer to a newcomer's first post; in the first days it must wait for company."""
    at = first.at + story.planned_wait()
    for _ in range(60):
        by = story.company.greeter(thread.circle, at, first.by)
        if by is not None:
            return Turn(story.key(), by, at, "", answers=first)
        at += timedelta(hours=9)
    raise RuntimeError(f"nobody is there to answer {first.by.name}")


def _next_turn(story: Story, thread: Thread, at: datetime) -> Turn | None:
    rng, opening, last = story.rng, thread.turns[0], thread.turns[-1]
    by: Person | None
    if len(thread.turns) > 2 and last.by is not opening.by and rng.random() < 0.22:
        by = opening.by
    elif thread.invites_brand and rng.random() < truth.BRAND_SHARE * 2:
        by = rng.choice(story.company.brand)
    else:
        by = story.company.talker(thread.circle, at, last.by)
    if by is None:
        return None
    return Turn(story.key(), by, at, "", answers=_answered(rng, thread, by))


def _answered(rng: Random, thread: Thread, by: Person) -> Turn:
    chance = rng.random()
    others = [turn for turn in thread.turns if turn.by is not by] or [thread.turns[0]]
    if by is thread.turns[0].by or chance < 0.35:
        return others[-1]
    if chance < 0.75 and thread.turns[0].by is not by:
        return thread.turns[0]
    return rng.choice(others)


def slip_in(story: Story, newcomer: Person, threads: list[Thread], write: Writer) -> bool:
    """A newcomer's first post within a topic of their circle, and its answer; whether one fits."""
    at = newcomer.speaks_at
    if at is None:
        return False
    fitting = [
        thread
        for thread in threads
        if thread.circle == newcomer.circle
        and timedelta(hours=2) < at - thread.turns[0].at < timedelta(days=16)
        and not thread.turns[0].by.is_unanswered
        and thread.turns[0].by is not newcomer
    ]
    if not fitting:
        return False
    thread = story.rng.choice(fitting)
    first = Turn(story.key(), newcomer, at, "", answers=thread.turns[0])
    first.body = write(thread, first)
    thread.turns.append(first)
    answer = greeting(story, thread, first)
    answer.body = story.talk.welcome(thread, newcomer)
    thread.turns.append(answer)
    thread.turns.sort(key=lambda turn: turn.at)
    return True


def told(story: Story) -> None:
    """Turn the topics into acts, with signs given to their posts and a few afterthoughts."""
    for thread in story.threads:
        opening = thread.turns[0]
        story.deeds.append(
            acts.Begin(
                at=opening.at,
                by=opening.by,
                topic=thread.key,
                post=opening.key,
                category=thread.category,
                title=thread.title,
                body=opening.body,
                intent=thread.intent,
            )
        )
        story.deeds.extend(_said(thread, turn) for turn in thread.turns[1:])
        for turn in thread.turns:
            _signs(story, thread, turn)
            if story.rng.random() < 0.012:
                more = story.talk.afterthought(thread)
                at = turn.at + timedelta(minutes=story.rng.randint(4, 90))
                if at < story.until:
                    story.deeds.append(acts.Amend(at=at, by=turn.by, post=turn.key, more=more))


def _said(thread: Thread, turn: Turn) -> acts.Say:
    answered = turn.answers
    is_to_topic = answered is None or answered is thread.turns[0]
    return acts.Say(
        at=turn.at,
        by=turn.by,
        topic=thread.key,
        post=turn.key,
        body=turn.body,
        answers=None if answered is None or is_to_topic else answered.key,
        quotes=answered.key if answered is not None and turn.quotes else None,
        quoted_words=turn.quotes,
    )


def _signs(story: Story, thread: Thread, turn: Turn) -> None:
    if turn.by.is_unanswered or (thread.is_open_to_all and not turn.by.is_brand):
        return
    rng = story.rng
    count = sum(rng.random() < SIGNS_PER_POST / 3 for _ in range(3))
    circle = story.company.any_circle() if thread.is_open_to_all else thread.circle
    for person in story.company.crowd(circle, count, turn.at):
        at = turn.at + story.wait(timedelta(hours=8), 1.0, timedelta(days=4))
        if person is not turn.by and at < story.until:
            kind = story.talk.sign_for(turn)
            story.deeds.append(acts.Give(at=at, by=person, post=turn.key, kind=kind))
