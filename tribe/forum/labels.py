"""Signs and levels in the reader's words."""

from collections.abc import Callable, Mapping

from flask_babel import format_decimal

from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.forum.addresses import tag_link
from tribe.forum.models import Audience, Level, ReactionKind
from tribe.forum.queries import MoveNote, Sign


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
    match level:
        case Level.MUTED:
            return str(_("Muted"))
        case Level.NORMAL:
            return str(_("Normal"))
        case Level.TRACKING:
            return str(_("Tracked"))
        case Level.WATCHING:
            return str(_("Watched"))


def mute_labels() -> Mapping[str, str]:
    """For how long a topic is muted, by what the form sends."""
    return {
        "muted-tomorrow": _("Muted until tomorrow"),
        "muted-week": _("Muted for a week"),
        "muted-month": _("Muted for a month"),
    }


def level_help(level: Level) -> str:
    """What following so closely means."""
    match level:
        case Level.MUTED:
            return str(_("Left out of home and of all topics; its category still lists it."))
        case Level.NORMAL:
            return str(_("Shown as new once."))
        case Level.TRACKING:
            return str(_("New replies are counted, because you wrote here or chose so."))
        case Level.WATCHING:
            return str(_("You are told of new replies, because it is yours or you chose so."))


def category_level_label(level: Level) -> str:
    """What following a category so closely means."""
    if level is Level.WATCHING:
        return str(_("Tell me of each new topic, here and in the categories within"))
    if level is Level.MUTED:
        return str(_("Leave topics here, and in the categories within, out of what is new"))
    return str(_("Tell me of nothing that I do not look at"))


def tag_level_label(level: Level) -> str:
    """What following a tag so closely means."""
    if level is Level.WATCHING:
        return str(_("Tell me of each new topic that has it"))
    if level is Level.MUTED:
        return str(_("Leave topics that have it out of what is new"))
    return str(_("Tell me of nothing that I do not look at"))


def audience_label(audience: Audience) -> str:
    """Whom a permission is for."""
    match audience:
        case Audience.GUEST:
            return str(_("Guests"))
        case Audience.MEMBER:
            return str(_("Members"))
        case Audience.ANALYST:
            return str(_("Analysts"))
        case Audience.MODERATOR:
            return str(_("Moderators"))
        case Audience.ADMIN:
            return str(_("Admins"))


def move_note(note: MoveNote) -> str:
    """What a topic says before the name of where posts of it, or it itself, came from or went."""
    if note.how == "from_category":
        return str(_("Moved here from"))
    if note.how == "to":
        said = ngettext("%(num)s post moved to", "%(num)s posts moved to", note.posts)
    elif note.how == "merged":
        said = ngettext("%(num)s post merged from", "%(num)s posts merged from", note.posts)
    else:
        said = ngettext("%(num)s post came from", "%(num)s posts came from", note.posts)
    return str(said)


def file_size(size: int) -> str:
    """How large a file is, as its reader writes numbers."""
    if size >= 2**20:
        return str(_("%(size)s MB", size=format_decimal(round(size / 2**20, 1))))
    return str(_("%(size)s KB", size=max(1, round(size / 2**10))))


FILTERS: dict[str, Callable[..., str]] = {
    "file_size": file_size,
    "tag_link": tag_link,
    "move_note": move_note,
    "sign_label": sign_label,
    "sign_words": sign_words,
    "level_label": level_label,
    "level_help": level_help,
    "audience_label": audience_label,
}
