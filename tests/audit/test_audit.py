"""The audit takes entries, and lets none be changed or removed."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe import audit
from tribe.audit import AuditEntry, queries
from tribe.base.db import session

TRIBE = Path(__file__).parent.parent.parent / "tribe"


def test_an_entry_is_neither_changed_nor_removed(context: Flask) -> None:
    entry = audit.record(
        "category.removed", "toy", 3, actor_id=None, facts={"turns": 4}, why="it stood"
    )
    session.commit()
    entry.why = "another reason"
    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()
    session.delete(entry)
    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()
    assert [found.why for found in queries.list_entries().rows] == ["it stood"]


def test_no_code_updates_or_deletes_the_table() -> None:
    wrong = re.compile(r"(update|delete|insert_or|merge)\(\s*(audit\.)?AuditEntry|audit_entry SET")
    for path in TRIBE.rglob("*.py"):
        assert not wrong.search(path.read_text()), path


def test_entries_are_found_by_what_they_are_about(app: Flask, cast: Cast) -> None:
    with app.app_context():
        first = audit.record("category.removed", "toy", 1, actor_id=cast.ids["ada"])
        second = audit.record("category.removed", "toy", 2, actor_id=None)
        third = audit.record("page.published", "toy", 1, actor_id=None)

        def found(**about: Any) -> list[AuditEntry]:
            return queries.list_entries(**about).rows

        assert found() == [third, second, first]
        assert found(kinds=["category.removed"]) == [second, first]
        assert found(kinds=["category.removed", "page.published"]) == [third, second, first]
        assert found(actor_id=cast.ids["ada"]) == [first]
        assert found(subject_type="toy", subject_ids=["1"]) == [third, first]
        session.rollback()
