"""Keeping the list of words, and switching it on once its preview was seen."""

from tribe.access import require
from tribe.members.models import Member
from tribe.settings import services as settings_of_place
from tribe.settings.kinds import NO, YES
from tribe.spam import policy, settings


def keep_words(admin: Member, entries: str, act: str) -> None:
    """Keep a list, and with `on` or `off` say whether texts are held by it. Raises Forbidden."""
    require(admin, policy.KEEP_WORDS)
    values = {settings.WORDS.key: entries}
    if act in ("on", "off"):
        values[settings.WORDS_ON.key] = YES if act == "on" else NO
    settings_of_place.change(values, admin.id)
