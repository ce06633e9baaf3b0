"""Both statements in words, the same wherever they stand."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from tribe.base.i18n import reader_language
from tribe.base.text import isolated
from tribe.intent.models import Stating
from tribe.speech import Message


def intent_lines(said: Stating | None, language: str | None = None) -> tuple[str, ...]:
    """Whom it serves and what it asks, a line each; none of what does not say.

    In the reader's language, where none is given.
    """
    if said is None or not (said.serves and said.asks):
        return ()
    lines = (
        Message("Whom it serves: %(words)s", words=isolated(said.serves)),
        Message("What it asks of you: %(words)s", words=isolated(said.asks)),
    )
    spoken = language or reader_language()
    return tuple(line.said_in(spoken) for line in lines)


def with_intent(said: Stating, text: str) -> str:
    """A text with both statements before it, as it is searched, judged and read by programs."""
    return "\n".join(filter(None, (said.serves, said.asks, text)))


def intent_changes(before: Stating, after: Stating) -> list[tuple[str, str]]:
    """The lines that differ between two versions, as they were and as they are."""
    pairs = zip_longest(intent_lines(before), intent_lines(after), fillvalue="")
    return [(old, new) for old, new in pairs if old != new]


FILTERS: dict[str, Callable[..., Any]] = {
    "intent_lines": intent_lines,
    "intent_changes": intent_changes,
}
