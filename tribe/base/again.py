"""Work that the database undid for another's sake is done anew, if nothing of it was committed.

Two who wait for each other on PostgreSQL would wait for ever, so that it undoes one of them. On
SQLite who writes takes turns (`tribe.base.turns`): nobody is undone, and who waits long is told.
"""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tribe.base.db import session

Made = TypeVar("Made")
UNDONE = ("40P01", "40001")  # PostgreSQL: of two that wait for each other; not serializable
TIMES = 3  # that a transaction is tried in all
REST = 20  # milliseconds at least, so that the other, who goes on now, is first this time
_COMMITS = "commits"


def do_again_where_undone(
    work: Callable[[], Made], put_back: Callable[[], bool] = lambda: True
) -> Made:
    """Do some work of a transaction; where the database undid it for another's sake, do it anew.

    All of the transaction is taken back first, so that the work is all that it holds; `put_back`
    does the same with what else the work has changed, and says whether it could. Once anything was
    committed nothing is done anew. Raises DBAPIError where it was undone each of some times.
    """
    begun = _commits()
    for _time in range(TIMES - 1):
        try:
            return work()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") not in UNDONE or _commits() != begun:
                raise
            session.rollback()
            if not put_back():
                raise
            time.sleep((REST + secrets.randbelow(REST)) / 1000)
    return work()


def _commits() -> int:
    return int(session().info.get(_COMMITS, 0))


@event.listens_for(Session, "after_commit")
def _count(committed: Session) -> None:
    if not committed.in_nested_transaction():  # a savepoint: all of it may still be undone
        committed.info[_COMMITS] = committed.info.get(_COMMITS, 0) + 1
