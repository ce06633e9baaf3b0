"""What members say of all mails that they can do without, whichever kinds they want."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from tribe.mail.kinds import Facts

EXTENSION = "tribe_mail_gate"


def _at_once(_member_id: int) -> datetime | None:
    return None


def _never(_member_id: int, _facts: Facts) -> bool:
    return False


def _not_of_brand(_member_id: int, _facts: Facts) -> bool:
    return False


def _as_before(_member_id: int, _kind: str) -> None:
    return None


@dataclass(frozen=True)
class Gate:
    """What is asked of each mail to a member but of transactional ones.

    `rests_until` says until when mails to a member wait: asked when one is written, and when it is
    sent. `is_over` says whether what a mail tells is over by then, such as read. `admits` says
    whether a member takes one more mail of the brand, of which these are the facts, and counts it.
    `resubscribed` hears that a member wants a kind after all.
    """

    rests_until: Callable[[int], datetime | None] = _at_once
    is_over: Callable[[int, Facts], bool] = _never
    admits: Callable[[int, Facts], bool] = _not_of_brand
    resubscribed: Callable[[int, str], None] = _as_before


def keep_gate(app: Flask, gate: Gate) -> None:
    """Tell an application what is asked of its mails."""
    app.extensions[EXTENSION] = gate


def gate() -> Gate:
    """What is asked of mails of this application."""
    found: Gate = current_app.extensions[EXTENSION]
    return found
