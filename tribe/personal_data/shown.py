"""How an export shows to people what programs read as JSON: in words, and with ways back to it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import Table

from tribe.activity.listening import words_of
from tribe.audit.kinds import label_of
from tribe.mail.kinds import find_kind
from tribe.members.models import Member
from tribe.personal_data import words
from tribe.personal_data.values import VALUES
from tribe.web.subjects import subjects

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?\+00:00")


def shown(value: Any, language: str) -> str:
    """A value in words; a moment to its minute, by UTC."""
    if isinstance(value, bool):
        return words.yes_or_no(value, language)
    if not isinstance(value, str):
        return str(value)
    moment = MOMENT.fullmatch(value)
    return f"{moment[1]} {moment[2]} UTC" if moment else value


def named(table: Table, column: str, value: Any, language: str) -> str:
    """A value of a column: what is a word of ours in those of people, which labels say as well."""
    known = VALUES.get(f"{table.name}.{column}", {}).get(str(value))
    if known is not None:
        return known.said_in(language)
    if column == "kind" and table.name in KINDS:
        return KINDS[table.name](str(value), language)
    if column == "subject_type" and str(value) in subjects():
        return str(subjects()[str(value)].label())
    return shown(value, language)


def address_of(table: Table, row: Mapping[str, Any], column: str) -> str:
    """Where the thing stands that a column has the number of; empty where it has none of any."""
    return where(_subject_of(table, row, column), row[column])


def where(subject: str, number: object) -> str:
    """Where a thing stands; empty where it has no page of its own."""
    base, number = current_app.config["BASE_URL"], str(number)
    if not base or subject not in subjects() or not number.isdigit():
        return ""
    return f"{base.rstrip('/')}/go/{subject}/{number}"


def columns_of_people(table: Table) -> frozenset[str]:
    """The columns of a table that say which member."""
    own = Member.__table__
    return frozenset(c.name for c in table.c if any(k.column.table is own for k in c.foreign_keys))


def as_heading(words_of_it: str) -> str:
    """What a table holds, as the heading of its page."""
    return words_of_it[:1].upper() + words_of_it[1:]


def _subject_of(table: Table, row: Mapping[str, Any], column: str) -> str:
    if column == "subject_id":
        return str(row.get("subject_type"))
    if column == "id":
        return table.name
    keys = (key.column for key in table.c[column].foreign_keys)
    return next((key.table.name for key in keys if key.name == "id"), "")


def _mail(kind: str, _language: str) -> str:
    known = find_kind(kind)
    return str(known.label()) if known is not None else kind


KINDS: Mapping[str, Callable[[str, str], str]] = {
    "activity": words_of,
    "audit_entry": lambda kind, _language: label_of(kind),
    "mail": _mail,
    "mail_unsubscription": _mail,
}
