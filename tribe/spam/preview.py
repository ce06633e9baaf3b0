"""What a list of words would have held of the last thirty days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tribe.activity.holding import Stood, held_kinds
from tribe.base.db import now
from tribe.spam import wordlist

DAYS = timedelta(days=30)
MOST_READ, MOST_SHOWN = 2_000, 20  # texts of each kind; the newest


@dataclass(frozen=True)
class Found:
    """Texts that would have waited: some of them, and how many by which entry."""

    read: int
    held: int
    shown: Sequence[tuple[Stood, Sequence[str]]]
    by_entry: Sequence[tuple[str, int]]
    is_whole: bool  # whether all texts of these days were read


def look(typed: str) -> Found:
    """Try a list on what stands; one query for each kind of text that can wait."""
    entries, since = wordlist.parse(typed), now() - DAYS
    read, is_whole, caught = 0, True, []
    by_entry = Counter({entry.typed: 0 for entry in entries})
    for kind in held_kinds().values():
        texts = kind.recent(since, MOST_READ)
        read, is_whole = read + len(texts), is_whole and len(texts) < MOST_READ
        for text in texts:
            if words := wordlist.find(entries, f"{text.title}\n{text.text}"):
                caught.append((text, words))
                by_entry.update(words)
    caught.sort(key=lambda one: one[0].at, reverse=True)
    return Found(read, len(caught), caught[:MOST_SHOWN], list(by_entry.items()), is_whole)
