"""Whether a place is new, and how far its setting up has come."""

from sqlalchemy import select

from tribe.access import Role
from tribe.base.db import list_rows, session
from tribe.forum.models import Category
from tribe.members.models import Member, State
from tribe.settings.models import SettingRow
from tribe.setup.models import ONLY, Setup


def find_setup() -> Setup | None:
    """The setting up that is under way; None where it is done, or was never begun. One query."""
    return session.scalar(select(Setup).where(Setup.id == ONLY, Setup.finished_at.is_(None)))


def find_begun() -> Setup | None:
    """The setting up, whether under way or done; None where it was never begun. One query."""
    return session.scalar(_BEGUN)


_BEGUN = select(Setup).where(Setup.id == ONLY)


def is_over() -> bool | None:
    """Whether the setting up is done; None where it was never begun. One query."""
    found = list_rows(_IS_OVER)
    return bool(found[0].is_over) if found else None


_IS_OVER = select(Setup.finished_at.is_not(None).label("is_over")).where(
    Setup.id == ONLY
)  # home asks each time, until it is finished


def has_admin() -> bool:
    """Whether somebody can keep the place; one query."""
    admins = (Member.role == Role.ADMIN, Member.state == State.ACTIVE)
    return session.scalar(select(select(Member.id).where(*admins).exists())) or False


def is_untouched() -> bool:
    """Whether nothing was set, no category was made and no setting up was begun; one query."""
    traces = (select(SettingRow.key), select(Category.id), select(Setup.id))
    return not session.scalar(select(traces[0].exists() | traces[1].exists() | traces[2].exists()))
