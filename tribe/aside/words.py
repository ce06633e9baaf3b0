"""What a moderator says to both when they are asked aside: the same, in each language."""

import re
from datetime import datetime

from tribe.base.i18n import offered_locales
from tribe.forum.models import Topic
from tribe.speech import Message

MEANING = re.compile(r"([\\\[\]<>&*_`~|])")  # signs that Markdown reads
NEUTRAL = Message(
    "You are both asked to talk over, here with a moderator, what divides you in this "
    "topic. Asking this takes no side."
)
KEPT = Message("What is written here is kept as written, until an account is erased.")
SILENT = Message(
    "Meanwhile neither of you can reply in that topic, for as long as the statement of "
    "reasons says."
)


def opening(topic: Topic, asked: dict[str, str], until: datetime | None) -> str:
    """The first message, as Markdown: the topic, what it is, and what is asked of each by name."""
    title = MEANING.sub(r"\\\1", topic.title)
    lines = [f"[{title}](/t/{topic.id})", *(_in(locale, until) for locale in offered_locales())]
    lines += [f"**@{name}:** {words}" for name, words in asked.items()]
    return "\n\n".join(lines)


def _in(locale: str, until: datetime | None) -> str:
    said = [NEUTRAL, SILENT, KEPT] if until is not None else [NEUTRAL, KEPT]
    return " ".join(one.said_in(locale) for one in said)
