"""Makes sentences from the hand-written words: drawn without repeating, slots filled, tidied."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

WORDS = Path(__file__).parent / "words"
FILLED = "\x01"  # where a slot was filled; grammar bends there, and nowhere else
SLOT = re.compile(r"\{(\w+)\}")
BEGINS = re.compile(r"(^|[.!?…]\s+|\n+(?:[-\d.]+ )?)([a-zàâçéèêîôœûü])")
BREATH = re.compile(r" ([?!;:»])")
CONTRACTED = (
    (re.compile(rf"\b([Dd])e {FILLED}le (?=\w)"), r"\1u "),
    (re.compile(rf"\b([Dd])e {FILLED}les (?=\w)"), r"\1es "),
    (re.compile(rf"\bà {FILLED}le (?=\w)"), "au "),
    (re.compile(rf"\bà {FILLED}les (?=\w)"), "aux "),
    (re.compile(rf"\b([Dd]|[Qq]u)e {FILLED}(?=[aeiouyàâéèêîôœAEIOUÉ])"), r"\1’"),
)
AN = re.compile(rf"\b([Aa]) {FILLED}(?=[aeio])")

Slots = Mapping[str, Sequence[str]]


@cache
def read_words(name: str) -> dict[str, Any]:
    """One file of words, read once."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


class Speech:
    """Draws from lists of phrases as from a deck of cards: all of it, before any comes again."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._decks: dict[tuple[str, ...], list[str]] = {}

    def draw(self, phrases: Sequence[str]) -> str:
        """The next of these phrases; raises IndexError when there are none."""
        key = tuple(phrases)
        deck = self._decks.setdefault(key, [])
        if not deck:
            deck.extend(self.rng.sample(key, len(key)))
        return deck.pop()

    def say(
        self,
        phrase: str,
        slots: Slots,
        language: str,
        known: dict[str, str] | None = None,
        *,
        remember: bool = False,
    ) -> str:
        """Fill the slots of a phrase: with what is known, else drawn; `known` may remember it.

        Raises KeyError for a slot that has no list.
        """
        known = {} if known is None else known
        drawn = known if remember else dict(known)

        def fill(match: re.Match[str]) -> str:
            slot = match[1]
            if slot not in drawn:
                drawn[slot] = SLOT.sub(fill, self.draw(slots[slot]))
            return FILLED + drawn[slot]

        return tidy(SLOT.sub(fill, phrase), language)


def tidy(text: str, language: str) -> str:
    """Sentences begin with a capital, and each language keeps its small rules."""
    if language == "fr":
        for pattern, contracted in CONTRACTED:
            text = pattern.sub(contracted, text)
        text = BREATH.sub("\u00a0\\1", text).replace("« ", "«\u00a0")
    else:
        text = AN.sub(r"\1n ", text)
    plain = text.replace(FILLED, "")
    return BEGINS.sub(lambda match: match[1] + match[2].upper(), plain)
