"""Gathering what the layers ask of an attempt, no more of it than they need, and their verdict."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tribe.access import TrustLevel, is_staff, trust_of
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken, TooOften
from tribe.mail.composing import base_url
from tribe.members.models import Member
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.spam import links, queries, settings, sketches, wordlist
from tribe.spam.attempts import NONE, Act, Attempt, Limits, Signs
from tribe.spam.layers import PACE, Outcome, Verdict, judge
from tribe.spam.models import TextSketch

REMEMBERED = timedelta(days=14)  # a text, as what it is compared with


def limits_now() -> Limits:
    """What the place has set."""
    switched = {
        "pace": value_of(settings.PACE) == YES,
        "trap": value_of(settings.TRAP) == YES,
        "haste": value_of(settings.SECONDS) > 0,
        "listed": value_of(settings.STOPFORUMSPAM) == YES,
        "words": value_of(settings.WORDS_ON) == YES,
        "links": value_of(settings.LINKS) < settings.ALL_LINKS,
        "repeat": value_of(settings.REPEATS) == YES,
        "waiting": value_of(settings.WAITING) > 0,
        "first": value_of(settings.FIRST_POSTS) > 0,
    }
    return Limits(
        on=frozenset(code for code, is_on in switched.items() if is_on),
        seconds=value_of(settings.SECONDS),
        links=value_of(settings.LINKS),
        first_posts=value_of(settings.FIRST_POSTS),
        waiting=value_of(settings.WAITING),
    )


def weigh(
    author: Member,
    act: Act,
    title: str = "",
    body: str = "",
    *,
    signs: Signs = NONE,
    standing: Callable[[], int] = lambda: 0,
    before: str = "",
    at: datetime | None = None,
) -> Verdict | None:
    """What the layers say of an act of a member: a verdict to hold it, or None to let it through.

    Nothing is asked of whoever serves the place; of a trusted member one query, how often they
    did it lately. `before` is what stood there, of an edit; `standing` counts the author's posts.
    Raises TooOften and RuleBroken for what is refused.
    """
    if is_staff(author):
        return None
    limits, moment = limits_now(), at or now()
    attempt = _gather(author, act, title, body, limits, moment, signs, standing, before)
    verdict = judge(attempt, limits)
    if verdict is None:
        return None
    layer = verdict.layer
    if layer is PACE:
        raise TooOften("spam.pace", seconds=attempt.seconds_left)
    if layer.outcome is Outcome.REFUSE:
        raise RuleBroken("spam.trap") if layer.code == "trap" else RuleBroken("spam.haste")
    if not act.may_wait:
        raise RuleBroken("spam.edit")
    return verdict


def remember(author_id: int, title: str, body: str, at: datetime | None = None) -> None:
    """Keep a sketch of what was sent, to compare the next texts with; the caller commits."""
    made = sketches.sketch(f"{title}\n{body}")
    if made is None:
        return
    bands = {f"band_{number}": band for number, band in enumerate(made.bands)}
    row = TextSketch(author_id=author_id, hashes=list(made.hashes), at=at or now(), **bands)
    session.add(row)


def _gather(
    author: Member,
    act: Act,
    title: str,
    body: str,
    limits: Limits,
    moment: datetime,
    signs: Signs,
    standing: Callable[[], int],
    before: str,
) -> Attempt:
    trust, text = trust_of(author), f"{title}\n{body}"
    again_at = None
    if "pace" in limits.on:
        again_at = queries.find_again(author.id, act.counted, act.limits[trust], moment)
    facts = Attempt(act, trust, title, body, signs=signs, again_at=again_at, at=moment)
    if not act.has_text or trust is TrustLevel.TRUSTED or again_at is not None:
        return facts
    alike, listed = 0, wordlist.parse(value_of(settings.WORDS))
    if "repeat" in limits.on and act.may_wait and (made := sketches.sketch(text)) is not None:
        alike = queries.count_alike(made, moment - REMEMBERED)
    own_host = urlsplit(base_url()).hostname or ""
    new_links = len(links.hosts(text, own_host)) - len(links.hosts(before, own_host))
    said_before = set(wordlist.find(listed, before)) if "words" in limits.on else set()
    found = wordlist.find(listed, text) if "words" in limits.on else []
    return Attempt(
        act,
        trust,
        title,
        body,
        links=max(0, new_links),
        signs=signs,
        standing=standing() if "first" in limits.on and act.may_wait else limits.first_posts,
        is_listed="listed" in limits.on
        and trust is TrustLevel.NEW
        and queries.is_listed(author.id),
        waiting=_count_waiting(author, trust, limits) if act.may_wait else 0,
        alike=alike,
        words=[word for word in found if word not in said_before],
        at=moment,
    )


def _count_waiting(author: Member, trust: TrustLevel, limits: Limits) -> int:
    is_asked = trust is TrustLevel.NEW and "waiting" in limits.on
    return queries.count_waiting_of(author.id) if is_asked else 0
