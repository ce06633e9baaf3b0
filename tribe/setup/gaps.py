"""Which steps of the setting up are still open, asked of the place as it stands."""

from collections.abc import Callable

from sqlalchemy import Select, select

from tribe import mail
from tribe.base.db import session
from tribe.forum.models import Category, Topic
from tribe.members.models import Member
from tribe.pages.models import PageKey, PageVersion
from tribe.settings.declared import declared_groups
from tribe.settings.models import SettingRow
from tribe.setup.models import Setup
from tribe.setup.steps import PAGE_STEPS, SETTING_STEPS, Step, list_steps
from tribe.voice.models import CharterValue

MAIL = "mail"


def list_gaps(setup: Setup) -> list[Step]:
    """The steps that nobody has answered, in the setting up or on a page of the place.

    A query for each that was passed by. Mail is asked for however it was answered: it is open while
    none leaves.
    """
    return [step for step in list_steps() if not _is_done(step.key, setup)]


def _is_done(key: str, setup: Setup) -> bool:
    if key == MAIL:
        return mail.why_not_sending() is None
    return key in setup.steps or bool(session.scalar(select(TRACES[key](key).exists())))


def _set(key: str) -> Select[str]:
    keys = [
        one.key for group, held in declared_groups().items() if group.key == key for one in held
    ]
    return select(SettingRow.key).where(SettingRow.key.in_(keys))


def _published(key: str) -> Select[int]:
    return select(PageVersion.number).where(PageVersion.key == PageKey(key))


TRACES: dict[str, Callable[[str], Select[int] | Select[str]]] = {
    **dict.fromkeys(SETTING_STEPS, _set),
    **dict.fromkeys(PAGE_STEPS, _published),
    "voice": lambda _key: select(Member.id).where(Member.is_brand),
    "charter": lambda _key: select(CharterValue.id),
    "categories": lambda _key: select(Category.id),
    "welcome": lambda _key: select(Topic.id),
}
