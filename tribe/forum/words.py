"""Signs and levels in the reader's words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.forum.models import Audience, Level, ReactionKind
from tribe.forum.queries import Sign


def sign_label(kind: ReactionKind) -> str:
    """What a button that gives this sign says."""
    labels: dict[ReactionKind, str] = {
        ReactionKind.THANKS: _("Thank"),
        ReactionKind.WARM: _("It warms me"),
        ReactionKind.AGREE: _("I agree"),
        ReactionKind.SMILE: _("It makes me smile"),
        ReactionKind.WONDER: _("It makes me wonder"),
    }
    return labels[kind]


def sign_words(sign: Sign) -> str:
    """Who gave a sign, as a sentence: words rather than counters."""
    people = _people(sign)
    thanked = ngettext("%(people)s thanked", "%(people)s thanked", sign.total, people=people)
    sentences: dict[ReactionKind, str] = {
        ReactionKind.THANKS: thanked,
        ReactionKind.WARM: _("Warmed: %(people)s", people=people),
        ReactionKind.AGREE: _("Agreed: %(people)s", people=people),
        ReactionKind.SMILE: _("Smiled: %(people)s", people=people),
        ReactionKind.WONDER: _("Wondered: %(people)s", people=people),
    }
    return sentences[sign.kind]


def _people(sign: Sign) -> str:
    first, *more = sign.names
    people: str = first
    if sign.total == 2 and more:
        people = _("%(one)s and %(other)s", one=first, other=more[0])
    elif sign.total > 1:
        people = ngettext(
            "%(name)s and %(num)s other", "%(name)s and %(num)s others", sign.total - 1, name=first
        )
    return people


def level_label(level: Level) -> str:
    """How closely a member follows a topic."""
    labels: dict[Level, str] = {
        Level.MUTED: _("Muted"),
        Level.NORMAL: _("Normal"),
        Level.TRACKING: _("Tracked"),
        Level.WATCHING: _("Watched"),
    }
    return labels[level]


def level_help(level: Level) -> str:
    """What following so closely means."""
    helps: dict[Level, str] = {
        Level.MUTED: _("Never shown as unread."),
        Level.NORMAL: _("Shown as new once."),
        Level.TRACKING: _("New replies are counted, because you wrote here or chose so."),
        Level.WATCHING: _("New replies are counted, because it is yours or you chose so."),
    }
    return helps[level]


def audience_label(audience: Audience) -> str:
    """Whom a permission is for."""
    labels: dict[Audience, str] = {
        Audience.GUEST: _("Guests"),
        Audience.MEMBER: _("Members"),
        Audience.ANALYST: _("Analysts"),
        Audience.MODERATOR: _("Moderators"),
        Audience.ADMIN: _("Admins"),
    }
    return labels[audience]


FILTERS = (sign_label, sign_words, level_label, level_help, audience_label)
