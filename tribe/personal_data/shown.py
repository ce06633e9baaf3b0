"""How an export shows to people what programs read as JSON: moments, yes and no, and oneself."""

import json
import re
from typing import Any

from sqlalchemy import Table

from tribe.members.models import Member
from tribe.personal_data import words

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?\+00:00")


def shown(value: Any, language: str) -> str:
    """A value in words; a moment to its minute, by UTC."""
    if isinstance(value, bool):
        return words.yes_or_no(value, language)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    moment = MOMENT.fullmatch(value)
    return f"{moment[1]} {moment[2]} UTC" if moment else value


def columns_of_people(table: Table) -> frozenset[str]:
    """The columns of a table that say which member."""
    own = Member.__table__
    return frozenset(c.name for c in table.c if any(k.column.table is own for k in c.foreign_keys))


def as_heading(words_of_it: str) -> str:
    """What a table holds, as the heading of its page."""
    return words_of_it[:1].upper() + words_of_it[1:]
