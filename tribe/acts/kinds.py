"""Kinds of acts; a feature that lets the brand do another adds it to `KINDS`."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class ActKind:
    """What the brand does: its name in the table, and in words."""

    name: str
    label: Callable[[], str]


ANNOUNCEMENT = ActKind("announcement", lambda: _("Announcement"))
KINDS = {kind.name: kind for kind in (ANNOUNCEMENT,)}


def kind_label(name: str) -> str:
    """What a kind is called."""
    return KINDS[name].label()
