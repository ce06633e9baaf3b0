"""When one may be reminded of a bookmark, in the reader's words."""

from flask_babel import gettext as _

from tribe.base.i18n import reader_zone
from tribe.bookmarks.forms import When, offered
from tribe.web.design.labels import clock, day_words
from tribe.web.subjects import subjects


def when_options() -> list[tuple[str, str]]:
    """The times that are offered, with their days."""
    words = {
        When.TOMORROW: _("Tomorrow"),
        When.NEXT_WEEK: _("In a week"),
    }
    mornings = [
        (when, f"{words[when]} – {day_words(at)}, {clock(at)}")
        for when, at in offered(reader_zone()).items()
    ]
    return [
        (When.NEVER, str(_("Not at all"))),
        *mornings,
        (When.AT, str(_("At a day and an hour of your own"))),
    ]


def subject_words(subject_type: str) -> str:
    """What a type of thing is called: "post"."""
    subject = subjects().get(subject_type)
    return str(subject.label()) if subject is not None else ""


GLOBALS = {"when_options": when_options}
FILTERS = {"subject_words": subject_words}
