"""A row of every table for one member, each text of it unmistakable; and a search for any trace."""

import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
)

from tribe import storage
from tribe.base.db import Base, UtcDateTime, now, session
from tribe.members.models import Member
from tribe.privacy import Impersonal, declared_tables

NUMBER = 918273645  # of the member; no other row has it by chance
MARK = "zqx"  # no word of any language has it
NAME = "Zqxandra"
EMAIL = "zqx@example.invalid"
PICTURE = b"RIFFzqx a picture WEBP"

# What a table asks for beyond the kinds of its columns, so that the row is one that may be.
FIT: dict[str, dict[str, Any]] = {
    "activity": {"kind": "a.b.c", "audience": "readers", "subject_type": "post"},
    "audit_entry": {"kind": "a.b.c", "subject_type": "member", "subject_id": str(NUMBER)},
    "enactment": {"event_id": None},
    "event": {"zone": "Europe/Paris", "capacity": 3},
    "interaction": {"actor_id": NUMBER},
    "job": {"payload": {"member_id": NUMBER, "words": MARK}, "done_at": None, "failed_at": None},
    "brand_act": {"kind": "announcement", "serves": f"all {MARK}", "asks": f"nothing {MARK}"},
    "moderation_case": {"state": "decided", "subject_type": "post"},
    "moderation_decision": {"act": "members.profile.take_words", "subject_type": "post"},
    "promise": {"outcome": "kept"},
    "revision": {"subject_type": "ritual"},
    "setting": {"key": "of.nobody", "value": 1},
    "search_document": {"kind": "post", "thing_id": 1, "marks": "", "terms": f"'{MARK}'"},
    "topic": {"posts_count": 1, "closed_at": None},
    "post": {"deleted_at": None, "deleted_by_id": None, "reply_to_id": None, "number": 1},
    "imported_thing": {"local_id": NUMBER},
    "stored_file": {"media_type": "image/webp"},
    "snapshot": {"instead_id": None},
    "departure": {"reason_for": "nobody"},
    "council_seat": {"until": None},
    "report_basis": {"pairs": zlib.compress(b"of groups")},
}
BETWEEN_TWO = {
    "follow": "followed_id",
    "interaction": "target_id",
    "member_block": "blocked_id",
    "member_ignoring": "ignored_id",
}  # where the other stands
ELSEWHERE = {"member", "erasure"}  # the one is there before all others, the other comes after


def join() -> Member:
    """The member who will leave."""
    member = Member(
        id=NUMBER,
        name=NAME,
        name_key=NAME.lower(),
        email=EMAIL,
        password_hash=f"{MARK} hash",
        bio=f"{MARK} bio",
        bio_html=f"<p>{MARK} bio</p>",
        locale="fr",
        zone="Indian/Maldives",
        avatar_key=f"{MARK}key",
        hue=7,
        is_measured=True,
    )
    session.add(member)
    session.flush()
    return member


def fill_every_table(other_id: int) -> None:
    """One row for the member in each table of the models; a new table is filled with the others.

    A table whose rows must be otherwise than the kinds of its columns tell fails here, until FIT
    says how.
    """
    made: dict[str, dict[str, Any]] = {"member": {"id": NUMBER}}
    for table in Base.metadata.sorted_tables:
        if table.name in ELSEWHERE:
            continue
        row = _row(table, made)
        if table.name in BETWEEN_TWO:
            row[BETWEEN_TWO[table.name]] = other_id
        if table.name == "stored_file":
            row["digest"] = storage.keep(PICTURE, "image/webp")
            session.flush()
            made[table.name] = row
            continue
        session.execute(insert(table).values(row))
        key = [column for column in table.primary_key if column.name not in row]
        if key:
            row |= {one.name: session.scalar(select(one).order_by(one.desc())) for one in key}
        made[table.name] = row
    session.commit()


def _row(table: Table, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    fit = FIT.get(table.name, {})
    is_own = not isinstance(declared_tables()[table.name], Impersonal)
    row = {}
    for column in table.columns:
        if column.name in fit:
            row[column.name] = fit[column.name]
        elif column.foreign_keys:
            row[column.name] = _referred(column, made)
        elif not (column.primary_key and column.autoincrement is not False and _is_number(column)):
            row[column.name] = _value(table, column, is_own)
    return row


def _referred(column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    [key] = column.foreign_keys
    parent = made.get(key.column.table.name)
    if parent is None:
        assert column.nullable, f"{column}: fill {key.column.table.name} before it"
        return None
    return parent[key.column.name]


def _is_number(column: Column[Any]) -> bool:
    return isinstance(column.type, Integer)


def _value(table: Table, column: Column[Any], is_own: bool) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[0]
    if isinstance(kind, String):
        told = f"{MARK}-{table.name}-{column.name}" if is_own else f"plain {table.name}"
        return told[: kind.length or 200]
    if isinstance(kind, JSON):
        return {"words": MARK if is_own else "plain"}
    if isinstance(kind, LargeBinary):
        return zlib.compress(NUMBER.to_bytes(8, "little"))
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime | UtcDateTime):
        return now()
    if isinstance(kind, Date):
        return now().date()
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, Float):
        return 0.5
    raise AssertionError(f"{column}: say in FIT what may stand there")


def traces() -> Iterator[tuple[str, str, str]]:
    """Each place of the database that tells of the member: table, column, and what of them."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column in table.columns:
                told = _told(row[column])
                if MARK in told:
                    yield table.name, column.name, "words"
                if str(NUMBER) in told:
                    yield table.name, column.name, "number"


def _told(value: Any) -> str:
    """A value as a text in which a trace can be found."""
    if isinstance(value, bytes):
        packed = value
        try:
            value = zlib.decompress(packed)
        except zlib.error:
            value = packed
        numbers = str(NUMBER) if NUMBER.to_bytes(8, "little") in value else ""
        return value.decode("latin-1").lower() + numbers
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).lower()
    if isinstance(value, datetime | date):
        return ""
    return str(value).lower()
