"""Signs and levels in the reader's words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.forum.models import Audience, Level, ReactionKind
from tribe.forum.queries import Sign


def sign_label(kind: ReactionKind) -> str:
    """What a button that gives this sign says."""
    match kind:  # not a table: each of its texts would be looked up, for each post
        case ReactionKind.THANKS:
            return str(_("Thank"))
        case ReactionKind.WARM:
            return str(_("It warms me"))
        case ReactionKind.AGREE:
            return str(_("I agree"))
        case ReactionKind.SMILE:
            return str(_("It makes me smile"))
        case ReactionKind.WONDER:
            return str(_("It makes me wonder"))


def sign_words(sign: Sign) -> str:
    """Who gave a sign, as a sentence: words rather than counters."""
    people = _people(sign)
    match sign.kind:
        case ReactionKind.THANKS:
            return str(
                ngettext("%(people)s thanked", "%(people)s thanked", sign.total, people=people)
            )
        case ReactionKind.WARM:
            return str(_("Warmed: %(people)s", people=people))
        case ReactionKind.AGREE:
            return str(_("Agreed: %(people)s", people=people))
        case ReactionKind.SMILE:
            return str(_("Smiled: %(people)s", people=people))
        case ReactionKind.WONDER:
            return str(_("Wondered: %(people)s", people=people))


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
