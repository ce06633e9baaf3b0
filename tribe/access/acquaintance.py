"""Whether two members took part in something together, as features declare it.

It decides who may turn to whom in private, and is neither kept nor measured.
"""

from collections.abc import Callable, Iterable

from flask import Flask, current_app
from sqlalchemy import ColumnElement, or_, select

from tribe.base.db import session

EXTENSION = "tribe_acquaintance"
Acquaintance = Callable[[int, int], ColumnElement[bool]]  # of two members, whichever comes first


def init_app(app: Flask, declared: Iterable[Acquaintance]) -> None:
    """Tell an application by what members come to know each other."""
    app.extensions[EXTENSION] = tuple(declared)


def are_acquainted(one_id: int, other_id: int) -> bool:
    """Whether two members took part in anything together; one query."""
    declared: tuple[Acquaintance, ...] = current_app.extensions[EXTENSION]
    conditions = [together(one_id, other_id) for together in declared]
    return bool(conditions) and bool(session.scalar(select(or_(*conditions))))
