"""How a stepping aside ended, in the reader's words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.aside.forms import DAYS
from tribe.aside.models import Outcome


def aside_outcome(outcome: str) -> str:
    """How it ended."""
    return {
        Outcome.SETTLED: str(_("settled")),
        Outcome.NO_AGREEMENT: str(_("no agreement")),
        Outcome.UNDONE: str(_("undone")),
    }[Outcome(outcome)]


def aside_days() -> list[tuple[str, str]]:
    """For how long neither answers in the topic."""
    many = [(days, str(ngettext("%(num)s day", "%(num)s days", int(days)))) for days in DAYS[1:]]
    return [("0", str(_("They can go on replying there"))), *many]


FILTERS = {"aside_outcome": aside_outcome}
GLOBALS = {"aside_days": aside_days}
