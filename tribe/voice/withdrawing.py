"""Taking the words of a promise from view, and giving back exactly what was taken."""

from typing import Any

from tribe.access import Actor, require
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.voice import policy, queries
from tribe.voice.models import COVER, Promise

Details = dict[str, Any]
COVERED = {"title": COVER, "source": "", "html": ""}


def take_words(actor: Actor, promise_id: int) -> Details:
    """Take what was promised from view; its day and what became of it stay, and count.

    Raises Forbidden, NotFound.
    """
    promise = _held(promise_id)
    require(actor, policy.COVER_WORDS)
    words = {name: getattr(promise, name) for name in COVERED}
    _say(promise, COVERED)
    return {"words": words}


def give_words_back(_actor: Actor, promise_id: int, details: Details) -> None:
    """Put them back. Raises NotFound."""
    promise = _held(promise_id)
    if promise.is_covered:
        _say(promise, details["words"])


def _say(promise: Promise, words: dict[str, str]) -> None:
    for name, said in words.items():
        setattr(promise, name, said)
    session.flush()


def _held(promise_id: int) -> Promise:
    promise = queries.get_promise(promise_id, for_update=True)
    if promise is None:
        raise NotFound("voice.no_promise")
    return promise
