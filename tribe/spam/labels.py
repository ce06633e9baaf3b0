"""Texts that wait, in their reader's words: what they are, where they would go, why they wait."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.activity.holding import Where, held_kinds
from tribe.spam.models import HeldText
from tribe.spam.services import version_of


@dataclass(frozen=True, slots=True)
class ShownHeld:
    """A held text as a page shows it."""

    held: HeldText
    what: str
    where: Where | None
    whys: list[str]
    version: str
    files: int


def why_held(code: str) -> str:
    """What a layer found, in words."""
    words: dict[str, Callable[[], str]] = {
        "listed": lambda: _("the author's address is known to a service this place asks"),
        "words": lambda: _("it contains words of the list"),
        "links": lambda: _("a newcomer, and several links to other sites"),
        "repeat": lambda: _("nearly the same text within two weeks"),
        "waiting": lambda: _("other texts by this newcomer are already waiting"),
        "first": lambda: _("one of the first posts of a new member"),
    }
    return words[code]() if code in words else code


def held_badge(code: str) -> str:
    """Why a text is held that nobody takes for spam; empty for what a layer takes for it."""
    words = {"first": _("first posts"), "waiting": _("others of theirs are waiting")}
    return str(words[code]) if code in words else ""


def shown_rows(actor: Actor, texts: Iterable[HeldText]) -> list[ShownHeld]:
    """Held texts with what pages say of them."""
    kinds = held_kinds()
    return [
        ShownHeld(
            held,
            kinds[held.kind].label(),
            kinds[held.kind].where(actor, held.facts),
            [why_held(code) for code in held.codes],
            version_of(held),
            len(held.facts.get("files", ())),
        )
        for held in texts
        if held.kind in kinds
    ]
