"""Opening the setting up of a new place, its first account, and its steps."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from tribe import audit
from tribe.access import Role, require
from tribe.admin.policy import CHANGE_SETTINGS
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member
from tribe.members.services import join
from tribe.setup import queries
from tribe.setup.models import ONLY, Setup

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
FINISHED = "setup.finished"


def begin() -> str | None:
    """Open the setting up of a place that is new; the code for whoever shall be its first admin.

    None where the place is not new, or where it has an admin, who needs no code.
    """
    take_turns("setup")
    if not queries.is_untouched():
        return renew_code() if _awaits_admin() else None
    session.add(Setup(id=ONLY))
    session.flush()
    return None if queries.has_admin() else renew_code()


def renew_code() -> str:
    """Make a new code, and the one before useless; raises RuleBroken where none is needed."""
    take_turns("setup")
    setup = queries.find_setup()
    if setup is None:
        raise RuleBroken("setup.not_open")
    if queries.has_admin():
        raise RuleBroken("setup.has_admin")
    code = "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))
    setup.code_hash = _hash(code)
    session.flush()
    return code


def check_code(code: str) -> None:
    """Raise RuleBroken for a code that is not the one, or where none opens anything."""
    setup = queries.find_setup()
    if setup is None:
        raise RuleBroken("setup.not_open")
    if queries.has_admin():
        raise RuleBroken("setup.has_admin")
    if not hmac.compare_digest(setup.code_hash or "", _hash(code)):
        raise RuleBroken("setup.wrong_code")


def found(code: str, name: str, email: str, password: str, locale: str | None = None) -> Member:
    """Open the account of the first admin; the code is used up.

    Raises RuleBroken for a wrong code, Unfit for what cannot be taken.
    """
    take_turns("setup")
    check_code(code)
    admin = join(name, email, password, is_measured=False, locale=locale, role=Role.ADMIN)
    setup = queries.find_setup()
    if setup is not None:
        setup.code_hash = None
    session.flush()
    audit.record("setup.founded", "member", admin.id, actor_id=admin.id)
    return admin


def mark_done(admin: Member, step: str) -> None:
    """Note that a step is done, also after the doors opened; raises Forbidden, NotFound."""
    setup = _held(admin, queries.find_begun)
    if step not in setup.steps:
        setup.steps = [*setup.steps, step]
    session.flush()


def finish(admin: Member) -> None:
    """End the setting up for good; raises Forbidden to all but admins, NotFound when it is over."""
    _held(admin, queries.find_setup).finished_at = now()
    session.flush()
    audit.record(FINISHED, "setup", str(ONLY), actor_id=admin.id)


def _held(admin: Member, find: Callable[[], Setup | None]) -> Setup:
    require(admin, CHANGE_SETTINGS)
    take_turns("setup")
    setup = find()
    if setup is None:
        raise NotFound("setup.not_open")
    return setup


def _awaits_admin() -> bool:
    return queries.find_setup() is not None and not queries.has_admin()


def _hash(code: str) -> str:
    """How a code is kept: its letters and digits, however they were typed."""
    signs = "".join(c for c in code.upper() if c in SIGNS)
    return hashlib.sha256(signs.encode()).hexdigest()
