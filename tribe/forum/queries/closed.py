"""Which categories a reader may not see, in SQL: what `CategoryTree.visible_ids` leaves out."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Select, bindparam, exists, select

from tribe.access import Actor
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.forum.policy import LADDER, rank_of

_AUDIENCES = bindparam("audiences", expanding=True, type_=CategoryPermission.audience.type)
_SEES_ALL = bindparam("sees_all_categories", type_=Boolean)


def rank_given(actor: Actor) -> Mapping[str, Any]:
    """The parameters of `closed_categories` for a reader."""
    rank = rank_of(actor)
    is_admin = LADDER[rank] is Audience.ADMIN
    return {"audiences": list(LADDER[: rank + 1]), "sees_all_categories": is_admin}


@cache
def closed_categories() -> Select[int]:
    """The categories that a reader may not see, and all that lie in these.

    One with rows of its own is closed where none of them lets an audience see that the reader is
    of; one without is as the one around it.
    """
    own = exists().where(CategoryPermission.category_id == Category.id)
    seen = own.where(CategoryPermission.audience.in_(_AUDIENCES), CategoryPermission.may_see)
    closed = (
        select(Category.id).where(own, ~seen, ~_SEES_ALL).cte("closed_category", recursive=True)
    )
    within = select(Category.id).join(closed, Category.parent_id == closed.c.id)
    return select(closed.union(within).c.id)
