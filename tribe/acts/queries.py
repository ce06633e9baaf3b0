"""Reading acts of the brand."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from tribe.acts.models import BrandAct
from tribe.base.db import list_rows, session
from tribe.base.paging import START, Order, Page, Span, read_page

LATEST_FIRST = Order((BrandAct.published_at, BrandAct.id), is_falling=True)
DRAFTS = 50  # that a page shows


def get_act(act_id: int, *, for_update: bool = False) -> BrandAct | None:
    """One act with whoever wrote it; its row locked where the database does so. One query."""
    wanted = select(BrandAct).where(BrandAct.id == act_id).options(joinedload(BrandAct.author))
    if for_update:
        wanted = wanted.with_for_update(of=BrandAct).execution_options(populate_existing=True)
    return session.scalar(wanted)


def list_acts(ids: Collection[int]) -> list[BrandAct]:
    """Acts by their numbers; one query."""
    return list(session.scalars(select(BrandAct).where(BrandAct.id.in_(sorted(ids)))))


def list_published(span: Span = START) -> Page[BrandAct]:
    """What was published, the latest first, also what was taken back; one query."""
    wanted = select(BrandAct).where(BrandAct.published_at.is_not(None))
    return read_page(wanted.options(joinedload(BrandAct.author)), LATEST_FIRST, span)


def list_drafts() -> list[BrandAct]:
    """The latest drafts; one query."""
    wanted = select(BrandAct).where(BrandAct.published_at.is_(None))
    wanted = wanted.options(joinedload(BrandAct.author)).order_by(BrandAct.id.desc())
    return list(session.scalars(wanted.limit(DRAFTS)))


def find_answered(topic_id: int) -> tuple[int, str] | None:
    """Number and title of the act that a topic gathers answers to; one query."""
    found = list_rows(_ANSWERED, {"topic": topic_id})
    return (found[0].id, found[0].title) if found else None


_ANSWERED = select(BrandAct.id, BrandAct.title).where(
    BrandAct.topic_id == bindparam("topic")
)  # each topic page asks
