"""Private conversations in the reader's words."""

from collections.abc import Sequence

from flask_babel import gettext as _

from tribe.base.text import isolated
from tribe.members.summaries import MemberSummary
from tribe.messages.models import WhoMayWrite


def people_words(people: Sequence[MemberSummary]) -> str:
    """Names in a row; whoever wrote alone is left with nobody."""
    return ", ".join(isolated(one.name) for one in people) or str(_("nobody else"))


def who_options() -> list[tuple[str, str, str]]:
    """Whom one lets write first, with what that means."""
    return [
        (
            WhoMayWrite.ASKING,
            str(_("Those whom I know; others ask first")),
            str(_("What others write waits until you agree. They are not told when you decline.")),
        ),
        (WhoMayWrite.EVERYBODY, str(_("Everybody")), ""),
        (
            WhoMayWrite.KNOWN,
            str(_("Those whom I know")),
            str(
                _(
                    "You answered each other in topics, were at the same gathering, take part in "
                    "the same rite, wrote to them, or follow them."
                )
            ),
        ),
        (
            WhoMayWrite.NOBODY,
            str(_("Nobody")),
            str(_("Moderators still may, for what has to be settled.")),
        ),
    ]


FILTERS = {"people_words": people_words}
GLOBALS = {"who_options": who_options}
